"""An expression run over marked texts: where it is looked for, and in how many searches."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from ddx.grammar.alphabet import SEPARATOR
from ddx.grammar.engine import Search, Spans

LONGEST = 2000
"""Bytes of marked text, some 500 characters. No match is longer.

It bounds what one search can cost, and with it the whole: on a text without any mark that ends a sentence,
search after search to the far end would take time that grows with the square of the length.
"""
_WINDOW = 2 * LONGEST
_NEW = 1 << 15
"""So many bytes a search looks through before it is worth while that it learns where matches start.

What RE2 learns, it learns on the way, and for a single text that takes most of the time. Trying an expression
at the starts of clauses alone takes more calls, but less learning than to search for them.
"""
_SEPARATOR = SEPARATOR.encode("latin-1")
AT_SEPARATORS = "(?m)"
"""Before an expression: texts start and end at separators too (for RE2, these are line ends)."""


class Expression:
    """An expression ready to be run. Its first group is what it finds; a tie at the end may lie behind it."""

    __slots__ = ("_clause_end", "_once", "_search", "_searched", "_try")

    def __init__(
        self, searches: tuple[Search, Search], once: bool = False, clause_end: re.Pattern[bytes] | None = None
    ) -> None:
        """`searches` are those for it behind AT_SEPARATORS.

        `once` says that it matches at the start of a text or nowhere; `clause_end` finds the ends of clauses
        where it matches at the starts of clauses alone.
        """
        self._search, self._try = searches
        self._once = once
        self._clause_end = clause_end
        self._searched = 0

    def hits(self, texts: Sequence[bytes]) -> dict[int, list[Spans]]:
        """What it finds in marked texts, from left to right; by the number of each that holds anything."""
        sizes = [*map(len, texts)]
        self._searched += sum(sizes)
        if max(sizes) > _WINDOW:
            return _numbered(map(list, map(self._in_windows, texts)))
        if self._once:
            return _numbered(self._at((0,), text) for text in texts)
        if self._clause_end is not None and self._searched < _NEW:
            ends = self._clause_end.finditer
            return _numbered(self._at([0, *(end.start() for end in ends(text))], text) for text in texts)
        return self._in_all(texts)

    def _at(self, starts: Iterable[int], text: bytes) -> list[Spans]:
        """The hits in a text, tried for at the only places where they may start."""
        found: list[Spans] = []
        behind = 0
        for start in starts:
            if start >= behind and (spans := self._try(text, start, len(text)))[0][0] >= 0:
                found.append(spans)
                behind = _behind(spans, start)
        return found

    def _in_all(self, texts: Sequence[bytes]) -> dict[int, list[Spans]]:
        """The hits in texts that are searched as one.

        Most hold nothing, and a search of its own for each would cost more than all it looks through.
        """
        joined = _SEPARATOR.join(texts)
        found: dict[int, list[Spans]] = {}
        starts: list[int] = []
        at = 0
        size = len(joined)
        while at < size:
            spans = self._search(joined, at, size)
            start = spans[0][0]
            if start < 0:
                break
            starts = starts or [0, *accumulate(len(text) + 1 for text in texts)]
            number = bisect_right(starts, start) - 1
            at = _behind(spans, at)
            if at + 1 == starts[number + 1]:
                at += 1  # nothing begins at the end of a text
            offset = starts[number]
            if offset:
                spans = [(low - offset, high - offset) if low >= 0 else (low, high) for low, high in spans]
            if number in found:
                found[number].append(spans)
            else:
                found[number] = [spans]
        return found

    def _in_windows(self, text: bytes) -> Iterator[Spans]:
        """The hits in a text of any length, found in windows of twice the longest match."""
        at = 0
        size = len(text)
        while at < size:
            end = min(at + _WINDOW, size)
            spans = self._search(text, at, end)
            start = spans[0][0]
            if start < 0:
                if end == size or self._once:
                    return
                at += LONGEST
            elif end < size and start > at + LONGEST:
                at = start  # the window may have cut it short
            else:
                yield spans
                if self._once:
                    return
                at = _behind(spans, at)


def _numbered(each: Iterable[list[Spans]]) -> dict[int, list[Spans]]:
    return {number: hits for number, hits in enumerate(each) if hits}


def _behind(spans: Spans, at: int) -> int:
    """Where to look on. A tie at the end may have taken a clause end, which the next match needs to start."""
    return max(spans[min(1, len(spans) - 1)][1], at + 1)
