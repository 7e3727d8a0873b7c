"""The pattern language: a text with named slots, read into a tree.

    shall…{adverb}*{verb}    literal characters, a gap inside the clause, a list any number of times, a list
    (for|to){body}s?        alternatives, and a last character that may be missing
    {who=body}              a slot under another name
    ^{time}?,               from the start of a clause
    ……                      a gap that may run over clause ends
    …8                      a gap of at most eight characters
    [abc0-9]  [^x]          one of these characters (0-9 is a range), one that is none of these
    ^^ $ $$                 the start of the whole text, the end of a clause, the end of the text
    _                       white space; blanks in a pattern mean nothing
    \\{                      a character that would otherwise be a sign

A pattern is written out as an RE2 expression (translate.py), which runs in time linear in the text. What RE2
has not (back references, look-around) the language has not either; rules have conditions instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DEEPEST = 50
SIGNS = frozenset("{}()|?*+…[]^$_\\")


class PatternError(ValueError):
    """A pattern that cannot be read: what is wrong, at which character, and what is allowed."""

    def __init__(self, message: str, at: int, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.at, self.hint = message, at, hint


@dataclass(frozen=True)
class Literal:
    text: str
    at: int


@dataclass(frozen=True)
class CharClass:
    """One character out of ranges (a single character is a range of one), or one outside them all."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool
    at: int


@dataclass(frozen=True)
class Slot:
    """`{name}`, or `{label=name}` where a rule calls what stands there by another name."""

    name: str
    label: str
    at: int


@dataclass(frozen=True)
class Gap:
    """Any characters, as few as will do; `limit` None is any number, `wide` runs over clause ends."""

    limit: int | None
    wide: bool
    at: int


@dataclass(frozen=True)
class Space:
    at: int


@dataclass(frozen=True)
class Repeat:
    item: Part
    sign: str
    at: int


@dataclass(frozen=True)
class Series:
    items: tuple[Part, ...]
    at: int


@dataclass(frozen=True)
class Alternatives:
    options: tuple[Part, ...]
    at: int


Part = Literal | CharClass | Slot | Gap | Space | Repeat | Series | Alternatives


@dataclass(frozen=True)
class Pattern:
    """A pattern that was read. `start` and `end` are "", "clause" or "text": where it is tied to."""

    text: str
    body: Part
    start: str
    end: str

    def slots(self) -> Iterator[Slot]:
        """Every slot of the pattern, in order."""
        return (part for part in every_part(self.body) if isinstance(part, Slot))


def every_part(part: Part) -> Iterator[Part]:
    """A part and all that it is made of, in order."""
    yield part
    if isinstance(part, Repeat):
        yield from every_part(part.item)
    elif isinstance(part, Series):
        for item in part.items:
            yield from every_part(item)
    elif isinstance(part, Alternatives):
        for option in part.options:
            yield from every_part(option)


class _Reader:
    def __init__(self, text: str, end: int) -> None:
        self.text, self.pos, self.end, self.depth = text, 0, end, 0

    def peek(self) -> str:
        while self.pos < self.end and self.text[self.pos].isspace():
            self.pos += 1
        return self.text[self.pos] if self.pos < self.end else ""

    def alternatives(self) -> Part:
        at = self.pos
        options = [self.series()]
        while self.peek() == "|":
            self.pos += 1
            options.append(self.series())
        return options[0] if len(options) == 1 else Alternatives(tuple(options), at)

    def series(self) -> Part:
        at, items = self.pos, []
        while (sign := self.peek()) and sign not in "|)":
            items.append(self.repeated())
        return items[0] if len(items) == 1 else Series(tuple(items), at)

    def repeated(self) -> Part:
        at = self.pos
        item = self.atom()
        sign = self.peek()
        if sign and sign in "?*+":
            if isinstance(item, Gap):
                raise PatternError(f"{sign!r} behind a gap", self.pos, "a gap may be empty already")
            self.pos += 1
            if (after := self.peek()) and after in "?*+":
                raise PatternError(f"{after!r} behind {sign!r}", self.pos, "one of ? * + is enough")
            return Repeat(item, sign, at)
        return item

    def atom(self) -> Part:
        at, sign = self.pos, self.text[self.pos]
        self.pos += 1
        if sign == "(":
            self.depth += 1
            if self.depth > _DEEPEST:
                raise PatternError(f"more than {_DEEPEST} brackets inside each other", at)
            inner = self.alternatives()
            self.depth -= 1
            if self.peek() != ")":
                raise PatternError("a bracket ( that is not closed", at)
            self.pos += 1
            return inner
        if sign == "{":
            close = self.text.find("}", self.pos, self.end)
            name = self.text[self.pos : close].strip() if close >= 0 else ""
            form = re.fullmatch(r"(?:(\w+)\s*=\s*)?(\w+)", name)
            if not form:
                raise PatternError("a slot is a name between { and }", at, "{name} or {label=name}")
            self.pos = close + 1
            return Slot(form[2], form[1] or form[2], at)
        if sign == "[":
            return self.char_class(at)
        if sign == "…":
            wide = self.text.startswith("…", self.pos)
            self.pos += wide
            digits = re.compile(r"[0-9]*").match(self.text, self.pos, self.end)
            limit = digits.group() if digits else ""
            self.pos += len(limit)
            if limit and not 0 < int(limit) <= 200:
                raise PatternError(f"a gap of {limit} characters", at, "1 to 200")
            return Gap(int(limit) if limit else None, wide, at)
        if sign == "_":
            return Space(at)
        if sign == "\\":
            return Literal(self.escaped(at), at)
        if sign in "?*+":
            raise PatternError(f"{sign!r} with nothing before it", at)
        if sign in "^$":
            raise PatternError(f"{sign!r} inside a pattern", at, "it stands at the very start or end only")
        if sign in "}]":
            raise PatternError(f"{sign!r} was never opened", at, f"write \\{sign} for the character itself")
        return Literal(sign, at)

    def escaped(self, at: int) -> str:
        """The sign behind a backslash."""
        if self.pos >= self.end:
            raise PatternError("a \\ with nothing behind it", at)
        sign = self.text[self.pos]
        if sign.isalnum():
            hint = "{digit} is a figure, {letter} a Latin letter, _ white space"
            raise PatternError(
                f"\\{sign} means nothing: a \\ stands before a sign that is meant itself", at, hint
            )
        self.pos += 1
        return sign

    def char_class(self, at: int) -> Part:
        negated = self.text.startswith("^", self.pos, self.end)
        self.pos += negated
        ranges: list[tuple[str, str]] = []
        while True:
            low, first = self.class_member(at)
            if first and low == "]":
                break
            high = low
            if self.text.startswith("-", self.pos, self.end) and not self.text.startswith("-]", self.pos):
                dash = self.pos
                self.pos += 1
                high, _ = self.class_member(at)
                if high < low:
                    raise PatternError(f"the range {low}-{high} runs backwards", dash - 1, f"{high}-{low}")
            ranges.append((low, high))
        if not ranges:
            raise PatternError("no characters between [ and ]", at)
        return CharClass(tuple(ranges), negated, at)

    def class_member(self, at: int) -> tuple[str, bool]:
        """The next character of a class, and whether it stands there as itself (without a backslash)."""
        if self.pos >= self.end:
            raise PatternError("a bracket [ that is not closed", at)
        sign = self.text[self.pos]
        self.pos += 1
        return (self.escaped(self.pos - 1), False) if sign == "\\" else (sign, True)


def read_pattern(text: str) -> Pattern:
    """Read a pattern; raises PatternError with the character it fails at."""
    reader = _Reader(text, len(text.rstrip()))
    start = end = ""
    if reader.peek() == "^":
        reader.pos += 1
        start = "clause"
        if reader.pos < reader.end and text[reader.pos] == "^":
            reader.pos += 1
            start = "text"
    stripped = text[: reader.end]
    if stripped.endswith("$") and not stripped.endswith("\\$"):
        reader.end -= 1
        end = "clause"
        if stripped.endswith("$$"):
            reader.end -= 1
            end = "text"
    body = reader.alternatives()
    if reader.peek():
        raise PatternError(f"{reader.peek()!r} was never opened", reader.pos, "( ) come in pairs")
    return Pattern(text, body, start, end)


def spell(part: Part) -> str:
    """A part as it is written in a pattern."""
    if isinstance(part, Literal):
        return f"\\{part.text}" if part.text in SIGNS else part.text
    if isinstance(part, CharClass):
        inner = "".join(low if low == high else f"{low}-{high}" for low, high in part.ranges)
        return f"[{'^' if part.negated else ''}{inner}]"
    if isinstance(part, Slot):
        return "{" + (part.name if part.label == part.name else f"{part.label}={part.name}") + "}"
    if isinstance(part, Gap):
        return ("……" if part.wide else "…") + (str(part.limit) if part.limit else "")
    if isinstance(part, Space):
        return "_"
    if isinstance(part, Repeat):
        item = spell(part.item)
        return (f"({item})" if isinstance(part.item, Series) else item) + part.sign
    if isinstance(part, Series):
        return "".join(map(spell, part.items))
    return f"({'|'.join(map(spell, part.options))})"
