"""A pattern ready to be run over marked texts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate

from ddx.grammar.alphabet import SEPARATOR
from ddx.grammar.conditions import Conditions, compile_for
from ddx.grammar.engine import Spans
from ddx.grammar.rule import Rule
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.template import Hole

LONGEST = 2000
"""Bytes of marked text, some 500 characters. No match is longer.

It bounds what one search can cost, and with it the whole: on a text without any mark that ends a sentence,
search after search to the far end would take time that grows with the square of the length.
"""
_WINDOW = 2 * LONGEST
_NEW = 1 << 16
"""So many bytes a search looks through before it is worth while that it learns where matches start.

What RE2 learns, it learns on the way, and for a single text that takes most of the time. Trying an expression
at the starts of clauses alone takes more calls, but less learning than to search for them.
"""
_SEPARATOR = SEPARATOR.encode("latin-1")
_AT_SEPARATORS = "(?m)"
"""Before an expression: texts start and end at separators too (for RE2, these are line ends)."""


class Compiled:
    """A pattern ready to be run.

    `labels` are those of its groups 2…, `cues` the groups of its slot named cue; `unread` are labels that
    have no group.
    """

    __slots__ = (
        *("_bare", "_clause_end", "_once", "_search", "_searched", "_tie", "_try"),
        *("conditions", "cues", "labels", "pattern", "rule", "unread"),
    )

    def __init__(
        self, rules: RuleSet, rule: Rule, pattern: int, conditions: Conditions, reads: Collection[str] | None
    ) -> None:
        template = rules.templates[rule.patterns[pattern]]
        regex, self.labels = rules.expression(rule, pattern, reads)
        self.rule = rule
        self.pattern = pattern
        self._search, self._try = compile_for(rule, _AT_SEPARATORS + regex)
        self.conditions = conditions
        self.cues = tuple(number for number, label in enumerate(self.labels, 2) if label == "cue")
        self.unread = {piece.label for piece in template.pieces if isinstance(piece, Hole)} - {*self.labels}
        self._once = template.once
        self._clause_end = rules.lexicon.clause_end if template.start else None
        self._searched = 0
        self._bare = reads is not None and not self.labels and not template.end
        tied = self._bare and template.start
        self._tie = compile_for(rule, _AT_SEPARATORS + template.start)[1] if tied else None

    def hits(self, texts: Sequence[bytes]) -> dict[int, list[Spans]]:
        """What it finds in marked texts, from left to right; by the number of each that holds anything."""
        if any(len(text) > _WINDOW for text in texts):
            each = [[*self._in_windows(text)] for text in texts]
        elif self._once:
            each = [self._at((0,), text) for text in texts]
        elif self._clause_end is not None and self._searched < _NEW:
            ends = self._clause_end.finditer
            each = [self._at([0, *(end.start() for end in ends(text))], text) for text in texts]
        else:
            each = self._in_all(texts)
        self._searched += sum(map(len, texts))
        found = {number: hits for number, hits in enumerate(each) if hits}
        if self._bare:  # there is no group 1: what is between the ties begins behind the first
            for number, hits in found.items():
                for spans in hits:
                    start, end = spans[0]
                    tie = self._tie
                    spans.append((start if tie is None else tie(texts[number], start, end)[0][1], end))
        return found

    def core(self, spans: Spans) -> tuple[int, int]:
        """What conditions look round from: the slot named cue, the whole match where it took nothing."""
        for number in self.cues:
            if spans[number][0] >= 0:
                return spans[number]
        return spans[1]

    def _at(self, starts: Iterable[int], text: bytes) -> list[Spans]:
        """The hits in a text, tried for at the only places where they may start."""
        found: list[Spans] = []
        behind = 0
        for start in starts:
            if start >= behind and (spans := self._try(text, start, len(text)))[0][0] >= 0:
                found.append(spans)
                behind = _behind(spans, start)
        return found

    def _in_all(self, texts: Sequence[bytes]) -> list[list[Spans]]:
        """The hits in texts that are searched as one.

        Most hold nothing, and a search of its own for each would cost more than all it looks through.
        """
        joined = _SEPARATOR.join(texts)
        starts = [0, *accumulate(len(text) + 1 for text in texts)]
        found: list[list[Spans]] = [[] for _ in texts]
        at = 0
        size = len(joined)
        while at < size:
            spans = self._search(joined, at, size)
            start = spans[0][0]
            if start < 0:
                break
            number = bisect_right(starts, start) - 1
            at = _behind(spans, at)
            if at + 1 == starts[number + 1]:
                at += 1  # nothing begins at the end of a text
            offset = starts[number]
            if offset:
                spans = [(low - offset, high - offset) if low >= 0 else (low, high) for low, high in spans]
            found[number].append(spans)
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


def _behind(spans: Spans, at: int) -> int:
    """Where to look on. A tie at the end may have taken a clause end, which the next match needs to start."""
    return max(spans[min(1, len(spans) - 1)][1], at + 1)
