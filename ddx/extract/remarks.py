"""What a reader should see besides the findings: leftovers, and warnings on points and dates."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from typing import NamedTuple

from ddx.extract.context import Place
from ddx.extract.deadlines import SpokenOn
from ddx.extract.directives import DirectiveFinder, Verdict, cue_span, cue_word
from ddx.extract.items import Outline
from ddx.extract.numerals import Numerals
from ddx.extract.view import UnitView
from ddx.grammar.match import Match, Near
from ddx.grammar.matcher import Matcher
from ddx.model import Directive, Leftover, Warning
from ddx.text import Unit

_TRADITIONAL = 0.08
"""The share of characters that a text in traditional script holds at least of those that tell it."""


class Idle(NamedTuple):
    """A unit that became no directive."""

    view: UnitView
    place: Place
    verdict: Verdict


def leftovers(idle: Sequence[Idle], directives: DirectiveFinder) -> list[Leftover]:
    """Units that hold a directive cue and became no directive, with the cue and what stopped it.

    Words of work without a cue (bare rules) are not listed: without a request around them they are the
    plain text of a report.
    """
    found = [_ruled_out(one.view, one.verdict) for one in idle]
    unexplained = [one for one, known in zip(idle, found, strict=True) if known is None]
    views = [one.view for one in unexplained]
    stopped = map(_stopped, views, directives.stopped(views, [one.place for one in unexplained]))
    either = (known or next(stopped) for known in found)
    return [known for known in either if known is not None]


def _ruled_out(view: UnitView, verdict: Verdict) -> Leftover | None:
    """A unit whose cue a stance rules out."""
    for match, stretch in verdict.lost:
        if match.rule.family == "directive" and not match.rule.settings.get("bare"):
            return _leftover(view.unit, match, stretch.reason)
    return None


def _stopped(view: UnitView, stopped: list[Near]) -> Leftover | None:
    """A unit whose cue a condition did not let pass: the first such cue."""
    if telling := [near for near in stopped if _tells(near, view)]:
        first = min(telling, key=lambda near: cue_span(near.match))
        return _leftover(view.unit, first.match, first.reason)
    return None


def _leftover(unit: Unit, match: Match, reason: str) -> Leftover:
    return Leftover(unit.line, (unit.start, unit.end), unit.text, cue_word(match), reason)


def _tells(near: Near, view: UnitView) -> bool:
    match = near.match
    return (
        match.rule.family == "directive"
        and not match.rule.settings.get("bare")
        and near.condition is not None
        and bool(match.word("cue"))
        and not view.fixed_at(cue_span(match))
    )


def _length_of_list(outline: Outline, first: int) -> int:
    """How many items the list has whose first one is the item of this number in the outline."""
    head = outline.items[first]
    length = 1
    for item in outline.items[first + 1 :]:
        if head.parent is not None and item.marker.start >= head.parent.end:
            break
        if item.parent is head.parent and item.marker.series == head.marker.series:
            if item.marker.ordinal is not None and item.marker.ordinal == head.marker.ordinal:
                break  # the count starts anew
            length += 1
    return length


class WarningFinder:
    """Finds what is odd about a text as a whole."""

    def __init__(self, promises: Matcher, numerals: Numerals, traditional: Collection[str]) -> None:
        """`traditional` are characters of the script that no rule is written in."""
        self._promises = promises
        self._numerals = numerals
        self._traditional = str.maketrans("", "", "".join(traditional))

    def look_ahead(self, views: Sequence[UnitView]) -> None:
        """Look for announcements in many units; see Matcher.look_ahead."""
        self._promises.look_ahead([view.open for view in views])

    def promised(self, view: UnitView, outline: Outline, following: int | None) -> Warning | None:
        """A sentence that announces more or fewer points than the list behind it has.

        `following` is where the next unit starts.
        """
        for match in self._promises.scan(view.open):
            wanted = self._numerals.read(match.word("count"))
            first = bisect_right(outline.items, view.unit.start, key=lambda item: item.marker.start)
            if wanted is None or first == len(outline.items) or following is None:
                continue
            if outline.items[first].marker.start > following:
                continue
            found = _length_of_list(outline, first)
            if found != wanted:
                span = view.span(match.span)
                return Warning(
                    "points-announced", f"{int(wanted)} announced, {found} found", view.unit.line, span
                )
        return None

    def of_script(self, text: str) -> Warning | None:
        """A text in traditional characters, of which the rules know few."""
        held = len(text) - len(text.translate(self._traditional))
        if held <= len(text) * _TRADITIONAL:
            return None
        message = (
            "the text is in traditional characters, which the rules cannot read; give it in simplified ones"
        )
        return Warning("traditional-script", message, None, None)

    @staticmethod
    def of_dates(directives: Sequence[Directive], spoken: SpokenOn, undated: int) -> list[Warning]:
        """Days that lie before the text's own date, and so many that it would tell if it were known."""
        found: list[Warning] = []
        earliest = f"{spoken.year:04d}-{spoken.month or 1:02d}-{spoken.day or 1:02d}" if spoken.year else None
        for directive in directives:
            for deadline in directive.deadlines:
                if earliest and deadline.due and deadline.due < earliest:
                    message = f"{deadline.text} ({deadline.due}) lies before the text's own date"
                    found.append(Warning("deadline-past", message, directive.line, deadline.span))
        if undated:
            need = "deadline needs" if undated == 1 else "deadlines need"
            message = f"{undated} {need} the text's date; give it with --date"
            found.append(Warning("date-unknown", message, None, None))
        return found


def lost_line_ends(units: Sequence[Unit], text: str) -> Warning | None:
    """A long text that stands on one or two lines has lost its line ends."""
    lines = {unit.line for unit in units}
    if len(text) > 1000 and len(lines) <= 2:
        return Warning(
            "line-ends-lost", "the text stands on one line; its outline is read from the markers alone"
        )
    return None
