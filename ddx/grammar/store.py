"""Rule sets kept on disk as they were read, so that the next start need not read and check them again.

A stored set is plain data, written by `marshal`, under a name made of the hash of all its files, of the
reader's own version and of Python's; its hash stands before it. Nothing in it is run; one that is missing,
broken or of another version is read anew without a word. It is for running: the examples of the rules are not
in it.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ddx.grammar.alphabet import Alphabet
from ddx.grammar.faults import Place
from ddx.grammar.index import Index
from ddx.grammar.rule import Condition, Rule, SlotPattern, WordList
from ddx.grammar.template import Hole, Template

if TYPE_CHECKING:
    from ddx.grammar.ruleset import RuleSet

_KEPT = 8
"""Stored sets beyond the newest few are removed."""
_HASH = 32
"""Bytes of a SHA-256."""


class Store:
    """A folder of stored rule sets. `version` is what the reader of rule files is known by."""

    def __init__(self, folder: Path, version: str) -> None:
        self._folder = folder
        self._version = f"{version} {sys.implementation.name} {sys.hexversion}"

    def _file(self, key: str) -> Path:
        name = hashlib.sha256(f"{self._version}\0{key}".encode()).hexdigest()[:32]
        return self._folder / f"rules-{name}"

    def get(self, key: str) -> RuleSet | None:
        """The stored set, None where there is none that can be used."""
        try:
            content = self._file(key).read_bytes()
        except OSError:
            return None
        digest, record = content[:_HASH], content[_HASH:]
        if hashlib.sha256(record).digest() != digest:
            return None
        return _rule_set(*marshal.loads(record))

    def put(self, key: str, rules: RuleSet) -> None:
        """Store a set: whole or not at all, readable by its owner alone. Where that cannot be, it is left."""
        record = marshal.dumps(_record(rules))
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self._folder / f"draft-{os.getpid()}-{os.urandom(4).hex()}"
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(hashlib.sha256(record).digest() + record)
            os.replace(draft, self._file(key))
            stored = sorted(self._folder.glob("rules-*"), key=lambda file: file.stat().st_mtime)
            for file in stored[:-_KEPT]:
                file.unlink()
        except OSError:
            pass


def plain(rules: RuleSet) -> RuleSet:
    """The set as it is read back from a store: its texts no longer know where they stood in their files."""
    return _rule_set(*_record(rules))


def _record(rules: RuleSet) -> tuple[Any, ...]:
    """The set as tuples, dicts, texts and numbers, each value's parts in the order of its class."""
    record = (
        [rule._replace(examples=()) for rule in rules.rules.values()],
        list(rules.lists.values()),
        [slot._replace(examples=(), leaves=()) for slot in rules.slots.values()],
        sorted(rules.off),
        rules.templates,
        rules.digest,
        rules.clause_ends,
        rules.alphabet.kept,
        rules.index,
    )
    return tuple(_parts(record, {}))


def _parts(value: Any, seen: dict[str, str]) -> Any:
    """The value without any class of its own; equal texts become one, which is then stored once."""
    if isinstance(value, tuple):
        return tuple(_parts(part, seen) for part in value)
    if isinstance(value, list):
        return [_parts(part, seen) for part in value]
    if isinstance(value, dict):
        return {_parts(key, seen): _parts(held, seen) for key, held in value.items()}
    if isinstance(value, str):
        return seen.setdefault(value, str(value))
    return value


def _rule_set(
    rules: list[Any],
    lists: list[Any],
    slots: list[Any],
    off: list[str],
    templates: dict[str, Any],
    digest: str,
    clause_ends: str,
    alphabet: Any,
    index: Any,
) -> RuleSet:
    from ddx.grammar.ruleset import RuleSet

    made = RuleSet(clause_ends)
    made.rules = {parts[0]: _rule(*parts) for parts in rules}
    made.lists = {parts[0]: WordList._make((*parts[:-1], Place(*parts[-1]))) for parts in lists}
    made.slots = {parts[0]: SlotPattern._make((*parts[:-1], Place(*parts[-1]))) for parts in slots}
    made.off = set(off)
    made.templates = {text: _template(*parts) for text, parts in templates.items()}
    made.digest = digest
    made.alphabet = Alphabet(*alphabet)
    made.index = Index(*index)
    return made


def _rule(*parts: Any) -> Rule:
    head, (when, unless, *rest, place) = parts[:6], parts[6:]
    return Rule._make((*head, _conditions(when), _conditions(unless), *rest, Place(*place)))


def _conditions(conditions: Any) -> tuple[Condition, ...]:
    return tuple(Condition(kind, values, because, Place(*at)) for kind, values, because, at in conditions)


def _template(start: str, pieces: Any, *rest: Any) -> Template:
    holed = tuple(piece if isinstance(piece, str) else Hole(*piece) for piece in pieces)
    return Template(start, holed, *rest)
