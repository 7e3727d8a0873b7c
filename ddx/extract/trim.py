"""Cutting words off the ends of a phrase: times by the `trim` rules, all else by word lists."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from ddx.grammar.matcher import Matcher
from ddx.grammar.view import View


class WordSet:
    """Words to look for at the start or the end of a text, the longest first."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)

    @cached_property
    def _by_first(self) -> dict[str, list[int]]:
        return _lengths((word[0], word) for word in self.words)

    @cached_property
    def _by_last(self) -> dict[str, list[int]]:
        return _lengths((word[-1], word) for word in self.words)

    def at_start(self, text: str) -> int:
        """The length of the longest word the text begins with, 0 where there is none."""
        for size in self._by_first.get(text[:1], ()):
            if text[:size] in self.words:
                return min(size, len(text))
        return 0

    def at_end(self, text: str) -> int:
        """The length of the longest word the text ends with, 0 where there is none."""
        for size in self._by_last.get(text[-1:], ()):
            if text[-size:] in self.words:
                return min(size, len(text))
        return 0


def _lengths(keyed: Iterable[tuple[str, str]]) -> dict[str, list[int]]:
    """The lengths of the words under each key, the longest first."""
    found: dict[str, set[int]] = {}
    for key, word in keyed:
        found.setdefault(key, set()).add(len(word))
    return {key: sorted(sizes, reverse=True) for key, sizes in found.items()}


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
