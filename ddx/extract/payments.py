"""What a sum of money or a share is paid for."""

from __future__ import annotations

from ddx.extract.behind import NounBehind
from ddx.extract.nouns import CLAUSE_SIGNS, NounCutter, TimedView, clause_before, expression
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.wordset import WordSet
from ddx.model import Span

_LONGEST_PAID = 6
"""The words for those who are paid have at most so many characters."""


class Payments:
    """Reads what is paid, given or set aside by the words round a sum."""

    def __init__(self, rules: RuleSet, cut: NounCutter, behind: NounBehind) -> None:
        self._cut = cut
        self._behind = behind
        purposes = list(rules.words("spending_purpose"))
        self._giving = WordSet(rules.words("metric_giving"))
        self._spending = WordSet(rules.words("spending_verb"))
        self._payments = WordSet([*purposes, *rules.words("payment")])
        self._funds = WordSet(rules.words("funds"))
        self._money = frozenset(rules.words("money_unit"))
        self._rate_units = frozenset(rules.words("rate_unit"))
        self._purpose = expression(purposes)

    def read(
        self, view: TimedView, row: list[Span], spans: list[Span], unit: str, deed: Span | None
    ) -> Span | None:
        """What is given, behind the sum or the share that a verb of giving names (给予企业最高5万元｜奖励).

        It may be the verb itself (每场活动最高补贴2万元), or stand behind one that follows (按20%给予补贴).
        `row` are the figures that share the words round them, `spans` all of the unit.
        """
        text = view.text
        (start, _), (_, end) = row[0], row[-1]
        if unit in self._money:
            if deed and self._payments.at_end(text[slice(*deed)]):
                return deed
            if paid := self._paid_to(text, clause_before(text, start)[0], start):
                return paid
            if deed and self.is_set_aside(text[slice(*deed)]):
                does = text[end : end + self._behind.doing.at_start(text[end:])]
                behind = end + (len(does) if does in self._behind.firm else 0)  # 拿出20万元设立｜基金
                funds = self._behind.read(view, behind, spans, True)
                if funds and self._funds.at_end(text[slice(*funds)]):
                    return funds  # 安排1.8亿元｜治水资金
            at = end + self.rate_behind(text, end)
            if spent := self._spending.at_start(text[at:]):
                return self._behind.read(view, at + spent, spans, True)  # 按每村3万元安排｜运行经费
        elif unit not in self._rate_units:
            return None
        noun = None
        end += self.rate_behind(text, end)
        if giving := self._giving.at_start(text[end:]):
            sums = [behind for low, behind in spans if low == end + giving]  # 按30%给予最高5万元｜补贴
            noun = self._behind.read(view, sums[0] if sums else end + giving, spans, True)
        elif self._giving.find(text, clause_before(text, start)[0], start) is not None:
            noun = self._behind.read(view, end, spans, True)
        return noun if noun and self._payments.at_end(text[slice(*noun)]) else None

    def rate_behind(self, text: str, end: int) -> int:
        """How long the words are that call a number a rate (按投资额30%｜的标准｜给予补助), 0 for none."""
        of = len(self._cut.of) if text.startswith(self._cut.of, end) else 0
        rate = self._behind.rates.at_start(text[end + of :]) if of else 0
        return of + rate if rate else 0

    def is_paid(self, word: str) -> bool:
        """Whether a word names what is paid, whatever it does elsewhere (发放补助)."""
        return self._purpose is not None and self._purpose.fullmatch(word) is not None

    def is_set_aside(self, word: str) -> bool:
        """Whether a verb sets money aside and leaves it to a later clause to say what for."""
        return word in self._spending.words

    def spent_on(self, text: str, start: int) -> Span | None:
        """What a sum is set aside for, in the clause behind (拿出800万元，对先干的予以奖补)."""
        clause = CLAUSE_SIGNS.search(text, start)
        stop = CLAUSE_SIGNS.search(text, clause.end()) if clause and clause.start() == start else clause
        last = stop.start() if stop else len(text)
        hit = self._purpose.search(text, start, last) if self._purpose else None
        return hit.span() if hit else None

    def _paid_to(self, text: str, low: int, end: int) -> Span | None:
        """The verb of paying before those who are paid, right before the sum (奖励｜护林员200元)."""
        for at, behind in self._payments.find_all(text, low, end):
            who = text[behind:end]
            if len(who) <= _LONGEST_PAID and self._cut.who.at_end(who):
                return at, behind
        return None
