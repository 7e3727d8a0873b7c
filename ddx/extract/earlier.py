"""What a number without words of its own measures: what stands before its clause."""

from __future__ import annotations

from collections.abc import Callable

from ddx.extract.behind import NounBehind
from ddx.extract.nouns import SHORTEST, NounCutter, TimedView, clause_before
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.wordset import WordSet
from ddx.model import Span

_CELL_SIGN = "\t"
"""Parts the cells of a row."""


class EarlierWords:
    """Looks for the metric in an earlier clause of the unit."""

    def __init__(
        self, rules: RuleSet, cut: NounCutter, behind: NounBehind, is_who: Callable[[str, Span], bool]
    ) -> None:
        """`is_who` tells whether a span of a text names somebody."""
        self._cut = cut
        self._behind = behind
        self._is_who = is_who
        self._units = WordSet([*rules.words("count_unit"), *rules.words("amount_unit")])
        self._bounds = WordSet(rules.words("comparator_behind"))
        self._figures = frozenset("0123456789").union(rules.words("digits"), rules.words("powers"))
        self._occasions = frozenset(rules.words("occasion_unit"))
        self._by = rules.sign("by_sign")

    def counted(self, view: TimedView, spans: list[Span], start: int, unit: str) -> Span | None:
        """The noun of an earlier number with the same unit (26项问题，年底前完成19项)."""
        at = self._unit_before(view.text, start, unit)
        if at is None:
            return None
        return self._behind.read(view, at + self._bounds.at_start(view.text[at:]), spans, True)

    def told(self, view: TimedView, start: int, unit: str) -> Span | None:
        """What an earlier number with the same unit told the level of (去年占比达到61%，今年要达到80%)."""
        text = view.text
        at = self._unit_before(text, start, unit)
        if at is None:
            return None
        number = at - len(unit)
        while text[number - 1 : number] == "." or text[number - 1 : number] in self._figures:
            number -= 1
        low, _ = clause_before(text, number)
        end, level = self._cut.right(view, low, number)
        return self._cut.left(view, (low, end), level is not None) if end > low else None

    def topic(self, view: TimedView, spans: list[Span], index: int, unit: str) -> Span | None:
        """What the clause before is about (统筹安排专项资金，三年累计不低于1亿元; 对村民走访，每月两次)."""
        text = view.text
        start = spans[index][0]
        low, end = clause_before(text, start)
        if end == start:
            if not low:
                return None
            low, end = clause_before(text, low - 1)[0], low - 1
            while text[low - 1 : low] == _CELL_SIGN and self._is_aside(text, (low, end)):
                low, end = clause_before(text, low - 1)[0], low - 1
            if any(sign.isdigit() for sign in text[low:end]) or (index and spans[index - 1][1] > low):
                return None
        if (by := text.find(self._by, low + SHORTEST, end)) > 0:
            end = by  # 监测点由县中心布设，每万亩至少2个
        verb, finished = self._cut.verb_at_end(text[low:end])
        if verb and unit in self._occasions:
            return end - verb, end
        if (sign := self._cut.object_sign.find(text, low + SHORTEST, end)) is not None:
            subject = self._cut.left(view, (low, sign[0]), True)
            if subject and not self._is_who(text, subject):
                return subject  # 贷款比例要逐年下降，今年下降2个百分点
        if finished:  # 贷款要放出去，今年不少于2亿元
            rest, _ = self._cut.right(view, low, end - verb, True)
            end = rest if rest - low >= SHORTEST else end
        return self._cut.left(view, (low, end), False)

    def _is_aside(self, text: str, cell: Span) -> bool:
        """Whether a cell of a table holds names or a term, between its task and its figure."""
        return any(sign.isdigit() for sign in text[slice(*cell)]) or self._is_who(text, cell)

    def _unit_before(self, text: str, start: int, unit: str) -> int | None:
        """Where the same unit ends behind an earlier number."""
        at = text.rfind(unit, 0, start) if unit else -1
        if at < 1 or text[at - 1] not in self._figures or self._units.at_start(text[at:]) > len(unit):
            return None  # 人 is no part of 人次
        return at + len(unit)
