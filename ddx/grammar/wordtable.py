"""Finding the words of a list in a text without any expression."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property


class WordTable:
    """A list of words to be found in texts."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._longest = max(map(len, self._words), default=0)

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """By the first character of words: how long they are, the longest first."""
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        return {sign: sorted(found, reverse=True) for sign, found in lengths.items()}

    def round(self, text: str, span: tuple[int, int]) -> str:
        """The word that a span of the text is a part of and less than the whole, "" where there is none.

        Of several the one that begins first is told, and the longest of those.
        """
        start, end = span
        for at in range(max(end - self._longest, 0), min(start + 1, len(text))):
            for length in self._lengths.get(text[at], ()):
                if at + length >= end and length > end - start and text[at : at + length] in self._words:
                    return text[at : at + length]
        return ""
