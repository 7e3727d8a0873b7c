"""What can be told of a rule set without running it: unreadable patterns, names that stand for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ddx.grammar.faults import Place, did_you_mean
from ddx.grammar.form import Family, Form, ListOf, OneOf, PatternText
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
from ddx.grammar.rule import Rule
from ddx.grammar.ruleset import BUILT_IN_SLOTS, RuleSet
from ddx.grammar.source import SourceFile, place_of
from ddx.grammar.translate import Translator

_ALWAYS = "the condition holds everywhere: it matches where nothing stands"
_NEEDED = "a part must be needed, so one without ? or * behind it"


def check(
    rules: RuleSet, families: Mapping[str, Family], clause_ends: str, files: Mapping[str, SourceFile]
) -> None:
    """Read every pattern of a set into its templates; every fault is noted in the file it stands in.

    Slots and rules that cannot be run are taken out of the set.
    """
    checker = _Checker(rules, Translator(clause_ends), files)
    for slot in rules.slots.values():
        checker.slot(slot.name)
    checker.cycles()
    for rule in rules.rules.values():
        checker.rule(rule, families[rule.family])
    checker.leave_out_unsound()


class _Checker:
    def __init__(self, rules: RuleSet, translator: Translator, files: Mapping[str, SourceFile]) -> None:
        self._rules = rules
        self._translator = translator
        self._files = files
        self._patterns: dict[str, Pattern] = {}
        self._shared = {*rules.lists, *rules.slots, *BUILT_IN_SLOTS}
        self._unsound_slots: set[str] = set()
        self._unsound_rules: set[str] = set()
        self._slots_of: dict[str, set[str]] = {}

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
            ring = self._ring(name, (name,))
            if ring:
                shown = " → ".join(f"{{{step}}}" for step in ring)
                self._fault(slot.name, slot.place, f"the slot {{{name}}} holds itself", shown)
                self._unsound_slots.add(name)

    def _ring(self, name: str, walked: tuple[str, ...]) -> tuple[str, ...]:
        """The way from the first slot of `walked` back to itself, empty where there is none."""
        for text in self._rules.slots[name].patterns:
            for held in self._patterns[text].slots() if text in self._patterns else ():
                if held.name == walked[0]:
                    return (*walked, held.name)
                if held.name in self._rules.slots and held.name not in walked:
                    ring = self._ring(held.name, (*walked, held.name))
                    if ring:
                        return ring
        return ()

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
                    self._fault(
                        text,
                        condition.place,
                        "the condition holds everywhere: it matches where nothing stands",
                        _NEEDED,
                    )
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
        while more := {name for name in self._rules.slots.keys() - unsound if self._names(name) & unsound}:
            unsound |= more
        for name in unsound:
            del self._rules.slots[name]
        for rule_id, held in self._slots_of.items():
            if rule_id in self._unsound_rules or held & unsound:
                del self._rules.rules[rule_id]

    def _names(self, slot: str) -> set[str]:
        patterns = [self._patterns[text] for text in self._rules.slots[slot].patterns]
        return {held.name for pattern in patterns for held in pattern.slots()}

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
        self._rules.templates[text] = self._translator.template(pattern)
        return pattern

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
        if (rule and name in rule.words) or name not in self._rules.slots or self._ring(name, (name,)):
            return False
        patterns = [
            self._patterns[text] for text in self._rules.slots[name].patterns if text in self._patterns
        ]
        return any(self._may_be_empty(pattern.body, None) for pattern in patterns)

    def _fault(self, text: str, fallback: Place, message: str, hint: str = "", offset: int = 0) -> None:
        place = place_of(text, fallback, offset)
        self._files[place.path].fault(place, message, hint)


def _setting_patterns(rule: Rule, family: Family) -> Iterator[str]:
    """The patterns among the keys that only rules of this family have."""
    for key, form in family.keys.items():
        if key in rule.settings and _holds_pattern(form, rule.settings[key]):
            held: Any = rule.settings[key]
            yield from held if isinstance(held, tuple) else (held,)


def _holds_pattern(form: Form, held: Any) -> bool:
    if isinstance(form, ListOf):
        return isinstance(form.item, PatternText)
    if isinstance(form, OneOf):
        return _holds_pattern(form.other if isinstance(held, tuple) else form.text, held)
    return isinstance(form, PatternText)
