"""Many rule files made into one set, and all told that is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from ddx.grammar.check import check
from ddx.grammar.faults import Fault, Place, did_you_mean
from ddx.grammar.form import Family, Number
from ddx.grammar.rule import WordList
from ddx.grammar.rulefile import Documents, ListEdit, read_documents
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.source import Scalar, SourceFile, Spot, place_of


def source_file(path: str, content: bytes) -> SourceFile:
    """A rule file from its bytes; what is not UTF-8 is a fault."""
    file = SourceFile(path, "")
    try:
        file.text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        read = content[: error.start].decode()
        place = Place(path, read.count("\n") + 1, len(read) - read.rfind("\n"))
        shown = SourceFile(path, content.decode(errors="replace"))
        file.faults.append(shown.fault_at(place, "a byte that is not UTF-8", "save the file as UTF-8"))
    return file


def merge(
    layers: Sequence[Sequence[SourceFile]], families: Mapping[str, Family], clause_ends: str
) -> tuple[RuleSet, list[Fault]]:
    """The set that files make together, and every fault in them.

    A later layer may say anew what an earlier one said; within one layer nothing is said twice.
    """
    rules = RuleSet(clause_ends=clause_ends)
    digest = hashlib.sha256()
    for layer in layers:
        for file in layer:
            digest.update(file.text.encode() + b"\0")
        _take(rules, [(file, read_documents(file, families)) for file in layer])
    rules.digest = digest.hexdigest()[:16]
    files = {file.path: file for layer in layers for file in layer}
    check(rules, families, clause_ends, files)
    return rules, sorted({fault for file in files.values() for fault in file.faults})


def _take(rules: RuleSet, layer: list[tuple[SourceFile, Documents]]) -> None:
    """Lay one layer over the set: lists before what is added to them, rules before what is switched off."""
    seen: dict[tuple[str, str], Place] = {}
    for file, documents in layer:
        for rule in documents.rules:
            _say_once(seen, "id", rule.id, rule.place, file)
            rules.rules[rule.id] = rule
        for slot in documents.slots:
            _say_once(seen, "slot", slot.name, slot.place, file)
            rules.slots[slot.name] = slot
        for edit in documents.lists:
            if edit.kind:
                _say_once(seen, "list", edit.name, edit.place, file)
                rules.lists[edit.name] = WordList(edit.name, edit.about, edit.kind, edit.words, edit.place)
    for file, documents in layer:
        for edit in documents.lists:
            _edit_list(rules, edit, file)
        for switch in documents.off:
            if switch not in rules.rules:
                place = place_of(switch, Place(file.path, 1, 1))
                file.fault(place, f"no such rule: {str(switch)!r}", did_you_mean(switch, rules.rules))
            rules.off.add(switch)


def _say_once(
    seen: dict[tuple[str, str], Place], kind: str, name: str, fallback: Place, file: SourceFile
) -> None:
    place = place_of(name, fallback)
    first = seen.setdefault((kind, name), place)
    if first is not place:
        where = f"line {first.line}" if first.path == place.path else f"{first.path}:{first.line}"
        file.fault(place, f"the {kind} {str(name)!r} stands twice", f"the first is at {where}")


def _edit_list(rules: RuleSet, edit: ListEdit, file: SourceFile) -> None:
    known = rules.lists.get(edit.name)
    if known is None:
        place = place_of(edit.name, edit.place)
        file.fault(place, f"no list {str(edit.name)!r} to change", did_you_mean(edit.name, rules.lists))
        return
    held = dict(known.words)
    if not edit.kind:
        for word, value in edit.words.items():
            held[word] = _value(value, word, known, edit, file)
    for word in edit.removes:
        if word not in held:
            place = place_of(word, edit.place)
            file.fault(place, f"{str(word)!r} is not in the list {known.name}", did_you_mean(word, held))
        held.pop(word, None)
    rules.lists[edit.name] = known._replace(words=held)


def _value(value: Any, word: str, known: WordList, edit: ListEdit, file: SourceFile) -> Any:
    """The value of a word that is added to a list: none, a text or a number, as the list has them."""
    place = place_of(word, edit.place)
    if known.kind == "words" and value is not None:
        file.fault(place, f"the words of {known.name} have no values", "add: word word …")
    elif known.kind != "words" and value is None:
        file.fault(place, f"the words of {known.name} have a value each", "add: {word: value}")
    elif known.kind == "numbers" and isinstance(value, Spot):
        return Number().read(Scalar(value.at(0), value, "", value), file)
    return value
