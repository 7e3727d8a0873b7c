"""A text as rules see it, and parts and changed copies of it, whose words are looked up once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
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

    Offsets count code points. `base` is the offset at which it starts in the whole text; `trace` is told of
    all that rules find in it, and `found` holds what matchers have looked for already.
    """

    __slots__ = (
        *("_changed_from", "_clauses", "_marked", "_marked_text", "_part_of"),
        *("base", "found", "text", "trace"),
    )

    def __init__(
        self,
        text: str,
        clauses: Clauses | Callable[[str], Clauses],
        base: int = 0,
        trace: Trace | None = None,
    ) -> None:
        self.text = text
        self._clauses = clauses
        self.base = base
        self.trace = trace
        self._part_of: tuple[View, int] | None = None
        self._changed_from: View | None = None
        self._marked_text: tuple[Lexicon, MarkedText] | None = None
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
        view._part_of = (self, start)
        return view

    def changed(self, text: str, clauses: Clauses | Callable[[str], Clauses]) -> View:
        """It with other characters in some places, as many as there were.

        Only the words round those places are looked up anew.
        """
        view = View(text, clauses, self.base, self.trace)
        view._changed_from = self
        return view

    def marked(self, lexicon: Lexicon) -> Marked:
        """The text with its marks, made once for all families."""
        marked = self._marked
        if marked is None or marked.lexicon is not lexicon:
            whole, start = self._part_of or (self, 0)
            marked = Marked(whole._words(lexicon), start, start + len(self.text), lexicon)
            self._marked = marked
        return marked

    def _words(self, lexicon: Lexicon) -> MarkedText:
        if self._marked_text is None or self._marked_text[0] is not lexicon:
            if self._changed_from is None:
                marked = lexicon.mark(self.text)
            else:
                whole, start = self._changed_from._part_of or (self._changed_from, 0)
                marked = lexicon.mark_changed(whole._words(lexicon), start, self.text)
            self._marked_text = (lexicon, marked)
        return self._marked_text[1]

    def clauses_of(self, span: tuple[int, int]) -> tuple[int, int]:
        """From the start of the clause that holds the span's start to the end of the one with its end."""
        start, end = span
        clauses = self.clauses
        first = bisect_right(clauses, start, key=itemgetter(0)) - 1
        last = bisect_left(clauses, end, key=itemgetter(1))
        low = clauses[first][0] if first >= 0 else 0
        return low, clauses[last][1] if last < len(clauses) else len(self.text)


def _one_clause(text: str) -> Clauses:
    return [(0, len(text))]
