"""Finding the words of a list in a text without any expression."""

from __future__ import annotations

import re
from collections.abc import Iterable


class WordTable:
    """A list of words to be found in texts."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {sign: sorted(found, reverse=True) for sign, found in lengths.items()}
        self._first = re.compile(f"[{re.escape(''.join(lengths))}]" if lengths else "(?!)")

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where words stand, from left to right, the longest at each place, none overlapping another."""
        found: list[tuple[int, int]] = []
        free = 0
        for first in self._first.finditer(text):
            at = first.start()
            if at < free:
                continue
            for length in self._lengths[first.group()]:
                if text[at : at + length] in self._words:
                    free = at + length
                    found.append((at, free))
                    break
        return found
