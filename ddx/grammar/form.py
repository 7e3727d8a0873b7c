"""Forms: which keys a document may have and what may stand behind them.

A form reads a YAML value into a Python value, notes every fault with its place, and can print itself as
JSON Schema (2020-12), so that checking and editor support come from one source.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import Any

from ddx.grammar.dates import WRITTEN, date_parts
from ddx.grammar.faults import Place, did_you_mean
from ddx.grammar.source import Mapping, Scalar, Sequence, SourceFile, Spot, Value

Schema = dict[str, Any]
WRONG: Any = object()
"""What `read` returns where the value could not be read; the fault is already noted."""
_ROW = re.compile("(\\w{2,})([\u3001\uff0c\uff1b,;])(\\w{2,}.*)")
"""Words with a sign between them, where blanks should part them."""
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class Form:
    """What may stand at a place."""

    def read(self, value: Value, file: SourceFile) -> Any:
        """The value as the form understands it, or WRONG."""
        raise NotImplementedError

    def schema(self) -> Schema:
        """What the form takes, as JSON Schema."""
        raise NotImplementedError


def _wanted(value: Value, file: SourceFile, wanted: str) -> Any:
    kind = {Scalar: "a text", Sequence: "a list", Mapping: "a mapping"}[type(value)]
    file.fault(value.place, f"{kind} stands here, {wanted} is wanted")
    return WRONG


@dataclass(frozen=True)
class Text(Form):
    """A text that is not empty."""

    def read(self, value: Value, file: SourceFile) -> Any:
        if not isinstance(value, Scalar):
            return _wanted(value, file, "a text")
        if not value.text.strip():
            file.fault(value.place, "nothing stands here, a text is wanted")
            return WRONG
        return Spot(value.text, value)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True)
class WrittenDate(Text):
    """A year, a month or a day: `2026`, `2026-05`, `2026-05-01`."""

    def read(self, value: Value, file: SourceFile) -> Any:
        written = super().read(value, file)
        if written is WRONG:
            return WRONG
        try:
            date_parts(written)
        except ValueError as error:
            message, _, mend = str(error).partition(": ")
            file.fault(value.place, message, mend)
            return WRONG
        return written

    def schema(self) -> Schema:
        return {"type": ["string", "number"], "pattern": f"^{WRITTEN}$"}


@dataclass(frozen=True)
class PatternText(Text):
    """A pattern. Where a family has one among its own keys, it is checked as the patterns of rules are."""


@dataclass(frozen=True)
class Int(Form):
    """A whole number from `low` to `high`."""

    low: int
    high: int

    def read(self, value: Value, file: SourceFile) -> Any:
        if not isinstance(value, Scalar):
            return _wanted(value, file, "a number")
        number = int(value.text) if _INTEGER.fullmatch(value.text) else None
        if number is None or not self.low <= number <= self.high:
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
        if not _DECIMAL.fullmatch(value.text):
            file.fault(value.place, f"{value.text!r} is no number")
            return WRONG
        number = float(value.text)
        return int(number) if number.is_integer() else number

    def schema(self) -> Schema:
        return {"type": "number"}


@dataclass(frozen=True)
class Flag(Form):
    """true or false."""

    def read(self, value: Value, file: SourceFile) -> Any:
        if isinstance(value, Scalar) and value.text in ("true", "false"):
            return value.text == "true"
        file.fault(value.place, "true or false is wanted here")
        return WRONG

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Choice(Form):
    """One of a few words."""

    options: tuple[str, ...]

    def read(self, value: Value, file: SourceFile) -> Any:
        if not isinstance(value, Scalar):
            return _wanted(value, file, "one of " + ", ".join(self.options))
        if value.text not in self.options:
            file.fault(
                value.place, f"{value.text!r} is not allowed here", did_you_mean(value.text, self.options)
            )
            return WRONG
        return value.text

    def schema(self) -> Schema:
        return {"enum": list(self.options)}


@dataclass(frozen=True)
class ListOf(Form):
    """A list, or a single item standing for a list of one where `single` says so."""

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
    """Words parted by white space in one text, or a list of words, which may then hold blanks."""

    def read(self, value: Value, file: SourceFile) -> Any:
        if isinstance(value, Scalar):
            return tuple(Spot(word.group(), value, word.start()) for word in re.finditer(r"\S+", value.text))
        if isinstance(value, Sequence):
            found = [Text().read(item, file) for item in value.items]
            return tuple(word for word in found if word is not WRONG)
        return _wanted(value, file, "words")

    def schema(self) -> Schema:
        word = {"type": ["string", "number", "boolean"]}
        return {"anyOf": [word, {"type": "array", "items": word}]}


class ListWords(Words):
    """The words of a list. One alone that holds a sign between words is a row that was not parted."""

    def read(self, value: Value, file: SourceFile) -> Any:
        words = super().read(value, file)
        if words is not WRONG and len(words) == 1 and (row := _ROW.fullmatch(words[0])) is not None:
            file.fault(words[0].at(0), f"{row.group(2)!r} parts no words", "part them with blanks")
        return words


@dataclass(frozen=True)
class KnownWords(Form):
    """Words parted by white space or in a list, each one of `options`."""

    options: tuple[str, ...]

    def read(self, value: Value, file: SourceFile) -> Any:
        words = Words().read(value, file)
        if words is WRONG:
            return WRONG
        for word in words:
            if word not in self.options:
                hint = did_you_mean(word, self.options)
                file.fault(word.at(0), f"{str(word)!r} is not allowed here", hint)
        return tuple(word for word in words if word in self.options)

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"enum": list(self.options)}}]}


@dataclass(frozen=True)
class Name(Text):
    """A name: letters, figures and _, and where `dotted` says so also . and - inside."""

    dotted: bool = False

    def read(self, value: Value, file: SourceFile) -> Any:
        name = super().read(value, file)
        if name is WRONG or re.fullmatch(self._pattern(), name):
            return name
        allowed = "letters, figures and _" + (", with . and - between them" if self.dotted else "")
        file.fault(value.place, f"{str(name)!r} is no name", allowed)
        return WRONG

    def schema(self) -> Schema:
        return {"type": ["string", "number"], "pattern": f"^{self._pattern()}$"}

    def _pattern(self) -> str:
        return r"\w+([.-]\w+)*" if self.dotted else r"\w+"


@dataclass(frozen=True)
class Weights(Form):
    """Words with a value each (`word: 3`)."""

    item: Form
    word: Form = field(default_factory=Text)

    def read(self, value: Value, file: SourceFile) -> Any:
        if not isinstance(value, Mapping):
            return _wanted(value, file, "a mapping (word: value)")
        found: dict[str, Any] = {}
        for key, held in value.entries:
            word, read = self.word.read(key, file), self.item.read(held, file)
            if word is not WRONG and read is not WRONG:
                found[word] = read
        return found

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.item.schema()}


@dataclass(frozen=True)
class Entries(Form):
    """Words, or a mapping of words to texts."""

    def read(self, value: Value, file: SourceFile) -> Any:
        return (Weights(Text()) if isinstance(value, Mapping) else ListWords()).read(value, file)

    def schema(self) -> Schema:
        return {"anyOf": [Words().schema(), Weights(Text()).schema()]}


@dataclass(frozen=True)
class Record(Form):
    """A mapping with known keys."""

    keys: MappingType[str, Form]
    required: tuple[str, ...] = ()
    what: str = "mapping"

    def read(self, value: Value, file: SourceFile) -> Any:
        if not isinstance(value, Mapping):
            return _wanted(value, file, f"a {self.what}")
        found: dict[str, Any] = {}
        for key, held in value.entries:
            form = self.keys.get(key.text)
            if form is None:
                file.fault(
                    key.place, f"unknown key {key.text!r} in a {self.what}", did_you_mean(key.text, self.keys)
                )
                continue
            read = form.read(held, file)
            if read is not WRONG:
                found[key.text] = read
        for name in self.required:
            if value.get(name) is None:
                file.fault(value.place, f"a {self.what} needs the key {name!r}")
        return found

    def schema(self) -> Schema:
        return {
            "type": "object",
            "properties": {key: form.schema() for key, form in self.keys.items()},
            "required": list(self.required),
            "additionalProperties": False,
        }


@dataclass(frozen=True)
class Made(Form):
    """A record made into an object. `make` gets the record, its place and the file, and may return WRONG."""

    record: Record
    make: Callable[[dict[str, Any], Place, SourceFile], Any]

    def read(self, value: Value, file: SourceFile) -> Any:
        record = self.record.read(value, file)
        return WRONG if record is WRONG else self.make(record, value.place, file)

    def schema(self) -> Schema:
        return self.record.schema()


@dataclass(frozen=True)
class OrNull(Form):
    """A form, or the word null, which is read as None."""

    form: Form

    def read(self, value: Value, file: SourceFile) -> Any:
        return None if isinstance(value, Scalar) and value.text == "null" else self.form.read(value, file)

    def schema(self) -> Schema:
        return {"anyOf": [self.form.schema(), {"type": "null"}]}


@dataclass(frozen=True)
class Named(Form):
    """A form that stands in many places; a schema refers to it by its name."""

    name: str
    form: Form

    def read(self, value: Value, file: SourceFile) -> Any:
        return self.form.read(value, file)

    def schema(self) -> Schema:
        return {"$ref": f"#/$defs/{self.name}"}


@dataclass(frozen=True)
class OneOf(Form):
    """A form for a plain text, and another one for all else."""

    text: Form
    other: Form

    def read(self, value: Value, file: SourceFile) -> Any:
        return (self.text if isinstance(value, Scalar) else self.other).read(value, file)

    def schema(self) -> Schema:
        return {"anyOf": [self.text.schema(), self.other.schema()]}


@dataclass(frozen=True)
class Family:
    """A kind of rule: its name, what its rules are for, and the keys that only they have.

    `finds` says what an example of this family may state about a match, `contexts` are the words that may
    hold of a place.
    """

    name: str
    about: str
    keys: MappingType[str, Form]
    required: tuple[str, ...] = ()
    finds: MappingType[str, Form] = field(default_factory=dict)
    contexts: tuple[str, ...] = ()
