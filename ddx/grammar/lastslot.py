"""What the last slot of a match took, found without a group."""

from __future__ import annotations

from functools import cached_property

from ddx.grammar.conditions import compile_for
from ddx.grammar.engine import Search, Spans
from ddx.grammar.expression import AT_SEPARATORS
from ddx.grammar.rule import Rule
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.template import Hole


class LastSlot:
    """Finds what the last slot of a pattern took, whose expression has no group for it.

    It took something that ends where the match does. Nearly always but one thing can, and finding that is a
    fraction of the work of a search that notes groups; where there are several, such a search is asked.
    """

    def __init__(self, rules: RuleSet, rule: Rule, pattern: int, slot: Hole) -> None:
        self._made_of = (rules, rule, pattern, slot)
        self._sign = rules.lexicon.sign

    @cached_property
    def _search(self) -> Search:
        rules, rule, _, slot = self._made_of
        return compile_for(rule, f"(?:{rules.slot_expression(slot.name, rule)})$")[0]

    @cached_property
    def _try(self) -> Search:
        rules, rule, pattern, slot = self._made_of
        regex, _ = rules.expression(rule, pattern, (slot.label,))
        return compile_for(rule, AT_SEPARATORS + regex)[1]

    def span(self, data: bytes, spans: Spans) -> tuple[int, int]:
        """Where it stands in a match."""
        start, end = spans[1]
        part = data[start:end]
        at = self._search(part, 0, len(part))[0][0]
        behind = self._sign.match(part, at)
        if behind is not None and self._search(part, behind.end(), len(part))[0][0] < 0:
            return start + at, end
        return self._try(data, *spans[0])[2]
