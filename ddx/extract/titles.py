"""The document's title and own date, and the titles of its items."""

from __future__ import annotations

from collections.abc import Sequence

from ddx.extract.deadlines import SpokenOn
from ddx.extract.items import Marker, Outline
from ddx.extract.numerals import Numerals
from ddx.grammar.match import Match
from ddx.grammar.matcher import Matcher
from ddx.grammar.view import View
from ddx.model import DocumentDate, Span
from ddx.text import CLAUSE_ENDS, Unit

_LONGEST_TITLE_LINE = 60
_OPENING_UNITS = 8
"""The sentence that says when a meeting was held stands among so many units at the start."""
_MOST_TITLE_LINES = 3
_END_MARKS = "。；！？;!?"
_CELL_SIGN = "\t"
"""What parts the cells of a table; a row of one is no line of a title."""


def title_units(whole: View, units: Sequence[Unit], outline: Outline, mastheads: Matcher) -> list[Unit]:
    """The lines of the title: the first short lines that bear no marker and end without a mark.

    A remark above the title (it ends with a mark) is passed over, and so are numbers and dates of the paper;
    a salutation ends the search.
    """
    marked = {item.marker.start for item in outline.items}
    found: list[Unit] = []
    for unit in units[: 2 * _MOST_TITLE_LINES]:
        if unit.whole_line and mastheads.scan(whole.part(unit.start, unit.end, trace=whole.trace)):
            if found:
                break
            continue
        plain = unit.whole_line and len(unit.text) <= _LONGEST_TITLE_LINE and unit.start not in marked
        plain = plain and _CELL_SIGN not in unit.text
        if plain and unit.text[-1] not in CLAUSE_ENDS:
            if found and unit.line != found[-1].line + 1:
                break
            found.append(unit)
        elif found or unit.text[-1] not in _END_MARKS:
            break
    return found[:_MOST_TITLE_LINES]


def join_title(units: Sequence[Unit]) -> str | None:
    """The title's lines as one, without the signs of a Markdown heading; None where there is no title."""
    return "".join(unit.text for unit in units).lstrip("#").strip() or None


class DateReader:
    """Reads the text's own date by the `date` rules."""

    def __init__(self, matcher: Matcher, numerals: Numerals) -> None:
        self._matcher = matcher
        self._numerals = numerals

    def read(self, whole: View, units: Sequence[Unit], title: Sequence[Unit]) -> DocumentDate:
        """The day of a date line, else what the title tells, else a meeting's day, or the year planned."""
        joined = join_title(title) or ""
        start = title[0].start if title else 0
        found = (
            self._in_lines(whole, units, "line")
            or self._of(View(joined, [(0, len(joined))], start, whole.trace), "title")
            or self._in(whole, units[:_OPENING_UNITS], "opening")
            or self._in_lines(whole, units, "heading")
        )
        return DocumentDate(found, "text") if found else DocumentDate()

    def _in_lines(self, whole: View, units: Sequence[Unit], place: str) -> str | None:
        """The date of the first short line that bears one for this place."""
        lines = [unit for unit in units if unit.whole_line and len(unit.text) <= _LONGEST_TITLE_LINE]
        return self._in(whole, lines, place)

    def _in(self, whole: View, units: Sequence[Unit], place: str) -> str | None:
        """The date of the first unit that bears one for this place."""
        parts = (whole.part(unit.start, unit.end, trace=whole.trace) for unit in units)
        return next((found for part in parts if (found := self._of(part, place))), None)

    def _of(self, view: View, place: str) -> str | None:
        for match in self._matcher.scan(view):
            if match.rule.settings["place"] == place:
                return self._written(match)
            match.set_aside("it stands in another place")
        return None

    def _written(self, match: Match) -> str | None:
        values = [self._numerals.read(match.word(name)) for name in ("year", "month", "day")]
        known = [int(value) for value in values if value is not None]
        if not known:
            return None
        written = "-".join(
            f"{value:04d}" if place == 0 else f"{value:02d}" for place, value in enumerate(known)
        )
        try:
            SpokenOn.read(written)
        except ValueError:
            return None
        return written


def item_titles(text: str, outline: Outline, units: Sequence[Unit]) -> dict[int, tuple[str, Span]]:
    """For each marker's start the item's title and the span of marker and title.

    The title is the rest of a heading line, or the item's first sentence without its end mark.
    """
    titles: dict[int, tuple[str, Span]] = {}
    starts = [item.marker.start for item in outline.items]
    at = 0
    for place, item in enumerate(outline.items):
        marker = item.marker
        while at + 1 < len(units) and units[at].end <= marker.start:
            at += 1
        end = units[at].end if units else marker.end
        following = starts[place + 1] if place + 1 < len(starts) else len(text)
        end = max(min(end, following), marker.end)
        titles[marker.start] = _title(text, marker, end)
    return titles


def _title(text: str, marker: Marker, end: int) -> tuple[str, Span]:
    trimmed = text[marker.end : end].rstrip()
    while trimmed and trimmed[-1] in _END_MARKS + "：:，,":
        trimmed = trimmed[:-1].rstrip()
    return trimmed.strip(), (marker.start, marker.end + len(trimmed))
