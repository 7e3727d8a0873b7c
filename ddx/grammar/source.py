"""YAML with positions, read strictly.

Every scalar stays the text that was written: `no` is the word "no" and `0123` keeps its nought. Numbers
and truth values are worked out by the form that asks for them. Aliases and doubled keys are refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from ddx.grammar.faults import Fault

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Place:
    """Where something stands in a file; `line` and `column` count from 1."""

    path: str
    line: int
    column: int


@dataclass(frozen=True)
class Scalar:
    """A text, and whether it is a block (`|`, `>`) whose words stand on the lines below `place`."""

    place: Place
    text: str
    plain: bool
    block: bool


@dataclass(frozen=True)
class Sequence:
    place: Place
    items: tuple[Value, ...]


@dataclass(frozen=True)
class Mapping:
    place: Place
    entries: tuple[tuple[Scalar, Value], ...]

    def get(self, key: str) -> Value | None:
        return next((value for name, value in self.entries if name.text == key), None)


Value = Scalar | Sequence | Mapping


@dataclass
class SourceFile:
    """A rule file: its name as shown to users, its text, and the faults found in it so far."""

    path: str
    text: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: Place, message: str, hint: str = "") -> None:
        lines = self.text.split("\n")
        excerpt = lines[place.line - 1].rstrip("\r") if 0 < place.line <= len(lines) else ""
        self.faults.append(Fault(self.path, place.line, place.column, message, hint, excerpt))

    def documents(self) -> list[Value]:
        """The documents of the file; what is not YAML becomes a fault and ends the reading."""
        for number, line in enumerate(self.text.split("\n"), 1):
            lead = line[: len(line) - len(line.lstrip())]
            if "\t" in lead:
                self.fault(
                    Place(self.path, number, lead.index("\t") + 1),
                    "a tab in the indentation",
                    "YAML indents with blanks",
                )
        if self.faults:
            return []
        found: list[Value] = []
        try:
            for node in yaml.compose_all(self.text, Loader=_Loader):
                if node is not None:
                    found.append(self._value(node, set()))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self.path, mark.line + 1, mark.column + 1) if mark else Place(self.path, 1, 1)
            context = f" {error.context}" if error.context else ""
            self.fault(place, f"this is not YAML: {error.problem}{context}")
        except (yaml.YAMLError, RecursionError) as error:
            self.fault(Place(self.path, 1, 1), f"this is not YAML: {str(error).splitlines()[0]}")
        return found

    def _value(self, node: Any, seen: set[int]) -> Value:
        mark = node.start_mark
        place = Place(self.path, mark.line + 1, mark.column + 1)
        if isinstance(node, yaml.ScalarNode):
            return Scalar(place, node.value, node.style is None, node.style in ("|", ">"))
        if id(node) in seen:
            self.fault(place, "an alias (*name) repeats what an anchor (&name) marks", "write it out")
            return Scalar(place, "", True, False)
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return Sequence(place, tuple(self._value(item, seen) for item in node.value))
        entries: list[tuple[Scalar, Value]] = []
        names: set[str] = set()
        for key, value in node.value:
            name = self._value(key, seen)
            if not isinstance(name, Scalar):
                self.fault(name.place, "a key must be a word")
                continue
            if name.text in names:
                self.fault(name.place, f"the key {name.text!r} stands twice", "keep one of them")
            names.add(name.text)
            entries.append((name, self._value(value, seen)))
        return Mapping(place, tuple(entries))
