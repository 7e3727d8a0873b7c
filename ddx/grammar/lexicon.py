"""All words of a rule set in one table, and texts looked through for them once.

A long word list inside an expression is dear: thousands of words make thousands of states, anew in every rule
that names the list. So the words are found first, with a table, and where one begins a mark is set into the
text that rules are run over (see alphabet.py), which says which list the word is of and how long it is. For a
rule, `{verb}` is then a handful of marks. Every expression steps over marks that it does not ask for, so what
matches is the same as if the words stood in the expressions; those of a short list do.

The same table tells which patterns can match at all: nearly every pattern needs one of a few words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import reduce
from itertools import accumulate, compress, count
from operator import add, itemgetter, or_
from typing import TYPE_CHECKING

from ddx.grammar.index import NEEDS, Index
from ddx.grammar.whole import WholeSlot

if TYPE_CHECKING:
    from ddx.grammar.alphabet import Alphabet
    from ddx.grammar.ruleset import RuleSet

_MOST_KEPT = 1 << 17
"""Pairs of characters, or openings of words. The texts of one kind have some tens of thousands."""


Word = tuple[int, int, bytes, bool]
"""What the table knows of all words that begin with some characters, as if they were one.

The mask of what needs it; that of what begins with it; its first character with its marks; and whether there
are words that begin so and go on.
"""


class MarkedText:
    """A text with its marks in the bytes of an alphabet, and what is known of the words at each character.

    `starts` tells where each character starts in `data`, before its marks; last of all the end.
    """

    __slots__ = (
        *("_breaks", "_first_at_breaks", "_needed", "_text"),
        *("data", "lexicon", "starts", "words"),
    )

    def __init__(self, text: str, words: list[Word], lexicon: Lexicon) -> None:
        self._text = text
        self.lexicon = lexicon
        self._needed = [word[0] for word in words]
        self.words = words
        signs = [word[2] for word in words]
        self.data, self.starts = _joined(signs)
        marked = [slot.mark(self.data, self.starts, signs) for slot in lexicon.wholes]
        if any(marked):
            self.data, self.starts = _joined(signs)
        self._breaks = [found.end() for found in lexicon.clause_break.finditer(text)]
        self._first_at_breaks = [words[at][1] for at in self._breaks if at < len(text)]

    def passing(self, start: int, end: int) -> int:
        """The mask of what can match in a part of the text."""
        needed = reduce(or_, self._needed[start:end], 0)
        low, high = bisect_right(self._breaks, start), bisect_left(self._breaks, end)
        at_breaks = reduce(or_, self._first_at_breaks[low:high], 0) if low < high else 0
        while start < end and self._text[start].isspace():
            start += 1
        return self.lexicon.passing(needed, self.words[start][1] if start < end else 0, at_breaks)


def _joined(signs: list[bytes]) -> tuple[bytes, list[int]]:
    """Characters with their marks as one, and where each starts; last of all the end."""
    return b"".join(signs), [0, *accumulate(map(len, signs))]


class Marked:
    """A part of a marked text. `data` are its bytes, `passing` is the mask of what can match in it.

    A word that goes on behind the part is marked as well, but no expression finds all of its characters.
    """

    __slots__ = ("_begin", "_end", "_start", "_starts", "_words", "data", "lexicon", "passing")

    def __init__(self, whole: MarkedText, start: int, end: int, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._words = whole.words
        self._starts = starts = whole.starts
        self._start = start
        self._end = end
        self._begin = starts[start]
        self.data = whole.data[self._begin : starts[end]]
        self.passing = whole.passing(start, end)

    def chars(self, offset: int) -> int:
        """An offset in `data` as an offset in the text."""
        return bisect_right(self._starts, offset + self._begin) - 1 - self._start

    def span(self, of_bytes: tuple[int, int]) -> tuple[int, int]:
        """A span of `data` as one of the text."""
        starts, begin, first = self._starts, self._begin, self._start + 1
        start, end = of_bytes
        return bisect_right(starts, start + begin) - first, bisect_right(starts, end + begin) - first

    def bytes(self, offset: int) -> int:
        """An offset in the text as one in `data`."""
        return self._starts[offset + self._start] - self._begin

    def first(self, offset: int) -> int:
        """The mask of what begins with a word that stands at an offset."""
        at = offset + self._start
        return self._words[at][1] if at < self._end else 0


class Lexicon:
    """The table for a rule set: its index, at work on texts.

    `patterns` are the rules that are on and the numbers of their patterns, n being bit n of a mask.
    """

    def __init__(self, rules: RuleSet, index: Index) -> None:
        self._rules = rules
        self._always, self._anywhere, self._inside = index.always, index.anywhere, ~index.at_start
        self._layers = [layer * index.size for layer in range(NEEDS)]
        self.patterns = [(rules.rules[rule_id], number) for rule_id, number in index.patterns]
        self.families = index.families
        self.conditions = index.conditions
        self.begins = index.begins
        self._openings = _Openings(index, rules.alphabet)
        self.wholes = [WholeSlot(rules, name) for name in rules.alphabet.wholes]
        self.sign = re.compile(rules.alphabet.sign.encode("latin-1"))
        self.clause_end = re.compile(rules.alphabet.clause_end.encode("latin-1"))
        self.clause_break = re.compile(rf"[{re.escape(rules.clause_ends)}]\s*")

    def passing(self, needed: int, at_start: int, at_breaks: int) -> int:
        """What can match, by the masks of the words in a text, at its start and behind its clause ends."""
        needed |= self._always
        passing = self._anywhere | at_start | at_breaks & self._inside
        for layer in self._layers:
            passing &= needed >> layer
        return passing

    def mark(self, text: str) -> MarkedText:
        """A text with a mark at the start of every word."""
        return MarkedText(text, self.words_of(text), self)

    def words_of(self, text: str) -> list[Word]:
        """For each character, what is known of the words that begin there."""
        words = [*map(self._openings.__getitem__, map(add, text, text[1:] + " "))]
        for at in compress(count(), map(_GOES_ON, words)):
            end = at + 2
            while words[at][3] and end < len(text):
                end += 1
                words[at] = self._openings[text[at:end]]
        return words


_GOES_ON = itemgetter(3)
_NOTHING = (0, 0, b"")


class _Openings(dict[str, Word]):
    """By a few characters: what is known of all the words that these begin with. Kept, up to a limit."""

    def __init__(self, index: Index, alphabet: Alphabet) -> None:
        super().__init__()
        self._code = alphabet.code
        self._table = index.words
        self._going_on = index.going_on

    def __missing__(self, opening: str) -> Word:
        known = self._table.get(opening)
        goes_on = opening in self._going_on
        if len(opening) == 1:
            needed, first, marks = known or _NOTHING
            word = needed, first, marks + self._code(opening).encode("latin-1"), goes_on
        else:
            needed, first, signs, went_on = word = self[opening[:-1]]
            if known is not None:
                needed |= known[0]
                first |= known[1]
                # The mark of the longest word comes last: expressions try it first.
                at = len(signs) - len(self._code(opening[0]))
                signs = signs[:at] + known[2] + signs[at:]
            if known is not None or goes_on is not went_on:
                word = needed, first, signs, goes_on
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[opening] = word
        return word
