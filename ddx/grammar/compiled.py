"""A pattern ready to be run over marked texts."""

from __future__ import annotations

from collections.abc import Collection

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


class Compiled:
    """A pattern ready to be run.

    `labels` are those of its groups 2…, `cues` the groups of its slot named cue; `unread` are labels that
    have no group. `once` says that it is tied to the start of the text, so that it matches there or nowhere.
    """

    __slots__ = (
        *("_bare", "_search", "_tie"),
        *("conditions", "cues", "labels", "once", "pattern", "rule", "unread"),
    )

    def __init__(
        self, rules: RuleSet, rule: Rule, pattern: int, conditions: Conditions, reads: Collection[str] | None
    ) -> None:
        template = rules.templates[rule.patterns[pattern]]
        regex, self.labels = rules.expression(rule, pattern, reads)
        self.rule = rule
        self.pattern = pattern
        self._search = compile_for(rule, regex)
        self.conditions = conditions
        self.cues = tuple(number for number, label in enumerate(self.labels, 2) if label == "cue")
        self.unread = {piece.label for piece in template.pieces if isinstance(piece, Hole)} - {*self.labels}
        self.once = template.start.startswith("^")
        bare = reads is not None and not self.labels and not template.end
        self._bare = bare
        self._tie = compile_for(rule, template.start, anchored=True) if bare and template.start else None

    def hits(self, data: bytes) -> list[Spans]:
        """What it finds in a marked text, from left to right."""
        found = hits(self._search, data, self.once)
        if self._bare:  # there is no group 1: what is between the ties begins behind the first
            for spans in found:
                start, end = spans[0]
                spans.append((start if self._tie is None else self._tie(data, start, end)[0][1], end))
        return found

    def core(self, spans: Spans) -> tuple[int, int]:
        """What conditions look round from: the slot named cue, the whole match where it took nothing."""
        for number in self.cues:
            if spans[number][0] >= 0:
                return spans[number]
        return spans[1]


def hits(search: Search, data: bytes, once: bool = False) -> list[Spans]:
    """The hits of an expression in marked text, found in windows of twice the longest match.

    `once` asks for one at the start alone.
    """
    found: list[Spans] = []
    at = 0
    size = len(data)
    while at < size:
        end = min(at + 2 * LONGEST, size)
        spans = search(data, at, end)
        start = spans[0][0]
        if start < 0:
            if end == size or once:
                return found
            at += LONGEST
        elif end < size and start > at + LONGEST:
            at = start  # the window may have cut it short
        else:
            found.append(spans)
            if once:
                return found
            # A tie at the end may have taken a clause end, which the next match may need for its start.
            at = max(spans[min(1, len(spans) - 1)][1], at + 1)
    return found
