"""The outline: ordinal markers found by the `outline` rules, filtered, and nested by a stack of lists."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from ddx.extract.numerals import Numerals
from ddx.grammar.matcher import Match, Matcher, View
from ddx.model import Node, Span, Warning

_OPENERS_BEFORE = frozenset("。；：，！？;:,!?…”’）)》」』】〕")
_LONG_LINE = 300
"""A line of more characters than this, with markers glued to what stands before, has lost its line ends."""
_GLUED_DISTANCE = 20
"""Two glued markers of one list stand at least this far apart; 一、二、三产业 is no list."""
_NEAR_PARAGRAPHS = 3
"""A marker inside a paragraph belongs to a run when its neighbour stands in one of so many around it."""
_LONGEST_HEADING = 40
"""A paragraph of more characters that opens with a marker is an item and no heading."""
_SHORTEST_ITEM = 6
"""Items of fewer characters, marker and all, are a clause's rhythm and no list (一靠种、二靠养)."""
_SENTENCE_END = re.compile("[。！？!?]")
_PARAGRAPH = re.compile(r"[^\n]+?(?=\u3000\u3000+|\n|$)|[^\n]+")
"""Paragraphs end with the line; where line ends were lost, two wide blanks still indent the next one."""


class Marker(NamedTuple):
    """A marker in the text: `start` and `end` are offsets, `leads` says it opens its paragraph.

    `body` is where the words of the item begin: at `end`, or before a cue that is part of the marker (一要).
    """

    start: int
    end: int
    body: int
    paragraph: int
    line: int
    text: str
    style: str
    series: str
    ordinal: int | None
    leads: bool
    glued: bool
    alone: bool
    last: bool
    match: Match


class Item:
    """A node while the tree is being built; `end` is where its scope ends."""

    __slots__ = ("children", "end", "id", "marker", "parent")

    def __init__(self, marker: Marker, parent: Item | None) -> None:
        self.marker = marker
        self.parent = parent
        self.children: list[Item] = []
        self.id = ""
        self.end = 0


class _OpenList(NamedTuple):
    series: str
    style: str
    items: list[Item]
    parent: Item | None
    leads: bool

    @property
    def last(self) -> Item:
        return self.items[-1]


class Outline(NamedTuple):
    """The items in text order, what is odd about the ordinals, and where the paragraphs start."""

    items: list[Item]
    warnings: list[Warning]
    paragraphs: list[int]

    def paragraph_at(self, offset: int) -> int:
        """The number of the paragraph that holds an offset, counted from 1."""
        return bisect_right(self.paragraphs, offset)

    def at(self, offset: int) -> Item | None:
        """The innermost item whose scope holds the offset."""
        at = bisect_right(self.items, offset, key=_start) - 1
        item = self.items[at] if at >= 0 else None
        while item is not None and offset >= item.end:
            item = item.parent
        return item


class OutlineFinder:
    """Finds markers and builds the tree."""

    def __init__(self, matcher: Matcher, numerals: Numerals, ordinals: Mapping[str, int]) -> None:
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
        builder = _Builder(text, paragraphs, self._accepted(markers))
        outline = builder.build()
        if trace is not None:
            kept = {item.marker.start for item in outline.items}
            for marker in markers:
                if marker.start not in kept:
                    marker.match.set_aside("it belongs to no list")
        return outline

    def _paragraph_markers(self, view: View, number: int, line_number: int) -> list[Marker]:
        line, offset = view.text, view.base
        lead = len(line) - len(line.lstrip())
        taken: dict[int, Marker] = {}
        for match in self._matcher.scan(view):
            start, end = match.span
            leads = start == lead
            before = line[:start].rstrip()[-1:]
            glued = not leads and before not in _OPENERS_BEFORE
            place = match.rule.settings.get("place", "both")
            if (place == "line" and not leads) or (place == "inline" and leads):
                match.set_aside("it opens no line" if place == "line" else "it opens a line")
                continue
            if glued and (len(line) < _LONG_LINE or not match.rule.settings.get("alone")):
                match.set_aside("it stands in the middle of a clause")
                continue
            word = match.word("ordinal")
            ordinal = self._ordinals.get(word, None) if word else None
            if word and ordinal is None:
                value = self._numerals.read(word)
                ordinal = int(value) if value is not None else None
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
                ordinal,
                leads,
                glued,
                bool(match.rule.settings.get("alone")),
                bool(match.rule.settings.get("last")),
                match,
            )
        return [taken[start] for start in sorted(taken)]

    @staticmethod
    def _accepted(markers: list[Marker]) -> list[Marker]:
        """Leave out markers that belong to no run and cannot stand alone."""
        accepted: list[Marker] = []
        alike: dict[tuple[str, int | None], list[Marker]] = {}
        for marker in markers:
            alike.setdefault((marker.series, marker.ordinal), []).append(marker)
        for place, marker in enumerate(markers):
            if marker.last:
                accepted.append(marker)  # the builder weighs it: it only closes a list
            elif marker.ordinal is None:
                beside = markers[max(place - 1, 0) : place] + markers[place + 1 : place + 2]
                if marker.style.startswith("md") or any(other.style == marker.style for other in beside):
                    accepted.append(marker)
            elif (marker.leads and marker.alone) or any(
                _neighbours(marker, other) for other in _candidates(marker, marker.ordinal, alike)
            ):
                accepted.append(marker)
        return accepted


def _paragraphs(text: str) -> list[tuple[int, int, str]]:
    """Start, line number and text of every paragraph that is not blank."""
    found: list[tuple[int, int, str]] = []
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
    """The markers that may be its neighbours, nearest first: of the number behind, before, and its own."""
    for wanted, step in ((ordinal + 1, 1), (ordinal - 1, -1)):
        others = alike.get((marker.series, wanted), [])
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
    if other.ordinal is None or marker.ordinal is None or abs(other.ordinal - marker.ordinal) > 1:
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


class _Builder:
    """The stack of open lists, outermost first."""

    def __init__(self, text: str, paragraphs: list[tuple[int, int, str]], markers: list[Marker]) -> None:
        self._text = text
        self._paragraphs = [paragraph for _, _, paragraph in paragraphs]
        self._starts = [start for start, _, _ in paragraphs]
        self._markers = markers
        self._open: list[_OpenList] = []
        self._items: list[Item] = []
        self._warnings: list[Warning] = []
        self._last_ordinal: dict[str, int] = {}
        self._leading = {marker.paragraph for marker in markers if marker.leads}

    def _add(self, marker: Marker) -> None:
        self._close_passed_paragraphs(marker)
        home = self._continued(marker)
        if marker.last and home is None:
            return
        if home is None:
            parent = self._parent_of_new(marker)
            home = _OpenList(marker.series, marker.style, [], parent, marker.leads)
            self._open.append(home)
            self._check_first(marker)
        else:
            del self._open[self._open.index(home) + 1 :]
            self._check_next(home.last.marker, marker)
        item = Item(marker, home.parent)
        home.items.append(item)
        (home.parent.children if home.parent else []).append(item)
        self._items.append(item)
        if marker.ordinal is not None:
            self._last_ordinal[marker.style] = marker.ordinal

    def _close_passed_paragraphs(self, marker: Marker) -> None:
        """Close lists that ended before this marker's line."""
        for place, held in enumerate(self._open):
            last = held.last.marker
            if last.paragraph == marker.paragraph:
                continue
            follows = marker.series == held.series and marker.ordinal is not None and last.ordinal is not None
            if follows and marker.ordinal in (_n(last) + 1, _n(last) + 2) and marker.leads >= held.leads:
                continue
            deeper = any(
                marker.series == other.series and marker.ordinal == _n(other.last.marker) + 1
                for other in self._open[place + 1 :]
            )
            if deeper:
                continue
            if not held.leads or (self._unmarked_between(last, marker) and self._one_paragraph_items(held)):
                del self._open[place:]
                return

    def _unmarked_between(self, one: Marker, other: Marker) -> bool:
        """Whether a paragraph without any marker at its head stands between two markers' paragraphs."""
        return any(
            number not in self._leading
            for number in range(one.paragraph + 1, other.paragraph + (not other.leads))
        )

    def _one_paragraph_items(self, held: _OpenList) -> bool:
        """Whether every item but the last was one paragraph of text with the next item right behind it."""
        if len(held.items) < 2:
            return False
        for one, following in pairwise(held.items):
            if self._unmarked_between(one.marker, following.marker):
                return False
            if len(self._paragraphs[one.marker.paragraph].strip()) < _LONGEST_HEADING:
                return False
        return True

    def _continued(self, marker: Marker) -> _OpenList | None:
        """The open list that this marker goes on with."""
        inner_first = self._open[::-1]
        if marker.ordinal is None:
            if marker.last:
                return next((held for held in inner_first if held.series == marker.series), None)
            return next((held for held in inner_first if held.style == marker.style), None)
        for same in (
            [held for held in inner_first if held.style == marker.style],
            [held for held in inner_first if held.series == marker.series],
        ):
            for held in same:
                if marker.ordinal == _n(held.last.marker) + 1 and (
                    marker.leads == held.leads or not held.leads
                ):
                    return held
            for held in same:
                if marker.ordinal == _n(held.last.marker) + 1:
                    return held
        if marker.ordinal == 1:
            return None
        for held in inner_first:
            if held.style == marker.style and held.leads == marker.leads:
                gap = marker.ordinal - _n(held.last.marker)
                if 0 <= gap <= 3:
                    return held
        return None

    def _parent_of_new(self, marker: Marker) -> Item | None:
        """Where a new list hangs, with the lists that it ends closed."""
        if not marker.leads:
            while (
                self._open
                and self._open[-1].last.marker.paragraph != marker.paragraph
                and not self._open[-1].leads
            ):
                self._open.pop()
            while self._open and self._ended_with_sentence(self._open[-1], marker):
                self._open.pop()
            inner = self._open[-1] if self._open else None
            if inner is None:
                return None
            if inner.style == marker.style and not inner.leads and not self._goes_on(inner, marker):
                self._open.pop()  # the count starts anew: another list beside the one before
                return inner.parent
            return inner.last
        same = next((held for held in self._open if held.style == marker.style), None)
        if same is not None and marker.ordinal == 1 and same is self._open[-1]:
            self._open.pop()
            return same.parent
        return self._open[-1].last if self._open else None

    def _ended_with_sentence(self, held: _OpenList, marker: Marker) -> bool:
        """Whether the list was told within one sentence, and that sentence has ended before the marker."""
        first, last = held.items[0].marker, held.last.marker
        if held.leads or first is last or last.paragraph != marker.paragraph:
            return False
        told = self._text[first.start : last.start]
        return (
            not _SENTENCE_END.search(told)
            and _SENTENCE_END.search(self._text[last.start : marker.start]) is not None
        )

    def _goes_on(self, held: _OpenList, behind: Marker) -> bool:
        """Whether the list's next item stands in the same paragraph behind the list that opens now."""
        wanted = _n(held.last.marker) + 1
        previous = 0
        for marker in self._markers:
            if marker.start < behind.start or marker.paragraph != behind.paragraph or marker.ordinal is None:
                continue
            if (
                marker.style == held.style
                and marker.ordinal == wanted
                and not (behind.style == held.style and previous + 1 == wanted)
            ):
                return True
            if marker.style == behind.style:
                previous = marker.ordinal
        return False

    def _check_first(self, marker: Marker) -> None:
        if marker.ordinal is None or marker.ordinal <= 1:
            return
        # Items may be counted through a whole document, 1. to 18., across its sections.
        if self._last_ordinal.get(marker.style) == marker.ordinal - 1:
            return
        self._warn("ordinal-missing", f"the list starts with {marker.text}", marker)

    def _check_next(self, last: Marker, marker: Marker) -> None:
        if marker.ordinal is None or last.ordinal is None:
            return
        if marker.ordinal == last.ordinal:
            self._warn("ordinal-doubled", f"{marker.text} stands twice in one list", marker)
        elif marker.ordinal > last.ordinal + 1:
            self._warn("ordinal-missing", f"{marker.text} follows {last.text}", marker)

    def _warn(self, kind: str, message: str, marker: Marker) -> None:
        self._warnings.append(Warning(kind, message, marker.line, (marker.start, marker.end)))

    def build(self) -> Outline:
        for marker in self._markers:
            self._add(marker)
        for place, item in enumerate(self._items):
            item.end = next(
                (later.marker.start for later in self._items[place + 1 :] if not _inside(later, item)),
                len(self._text),
            )
        roots = 0
        for item in self._items:
            if item.parent is None:
                roots += 1
                item.id = str(roots)
            else:
                item.id = f"{item.parent.id}.{item.parent.children.index(item) + 1}"
        return Outline(self._items, self._warnings, self._starts)


def _start(item: Item) -> int:
    return item.marker.start


def _n(marker: Marker) -> int:
    return marker.ordinal if marker.ordinal is not None else 0


def _inside(item: Item, outer: Item) -> bool:
    walk = item.parent
    while walk is not None:
        if walk is outer:
            return True
        walk = walk.parent
    return False


def build_nodes(outline: Outline, titles: Mapping[int, tuple[str, Span]]) -> tuple[Node, ...]:
    """The items as immutable nodes; `titles` maps a marker's start to its title and span."""

    def node(item: Item) -> Node:
        title, span = titles[item.marker.start]
        return Node(
            id=item.id,
            marker=item.marker.text,
            style=item.marker.style,
            ordinal=item.marker.ordinal,
            title=title,
            line=item.marker.line,
            span=span,
            scope=(item.marker.start, item.end),
            children=tuple(node(child) for child in item.children),
        )

    return tuple(node(item) for item in outline.items if item.parent is None)
