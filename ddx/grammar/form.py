"""Forms: which keys a document may have and what may stand behind them.

A form reads a YAML value into a Python value, notes every fault with its place, and can print itself as
JSON Schema (2020-12), so that checking and editor support come from one source.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import Any

from ddx.grammar.faults import did_you_mean
from ddx.grammar.source import Mapping, Place, Scalar, Sequence, SourceFile, Value

Schema = dict[str, Any]
WRONG: Any = object()
"""What `read` returns where the value could not be read; the fault is already noted."""


class Form:
    """What may stand at a place."""

    def read(self, value: Value, file: SourceFile) -> Any:
        raise NotImplementedError

    def schema(self) -> Schema:
        raise NotImplementedError


class Spot(str):
    """A text that remembers where it stood."""

    place: Place

    def __new__(cls, text: str, place: Place) -> Spot:
        spot = super().__new__(cls, text)
        spot.place = place
        return spot

    def __reduce__(self) -> tuple[type[Spot], tuple[str, Place]]:
        return (Spot, (str(self), self.place))


def _wanted(value: Value, file: SourceFile, wanted: str) -> Any:
    kind = {Scalar: "a text", Sequence: "a list", Mapping: "a mapping"}[type(value)]
    file.fault(value.place, f"{kind} stands here, {wanted} is wanted")
    return WRONG


@dataclass(frozen=True)
class Text(Form):
    """A text that is not empty."""

    empty: bool = False

    def read(self, value: Value, file: SourceFile) -> Any:
        if not isinstance(value, Scalar):
            return _wanted(value, file, "a text")
        if not value.text.strip() and not self.empty:
            file.fault(value.place, "nothing stands here, a text is wanted")
            return WRONG
        return Spot(value.text, value.place)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True)
class Int(Form):
    low: int
    high: int

    def read(self, value: Value, file: SourceFile) -> Any:
        if not isinstance(value, Scalar):
            return _wanted(value, file, "a number")
        try:
            number = int(value.text)
        except ValueError:
            number = self.low - 1
        if not self.low <= number <= self.high:
            file.fault(value.place, f"{value.text!r} is no number from {self.low} to {self.high}")
            return WRONG
        return number

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Number(Form):
    """A decimal number."""

    def read(self, value: Value, file: SourceFile) -> Any:
        if not isinstance(value, Scalar):
            return _wanted(value, file, "a number")
        try:
            number = float(value.text)
        except ValueError:
            file.fault(value.place, f"{value.text!r} is no number")
            return WRONG
        return int(number) if number.is_integer() else number

    def schema(self) -> Schema:
        return {"type": "number"}


@dataclass(frozen=True)
class Flag(Form):
    def read(self, value: Value, file: SourceFile) -> Any:
        if isinstance(value, Scalar) and value.text in ("true", "false"):
            return value.text == "true"
        file.fault(value.place, "true or false is wanted here")
        return WRONG

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Choice(Form):
    options: tuple[str, ...]

    def read(self, value: Value, file: SourceFile) -> Any:
        if not isinstance(value, Scalar):
            return _wanted(value, file, "one of " + ", ".join(self.options))
        if value.text not in self.options:
            file.fault(value.place, f"{value.text!r} is not allowed here", did_you_mean(value.text, self.options))
            return WRONG
        return value.text

    def schema(self) -> Schema:
        return {"enum": list(self.options)}


@dataclass(frozen=True)
class ListOf(Form):
    """A list, or a single item standing for a list of one."""

    item: Form
    single: bool = True

    def read(self, value: Value, file: SourceFile) -> Any:
        if isinstance(value, Sequence):
            found = [self.item.read(item, file) for item in value.items]
            return tuple(item for item in found if item is not WRONG)
        if not self.single:
            return _wanted(value, file, "a list")
        item = self.item.read(value, file)
        return () if item is WRONG else (item,)

    def schema(self) -> Schema:
        many: Schema = {"type": "array", "items": self.item.schema()}
        return {"anyOf": [self.item.schema(), many]} if self.single else many


@dataclass(frozen=True)
class Words(Form):
    """Words parted by white space, in one text or in a list; each keeps its place as far as it is known."""

    def read(self, value: Value, file: SourceFile) -> Any:
        if isinstance(value, Scalar):
            if value.block:
                return tuple(_block_words(value, file))
            return tuple(Spot(word, value.place) for word in value.text.split())
        if isinstance(value, Sequence):
            found: list[str] = []
            for item in value.items:
                if isinstance(item, Scalar):
                    found.append(Spot(item.text, item.place))
                else:
                    _wanted(item, file, "a word")
            return tuple(found)
        return _wanted(value, file, "words")

    def schema(self) -> Schema:
        word = {"type": ["string", "number"]}
        return {"anyOf": [word, {"type": "array", "items": word}]}


def _block_words(value: Scalar, file: SourceFile) -> list[Spot]:
    """The words of a block scalar, found again on the lines of the file below its sign."""
    wanted = value.text.split()
    found: list[Spot] = []
    lines = file.text.split("\n")
    number, column = value.place.line, 0
    for word in wanted:
        while number < len(lines):
            at = lines[number].find(word, column)
            if at >= 0:
                column = at + len(word)
                break
            number, column = number + 1, 0
        found.append(Spot(word, Place(value.place.path, number + 1, max(column - len(word), 0) + 1)))
    return found


@dataclass(frozen=True)
class Weights(Form):
    """Words with a value each (`word: 3`)."""

    item: Form

    def read(self, value: Value, file: SourceFile) -> Any:
        if not isinstance(value, Mapping):
            return _wanted(value, file, "a mapping of words")
        found: dict[str, Any] = {}
        for key, held in value.entries:
            read = self.item.read(held, file)
            if read is not WRONG:
                found[Spot(key.text, key.place)] = read
        return found

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.item.schema()}


@dataclass(frozen=True)
class Record(Form):
    """A mapping with known keys."""

    keys: MappingType[str, Form]
    required: tuple[str, ...] = ()
    what: str = "mapping"
    open: bool = field(default=False)

    def read(self, value: Value, file: SourceFile) -> Any:
        if not isinstance(value, Mapping):
            return _wanted(value, file, f"a {self.what}")
        found: dict[str, Any] = {}
        for key, held in value.entries:
            form = self.keys.get(key.text)
            if form is None:
                file.fault(key.place, f"unknown key {key.text!r} in a {self.what}", did_you_mean(key.text, self.keys))
                continue
            read = form.read(held, file)
            if read is not WRONG:
                found[key.text] = read
        present = {key.text for key, _ in value.entries}
        for key_name in self.required:
            if key_name not in present:
                file.fault(value.place, f"a {self.what} needs the key {key_name!r}")
        return found

    def schema(self) -> Schema:
        return {
            "type": "object",
            "properties": {key: form.schema() for key, form in self.keys.items()},
            "required": list(self.required),
            "additionalProperties": False,
        }


@dataclass(frozen=True)
class OneOf(Form):
    """A text form or another one, told apart by whether a plain text stands there."""

    text: Form
    other: Form

    def read(self, value: Value, file: SourceFile) -> Any:
        return (self.text if isinstance(value, Scalar) else self.other).read(value, file)

    def schema(self) -> Schema:
        return {"anyOf": [self.text.schema(), self.other.schema()]}


@dataclass(frozen=True)
class Family:
    """A kind of rule: its name, what its rules are for, and the keys that only they have.

    `finds` says what an example of this family may state about a match.
    """

    name: str
    about: str
    keys: MappingType[str, Form]
    required: tuple[str, ...] = ()
    finds: MappingType[str, Form] = field(default_factory=dict)
