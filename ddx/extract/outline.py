"""The outline: ordinal markers found by the `outline` rules, and those of them kept that make lists."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from ddx.extract.items import Marker, Outline
from ddx.extract.nesting import Paragraph, nested
from ddx.extract.numerals import Numerals
from ddx.grammar.matcher import Matcher
from ddx.grammar.view import View

_OPENERS_BEFORE = frozenset("。；：，！？;:,!?…”’）)》」』】〕")
_COLONS = ("：", ":")
_LONG_LINE = 300
"""A line of more characters than this, with markers glued to what stands before, has lost its line ends."""
_GLUED_DISTANCE = 20
"""Two glued markers of one list stand at least this far apart; 一、二、三产业 is no list."""
_SHORTEST_HEAD, _LONGEST_HEAD = 3, 24
"""The words of a heading that a list may be glued to."""
_NEAR_PARAGRAPHS = 3
"""A marker inside a paragraph belongs to a run when its neighbour stands in one of so many around it."""
_SHORTEST_ITEM = 6
"""Items of fewer characters, marker and all, are a clause's rhythm and no list (一靠种、二靠养)."""
_PARAGRAPH = re.compile(r"[^\n]+?(?=\u3000\u3000+|\n|$)|[^\n]+")
"""Paragraphs end with the line; where line ends were lost, two wide blanks still indent the next one."""


class OutlineFinder:
    """Finds markers and builds the tree."""

    def __init__(
        self, matcher: Matcher, numerals: Numerals, ordinals: Mapping[str, int], turns: tuple[str, ...]
    ) -> None:
        """`turns` are words that open a paragraph which speaks of the whole section again."""
        self._turns = turns
        self._matcher = matcher
        self._numerals = numerals
        self._ordinals = ordinals

    def find(self, whole: View) -> Outline:
        """The outline of a normalised text."""
        text, trace = whole.text, whole.trace
        paragraphs = _paragraphs(text)
        markers: list[Marker] = []
        views = [whole.part(start, start + len(paragraph), trace=trace) for start, _, paragraph in paragraphs]
        self._matcher.look_ahead(views)
        for number, (view, (_, line, _)) in enumerate(zip(views, paragraphs, strict=True)):
            markers += self._paragraph_markers(view, number, line)
        outline = nested(text, paragraphs, _accepted(text, markers), self._turns)
        if trace is not None:
            kept = {item.marker.start for item in outline.items}
            for marker in markers:
                if marker.start not in kept and not marker.closes:
                    marker.match.set_aside("it belongs to no list")
        return outline

    def _paragraph_markers(self, view: View, number: int, line_number: int) -> list[Marker]:
        line, offset = view.text, view.base
        lead = len(line) - len(line.lstrip())
        taken: dict[int, Marker] = {}
        for match in sorted(self._matcher.scan(view), key=lambda match: match.span):
            start, end = match.span
            leads = start == lead
            before = line[:start].rstrip()[-1:]
            glued = not leads and before not in _OPENERS_BEFORE
            place = match.rule.settings.get("place", "both")
            if (place == "line" and not leads) or (place == "inline" and leads):
                match.set_aside("it opens no line" if place == "line" else "it opens a line")
                continue
            word = match.word("ordinal")
            ordinal = self._ordinals.get(word, None) if word else None
            if word and ordinal is None:
                value = self._numerals.read(word)
                ordinal = int(value) if value is not None else None
            behind_head = glued and _behind_head(
                line, start, [at for at in taken.values() if at.alone], offset
            )
            fits = match.rule.settings.get("alone") or (ordinal == 1 and behind_head)
            headed = lead in taken and taken[lead].level > 0 and behind_head
            if glued and not (fits and (len(line) >= _LONG_LINE or headed)):
                match.set_aside("it stands in the middle of a clause")
                continue
            known = taken.get(start)
            if known is not None and known.end >= offset + end:
                match.set_aside("a longer marker stands here", known.match)
                continue
            if known is not None:
                known.match.set_aside("a longer marker stands here", match)
            style = match.rule.settings["style"]
            if style == "md":
                style = f"md{len(match.word('signs'))}"
            taken[start] = Marker(
                offset + start,
                offset + end,
                offset + (kept[0] if (kept := match.slot("kept")) else end),
                number,
                line_number,
                line[start:end],
                style,
                match.rule.settings.get("series", style),
                match.rule.settings.get("level", 0),
                ordinal,
                leads,
                glued,
                bool(match.rule.settings.get("alone")),
                bool(match.rule.settings.get("last")),
                bool(match.rule.settings.get("closes")),
                match,
            )
        return [taken[start] for start in sorted(taken)]


def _accepted(text: str, markers: list[Marker]) -> list[Marker]:
    """Leave out markers that belong to no run and cannot stand alone."""
    accepted: list[Marker] = []
    alike: dict[tuple[str, int | None], list[Marker]] = {}
    for marker in markers:
        alike.setdefault((marker.series, marker.ordinal), []).append(marker)
    for place, marker in enumerate(markers):
        if marker.last or marker.closes:
            accepted.append(marker)  # the builder weighs it: it only closes a list
        elif marker.ordinal is None:
            beside = markers[max(place - 1, 0) : place] + markers[place + 1 : place + 2]
            if marker.style.startswith("md") or any(other.style == marker.style for other in beside):
                accepted.append(marker)
        elif _before_first(marker, alike):
            continue
        elif (marker.alone and (marker.leads or _is_announced(text, marker))) or any(
            _neighbours(marker, other) for other in _candidates(marker, marker.ordinal, alike)
        ):
            accepted.append(marker)
    return accepted


def _is_announced(text: str, marker: Marker) -> bool:
    """Whether a first item stands right behind a colon, with or without a second (我讲三条意见：一、…)."""
    before = text[max(marker.start - 2, 0) : marker.start]
    return marker.ordinal == 1 and before.endswith(_COLONS) and not before[0].isdigit()  # 按1：1、…


def _behind_head(line: str, start: int, markers: list[Marker], offset: int) -> bool:
    """Whether a place stands right behind the heading of a section, whose line end was lost."""
    head = max((marker.end - offset for marker in markers if marker.end - offset < start), default=start)
    words = line[head:start]
    return _SHORTEST_HEAD <= len(words) <= _LONGEST_HEAD and not _OPENERS_BEFORE.intersection(words[-1:])


def _before_first(marker: Marker, alike: Mapping[tuple[str, int | None], list[Marker]]) -> bool:
    """Whether a word for first opens no list because the list behind it has a first of its own.

    So it is with a greeting before 第一…第二…; a 首先 that 第二 or 其次 goes on from does open one.
    """
    if marker.style != "first" or marker.ordinal != 1:
        return False
    ones, twos = (
        [other for other in alike.get((marker.series, ordinal), []) if other.start > marker.start]
        for ordinal in (1, 2)
    )
    end = next((one.start for one in ones if one.style == marker.style), None)
    twos = [two for two in twos if end is None or two.start < end]
    if not ones or ones[0].start == end or any(two.style == marker.style for two in twos):
        return False
    return not twos or ones[0].start < twos[0].start


def _paragraphs(text: str) -> list[Paragraph]:
    """Start, line number and text of every paragraph that is not blank."""
    found: list[Paragraph] = []
    offset = 0
    for number, line in enumerate(text.split("\n"), 1):
        for piece in _PARAGRAPH.finditer(line):
            if piece.group().strip():
                found.append((offset + piece.start(), number, piece.group()))
        offset += len(line) + 1
    return found


def _candidates(
    marker: Marker, ordinal: int, alike: Mapping[tuple[str, int | None], list[Marker]]
) -> Iterator[Marker]:
    """The markers that may be its neighbours, nearest first: of the number behind, before, and its own.

    Where a number stands nowhere, the one beyond it is a neighbour: a skipped ordinal breaks no list.
    """
    for step in (1, -1):
        skipped = (marker.series, ordinal + step) not in alike
        others = alike.get((marker.series, ordinal + step + step * skipped), [])
        at = bisect_left(others, marker.start, key=lambda other: other.start)
        for place in range(at, len(others)) if step > 0 else range(at - 1, -1, -1):
            other = others[place]
            near = abs(other.paragraph - marker.paragraph) <= _NEAR_PARAGRAPHS
            if not near and not marker.leads:
                break
            yield other
    # Of its own number the nearest before it decides whether one stands in the same paragraph.
    same = alike[marker.series, ordinal]
    at = bisect_left(same, marker.start, key=lambda other: other.start)
    if at:
        yield same[at - 1]


def _neighbours(marker: Marker, other: Marker) -> bool:
    """Whether the other marker is the item right before or behind in a list a reader would see."""
    if other.ordinal is None or marker.ordinal is None or abs(other.ordinal - marker.ordinal) > 2:
        return False
    if other.ordinal == marker.ordinal:
        return marker.style == "first" and other.start < marker.start and other.paragraph == marker.paragraph
    apart = abs(other.start - marker.start)
    return (
        (other.ordinal > marker.ordinal) == (other.start > marker.start)
        and (marker.leads or abs(other.paragraph - marker.paragraph) <= _NEAR_PARAGRAPHS)
        and apart > (_GLUED_DISTANCE if marker.glued or other.glued else 0)
        and (marker.paragraph != other.paragraph or apart >= _SHORTEST_ITEM)
    )
