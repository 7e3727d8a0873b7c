"""From a row of markers to a tree: a stack of open lists, in the order in which they were opened."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import accumulate, islice, pairwise, takewhile
from typing import NamedTuple

from ddx.extract.items import Item, Marker, Outline
from ddx.model import Warning

Paragraph = tuple[int, int, str]
"""Where a paragraph starts, the number of its line, and its text."""
_LONGEST_HEADING = 40
"""A paragraph of more characters that opens with a marker is an item and no heading."""
_SECTION_PARTS = 3
"""So many items of one list are the parts of a section, and not the sections of a text."""
_FARTHEST = 3
"""A list goes on with an ordinal at most so far ahead of its last one."""
_FARTHEST_HEAD = 9
"""The same at the head of a line: an excerpt may leave out whole sections."""
_ENDED = ("；", ";", "。")
"""A paragraph that ends so is no heading, however short it is."""
_SENTENCE_END = re.compile("[。！？!?]")


def nested(
    text: str, paragraphs: list[Paragraph], markers: list[Marker], turns: tuple[str, ...] = ()
) -> Outline:
    """The outline that accepted markers make, in the order of the text.

    A paragraph that opens with one of the words `turns` speaks of the whole section again.
    """
    return _Builder(text, paragraphs, markers, turns).build()


class _OpenList(NamedTuple):
    series: str
    style: str
    items: list[Item]
    parent: Item | None
    leads: bool

    @property
    def last(self) -> Item:
        return self.items[-1]


class _Builder:
    """The stack of open lists, outermost first."""

    def __init__(
        self, text: str, paragraphs: list[Paragraph], markers: list[Marker], turns: tuple[str, ...]
    ) -> None:
        self._text = text
        self._turning = {
            number
            for number, (_, _, words) in enumerate(paragraphs)
            if turns and words.lstrip().startswith(turns)
        }
        self._paragraphs = [paragraph for _, _, paragraph in paragraphs]
        self._starts = [start for start, _, _ in paragraphs]
        self._markers = markers
        self._open: list[_OpenList] = []
        self._items: list[Item] = []
        self._warnings: list[Warning] = []
        self._last_ordinal: dict[str, int] = {}
        leading = {marker.paragraph for marker in markers if marker.leads}
        self._unmarked = [*accumulate((n not in leading for n in range(len(paragraphs) + 1)), initial=0)]
        self._leading: dict[str, list[Marker]] = {}
        for marker in markers:
            if marker.leads:
                self._leading.setdefault(marker.style, []).append(marker)

    def _add(self, marker: Marker) -> None:
        if marker.closes:
            self._open.clear()
            self._last_ordinal.clear()
            return
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
            if not held.leads or (
                self._unmarked_between(last, marker)
                and self._one_paragraph_items(held)
                and not self._counts_on(held, marker)
            ):
                del self._open[place:]
                return

    def _counts_on(self, held: _OpenList, behind: Marker) -> bool:
        """Whether the next marker of the list's style that opens a line goes on with it."""
        alike = self._leading.get(held.style, [])
        nearest = bisect_right(alike, behind.start, key=lambda marker: marker.start)
        return nearest < len(alike) and 0 < _n(alike[nearest]) - _n(held.last.marker) <= _FARTHEST

    def _unmarked_between(self, one: Marker, other: Marker) -> bool:
        """Whether a paragraph without any marker at its head stands between two markers' paragraphs."""
        first, end = one.paragraph + 1, other.paragraph + (not other.leads)
        return end > first and self._unmarked[end] > self._unmarked[first]

    def _one_paragraph_items(self, held: _OpenList) -> bool:
        """Whether every item but the last was one paragraph of text with the next item right behind it."""
        if len(held.items) < 2:
            return False
        for one, following in pairwise(held.items):
            if self._unmarked_between(one.marker, following.marker):
                return False
            words = self._paragraphs[one.marker.paragraph].strip()
            if len(words) < _LONGEST_HEADING and not words.endswith(_ENDED):
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
                if 0 <= gap <= (_FARTHEST_HEAD if marker.leads else _FARTHEST):
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
            if inner.leads and marker.paragraph in self._turning:
                if self._open[0] is not inner:
                    return self._open[0].last
                if len(inner.items) >= _SECTION_PARTS:
                    self._open.clear()  # they are the parts of a section without a marker
                    return None
            if inner.style == marker.style and not inner.leads and not self._goes_on(inner, marker):
                self._open.pop()  # the count starts anew: another list beside the one before
                return inner.parent
            return inner.last
        counted_on = self._last_ordinal.get(marker.style) == _n(marker) - 1
        if marker.ordinal != 1 and not counted_on:  # its list began before the text did
            while self._open and 0 < marker.level <= self._open[-1].last.marker.level:
                self._open.pop()
        while self._open and self._is_closed_row(self._open[-1], marker):
            self._open.pop()
        same = next((held for held in self._open if held.style == marker.style), None)
        if same is not None and marker.ordinal == 1 and (same is self._open[-1] or marker.level):
            del self._open[self._open.index(same) :]  # the count of a level starts anew
            return same.parent
        return self._open[-1].last if self._open else None

    def _is_closed_row(self, held: _OpenList, marker: Marker) -> bool:
        """Whether paragraphs behind dashes or signs come to an end where a counted level begins."""
        return held.last.marker.ordinal is None and marker.level > 0 and self._one_paragraph_items(held)

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
        here = bisect_left(self._markers, behind.start, key=lambda marker: marker.start)
        for marker in takewhile(
            lambda marker: marker.paragraph == behind.paragraph, islice(self._markers, here, None)
        ):
            if marker.ordinal is None:
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
        closings = [marker.start for marker in self._markers if marker.closes]
        for place, item in enumerate(self._items):
            closed = bisect_right(closings, item.marker.start)
            item.end = next(
                (later.marker.start for later in self._items[place + 1 :] if not _inside(later, item)),
                len(self._text),
            )
            item.end = min([item.end, *closings[closed : closed + 1]])
        children: Counter[str] = Counter()
        for item in self._items:
            above = item.parent.id if item.parent else ""
            children[above] += 1
            item.id = f"{above}.{children[above]}" if above else str(children[above])
        return Outline(self._items, self._warnings, self._starts)


def _n(marker: Marker) -> int:
    return marker.ordinal if marker.ordinal is not None else 0


def _inside(item: Item, outer: Item) -> bool:
    walk = item.parent
    while walk is not None:
        if walk is outer:
            return True
        walk = walk.parent
    return False
