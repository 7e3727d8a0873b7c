"""What can be told of a rule set without running it: unreadable patterns, names that stand for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ddx.grammar.alphabet import BUILT_IN_SLOTS
from ddx.grammar.faults import Place, did_you_mean
from ddx.grammar.form import Family, Form, ListOf, PatternText
from ddx.grammar.layout import alphabet_of
from ddx.grammar.pattern import (
    Alternatives,
    Gap,
    Part,
    Pattern,
    PatternError,
    Repeat,
    Series,
    Slot,
    read_pattern,
)
from ddx.grammar.rule import Rule, SlotPattern
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.source import SourceFile, place_of
from ddx.grammar.translate import Translator

_LONGEST = 100_000
_TOO_LONG = f"with its slots written out the pattern has more than {_LONGEST} characters"
_FEWER = "let it name fewer slots, and these fewer slots in turn"
_ALWAYS = "the condition holds everywhere: it matches where nothing stands"
_NEEDED = "a part must be needed, so one without ? or * behind it"


def check(
    rules: RuleSet, families: Mapping[str, Family], clause_ends: str, files: Mapping[str, SourceFile]
) -> None:
    """Read every pattern of a set into its templates; every fault is noted in the file it stands in.

    Slots and rules that cannot be run are taken out of the set.
    """
    checker = _Checker(rules, files)
    for slot in rules.slots.values():
        checker.slot(slot.name)
    checker.cycles()
    checker.wholes()
    checker.lengths()
    for rule in rules.rules.values():
        checker.rule(rule, families[rule.family])
    checker.leave_out_unsound()
    checker.write(clause_ends)


class _Checker:
    def __init__(self, rules: RuleSet, files: Mapping[str, SourceFile]) -> None:
        self._rules = rules
        self._files = files
        self._patterns: dict[str, Pattern] = {}
        self._shared = {*rules.lists, *rules.slots, *BUILT_IN_SLOTS}
        self._unsound_slots: set[str] = set()
        self._unsound_rules: set[str] = set()
        self._slots_of: dict[str, set[str]] = {}
        self._lengths: dict[str, int] = {}
        self._empty: dict[str, bool] = {}

    def slot(self, name: str) -> None:
        """Check a slot's own patterns."""
        slot = self._rules.slots[name]
        if name in self._rules.lists or name in BUILT_IN_SLOTS:
            self._fault(
                slot.name, slot.place, f"{{{name}}} is the name of a list already", "call the slot otherwise"
            )
        for text in slot.patterns:
            if self._read(text, slot.place, None) is None:
                self._unsound_slots.add(name)

    def cycles(self) -> None:
        """Fault every slot that holds itself."""
        for name, slot in self._rules.slots.items():
            ring = self._ring(name)
            if ring:
                shown = " → ".join(f"{{{step}}}" for step in ring)
                self._fault(slot.name, slot.place, f"the slot {{{name}}} holds itself", shown)
                self._unsound_slots.add(name)

    def _ring(self, name: str) -> tuple[str, ...]:
        """The shortest way from a slot back to itself, empty where there is none."""
        ways: dict[str, tuple[str, ...]] = {name: (name,)}
        ahead = [name]
        for step in ahead:
            for held in sorted(self._held(step)):
                if held == name:
                    return (*ways[step], name)
                if held in self._rules.slots and held not in ways:
                    ways[held] = (*ways[step], held)
                    ahead.append(held)
        return ()

    def _held(self, slot: str) -> set[str]:
        """The names in a slot's patterns, as far as these can be read."""
        texts = self._rules.slots[slot].patterns
        return {
            held.name for text in texts if text in self._patterns for held in self._patterns[text].slots()
        }

    def wholes(self) -> None:
        """Fault every slot that is taken whole and holds what can't be found ahead of the rules."""
        for name, slot in self._rules.slots.items():
            if not slot.whole or name in self._unsound_slots:
                continue
            held = self._all_held(name)
            inner = sorted(one for one in held if self._rules.slots[one].whole)
            texts = [text for one in (name, *held) for text in self._rules.slots[one].patterns]
            patterns = [self._patterns[text] for text in texts if text in self._patterns]
            if inner:
                self._fault_whole(slot, f"{{{name}}} is taken whole and holds {{{inner[0]}}}, which is too")
            elif any(pattern.start or pattern.end for pattern in patterns):
                self._fault_whole(slot, f"{{{name}}} is taken whole and tied by ^ or $")
            elif self._slot_may_be_empty(name, None):
                self._fault_whole(slot, f"{{{name}}} is taken whole and matches where nothing stands")

    def _fault_whole(self, slot: SlotPattern, message: str) -> None:
        self._fault(slot.name, slot.place, message, "leave out whole: true")
        self._unsound_slots.add(slot.name)

    def _all_held(self, slot: str) -> set[str]:
        """The slots in a slot, and those in these."""
        found: set[str] = set()
        ahead = [slot]
        for step in ahead:
            new = {held for held in self._held(step) if held in self._rules.slots} - found
            found |= new
            ahead += new
        return found

    def lengths(self) -> None:
        """Fault every slot whose patterns get too long with the slots in them written out."""
        for name, slot in self._rules.slots.items():
            if name not in self._unsound_slots and self._slot_length(name) > _LONGEST:
                self._unsound_slots.add(name)
                if all(self._slot_length(held) <= _LONGEST for held in self._held(name)):
                    self._fault(slot.name, slot.place, _TOO_LONG, _FEWER)

    def rule(self, rule: Rule, family: Family) -> None:
        """Check a rule's patterns, conditions, own lists and the patterns among its family's keys."""
        held = self._slots_of[rule.id] = set()
        for text in rule.patterns:
            pattern = self._read(text, rule.place, rule)
            if pattern and self._may_be_empty(pattern.body, rule):
                self._fault(text, rule.place, "the pattern matches where nothing stands", _NEEDED)
        for condition in (*rule.when, *rule.unless):
            for text in condition.values if condition.kind != "context" else ():
                pattern = self._read(text, condition.place, rule)
                tied = pattern and (pattern.start or pattern.end)
                if pattern and not tied and self._may_be_empty(pattern.body, rule):
                    self._fault(text, condition.place, _ALWAYS, _NEEDED)
        for text in _setting_patterns(rule, family):
            self._read(text, rule.place, rule)
        for name in rule.words:
            if name not in held and rule.id not in self._unsound_rules:
                self._fault(name, rule.place, f"no pattern of the rule uses its list {{{name}}}")
        for example in rule.examples:
            if example.each and not example.each[1] and example.each[0] not in rule.words:
                name = example.each[0]
                hint = did_you_mean(name, rule.words)
                self._fault(name, example.place, f"each: {str(name)!r} is no list of this rule", hint)

    def leave_out_unsound(self) -> None:
        """Take out what has a pattern that cannot be read, and what names a slot that was taken out."""
        unsound = self._unsound_slots
        while more := {name for name in self._rules.slots.keys() - unsound if self._held(name) & unsound}:
            unsound |= more
        for name in unsound:
            del self._rules.slots[name]
        for rule_id, held in self._slots_of.items():
            if rule_id in self._unsound_rules or held & unsound:
                del self._rules.rules[rule_id]

    def write(self, clause_ends: str) -> None:
        """Write all patterns as templates, in an alphabet for them."""
        rules = self._rules
        rules.alphabet = alphabet_of(rules, self._patterns)
        translator = Translator(clause_ends, rules.alphabet)
        rules.templates = {text: translator.template(pattern) for text, pattern in self._patterns.items()}

    def _read(self, text: str, fallback: Place, rule: Rule | None) -> Pattern | None:
        """A pattern of a slot or a rule, None where it has a fault."""
        pattern = self._readable(text, fallback, rule)
        if rule is not None and pattern is not None:
            self._slots_of[rule.id] |= {slot.name for slot in pattern.slots()}
        elif rule is not None:
            self._unsound_rules.add(rule.id)
        return pattern

    def _readable(self, text: str, fallback: Place, rule: Rule | None) -> Pattern | None:
        try:
            pattern = self._patterns.get(text) or read_pattern(text)
        except PatternError as error:
            self._fault(text, fallback, error.message, error.hint, error.at)
            return None
        known = self._shared | (set(rule.words) if rule else set())
        strange = [slot for slot in pattern.slots() if slot.name not in known]
        for slot in strange:
            hint = did_you_mean(slot.name, known)
            self._fault(text, fallback, f"no such slot or list: {{{slot.name}}}", hint, slot.at)
        if strange:
            return None
        self._patterns[text] = pattern
        if rule is not None and self._length(pattern.body, rule) > _LONGEST:
            if all(self._slot_length(slot.name) <= _LONGEST for slot in pattern.slots()):
                self._fault(text, fallback, _TOO_LONG, _FEWER)
            return None
        return pattern

    def _length(self, part: Part, rule: Rule | None) -> int:
        """How long a part gets, told without writing it out: slots that hold slots grow fast."""
        if isinstance(part, Slot):
            return 0 if rule and part.name in rule.words else self._slot_length(part.name)
        if isinstance(part, Gap):
            return part.limit or 1
        if isinstance(part, Repeat):
            return self._length(part.item, rule)
        if isinstance(part, Series | Alternatives):
            return sum(
                self._length(held, rule)
                for held in (part.items if isinstance(part, Series) else part.options)
            )
        return 1

    def _slot_length(self, name: str) -> int:
        if name not in self._lengths:
            self._lengths[name] = 0  # for a slot that holds itself, which is a fault of its own
            texts = self._rules.slots[name].patterns if name in self._rules.slots else ()
            patterns = [self._patterns[text] for text in texts if text in self._patterns]
            self._lengths[name] = sum(self._length(pattern.body, None) for pattern in patterns)
        return self._lengths[name]

    def _may_be_empty(self, part: Part, rule: Rule | None) -> bool:
        if isinstance(part, Gap):
            return True
        if isinstance(part, Repeat):
            return part.sign != "+" or self._may_be_empty(part.item, rule)
        if isinstance(part, Series):
            return all(self._may_be_empty(item, rule) for item in part.items)
        if isinstance(part, Alternatives):
            return any(self._may_be_empty(option, rule) for option in part.options)
        return isinstance(part, Slot) and self._slot_may_be_empty(part.name, rule)

    def _slot_may_be_empty(self, name: str, rule: Rule | None) -> bool:
        if (rule and name in rule.words) or name not in self._rules.slots:
            return False
        if name not in self._empty:
            self._empty[name] = False  # for a slot that holds itself, which is a fault of its own
            texts = self._rules.slots[name].patterns
            patterns = [self._patterns[text] for text in texts if text in self._patterns]
            self._empty[name] = any(self._may_be_empty(pattern.body, None) for pattern in patterns)
        return self._empty[name]

    def _fault(self, text: str, fallback: Place, message: str, hint: str = "", offset: int = 0) -> None:
        place = place_of(text, fallback, offset)
        self._files[place.path].fault(place, message, hint)


def _setting_patterns(rule: Rule, family: Family) -> Iterator[str]:
    """The patterns among the keys that only rules of this family have."""
    for key, form in family.keys.items():
        if key in rule.settings and _holds_pattern(form):
            held: Any = rule.settings[key]
            yield from held if isinstance(held, tuple) else (held,)


def _holds_pattern(form: Form) -> bool:
    return isinstance(form.item if isinstance(form, ListOf) else form, PatternText)
