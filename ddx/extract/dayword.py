"""How a deadline rule says which day it means: words for a year, a month and a day (`next-12-31`)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from typing import Any, NamedTuple

from ddx.grammar.faults import did_you_mean
from ddx.grammar.form import WRONG, Schema, Text
from ddx.grammar.source import SourceFile, Value


class _Part(NamedTuple):
    """One of the parts: what it is, the words it may be, and the highest number it may be."""

    what: str
    words: tuple[str, ...]
    highest: int = 0

    def takes(self, part: str) -> bool:
        number = int(part) if part.isascii() and part.isdigit() and part[0] != "0" else 0
        return part in self.words or 0 < number <= self.highest

    def hint(self, part: str) -> str:
        hint = did_you_mean(part, self.words)
        return f"{hint}, 1 to {self.highest}" if self.highest and hint.startswith("known") else hint


_YEARS = ("year", "short", "plan", "this", "next", "second")
_MONTHS = ("month", "before", "this", "next")
_DAYS = ("day", "last", "tens")
_OTHERS = ("part", "festival", "years", "week", "lunar", "near")
"""What may stand for the month besides, and then says more than that."""
_YEARS_OF = {"week": ("this", "next"), "lunar": ("this", "next"), "near": ("this",)}
_DAY_OF = {"part": "", "festival": "", "years": "12", "week": "day", "lunar": "", "near": ""}
_LAST_ALONE = ("before", "last", "tens", "part", "festival", "years", "lunar")
"""Words that can only mean a last day."""
_LEAP_YEAR = 2000


@dataclass(frozen=True)
class DayWord(Text):
    """Words for a year, a month and a day, parted by -; docs/rule-language.md tells what each means.

    `first` leaves out those that can only mean a last day. Read as the text that was written, in which
    every part is known to mean something.
    """

    first: bool = False

    def read(self, value: Value, file: SourceFile) -> Any:
        text = super().read(value, file)
        if text is WRONG:
            return WRONG
        given = text.split("-")
        wanted = self._wanted(given[1] if len(given) > 1 else "")
        at = 0
        for part, known in zip(given, wanted, strict=False):
            if not known.takes(part):
                file.fault(text.at(at), f"{part!r} stands for no {known.what} here", known.hint(part))
                return WRONG
            at += len(part) + 1
        if len(given) < len(wanted):
            lacking = wanted[len(given)]
            file.fault(
                value.place, f"a word for the {lacking.what} is wanted behind {text}-", lacking.hint("")
            )
            return WRONG
        if len(given) > len(wanted):
            file.fault(text.at(at), f"{text[at:]!r} is too much", f"{text[: at - 1]} is enough")
            return WRONG
        return text

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^({'|'.join(_YEARS)})-[a-z0-9]+(-[a-z0-9]+)?$"}

    def _wanted(self, month: str) -> list[_Part]:
        """The parts that go with this word for a month."""
        months = _Part("month", self._known((*_MONTHS, *_OTHERS)), 12)
        parts = [_Part("year", _YEARS_OF.get(month, _YEARS)), months]
        if month in _DAY_OF:
            return [*parts, _Part("day", (_DAY_OF[month],))] if _DAY_OF[month] else parts
        if month == "before":
            return [*parts, _Part("day", ("last",))]
        numbered = month.isdigit() and months.takes(month)
        longest = monthrange(_LEAP_YEAR, int(month))[1] if numbered else 31
        return [*parts, _Part("day", self._known(_DAYS), longest)]

    def _known(self, words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(word for word in words if not (self.first and word in _LAST_ALONE))
