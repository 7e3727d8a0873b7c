"""A text as rules see it, and parts of it, whose words are looked up once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING

from ddx.grammar.engine import Spans
from ddx.grammar.lexicon import Lexicon, Marked, MarkedText

if TYPE_CHECKING:
    from ddx.grammar.match import Trace
    from ddx.grammar.matcher import Matcher

Clauses = list[tuple[int, int]]
Hits = dict[int, list[Spans]]
"""What was found of each pattern, by its number."""


class View:
    """A text as the rules see it, with its clauses, in order, or a way to find them when they are asked for.

    Offsets count code points. `base` is the offset at which it starts in the whole text, `gaps` are the
    offsets, in order, at which a character of that was left out. `trace` is told of all that rules find in
    it, and `found` holds what matchers have looked for already.
    """

    __slots__ = (
        *("_clauses", "_marked", "_offset", "_root", "_words"),
        *("base", "found", "gaps", "text", "trace"),
    )

    def __init__(
        self,
        text: str,
        clauses: Clauses | Callable[[str], Clauses],
        base: int = 0,
        trace: Trace | None = None,
        gaps: tuple[int, ...] = (),
    ) -> None:
        self.text = text
        self._clauses = clauses
        self.base = base
        self.gaps = gaps
        self.trace = trace
        self._root: View | None = None
        self._offset = 0
        self._words: tuple[MarkedText, int] | None = None
        self._marked: Marked | None = None
        self.found: dict[Matcher, Hits] = {}

    @property
    def clauses(self) -> Clauses:
        """The spans of the clauses."""
        if callable(self._clauses):
            self._clauses = self._clauses(self.text)
        return self._clauses

    def part(
        self,
        start: int,
        end: int,
        clauses: Clauses | Callable[[str], Clauses] | None = None,
        trace: Trace | None = None,
    ) -> View:
        """A part of it, one clause if no `clauses` are told, with a trace of its own.

        Its words are those of the whole and not looked up anew.
        """
        text = self.text[start:end]
        view = View(text, clauses or _one_clause, self.base + start, trace)
        view._root, view._offset = self._root or self, self._offset + start
        return view

    def in_whole(self, span: tuple[int, int]) -> tuple[int, int]:
        """A span of the view as a span of the whole text."""
        start, end = span
        if self.gaps:
            start, end = start + bisect_right(self.gaps, start), end + bisect_left(self.gaps, end)
        return self.base + start, self.base + end

    def marked(self, lexicon: Lexicon) -> Marked:
        """The text with its marks, made once for all families."""
        marked = self._marked
        if marked is None or marked.lexicon is not lexicon:
            root = self._root or self
            whole, start = root._known(lexicon) or _look_up([root], lexicon)
            start += self._offset
            marked = self._marked = Marked(whole, start, start + len(self.text), lexicon)
        return marked

    def _known(self, lexicon: Lexicon) -> tuple[MarkedText, int] | None:
        """The marked text that it stands in, and where; None where its words have not been looked up."""
        words = self._words
        return words if words is not None and words[0].lexicon is lexicon else None

    def clauses_of(self, span: tuple[int, int]) -> tuple[int, int]:
        """From the start of the clause that holds the span's start to the end of the one with its end."""
        start, end = span
        clauses = self.clauses
        first = bisect_right(clauses, start, key=itemgetter(0)) - 1
        last = bisect_left(clauses, end, key=itemgetter(1))
        low = clauses[first][0] if first >= 0 else 0
        return low, clauses[last][1] if last < len(clauses) else len(self.text)


def look_up(views: Iterable[View], lexicon: Lexicon) -> None:
    """Look up the words of all views that have no marks yet: together, which is faster than one by one."""
    roots = {view._root or view: None for view in views if view._marked is None}
    if new := [root for root in roots if root._known(lexicon) is None]:
        _look_up(new, lexicon)


def _look_up(roots: Sequence[View], lexicon: Lexicon) -> tuple[MarkedText, int]:
    """Mark texts as one, with line ends between them; returns what the first now knows."""
    whole = lexicon.mark("\n".join(root.text for root in roots))
    starts = accumulate((len(root.text) + 1 for root in roots), initial=0)
    for root, start in zip(roots, starts, strict=False):
        root._words = whole, start
    return whole, 0


def _one_clause(text: str) -> Clauses:
    return [(0, len(text))]
