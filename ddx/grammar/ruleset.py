"""Many rule files made into one set: added to, overridden, switched off, and expanded into expressions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import re2

from ddx.grammar.faults import RuleError, did_you_mean
from ddx.grammar.form import Family
from ddx.grammar.pattern import Expander, Pattern, PatternError, Punctuation, read_pattern, words_expression
from ddx.grammar.rulefile import Condition, Rule, SlotPattern, WordList, read_documents
from ddx.grammar.source import Place, SourceFile

BUILT_IN_SLOTS = {"digit": "[0-9０-９]", "letter": "[A-Za-zＡ-Ｚａ-ｚ]"}


@dataclass(frozen=True)
class Expression:
    """A pattern written out: the RE2 text, the slot names of groups 2…, and which pattern it was."""

    regex: str
    slots: tuple[str, ...]
    pattern: int


@dataclass
class RuleSet:
    """Rules, word lists and slots that hold together. Build one with `load`."""

    families: Mapping[str, Family]
    punctuation: Punctuation
    rules: dict[str, Rule] = field(default_factory=dict)
    lists: dict[str, WordList] = field(default_factory=dict)
    slots: dict[str, SlotPattern] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    digest: str = ""
    _expanded: dict[str, str] = field(default_factory=dict)

    def of_family(self, family: str) -> list[Rule]:
        """The rules of a family that are not switched off, the highest priority first, then by id."""
        found = [rule for rule in self.rules.values() if rule.family == family and rule.id not in self.off]
        return sorted(found, key=lambda rule: (-rule.priority, rule.id))

    def words(self, name: str) -> Mapping[str, Any]:
        """The words of a list with their values; empty where there is no such list."""
        found = self.lists.get(name)
        return found.words if found else {}

    def expressions(self, rule: Rule) -> list[Expression]:
        """The rule's patterns as RE2 expressions; raises PatternError."""
        expander = Expander(self.punctuation, lambda name: self._resolve(name, rule, ()))
        found = []
        for number, text in enumerate(rule.patterns):
            regex, names = expander.rule(read_pattern(text))
            found.append(Expression(regex, names, number))
        return found

    def expression_of(self, text: str, rule: Rule | None = None) -> str:
        """A pattern of a condition as an RE2 expression without groups; raises PatternError."""
        expander = Expander(self.punctuation, lambda name: self._resolve(name, rule, ()))
        return expander.bare(read_pattern(text))

    def _resolve(self, name: str, rule: Rule | None, open_slots: tuple[str, ...]) -> str:
        if rule is not None and name in rule.words:
            return words_expression(list(rule.words[name]))
        if name in BUILT_IN_SLOTS:
            return BUILT_IN_SLOTS[name]
        if name in self._expanded:
            return self._expanded[name]
        if name in self.lists:
            expression = words_expression(list(self.lists[name].words))
        elif name in self.slots:
            if name in open_slots:
                raise PatternError(f"the slot {{{name}}} holds itself", 0, " → ".join((*open_slots, name)))
            inner = Expander(self.punctuation, lambda held: self._resolve(held, None, (*open_slots, name)))
            expression = "|".join(inner.bare(read_pattern(text)) for text in self.slots[name].patterns)
        else:
            known = set(self.lists) | set(self.slots) | set(BUILT_IN_SLOTS) | (set(rule.words) if rule else set())
            raise PatternError(f"no such slot or list: {{{name}}}", 0, did_you_mean(name, known))
        self._expanded[name] = expression
        return expression


def rule_files(path: Path) -> list[Path]:
    """The rule files under a folder in the order of their names, or the file itself."""
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.suffix in (".yaml", ".yml") and file.is_file())
    return [path]


def read_source(path: Path, shown: str | None = None) -> SourceFile:
    """Read a rule file's text; raises RuleError where it cannot be read as UTF-8."""
    name = shown or str(path)
    file = SourceFile(name, "")
    try:
        file.text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        file.fault(Place(name, 1, 1), f"cannot be read: {error.strerror or error}")
    except UnicodeDecodeError as error:
        file.fault(Place(name, 1, 1), f"is not UTF-8 at byte {error.start}", "save it as UTF-8")
    return file


def load(paths: Iterable[Path], families: Mapping[str, Family], punctuation: Punctuation) -> RuleSet:
    """Read rule files into a set; a later file's rule, list or slot takes the place of an earlier one's.

    `paths` may be files and folders. Raises RuleError with all faults of all files.
    """
    files = [read_source(file) for path in paths for file in rule_files(path)]
    found, faults = merge(files, families, punctuation)
    if faults:
        raise RuleError(faults)
    return found


def merge(
    files: list[SourceFile], families: Mapping[str, Family], punctuation: Punctuation
) -> tuple[RuleSet, list[Any]]:
    """The set that files make together, and every fault in them (patterns that cannot be expanded too)."""
    rules = RuleSet(families, punctuation)
    digest = hashlib.sha256()
    by_path = {file.path: file for file in files}
    for file in files:
        digest.update(file.text.encode())
        if file.faults:
            continue
        documents = read_documents(file, families)
        own: set[str] = set()
        for rule in documents.rules:
            if rule.id in own:
                file.fault(getattr(rule.id, "place", rule.place), f"the id {str(rule.id)!r} stands twice in this file")
            own.add(rule.id)
            rules.rules[rule.id] = rule
        for words in documents.lists:
            _merge_list(rules, words, file)
        for slot in documents.slots:
            rules.slots[slot.name] = slot
        for switch in documents.off:
            if switch not in rules.rules:
                file.fault(
                    getattr(switch, "place", Place(file.path, 1, 1)),
                    f"no such rule: {str(switch)!r}",
                    did_you_mean(switch, rules.rules),
                )
            rules.off.add(switch)
    rules.digest = digest.hexdigest()[:16]
    for rule in rules.rules.values():
        _check_patterns(rules, rule, by_path[rule.place.path])
    for slot in rules.slots.values():
        for text in slot.patterns:
            _check_text(rules, text, None, by_path[slot.place.path], slot.place, may_be_empty=True)
    return rules, [fault for file in files for fault in file.faults]


def _merge_list(rules: RuleSet, words: WordList, file: SourceFile) -> None:
    known = rules.lists.get(words.name)
    if words.adds and known is None:
        file.fault(words.place, f"no list {str(words.name)!r} to add to", did_you_mean(words.name, rules.lists))
        return
    held = {**known.words, **words.words} if words.adds and known else dict(words.words)
    for word in words.removes:
        held.pop(word, None)
    about = words.about or (known.about if known else "")
    rules.lists[words.name] = replace(words, words=held, about=about, adds=False)


def _check_patterns(rules: RuleSet, rule: Rule, file: SourceFile) -> None:
    for text in rule.patterns:
        _check_text(rules, text, rule, file, rule.place)
    for condition in (*rule.when, *rule.unless):
        if condition.kind != "context":
            for text in condition.values:
                _check_text(rules, text, rule, file, condition.place, may_be_empty=True)


def _check_text(
    rules: RuleSet, text: str, rule: Rule | None, file: SourceFile, place: Place, may_be_empty: bool = False
) -> None:
    start = getattr(text, "place", place)
    try:
        pattern: Pattern = read_pattern(text)
        regex = rules.expression_of(text, rule)
        if not may_be_empty and not pattern.start and not pattern.end:
            compiled = compile_expression(regex)
            if compiled.fullmatch(b"") is not None:
                raise PatternError("the pattern matches where nothing stands", 0, "make one part of it necessary")
    except PatternError as error:
        spot = Place(start.path, start.line, start.column + error.at)
        file.fault(spot, f"in the pattern {str(text)!r}: {error.message}", error.hint)
    except re2.error as error:
        detail = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        file.fault(start, f"the pattern {str(text)!r} cannot be run: {detail}", "make it shorter")


def re2_options() -> Any:
    """How every expression is compiled: UTF-8, quiet, with room for large word lists."""
    options = re2.Options()
    options.max_mem = 256 << 20
    options.log_errors = False
    return options


def compile_expression(regex: str) -> Any:
    """An RE2 object over UTF-8 bytes; raises re2.error."""
    return re2.compile(regex.encode(), re2_options())


__all__ = ["Condition", "Expression", "RuleSet", "compile_expression", "load", "merge", "read_source", "rule_files"]
