"""A pattern ready to be run over marked texts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ddx.grammar.conditions import Conditions, compile_for
from ddx.grammar.engine import Spans
from ddx.grammar.expression import AT_SEPARATORS, Expression
from ddx.grammar.lastslot import LastSlot
from ddx.grammar.rule import Rule
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.template import Hole

_LONG = 2000
"""Characters of an expression. In a longer one groups are dear: RE2 has but its slowest way to tell them."""


class Compiled:
    """A pattern ready to be run.

    `labels` are those of its groups 2…, `groups` the numbers of each label's groups; `unread` are labels that
    have no group.
    """

    __slots__ = (
        *("_bare", "_expression", "_last", "_tie"),
        *("conditions", "groups", "labels", "pattern", "rule", "unread"),
    )

    def __init__(
        self, rules: RuleSet, rule: Rule, pattern: int, conditions: Conditions, reads: Collection[str] | None
    ) -> None:
        template = rules.templates[rule.patterns[pattern]]
        regex, self.labels = rules.expression(rule, pattern, reads)
        self.rule = rule
        self.pattern = pattern
        self.conditions = conditions
        self.groups: dict[str, list[int]] = {}
        for number, label in enumerate(self.labels, 2):
            self.groups.setdefault(label, []).append(number)
        self.unread = {piece.label for piece in template.pieces if isinstance(piece, Hole)} - {*self.labels}
        self._last: LastSlot | None = None
        last = template.pieces[-1]
        open_end = reads is not None and not template.end
        if open_end and len(regex) > _LONG and isinstance(last, Hole) and self.labels == (last.label,):
            self._last = LastSlot(rules, rule, pattern, last)
            regex, _ = rules.expression(rule, pattern, ())
        clause_end = rules.lexicon.clause_end if template.start else None
        self._expression = Expression(compile_for(rule, AT_SEPARATORS + regex), template.once, clause_end)
        self._bare = open_end and (not self.labels or self._last is not None)
        tied = self._bare and template.start
        self._tie = compile_for(rule, AT_SEPARATORS + template.start)[1] if tied else None

    def hits(self, texts: Sequence[bytes]) -> dict[int, list[Spans]]:
        """What it finds in marked texts, from left to right; by the number of each that holds anything."""
        found = self._expression.hits(texts)
        if self._bare:  # there is no group 1: what is between the ties begins behind the first
            for number, hits in found.items():
                data = texts[number]
                for spans in hits:
                    start, end = spans[0]
                    spans.append((start if self._tie is None else self._tie(data, start, end)[0][1], end))
                    if self._last is not None:
                        spans.append(self._last.span(data, spans))
        return found

    def core(self, spans: Spans) -> tuple[int, int]:
        """What conditions look round from: the slot named cue, the whole match where it took nothing."""
        for number in self.groups.get("cue", ()):
            if spans[number][0] >= 0:
                return spans[number]
        return spans[1]
