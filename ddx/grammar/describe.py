"""Rules, lists and slots described: one source for the screen, for programs and for the reference page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ddx.grammar.rule import Condition, Example, Rule, SlotPattern, WordList
from ddx.grammar.ruleset import RuleSet

Record = dict[str, Any]


def describe(rules: RuleSet, name: str) -> Record | None:
    """What is known of a rule, list or slot, None where there is nothing of that name.

    All values are texts, numbers, lists and dicts. `path` and `line` say where it stands.
    """
    if name in rules.rules:
        return describe_rule(rules.rules[name], off=name in rules.off)
    if name in rules.slots:
        return _describe_slot(rules.slots[name])
    if name in rules.lists:
        return _describe_list(rules.lists[name])
    return None


def describe_rule(rule: Rule, off: bool = False) -> Record:
    """What is known of a rule; `takes` and `leaves` are its examples on either side."""
    examples = [(_example(example), example.finds is None) for example in rule.examples]
    return {
        "id": rule.id,
        "family": rule.family,
        "about": rule.about.strip(),
        "why": rule.why.strip(),
        "off": off,
        "pattern": list(rule.patterns),
        "words": {name: _words(words) for name, words in rule.words.items()},
        "when": [_condition(condition) for condition in rule.when],
        "unless": [_condition(condition) for condition in rule.unless],
        "priority": rule.priority,
        "settings": _plain(rule.settings),
        "takes": [example for example, negative in examples if not negative],
        "leaves": [example for example, negative in examples if negative],
        "path": rule.place.path,
        "line": rule.place.line,
    }


def _describe_slot(slot: SlotPattern) -> Record:
    return {
        "slot": slot.name,
        "about": slot.about.strip(),
        "pattern": list(slot.patterns),
        "whole": slot.whole,
        "takes": list(slot.examples),
        "leaves": list(slot.leaves),
        "path": slot.place.path,
        "line": slot.place.line,
    }


def _describe_list(words: WordList) -> Record:
    return {
        "list": words.name,
        "about": words.about.strip(),
        "kind": words.kind,
        "words": _words(words.words),
        "path": words.place.path,
        "line": words.place.line,
    }


def _words(words: Mapping[str, Any]) -> list[str] | dict[str, Any]:
    """The words, with their values where they have some."""
    return dict(words) if any(value not in (None, 0) for value in words.values()) else list(words)


def _plain(record: Mapping[str, Any]) -> Record:
    return {key: list(held) if isinstance(held, tuple) else held for key, held in record.items()}


def _condition(condition: Condition) -> Record:
    return {condition.kind: list(condition.values), "because": condition.because}


def _example(example: Example) -> Record:
    found: Record = {"text": example.text}
    if example.each is not None:
        name, words = example.each
        found["each"] = {name: list(words)} if words else name
    if example.context:
        found["context"] = list(example.context)
    if example.date:
        found["date"] = example.date
    if example.finds:
        found["finds"] = _plain(example.finds)
    return found


def text_lines(record: Record) -> Iterator[tuple[str, str]]:
    """A description as pairs of a label and a text, the label empty where the one before still holds."""
    kind = next(key for key in ("id", "slot", "list") if key in record)
    yield kind, record[kind] + ("  (off)" if record.get("off") else "")
    if "family" in record:
        yield "family", record["family"]
    yield "about", record["about"]
    if record.get("why"):
        yield "why", record["why"]
    yield from _labelled("pattern", record.get("pattern", []))
    if record.get("whole"):
        yield "whole", "true"
    words = record.get("words", {})
    for label, held in words.items() if "id" in record else [("words", words)]:
        if held:
            yield label, _spelt_words(held)
    for key in ("when", "unless"):
        yield from _labelled(key, map(_spelt_condition, record.get(key, [])))
    for key, value in record.get("settings", {}).items():
        yield key, _spelt(value)
    if record.get("priority"):
        yield "priority", str(record["priority"])
    yield from _labelled("takes", map(_spelt_example, record.get("takes", [])))
    yield from _labelled("leaves", map(_spelt_example, record.get("leaves", [])))
    yield "where", f"{record['path']}:{record['line']}"


def _labelled(label: str, texts: Any) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(texts):
        yield (label if number == 0 else ""), text


def _spelt(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _spelt_words(words: Any) -> str:
    if isinstance(words, dict):
        return "  ".join(f"{word} {value}" for word, value in words.items())
    return " ".join(words)


def _spelt_condition(condition: Record) -> str:
    kind = next(iter(condition))
    because = f"  ({condition['because']})" if condition["because"] else ""
    return f"{kind}: {'  or  '.join(condition[kind])}{because}"


def _spelt_example(example: Record | str) -> str:
    if isinstance(example, str):
        return example
    text = str(example["text"]).replace("\n", "\\n")
    if "each" in example:
        each = example["each"]
        text += f"  (each {each if isinstance(each, str) else ' '.join(next(iter(each.values())))})"
    given = [*example.get("context", []), *([example["date"]] if "date" in example else [])]
    if given:
        text += f"  [{' '.join(given)}]"
    finds = ", ".join(f"{key}: {_spelt(value)}" for key, value in example.get("finds", {}).items())
    return f"{text}  → {finds}" if finds else text
