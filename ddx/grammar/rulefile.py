"""Rule files: documents of four kinds, read into rules, word lists, slots and switches.

A file is a YAML stream. Each document is one of
    id: …      a rule            list: …    a word list
    slot: …    a named pattern   off: […]   rules that are switched off
"""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import Any

from ddx.grammar.faults import Place, did_you_mean
from ddx.grammar.form import (
    WRONG,
    Entries,
    Family,
    Flag,
    Form,
    Int,
    KnownWords,
    ListOf,
    ListWords,
    Made,
    Name,
    Named,
    Number,
    OneOf,
    OrNull,
    PatternText,
    Record,
    Schema,
    Text,
    Weights,
    Words,
    WrittenDate,
)
from ddx.grammar.rule import CONDITION_KINDS, Condition, Example, Rule, SlotPattern
from ddx.grammar.source import Mapping, Scalar, SourceFile, Spot, place_of


@dataclass(frozen=True)
class ListEdit:
    """What a document says of a list: the words of a new one (`kind` given), or what to add and remove."""

    name: str
    about: str
    kind: str
    words: MappingType[str, Any]
    removes: tuple[str, ...]
    place: Place


@dataclass
class Documents:
    """What one file holds."""

    rules: list[Rule] = field(default_factory=list)
    lists: list[ListEdit] = field(default_factory=list)
    slots: list[SlotPattern] = field(default_factory=list)
    off: list[str] = field(default_factory=list)


_LIST = Record(
    {
        "list": Name(),
        "about": Text(),
        "source": Text(),
        "words": ListWords(),
        "values": Weights(Text()),
        "numbers": Weights(Number()),
        "add": Entries(),
        "remove": ListWords(),
    },
    required=("list",),
    what="word list",
)
_SLOT = Record(
    {
        "slot": Name(),
        "about": Text(),
        "pattern": ListOf(PatternText()),
        "whole": Flag(),
        "examples": Words(),
        "leaves": Words(),
    },
    required=("slot", "about", "pattern"),
    what="slot",
)
_OFF = Record({"off": ListOf(Text()), "because": Text()}, required=("off",), what="switch")


def _condition(record: dict[str, Any], place: Place, file: SourceFile) -> Any:
    kinds = [kind for kind in CONDITION_KINDS if kind in record]
    if len(kinds) != 1:
        file.fault(place, "a condition has exactly one of " + ", ".join(CONDITION_KINDS))
        return WRONG
    return Condition(kinds[0], record[kinds[0]], record.get("because", ""), place)


def _example(record: dict[str, Any], place: Place, file: SourceFile) -> Any:
    if "text" not in record:
        return WRONG
    finds = record.get("finds", {})
    if isinstance(finds, str):
        if finds != "nothing":
            file.fault(
                place_of(finds, place),
                f"finds: {str(finds)!r} means nothing",
                "a mapping, or the word nothing",
            )
            return WRONG
        finds = None
    each = record.get("each")
    if isinstance(each, str):
        each = (each, ())
    elif each is not None and len(each) != 1:
        file.fault(place, "each: names one list of words")
        return WRONG
    elif each is not None:
        each = next(iter(each.items()))
    where = place_of(record["text"], place)
    return Example(record["text"], finds, record.get("context", ()), record.get("date", ""), each, where)


def _condition_form(family: Family) -> Named:
    keys = {
        "before": ListOf(PatternText()),
        "after": ListOf(PatternText()),
        "clause": ListOf(PatternText()),
        "text": ListOf(PatternText()),
        "context": KnownWords(family.contexts),
        "because": Text(),
    }
    return Named("condition", Made(Record(keys, what="condition"), _condition))


_KEYS: dict[str, Form] = {
    "id": Name(dotted=True),
    "family": Text(),
    "about": Text(),
    "why": Text(),
    "pattern": ListOf(PatternText()),
    "cue": Weights(Int(1, 9)),
    "words": Weights(Words(), Name()),
    "priority": Int(-99, 99),
}
"""Keys of the rules of every family. Conditions and examples differ, by what a family knows and finds."""
KEYS_ABOUT = {
    "id": "The rule's name; a rule of the same name in a later file takes its place.",
    "family": "What kind of rule it is.",
    "about": "What the rule finds, in one sentence.",
    "why": "Why it is so, and what tells it from its neighbours.",
    "pattern": "What to look for; of several patterns each finds for itself.",
    "cue": "The rule's own list {cue}: words with a strength from 1 to 9.",
    "words": "Other lists of the rule's own, each under the name that patterns call it by.",
    "when": "Conditions that must all hold.",
    "unless": "Conditions of which none may hold.",
    "priority": "Which rule wins where two meet, from -99 to 99; 0 where none is given.",
    "examples": "Texts with what the rule finds in them; `finds: nothing` for what it leaves alone.",
}


def rule_form(family: Family) -> Record:
    """The form of a rule of this family."""
    finds = {name: OrNull(form) for name, form in family.finds.items()}
    example = Record(
        {
            "text": Text(),
            "finds": OneOf(Text(), Record(finds, what="finding")),
            "context": KnownWords(family.contexts),
            "date": WrittenDate(),
            "each": OneOf(Text(), Weights(Words())),
        },
        required=("text",),
        what="example",
    )
    conditions = ListOf(_condition_form(family))
    keys = {
        **_KEYS,
        "when": conditions,
        "unless": conditions,
        "examples": ListOf(Made(example, _example), single=False),
        **family.keys,
    }
    return Record(
        keys, required=("id", "family", "about", "pattern", *family.required), what=f"{family.name} rule"
    )


def file_schema(families: MappingType[str, Family]) -> Schema:
    """The JSON Schema (2020-12) of one document of a rule file."""
    rules = {name: rule_form(family).schema() for name, family in families.items()}
    for name, rule in rules.items():
        rule["description"] = families[name].about
        for key, about in KEYS_ABOUT.items():
            rule["properties"][key]["description"] = about
    by_family = [
        {"if": {"properties": {"family": {"const": name}}}, "then": {"$ref": f"#/$defs/{name}_rule"}}
        for name in rules
    ]
    others = {"word_list": _LIST.schema(), "slot": _SLOT.schema(), "switch": _OFF.schema()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A document of a ddx rule file",
        "type": "object",
        "if": {"required": ["id"]},
        "then": {"properties": {"family": {"enum": list(rules)}}, "required": ["family"], "allOf": by_family},
        "else": {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in others]},
        "$defs": {
            "condition": _condition_form(next(iter(families.values()))).form.schema(),
            **others,
            **{f"{name}_rule": rule for name, rule in rules.items()},
        },
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
            if all(key in record for key in _SLOT.required):
                found.slots.append(
                    SlotPattern(
                        record["slot"],
                        record["about"],
                        record["pattern"],
                        record.get("whole", False),
                        record.get("examples", ()),
                        record.get("leaves", ()),
                        value.place,
                    )
                )
        elif value.get("off"):
            found.off.extend(_OFF.read(value, file).get("off", ()))
        else:
            _unknown_document(value, file)
    return found


def _unknown_document(value: Mapping, file: SourceFile) -> None:
    openers = ("id", "list", "slot", "off")
    near = next((hint for key, _ in value.entries if "mean" in (hint := did_you_mean(key.text, openers))), "")
    file.fault(value.place, "a document needs one of id:, list:, slot:, off:", near)


def _read_list(value: Mapping, file: SourceFile, found: Documents) -> None:
    record = _LIST.read(value, file)
    if "list" not in record:
        return
    given = [key for key in ("words", "values", "numbers", "add") if value.get(key)]
    if len(given) > 1 or not (given or value.get("remove")):
        hint = "add: and remove: change a list that stands elsewhere"
        file.fault(value.place, "a word list has one of words:, values:, numbers:, add:", hint)
        return
    kind = given[0] if given else "add"
    held = record.get(kind, ())
    words: dict[str, Any] = {}
    for word, worth in held.items() if isinstance(held, dict) else ((word, None) for word in held):
        if word in words:
            file.fault(place_of(word, value.place), f"the word {str(word)!r} stands twice in the list")
        words[word] = worth
    name, about, removes = record["list"], record.get("about", ""), record.get("remove", ())
    found.lists.append(ListEdit(name, about, "" if kind == "add" else kind, words, removes, value.place))


def _read_rule(
    value: Mapping, file: SourceFile, families: MappingType[str, Family], found: Documents
) -> None:
    named = value.get("family")
    if not isinstance(named, Scalar):
        file.fault(value.place, "a rule needs the key 'family'", did_you_mean("", families))
        return
    family = families.get(named.text)
    if family is None:
        file.fault(named.place, f"no such family: {named.text!r}", did_you_mean(named.text, families))
        return
    form = rule_form(family)
    record = form.read(value, file)
    if any(key not in record for key in form.required):
        return
    words: dict[str, MappingType[str, int]] = {}
    if "cue" in record:
        words[next(Spot(key.text, key) for key, _ in value.entries if key.text == "cue")] = record["cue"]
    words |= {name: dict.fromkeys(members, 0) for name, members in record.get("words", {}).items()}
    found.rules.append(
        Rule(
            id=record["id"],
            family=family.name,
            about=record["about"],
            why=record.get("why", ""),
            patterns=record["pattern"],
            words=words,
            when=record.get("when", ()),
            unless=record.get("unless", ()),
            priority=record.get("priority", 0),
            settings={key: record[key] for key in family.keys if key in record},
            examples=record.get("examples", ()),
            place=value.place,
        )
    )
