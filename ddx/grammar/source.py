"""YAML with positions, read strictly.

Every scalar stays the text that was written: `no` is the word "no" and `0123` keeps its nought. Numbers
and truth values are worked out by the form that asks for them. Aliases, tags and doubled keys are refused.
A document that is no YAML does not hide the faults of the others in its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import yaml

from ddx.grammar.faults import Fault, Place

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DOCUMENT_START = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_TAB_INDENT = re.compile(r"^ *(\t)", re.MULTILINE)
_NO_TEXT = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ANCHOR_OR_TAG = re.compile(r"(?:[&!]\S*[ ]+)+")
_DEEPEST = 20
_TOO_DEEP = f"more than {_DEEPEST} levels of lists and mappings"
_ESCAPE_LENGTHS = {"x": 4, "u": 6, "U": 10}


class Scalar:
    """A text, and how it was written: `raw` is the source from its first sign to its last."""

    def __init__(self, place: Place, text: str, style: str, raw: str) -> None:
        self.place, self.text, self.style, self.raw = place, text, style, raw

    def place_of(self, offset: int) -> Place:
        """Where a character of the text stands in the file."""
        at = self._raw_offsets[min(offset, len(self.text))]
        above = self.raw.count("\n", 0, at)
        if not above:
            return Place(self.place.path, self.place.line, self.place.column + at)
        return Place(self.place.path, self.place.line + above, at - self.raw.rfind("\n", 0, at))

    @cached_property
    def _raw_offsets(self) -> list[int]:
        """For every character of the text, and its end, the offset in `raw`.

        White space may be folded between the two; all else stands in both in the same order.
        """
        raw, offsets = self.raw, []
        at = raw.find("\n") + 1 if self.style in "|>" and self.style else len(self.style)
        for sign in self.text:
            if sign.isspace():
                offsets.append(at)
                at += raw[at : at + 1].isspace()
                continue
            while raw[at : at + 1].isspace() or raw.startswith("\\\n", at):
                at += 1
            offsets.append(at)
            at += self._length_in_raw(at)
        return [*offsets, at]

    def _length_in_raw(self, at: int) -> int:
        if self.style == '"' and self.raw[at] == "\\":
            return _ESCAPE_LENGTHS.get(self.raw[at + 1], 2)
        return 2 if self.style == "'" and self.raw[at] == "'" else 1


class Spot(str):
    """A text that remembers where it stood."""

    origin: Scalar
    offset: int

    def __new__(cls, text: str, origin: Scalar, offset: int = 0) -> Spot:
        spot = super().__new__(cls, text)
        spot.origin, spot.offset = origin, offset
        return spot

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Pickled it is a plain text: what rules find must not carry their files to another process."""
        return str, (str(self),)

    def at(self, offset: int) -> Place:
        """Where a character of this text stands in the file."""
        return self.origin.place_of(self.offset + offset)


def place_of(text: str, fallback: Place, offset: int = 0) -> Place:
    """Where a character of a text stood; `fallback` for a text that does not remember."""
    return text.at(offset) if isinstance(text, Spot) else fallback


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
        """Note a fault of this file."""
        self.faults.append(self.fault_at(place, message, hint))

    def fault_at(self, place: Place, message: str, hint: str = "") -> Fault:
        """A fault with the line that it stands in."""
        lines = self.text.split("\n")
        excerpt = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
        return Fault(self.path, place.line, place.column, message, hint, excerpt)

    def place_at(self, offset: int) -> Place:
        """An offset of the text as a place."""
        return Place(
            self.path, self.text.count("\n", 0, offset) + 1, offset - self.text.rfind("\n", 0, offset)
        )

    def document_of(self, line: int) -> int:
        """The number of the document that a line stands in."""
        return sum(self.place_at(found.start()).line <= line for found in _DOCUMENT_START.finditer(self.text))

    def documents(self) -> list[Value]:
        """The documents of the file; what is not YAML becomes a fault and is left out."""
        starts = [0, *(found.start() for found in _DOCUMENT_START.finditer(self.text)), len(self.text)]
        documents: list[Value] = []
        for start, end in pairwise(starts):
            documents += _Document(self, start, end).values()
        return documents


class _Document:
    """One piece of a file, from one `---` to the next."""

    def __init__(self, file: SourceFile, start: int, end: int) -> None:
        self._file = file
        self._text = file.text[start:end]
        self._start = start
        self._line = file.text.count("\n", 0, start)

    def values(self) -> list[Value]:
        if self._is_unreadable():
            return []
        found: list[Value] = []
        try:
            self._events = yaml.parse(self._text, Loader=_Loader)
            for event in self._events:
                if isinstance(event, yaml.DocumentStartEvent):
                    value = self._value(next(self._events), 0)
                    if not (isinstance(value, Scalar) and not value.raw):
                        found.append(value)
        except yaml.MarkedYAMLError as error:
            told = f"{error.problem} {error.context or ''}".rstrip()
            place = self._place(error.problem_mark or error.context_mark)
            if "nesting depth" in told:  # libyaml gives up by itself where it reads far ahead
                self._file.fault(place, _TOO_DEEP)
            else:
                hint = "is a quote, a bracket or a colon missing here or above?"
                self._file.fault(place, f"this is not YAML: {told}", hint)
        except _Refused as error:
            self._file.fault(error.place, str(error), error.hint)
        return found

    def _is_unreadable(self) -> bool:
        count = len(self._file.faults)
        for tab in _TAB_INDENT.finditer(self._text):
            place = self._file.place_at(self._start + tab.start(1))
            self._file.fault(place, "a tab in the indentation", "YAML indents with blanks")
        for sign in _NO_TEXT.finditer(self._text):
            place = self._file.place_at(self._start + sign.start())
            self._file.fault(
                place, f"the character U+{ord(sign.group()):04X} stands for no text", "remove it"
            )
        return len(self._file.faults) > count

    def _place(self, mark: Any) -> Place:
        return Place(self._file.path, self._line + mark.line + 1, mark.column + 1)

    def _value(self, event: Any, depth: int) -> Value:
        place = self._place(event.start_mark)
        if depth > _DEEPEST:
            raise _Refused(place, _TOO_DEEP)
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(place, "an alias (*name) repeats what an anchor (&name) marks", "write it out")
        if event.tag is not None:
            self._file.fault(place, "a tag (!name) has no meaning here", "remove it")
        raw = self._text[event.start_mark.index : event.end_mark.index]
        if isinstance(event, yaml.ScalarEvent):
            marked = _ANCHOR_OR_TAG.match(raw)
            if marked:
                place = place._replace(column=place.column + marked.end())
            return Scalar(place, event.value, event.style or "", raw[marked.end() if marked else 0 :])
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(
                place, tuple(self._value(item, depth + 1) for item in self._until(yaml.SequenceEndEvent))
            )
        return Mapping(place, tuple(self._entries(depth + 1)))

    def _until(self, end: type) -> Iterator[Any]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event

    def _entries(self, depth: int) -> Iterator[tuple[Scalar, Value]]:
        names: set[str] = set()
        for event in self._until(yaml.MappingEndEvent):
            name = self._value(event, depth)
            held = self._value(next(self._events), depth)
            if not isinstance(name, Scalar):
                self._file.fault(name.place, "a key must be a word")
            elif name.text in names:
                self._file.fault(name.place, f"the key {name.text!r} stands twice", "keep one of them")
            else:
                names.add(name.text)
                yield name, held


class _Refused(Exception):
    """Something that ends the reading of a document."""

    def __init__(self, place: Place, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.place, self.hint = place, hint
