"""Times at the ends of a phrase, found by the `trim` rules."""

from __future__ import annotations

from ddx.grammar.matcher import Matcher
from ddx.grammar.view import View


class TimeTrimmer:
    """Finds times at the ends of phrases of a view."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def at_start(self, view: View, start: int, end: int) -> int:
        """The length of the time that a phrase begins with, 0 where there is none."""
        return max((high for low, high in self._spans(view, start, end) if low == 0), default=0)

    def at_end(self, view: View, start: int, end: int) -> int:
        """The length of the time that a phrase ends with, 0 where there is none."""
        spans = self._spans(view, start, end)
        return max((high - low for low, high in spans if high == end - start), default=0)

    def _spans(self, view: View, start: int, end: int) -> list[tuple[int, int]]:
        return [match.span for match in self._matcher.scan(view.part(start, end))]
