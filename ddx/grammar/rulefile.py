"""Rule files: documents of four kinds, read into rules, word lists, slots and switches.

A file is a YAML stream. Each document is one of
    id: …      a rule            list: …    a word list
    slot: …    a named pattern   off: […]   rules that are switched off
"""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import Any

from ddx.grammar.faults import did_you_mean
from ddx.grammar.form import (
    WRONG,
    Family,
    Flag,
    Form,
    Int,
    ListOf,
    Number,
    OneOf,
    Record,
    Schema,
    Text,
    Weights,
    Words,
)
from ddx.grammar.source import Mapping, Place, Scalar, SourceFile, Value

CONDITION_KINDS = ("before", "after", "clause", "text", "context")
_CONDITION = Record(
    {
        "before": ListOf(Text()),
        "after": ListOf(Text()),
        "clause": ListOf(Text()),
        "text": ListOf(Text()),
        "context": Words(),
        "because": Text(),
    },
    what="condition",
)


@dataclass(frozen=True)
class Condition:
    """Something about the surroundings of a match.

    `kind` before/after: a pattern right before or behind it; clause: one found in its clauses; text: one
    found anywhere in the unit; context: a word the host says of the place. Several `values` mean any of.
    """

    kind: str
    values: tuple[str, ...]
    because: str
    place: Place


@dataclass(frozen=True)
class Example:
    """A text, and what the rule finds in it: a record of what the match says, or None for nothing."""

    text: str
    finds: MappingType[str, Any] | None
    context: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class Rule:
    """A rule as written. `words` are its own lists (`cue` among them), `settings` the keys of its family."""

    id: str
    family: str
    about: str
    why: str
    patterns: tuple[str, ...]
    words: MappingType[str, MappingType[str, int]]
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    priority: int
    settings: MappingType[str, Any]
    examples: tuple[Example, ...]
    place: Place


@dataclass(frozen=True)
class WordList:
    """Words, each with a value where the list has values. `adds` extends a list of that name."""

    name: str
    about: str
    words: MappingType[str, Any]
    adds: bool
    removes: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class SlotPattern:
    """A named piece of pattern; several alternatives are tried in their order."""

    name: str
    about: str
    patterns: tuple[str, ...]
    place: Place


@dataclass
class Documents:
    """What one file holds."""

    rules: list[Rule] = field(default_factory=list)
    lists: list[WordList] = field(default_factory=list)
    slots: list[SlotPattern] = field(default_factory=list)
    off: list[str] = field(default_factory=list)


_LIST = Record(
    {
        "list": Text(),
        "about": Text(),
        "source": Text(),
        "words": OneOf(Words(), Words()),
        "values": Weights(OneOf(Text(), Text())),
        "numbers": Weights(Number()),
        "add": Words(),
        "remove": Words(),
    },
    required=("list",),
    what="word list",
)
_SLOT = Record(
    {"slot": Text(), "about": Text(), "pattern": ListOf(Text())}, required=("slot", "about", "pattern"), what="slot"
)
_OFF = Record({"off": ListOf(Text()), "because": Text()}, required=("off",), what="switch")


def rule_form(family: Family) -> Record:
    """The form of a rule of this family."""
    keys: dict[str, Form] = {
        "id": Text(),
        "family": Text(),
        "about": Text(),
        "why": Text(),
        "pattern": ListOf(Text()),
        "cue": Weights(Int(1, 9)),
        "words": Weights(Words()),
        "when": ListOf(_CONDITION),
        "unless": ListOf(_CONDITION),
        "priority": Int(-99, 99),
        "examples": ListOf(
            Record(
                {
                    "text": Text(),
                    "finds": OneOf(Text(), Record(family.finds, what="finding")),
                    "context": Words(),
                },
                required=("text",),
                what="example",
            ),
            single=False,
        ),
        **family.keys,
    }
    return Record(keys, required=("id", "family", "about", "pattern", *family.required), what=f"{family.name} rule")


def file_schema(families: MappingType[str, Family]) -> Schema:
    """The JSON Schema (2020-12) of one document of a rule file."""
    options = [rule_form(family).schema() for family in families.values()]
    for option, family in zip(options, families.values(), strict=True):
        option["properties"]["family"] = {"const": family.name}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "a document of a ddx rule file",
        "anyOf": [*options, _LIST.schema(), _SLOT.schema(), _OFF.schema()],
    }


def read_documents(file: SourceFile, families: MappingType[str, Family]) -> Documents:
    """Read a rule file; every fault is noted in `file.faults`, what is faulty is left out."""
    found = Documents()
    for value in file.documents():
        if not isinstance(value, Mapping):
            file.fault(value.place, "a document is a mapping with id:, list:, slot: or off:")
        elif value.get("id"):
            _read_rule(value, file, families, found)
        elif value.get("list"):
            _read_list(value, file, found)
        elif value.get("slot"):
            record = _SLOT.read(value, file)
            if all(key in record for key in ("slot", "about", "pattern")):
                found.slots.append(SlotPattern(record["slot"], record["about"], record["pattern"], value.place))
        elif value.get("off"):
            record = _OFF.read(value, file)
            found.off.extend(record.get("off", ()))
        else:
            names = ", ".join(repr(key.text) for key, _ in value.entries)
            file.fault(value.place, f"a document with {names} is none of ours", "it needs id:, list:, slot: or off:")
    return found


def _read_list(value: Mapping, file: SourceFile, found: Documents) -> None:
    record = _LIST.read(value, file)
    if "list" not in record:
        return
    kinds = [key for key in ("words", "values", "numbers") if key in record]
    if len(kinds) > 1:
        file.fault(value.place, f"a word list has one of words, values, numbers; here are {' and '.join(kinds)}")
        return
    adds = not kinds
    if adds and "add" not in record and "remove" not in record:
        file.fault(value.place, "a word list needs words", "words:, values:, numbers:, or add: to extend one")
        return
    words: dict[str, Any] = {}
    held = record[kinds[0]] if kinds else record.get("add", ())
    pairs = held.items() if isinstance(held, dict) else ((word, None) for word in held)
    for word, worth in pairs:
        if word in words:
            file.fault(getattr(word, "place", value.place), f"the word {str(word)!r} stands twice in the list")
        words[word] = worth
    found.lists.append(
        WordList(record["list"], record.get("about", ""), words, adds, tuple(record.get("remove", ())), value.place)
    )


def _read_rule(value: Mapping, file: SourceFile, families: MappingType[str, Family], found: Documents) -> None:
    named = value.get("family")
    if not isinstance(named, Scalar):
        file.fault(value.place, "a rule needs the key 'family'", did_you_mean("", families))
        return
    family = families.get(named.text)
    if family is None:
        file.fault(named.place, f"no such family: {named.text!r}", did_you_mean(named.text, families))
        return
    record = rule_form(family).read(value, file)
    if any(key not in record for key in ("id", "about", "pattern", *family.required)):
        return
    words: dict[str, dict[str, int]] = {}
    if "cue" in record:
        words["cue"] = record["cue"]
    for name, members in record.get("words", {}).items():
        words[name] = dict.fromkeys(members, 0)
    found.rules.append(
        Rule(
            id=record["id"],
            family=family.name,
            about=record["about"],
            why=record.get("why", ""),
            patterns=record["pattern"],
            words=words,
            when=_conditions(value.get("when"), record.get("when", ()), file),
            unless=_conditions(value.get("unless"), record.get("unless", ()), file),
            priority=record.get("priority", 0),
            settings={key: record[key] for key in family.keys if key in record},
            examples=tuple(_examples(value.get("examples"), record.get("examples", ()), file)),
            place=value.place,
        )
    )


def _conditions(value: Value | None, records: tuple[Any, ...], file: SourceFile) -> tuple[Condition, ...]:
    found: list[Condition] = []
    for record in records:
        kinds = [kind for kind in CONDITION_KINDS if kind in record]
        place = value.place if value else Place(file.path, 1, 1)
        if len(kinds) != 1:
            file.fault(place, "a condition has exactly one of " + ", ".join(CONDITION_KINDS))
            continue
        values = record[kinds[0]]
        place = getattr(values[0], "place", place) if values else place
        found.append(Condition(kinds[0], tuple(values), record.get("because", ""), place))
    return tuple(found)


def _examples(value: Value | None, records: tuple[Any, ...], file: SourceFile) -> list[Example]:
    found: list[Example] = []
    for record in records:
        text = record.get("text")
        if text is None:
            continue
        finds = record.get("finds", {})
        if isinstance(finds, str):
            if finds != "nothing":
                file.fault(finds.place if hasattr(finds, "place") else text.place, "finds: is a mapping or the word nothing")
                continue
            finds = None
        found.append(Example(str(text), finds, tuple(record.get("context", ())), text.place))
    return found


__all__ = [
    "CONDITION_KINDS",
    "WRONG",
    "Condition",
    "Documents",
    "Example",
    "Flag",
    "Rule",
    "SlotPattern",
    "WordList",
    "file_schema",
    "read_documents",
    "rule_form",
]
