"""Slots that are taken whole: found in a text once, before any rule is run over it.

A slot that stands in very many patterns makes each of them larger by all that it can be. One that is taken
whole is looked for once, and two marks are set where it is found (see alphabet.py): one at its start, one
before its last character. A pattern that names it asks for the marks.

From a place on, it takes the longest that it can. Of two that overlap the first counts, and the other one
only where both end at the same place.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from ddx.grammar.conditions import compile_for
from ddx.grammar.expression import AT_SEPARATORS, Expression

if TYPE_CHECKING:
    from ddx.grammar.ruleset import RuleSet


_LONGEST = 60
"""Characters. What is longer counts from its start alone: a try from each of its characters would take time
that grows with the square of its length.
"""


class WholeSlot:
    """Finds a slot in texts and sets its marks."""

    def __init__(self, rules: RuleSet, name: str) -> None:
        self._opening, self._closing = (mark.encode("latin-1") for mark in rules.alphabet.wholes[name])
        regex = f"{AT_SEPARATORS}({rules.written_out(name)})"
        searches = compile_for(rules.slots[name], regex, longest=True)
        self._expression = Expression(searches)
        _, self._try = searches

    def mark(self, data: bytes, starts: list[int], signs: list[bytes]) -> bool:
        """Set its marks into `signs`, the characters of a text; whether there is anything to mark.

        `data` is the text and `starts` tells where each character starts in it, both without these marks.
        """
        found = self._expression.hits([data]).get(0, ())
        for spans in found:
            start, end = spans[0]
            first, behind = bisect_left(starts, start), bisect_left(starts, end)
            signs[behind - 1] = self._closing + signs[behind - 1]
            signs[first] = self._opening + signs[first]
            for at in range(first + 1, behind if behind - first <= _LONGEST else first):
                if self._try(data, starts[at], end)[0][1] == end:
                    signs[at] = self._opening + signs[at]
        return bool(found)
