"""A pattern ready to be run over marked texts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from ddx.grammar.alphabet import SEPARATOR
from ddx.grammar.conditions import Conditions, compile_for
from ddx.grammar.engine import Search, Spans
from ddx.grammar.rule import Rule
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.template import Hole

LONGEST = 2000
"""Bytes of marked text, some 500 characters. No match is longer.

It bounds what one search can cost, and with it the whole: on a text without any mark that ends a sentence,
search after search to the far end would take time that grows with the square of the length.
"""
_WINDOW = 2 * LONGEST
_SEPARATOR = SEPARATOR.encode("latin-1")
_AT_SEPARATORS = "(?m)"
"""Before an expression: texts start and end at separators too (for RE2, these are line ends)."""


class Compiled:
    """A pattern ready to be run.

    `labels` are those of its groups 2…, `cues` the groups of its slot named cue; `unread` are labels that
    have no group. `once` says that it is tied to the start of the text, so that it matches there or nowhere.
    """

    __slots__ = (
        *("_bare", "_once", "_search", "_tie"),
        *("conditions", "cues", "labels", "pattern", "rule", "unread"),
    )

    def __init__(
        self, rules: RuleSet, rule: Rule, pattern: int, conditions: Conditions, reads: Collection[str] | None
    ) -> None:
        template = rules.templates[rule.patterns[pattern]]
        regex, self.labels = rules.expression(rule, pattern, reads)
        self.rule = rule
        self.pattern = pattern
        self._search = compile_for(rule, _AT_SEPARATORS + regex)
        self.conditions = conditions
        self.cues = tuple(number for number, label in enumerate(self.labels, 2) if label == "cue")
        self.unread = {piece.label for piece in template.pieces if isinstance(piece, Hole)} - {*self.labels}
        self._once = template.start.startswith("^")
        bare = reads is not None and not self.labels and not template.end
        self._bare = bare
        tied = bare and template.start
        self._tie = compile_for(rule, _AT_SEPARATORS + template.start, anchored=True) if tied else None

    def hits(self, texts: Sequence[bytes]) -> dict[int, list[Spans]]:
        """What it finds in marked texts, from left to right; by the number of each that holds anything.

        They are searched as one: most hold nothing, and a search of its own for each would cost more than all
        it looks through.
        """
        if max(map(len, texts)) > _WINDOW:
            found = {number: [*_in_windows(self._search, text, self._once)] for number, text in enumerate(texts)}
            found = {number: hits for number, hits in found.items() if hits}
        else:
            found = _in_all(self._search, texts)
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


def _in_all(search: Search, texts: Sequence[bytes]) -> dict[int, list[Spans]]:
    """The hits of an expression in texts none of which is longer than a window."""
    joined = _SEPARATOR.join(texts)
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    found: dict[int, list[Spans]] = {}
    at = 0
    size = len(joined)
    while at < size:
        spans = search(joined, at, size)
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
        if number in found:
            found[number].append(spans)
        else:
            found[number] = [spans]
    return found


def _in_windows(search: Search, text: bytes, once: bool) -> Iterator[Spans]:
    """The hits in a text of any length, found in windows of twice the longest match.

    `once` asks for one at the start alone.
    """
    at = 0
    size = len(text)
    while at < size:
        end = min(at + _WINDOW, size)
        spans = search(text, at, end)
        start = spans[0][0]
        if start < 0:
            if end == size or once:
                return
            at += LONGEST
        elif end < size and start > at + LONGEST:
            at = start  # the window may have cut it short
        else:
            yield spans
            if once:
                return
            at = _behind(spans, at)


def _behind(spans: Spans, at: int) -> int:
    """Where to look on. A tie at the end may have taken a clause end, which the next match needs to start."""
    return max(spans[min(1, len(spans) - 1)][1], at + 1)
