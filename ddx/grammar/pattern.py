"""The pattern language: a text with named slots, read into a tree and written out as an RE2 expression.

    要…{adverb}*{verb}      a literal, a gap inside the clause, a list any number of times, a list
    (由|请){body}牵头?       alternatives, and a last character that may be missing
    {who=body}              a slot under another name
    ^{time}?，               from the start of a clause
    ……                      a gap that may run over clause ends
    …8                      a gap of at most eight characters
    [一二三0-9]  [^的]       one of these characters (0-9 is a range), one that is none of these
    ^^ $ $$                 the start of the whole text, the end of a clause, the end of the text
    _                       white space; blanks in a pattern mean nothing
    \\{                      a character that would otherwise be a sign

RE2 runs every expression in time linear in the text, so no pattern can hang a run. What RE2 has not
(back references, look-around) the language has not either; rules have conditions instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SIGNS = frozenset("{}()|?*+…[]^$_\\")
_CLASS_SIGNS = frozenset("\\]^[")


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
    chars: str
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
        yield from _slots(self.body)


def _slots(part: Part) -> Iterator[Slot]:
    if isinstance(part, Slot):
        yield part
    elif isinstance(part, Repeat):
        yield from _slots(part.item)
    elif isinstance(part, Series):
        for item in part.items:
            yield from _slots(item)
    elif isinstance(part, Alternatives):
        for option in part.options:
            yield from _slots(option)


class _Reader:
    def __init__(self, text: str, end: int) -> None:
        self.text, self.pos, self.end = text, 0, end

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
            inner = self.alternatives()
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
            if self.pos >= self.end:
                raise PatternError("a \\ with nothing behind it", at)
            self.pos += 1
            return Literal(self.text[self.pos - 1], at)
        if sign in "?*+":
            raise PatternError(f"{sign!r} with nothing before it", at)
        if sign in "^$":
            raise PatternError(f"{sign!r} inside a pattern", at, "it stands at the very start or end only")
        if sign in "}]":
            raise PatternError(f"{sign!r} was never opened", at, f"write \\{sign} for the character itself")
        return Literal(sign, at)

    def char_class(self, at: int) -> Part:
        close = self.text.find("]", self.pos, self.end)
        if close < 0:
            raise PatternError("a bracket [ that is not closed", at)
        inner = self.text[self.pos : close]
        self.pos = close + 1
        negated = inner.startswith("^")
        chars = inner[1:] if negated else inner
        if not chars:
            raise PatternError("no characters between [ and ]", at)
        return CharClass(chars, negated, at)


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


@dataclass(frozen=True)
class Punctuation:
    """The characters that end a clause in the host's language."""

    clause_ends: str


Resolve = Callable[[str], str]
"""Slot name to the RE2 expression it stands for."""


class Expander:
    """Writes patterns as RE2 expressions. Slots of the pattern itself become capture groups."""

    def __init__(self, punctuation: Punctuation, resolve: Resolve) -> None:
        ends = _quoted_class(punctuation.clause_ends)
        self._resolve = resolve
        self._inside = f"[^{ends}]"
        self._starts = {"": "", "clause": rf"(?:^|[{ends}])[\s　]*", "text": r"^[\s　]*"}
        self._ends = {"": "", "clause": rf"[\s　]*(?:$|[{ends}])", "text": r"[\s　]*$"}

    def rule(self, pattern: Pattern) -> tuple[str, tuple[str, ...]]:
        """The expression with group 1 round what is between the ties, and the slot names of groups 2…"""
        names: list[str] = []
        body = self._part(pattern.body, names)
        return f"{self._starts[pattern.start]}({body}){self._ends[pattern.end]}", tuple(names)

    def bare(self, pattern: Pattern) -> str:
        """The expression without any capture group, for slots and conditions."""
        return f"{self._starts[pattern.start]}(?:{self._part(pattern.body, None)}){self._ends[pattern.end]}"

    def _part(self, part: Part, names: list[str] | None) -> str:
        if isinstance(part, Literal):
            return re.escape(part.text) if part.text.isascii() else part.text
        if isinstance(part, CharClass):
            return f"[{'^' if part.negated else ''}{_quoted_class(part.chars)}]"
        if isinstance(part, Space):
            return r"[\s　]+"
        if isinstance(part, Gap):
            inside = r"[\s\S]" if part.wide else self._inside
            return f"{inside}*?" if part.limit is None else f"{inside}{{0,{part.limit}}}?"
        if isinstance(part, Slot):
            inner = self._resolve(part.name)
            if names is None:
                return f"(?:{inner})"
            names.append(part.label)
            return f"({inner})"
        if isinstance(part, Repeat):
            return f"(?:{self._part(part.item, names)}){part.sign}"
        if isinstance(part, Series):
            return "".join(self._grouped(item, names) for item in part.items)
        return "|".join(self._part(option, names) for option in part.options)

    def _grouped(self, part: Part, names: list[str] | None) -> str:
        inner = self._part(part, names)
        return f"(?:{inner})" if isinstance(part, Alternatives) else inner


def _quoted_class(chars: str) -> str:
    ends = (0, len(chars) - 1)
    return "".join(
        "\\" + ch if ch in _CLASS_SIGNS or (ch == "-" and at in ends) else ch for at, ch in enumerate(chars)
    )


def words_expression(words: Iterator[str] | tuple[str, ...] | list[str]) -> str:
    """An alternation of plain words, the longest first, so that the longest one wins."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) if word.isascii() else re.sub(r"([^\w　-鿿])", r"\\\1", word) for word in ordered)
