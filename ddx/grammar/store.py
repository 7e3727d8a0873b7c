"""Rule sets kept on disk as they were read, so that the next start need not read and check them again.

A stored set is plain JSON under a name made of the hash of all its files and of the reader's own version.
Nothing in it is run; one that is missing, broken or of another version is read anew without a word.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ddx.grammar.faults import Place
from ddx.grammar.rule import Condition, Example, Rule, SlotPattern, WordList
from ddx.grammar.template import Hole, Template

if TYPE_CHECKING:
    from ddx.grammar.ruleset import RuleSet

_KEPT = 8
"""Stored sets beyond the newest few are removed."""


class Store:
    """A folder of stored rule sets. `version` is what the reader of rule files is known by."""

    def __init__(self, folder: Path, version: str) -> None:
        self._folder = folder
        self._version = version

    def _file(self, key: str) -> Path:
        name = hashlib.sha256(f"{self._version}\0{key}".encode()).hexdigest()[:32]
        return self._folder / f"rules-{name}.json"

    def get(self, key: str) -> RuleSet | None:
        """The stored set, None where there is none that can be used."""
        try:
            return _rule_set(json.loads(self._file(key).read_bytes()))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def put(self, key: str, rules: RuleSet) -> None:
        """Store a set: whole or not at all, readable by its owner alone. Where that cannot be, it is left."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self._folder / f"draft-{os.getpid()}-{os.urandom(4).hex()}"
            with open(
                os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
            ) as out:
                json.dump(_record(rules), out, ensure_ascii=False, separators=(",", ":"))
            os.replace(draft, self._file(key))
            stored = sorted(self._folder.glob("rules-*.json"), key=lambda file: file.stat().st_mtime)
            for file in stored[:-_KEPT]:
                file.unlink()
        except OSError:
            pass


def plain(rules: RuleSet) -> RuleSet:
    """The set as it is read back from a store: its texts no longer know where they stood in their files."""
    return _rule_set(json.loads(json.dumps(_record(rules))))


def _record(rules: RuleSet) -> dict[str, Any]:
    """The set as lists and dicts, each value's parts in the order of its class."""
    return {
        "rules": list(rules.rules.values()),
        "lists": list(rules.lists.values()),
        "slots": list(rules.slots.values()),
        "off": sorted(rules.off),
        "templates": rules.templates,
        "digest": rules.digest,
        "clause_ends": rules.clause_ends,
    }


def _rule_set(record: dict[str, Any]) -> RuleSet:
    from ddx.grammar.ruleset import RuleSet

    rules = RuleSet(record["clause_ends"])
    rules.rules = {rule.id: rule for rule in (_rule(*parts) for parts in record["rules"])}
    rules.lists = {words.name: words for words in (_word_list(*parts) for parts in record["lists"])}
    rules.slots = {slot.name: slot for slot in (_slot(*parts) for parts in record["slots"])}
    rules.off = set(record["off"])
    rules.templates = {text: _template(*parts) for text, parts in record["templates"].items()}
    rules.digest = record["digest"]
    return rules


def _rule(*parts: Any) -> Rule:
    head, (when, unless, priority, settings, examples, place) = parts[:6], parts[6:]
    id_, family, about, why, patterns, words = head
    return Rule(
        id_,
        family,
        about,
        why,
        tuple(patterns),
        words,
        tuple(Condition(kind, tuple(values), because, Place(*at)) for kind, values, because, at in when),
        tuple(Condition(kind, tuple(values), because, Place(*at)) for kind, values, because, at in unless),
        priority,
        _frozen(settings),
        tuple(_example(*example) for example in examples),
        Place(*place),
    )


def _word_list(name: str, about: str, kind: str, words: dict[str, Any], place: list[Any]) -> WordList:
    return WordList(name, about, kind, words, Place(*place))


def _slot(name: str, about: str, patterns: Any, examples: Any, leaves: Any, place: list[Any]) -> SlotPattern:
    return SlotPattern(name, about, tuple(patterns), tuple(examples), tuple(leaves), Place(*place))


def _example(text: str, finds: Any, context: list[str], date: str, each: Any, place: list[Any]) -> Example:
    words = (each[0], tuple(each[1])) if each else None
    return Example(text, _frozen(finds), tuple(context), date, words, Place(*place))


def _frozen(value: Any) -> Any:
    """What was read as tuples before JSON made lists of them."""
    if isinstance(value, list):
        return tuple(_frozen(part) for part in value)
    return {key: _frozen(held) for key, held in value.items()} if isinstance(value, dict) else value


def _template(start: str, pieces: Iterable[Any], end: str, *needs: Any) -> Template:
    holed = tuple(piece if isinstance(piece, str) else Hole(*piece) for piece in pieces)
    return Template(start, holed, end, *needs)
