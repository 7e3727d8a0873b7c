"""Finding the words of a list in a text without any expression."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property


class WordSet:
    """Words to look for in a text, at its start or end, or round a place in it, the longest first."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.words), default=0)

    @cached_property
    def _by_first(self) -> dict[str, list[int]]:
        return _lengths({(word[0], len(word)) for word in self.words})

    @cached_property
    def _by_last(self) -> dict[str, list[int]]:
        return _lengths({(word[-1], len(word)) for word in self.words})

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

    def find(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The first word between two places, the longest that begins there."""
        for at in range(start, end):
            for size in self._by_first.get(text[at], ()):
                if at + size <= end and text[at : at + size] in self.words:
                    return at, at + size
        return None

    def find_all(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The words between two places, each behind the one before."""
        while (found := self.find(text, start, end)) is not None:
            yield found
            start = found[1]

    def round(self, text: str, span: tuple[int, int]) -> str:
        """The word that a span of the text is a part of and less than the whole, "" where there is none.

        Of several the one that begins first is told, and the longest of those.
        """
        start, end = span
        for at in range(max(end - self._longest, 0), min(start + 1, len(text))):
            for size in self._by_first.get(text[at], ()):
                if at + size >= end and size > end - start and text[at : at + size] in self.words:
                    return text[at : at + size]
        return ""


def _lengths(keyed: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """The lengths under each key, the longest first."""
    found: dict[str, list[int]] = {}
    for key, size in sorted(keyed, reverse=True):
        found.setdefault(key, []).append(size)
    return found
