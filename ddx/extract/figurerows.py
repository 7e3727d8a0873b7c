"""Figures in a row, the names that stand in a row with them, and what they share."""

from __future__ import annotations

from ddx.extract.nouns import SHORTEST, NounCutter, TimedView
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.wordset import WordSet
from ddx.model import Span

_PAIR = 2
_SHARED = 2
"""A name that is so much shorter than the last of its row shares the end of that one."""


class FigureRows:
    """Tells which quantities stand in one row, parted by nothing but 、 or a word like and."""

    def __init__(self, rules: RuleSet, cut: NounCutter) -> None:
        self._cut = cut
        self._kinds = tuple(rules.words("metric_kind"))
        self._counting = tuple(rules.words("metric_counting"))
        self._generic_heads = WordSet(rules.words("metric_generic"))

    def of(self, text: str, span: Span, spans: list[Span]) -> list[Span]:
        """The quantities that stand in one row with this one."""
        ordered = sorted(spans)
        first = last = ordered.index(span)
        while first > 0 and self._joined(text, ordered[first - 1], ordered[first]):
            first -= 1
        while last + 1 < len(ordered) and self._joined(text, ordered[last], ordered[last + 1]):
            last += 1
        return ordered[first : last + 1]

    def _joined(self, text: str, one: Span, other: Span) -> bool:
        return bool(self._cut.parting and self._cut.parting.fullmatch(text[one[1] : other[0]].strip()))

    def noun_of(self, view: TimedView, noun: Span, index: int, size: int) -> Span | None:
        """In 甲和乙分别达到1、2 the noun of the same place; the whole where 甲 needs the end of 乙."""
        text = view.text
        names: list[Span] = []
        start = noun[0]
        for sign in self._cut.parting.finditer(text, *noun) if self._cut.parting else ():
            names.append((start, sign.start()))
            start = sign.end()
        names.append((start, noun[1]))
        if len(names) != size:
            return self._common_end(text, names) or noun
        if text.startswith(self._counting, noun[0]) and names[1][1] - names[1][0] < SHORTEST:
            return noun  # 第一、二、三产业
        low, end = names[index]
        short = (end - low) * _SHARED < noun[1] - names[-1][0]
        if short and not self._generic_heads.at_end(text[low:end]):
            alone = size > _PAIR and all(behind - at >= SHORTEST for at, behind in names)
            whole = (low, end) if alone else noun  # 一产｜、二产、三产增加值; 城镇和农村居民收入
            return self._common_end(text, names) or whole
        return self._cut.left(view, (low, end), True)

    def _common_end(self, text: str, names: list[Span]) -> Span | None:
        """What is measured of bodies in a row (东川县、西川县｜产值), whose names end with the same sign."""
        low, end = names[-1]
        heads = {text[behind - 1] for _, behind in names[:-1]}
        bodies = all(self._cut.who.at_end(text[slice(*name)]) for name in names[:-1])
        at = text.find(heads.pop(), low + 1, end - SHORTEST) if bodies and len(heads) == 1 else -1
        return (at + 1, end) if at > 0 else None

    def name_kinds(self, text: str, spans: list[Span], found: list[Span | None]) -> None:
        """Give the noun behind the last kind of a row to those before it (2个县级、10个镇级｜健身中心)."""
        for at in range(len(found) - 2, -1, -1):
            kind, last = found[at], found[at + 1]
            if kind is None or last is None or not text[slice(*kind)].endswith(self._kinds):
                continue
            if kind[0] >= spans[at][1] and self._joined(text, kind, spans[at + 1]):
                sign = text.find(text[kind[1] - 1], *last)
                found[at] = (sign + 1, last[1]) if 0 <= sign < last[1] - SHORTEST else last
