"""A pattern ready to be run over marked texts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ddx.grammar.conditions import Conditions, compile_for
from ddx.grammar.engine import Spans
from ddx.grammar.expression import AT_SEPARATORS, Expression
from ddx.grammar.rule import Rule
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.template import Hole


class Compiled:
    """A pattern ready to be run.

    `labels` are those of its groups 2…, `groups` the numbers of each label's groups; `unread` are labels that
    have no group.
    """

    __slots__ = (
        *("_bare", "_expression", "_tie"),
        *("conditions", "groups", "labels", "pattern", "rule", "unread"),
    )

    def __init__(
        self, rules: RuleSet, rule: Rule, pattern: int, conditions: Conditions, reads: Collection[str] | None
    ) -> None:
        template = rules.templates[rule.patterns[pattern]]
        regex, self.labels = rules.expression(rule, pattern, reads)
        self.rule = rule
        self.pattern = pattern
        clause_end = rules.lexicon.clause_end if template.start else None
        self._expression = Expression(compile_for(rule, AT_SEPARATORS + regex), template.once, clause_end)
        self.conditions = conditions
        self.groups: dict[str, list[int]] = {}
        for number, label in enumerate(self.labels, 2):
            self.groups.setdefault(label, []).append(number)
        self.unread = {piece.label for piece in template.pieces if isinstance(piece, Hole)} - {*self.labels}
        self._bare = reads is not None and not self.labels and not template.end
        tied = self._bare and template.start
        self._tie = compile_for(rule, AT_SEPARATORS + template.start)[1] if tied else None

    def hits(self, texts: Sequence[bytes]) -> dict[int, list[Spans]]:
        """What it finds in marked texts, from left to right; by the number of each that holds anything."""
        each = self._expression.hits(texts)
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
        for number in self.groups.get("cue", ()):
            if spans[number][0] >= 0:
                return spans[number]
        return spans[1]
