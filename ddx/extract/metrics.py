"""What a quantity measures: the noun behind a measure word, or the subject before the verb."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from ddx.extract.behind import NounBehind
from ddx.extract.earlier import EarlierWords
from ddx.extract.figurerows import FigureRows
from ddx.extract.namekinds import without_bracket
from ddx.extract.nouns import SHORTEST, NounCutter, TimedView, clause_before, expression
from ddx.extract.payments import Payments
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.wordset import WordSet
from ddx.model import Span

_REMARK = re.compile("[（(][^（）()]*[）)]")
"""A bracket right behind the figure before."""


class _Lead(NamedTuple):
    """What stands before a quantity: the noun, or the verb that the quantity is the object of."""

    noun: Span | None
    deed: Span | None
    verb: Span | None
    """The verb before the number, also where it only says that a level is reached."""
    stated: bool
    """Whether a verb of level stands between the noun and the number."""
    owner: bool
    """Whether the number belongs to what stands before it (投资2亿元的3座桥)."""


class MetricReader:
    """Finds the metric of each quantity of a unit, the shortest phrase that names what is measured.

    1. Behind the number, up to what is done with it: the noun of a measure word (3座水库除险加固), the noun
       behind 的, and the object of a verb right before the number (设立3亿元基金).
    2. Before it: what leads up to the noun is cut off its left (times, places, 把, verbs of delivery), what
       stands between noun and number off its right (达到, 增长, 分别, 每年).
    3. The verb itself where it has no noun (每月巡查两次), and what was measured before where the phrase only
       says of whom or when (初中不超过90分钟, 其中2026年不少于1万亩).
    4. What the clause before is about, where neither side names anything (布局食堂，每镇设置1处).
    """

    def __init__(self, rules: RuleSet) -> None:
        def words(*names: str) -> list[str]:
            return [word for name in names for word in rules.words(name)]

        self._cut = NounCutter(rules)
        self._behind = NounBehind(rules, self._cut)
        self.rows = FigureRows(rules, self._cut)
        self._payments = Payments(rules, self._cut, self._behind)
        self._earlier = EarlierWords(rules, self._cut, self._behind, self._is_who)
        self.level_verbs = tuple(word for word in words("level_verb") if len(word) > 1)
        self._counted = frozenset(words("count_unit", "rare_unit"))
        self._units = WordSet(words("count_unit", "amount_unit"))
        self._people_heads = WordSet([word for word in words("role_head", "people_head") if len(word) > 1])
        self._occasions = frozenset(words("occasion_unit"))
        self._rate_units = frozenset(words("rate_unit"))
        self._sizes = frozenset(words("space_unit"))
        self._lengths = frozenset(words("time_unit"))
        self._places = WordSet(words("side_of_place"))
        self._performing = WordSet(words("performing_verb"))
        self._named_changes = frozenset(words("metric_change"))
        self._light = frozenset(words("light_verb"))
        leading = {*self._light, *words("metric_opener", "level_verb", "change_verb", "step_verb")}
        leading.update(self._behind.firm)
        self._working = WordSet(word for word in words("verb") if len(word) > 1 and word not in leading)
        self._part = tuple(words("metric_part"))
        self._who_units = frozenset(words("who_unit"))
        self._quantifiers = WordSet(words("quantifier"))
        self.paying = tuple(words("metric_giving", "spending_purpose"))
        self._built = WordSet(words("built_place"))
        self._generic_heads = WordSet(words("metric_generic"))
        loose = frozenset(words("comparator_adverb"))
        self._comparators = WordSet(
            word for word in words("comparator_before") if len(word) > 1 and word not in loose
        )
        self._from = tuple(words("metric_from"))
        self._share = expression(words("metric_share"))

    def read(self, view: TimedView, figures: list[tuple[Span, str]], others: list[Span]) -> list[Span | None]:
        """Where the metric of each quantity stands, None where no words name it; all figures of a unit.

        `others` are the numbers that are none, among them those that a change starts from.
        """
        text = view.text
        starts = [start for start, _ in others if text.startswith(self._from, start)]
        spans = [span for span, _ in figures]
        found: list[Span | None] = []
        while (first := len(found)) < len(figures):
            last = first
            while last + 1 < len(spans) and not text[spans[last][1] : spans[last + 1][0]].strip():
                last += 1  # 1000户4200人: two sizes of one thing
            (start, end), unit = (spans[first][0], spans[last][1]), figures[last][1]
            lead = self._lead(view, spans, starts, first, unit)
            counted = self._takes_noun(text, lead, unit, end)
            behind = self._behind.read(view, end, spans, counted, self._gives(text, lead))
            before = figures[first - 1] if first else None
            row = self.rows.of(text, spans[first], spans)
            shares = unit in self._rate_units and len(row) > 1
            alike = before is not None and before[1] == unit and not shares
            noun = self._payments.read(view, row, spans, unit, lead.deed)
            told = before is not None and self._only_says_who(text, lead, before[0], unit)
            if noun is None and told and alike and not behind:
                noun = found[-1]
            noun = noun or self._choose(text, lead, behind, unit, end)
            if counted and noun in (None, lead.deed) and unit not in self._occasions:
                noun = self._earlier.counted(view, spans, start, unit) or noun
            if not any(found) and (noun is None or (lead.stated and noun == lead.verb)):
                noun = self._earlier.told(view, start, unit) or noun
            if alike and noun and self._is_deed(text, noun, lead) and self._counts_on(text, found[-1], unit):
                noun = found[-1]  # 开工建设住房10万平方米，建成5万平方米
            if noun is not None and (whose := self._of_whom(text[slice(*noun)])):
                noun = noun[0], noun[0] + whose
            if noun is None:
                noun = next((known for known in reversed(found) if known), None)
            elif noun == lead.deed and self._payments.is_set_aside(text[slice(*noun)]):
                noun = self._payments.spent_on(text, end) or noun
            elif noun == lead.deed and unit not in self._occasions and text[slice(*noun)] in self._light:
                noun = self._earlier.topic(view, spans, first, unit) or noun  # 布局食堂，每镇设置1处
            noun = noun or self._earlier.topic(view, spans, first, unit) or lead.verb or behind
            if noun and noun[1] <= start:
                noun = self._cut.shortened(view, noun)
            found += [noun] * (last - first + 1)
        self.rows.name_kinds(text, spans, found)
        return found

    def _takes_noun(self, text: str, lead: _Lead, unit: str, end: int) -> bool:
        """Whether what stands behind a number is a noun: it is counted or built, or belongs to 甲的."""
        if unit in self._counted or not unit:
            return True
        built = unit in self._sizes and (lead.noun is None or self._is_place(text, lead.noun))
        return (lead.owner or built) and not self._behind.stop.at_start(text[end:])

    def _gives(self, text: str, lead: _Lead) -> bool:
        """Whether the number is the object of a verb of giving out, which says nothing of what for."""
        return lead.deed is not None and text[slice(*lead.deed)] in self._behind.firm

    def _choose(self, text: str, lead: _Lead, behind: Span | None, unit: str, end: int) -> Span | None:
        counted = unit in self._counted or not unit
        owned = behind is not None and text.startswith(self._cut.of, end)
        named = lead.noun is not None and not self._is_who(text, lead.noun)
        if behind is not None and (rate := self._payments.rate_behind(text, end)):
            stopped = self._behind.stop.at_start(text[end + rate :])
            return lead.noun if named else None if stopped else behind  # 经费按每亩20元的标准列支
        if lead.deed and unit in self._occasions:
            deed = text[slice(*lead.deed)]
            if deed not in self._light and (len(deed) > 1 or not behind):
                return lead.deed
        if behind and lead.noun and self._is_place(text, lead.noun):
            return behind  # 桥以西2公里｜道路
        if behind and (owned or (lead.owner and unit not in self._rate_units)):
            return behind
        if behind and lead.noun and self._stands_before(text, lead, behind, unit):
            behind = None
        passive = not behind and lead.deed and unit in self._who_units
        if passive and lead.noun and self._counts_itself(text, lead.noun):
            return lead.noun
        if behind and counted:
            return behind if unit else self._people(text, behind)
        built = lead.noun is not None and self._built.at_end(text[slice(*lead.noun)]) > 1
        if lead.deed and built and unit in self._counted and not behind:
            return lead.noun  # 服务站新建15个
        if lead.deed:
            return behind or (lead.noun if named and unit not in self._occasions else lead.deed)
        return lead.noun if named or counted else behind or lead.noun

    def _stands_before(self, text: str, lead: _Lead, behind: Span, unit: str) -> bool:
        """Whether the noun before a number is meant, since what stands behind only tells what is done."""
        phrase = text[slice(*behind)]
        if self._behind.stop.at_start(phrase):
            return True  # 呼吸机保证4台｜处于备用状态
        whose = unit in self._occasions and lead.noun is not None and self._is_who(text, lead.noun)
        does = self._behind.only_does(phrase)
        return does and not lead.deed and not whose  # 企业9户｜扭亏为盈, but 村医两次｜上门测体温

    def _is_deed(self, text: str, noun: Span, lead: _Lead) -> bool:
        """Whether what was found is no noun but what is done; 补助 is both."""
        word = text[slice(*noun)]
        return noun == lead.deed or (word in self._cut.deeds.words and not self._payments.is_paid(word))

    def _counts_on(self, text: str, noun: Span | None, unit: str) -> bool:
        """Whether a figure may count what the one before it counts."""
        named = noun is not None and text[slice(*noun)] not in self._cut.verbs.words
        return named and unit in self._units.words and unit not in self._occasions

    def _people(self, text: str, noun: Span) -> Span:
        """The people that a bare number counts, without what is done for them (30万人口｜饮水)."""
        start, end = noun
        ends = (at for at in range(start + SHORTEST, end) if self._people_heads.at_end(text[start:at]))
        return start, next(ends, end)

    def _counts_itself(self, text: str, noun: Span) -> bool:
        """Whether bodies or people are what is counted, and not who counts (企业年内清退8户)."""
        name = text[slice(*noun)]
        return bool(self._behind.heads.at_end(name)) and not self._quantifiers.at_start(name)

    def _is_who(self, text: str, noun: Span) -> bool:
        name = without_bracket(text[slice(*noun)])
        return bool(self._cut.who.at_end(name)) and not self._of_whom(name)

    def _is_place(self, text: str, noun: Span) -> bool:
        return self._places.at_end(text[slice(*noun)]) > 0

    def names_measure(self, noun: str) -> bool:
        """Whether a noun ends with the name of a measure, of which a number tells the level (税收占比)."""
        return bool(self._generic_heads.at_end(noun))

    def _of_whom(self, noun: str) -> int:
        """Where behind the name of a measure it says of whom it holds (知晓率｜城镇居民), 0 for nowhere."""
        return next(
            (
                at
                for at in range(SHORTEST + 1, len(noun) - 1)
                if self._generic_heads.at_end(noun[:at])
                and not self._behind.heads.at_end(noun[:at])
                and self._cut.who.at_start(noun[at:])
                and self._cut.who.at_end(noun[at:])
            ),
            0,
        )

    def _only_says_who(self, text: str, lead: _Lead, before: Span, unit: str) -> bool:
        """Whether a phrase only says of whom a quantity holds that is measured like the one before it.

        每学期听课不少于60节，副校长不少于80节; but in 其中村级不少于12个 the part is what is counted.
        """
        if lead.noun is None or lead.deed or (unit in self._counted and unit not in self._occasions):
            return False
        between = text[before[1] : lead.noun[0]]
        return (lead.owner or self._is_who(text, lead.noun)) and not any(
            word in between for word in self._part
        )

    # Before the number.

    def _lead(self, view: TimedView, spans: list[Span], starts: list[int], index: int, unit: str) -> _Lead:
        text = view.text
        row = self.rows.of(text, spans[index], spans)
        start = row[0][0]
        low, bracket = clause_before(text, start)
        if bracket < start:
            low = bracket + 1  # （含典型案例2篇以上）: the bracket is a statement of its own
        behind = bisect_left(spans, (start,))  # where the figure before ends
        low = max(low, spans[behind - 1][1] if behind else 0)
        if (remark := _REMARK.match(text, low, start)) is not None:
            low = remark.end()  # 管网421公里（包括老旧管网）、管道111公里
        whole = text[low:start].rstrip()
        end, level = self._cut.right(view, low, self._measured(view, low, start, starts))
        noun: Span | None = None
        deed: Span | None = None
        timed = unit in self._occasions or unit in self._lengths or view.time_at_end(low, end - 1) > 0
        placed = False
        verb, finished = self._cut.verb_at_end(text[low:end], timed)
        performed = self._performed(text, low, end) if verb else 0
        if performed:
            noun, verb, end = (performed, end), 0, low
        if verb:
            rest, _ = self._cut.right(view, low, end - verb, True)
            placed = verb > 1 and self._cut.placed(text[low:rest])
            led = any(behind == end - verb for _, behind in self._cut.object_sign.find_all(text, low, end))
            if (
                rest < end - verb
                or rest == low
                or (verb > 1 and led)
                or finished
                or (verb > 1 and self._cut.who.at_end(text[low:rest]) >= SHORTEST)
                or placed
                or (verb > 1 and unit in self._lengths)
                or text[end - verb : end] in self._behind.firm
                or (
                    self._cut.only_verbs(text[low:rest])
                    and not self._payments.is_paid(text[end - verb : end])
                )
            ):
                deed = (end - verb, end)
                end = rest
                if verb > 1 and deed[0] == end and (more := self._working.at_end(text[low:end])):
                    deed = end - more, deed[1]  # 一律｜隔离观察14天
                    end, _ = self._cut.right(view, low, end - more, True)
        parting = self._cut.parting
        while parting and (sign := parting.match(text, low, end)):
            low = sign.end()  # 2座桥、水渠3条
        if parting and any(sign.end() == end - low for sign in parting.finditer(text[low:end])):
            end = low  # 2座桥和今年3座水厂: what stands before belongs to the figure before
        if end > low and not (deed and placed):
            noun = self._cut.left(view, (low, end), level is not None or deed is not None)
        if level and text[slice(*level)] in self._named_changes and (not noun or noun[1] == level[0]):
            noun = (noun or level)[0], level[1]
        place = self._cut.prepositions.at_start(text[slice(*noun)]) if noun else 0
        if noun and unit in self._occasions and not place:
            place = self._cut.prepositions.at_end(text[low : noun[0]])
        if place and verb > 1 and not deed:
            deed, noun = (end - verb, end), None  # 用无人机巡查一遍
        if noun and not deed and len(row) > 1:
            noun = self.rows.noun_of(view, noun, row.index(spans[index]), len(row))
        return _Lead(noun, deed, deed or level, level is not None, whole.endswith(self._cut.of))

    def _performed(self, text: str, low: int, end: int) -> int:
        """Where the noun for a deed begins behind a verb of performing it (进行｜医学观察7天), else 0."""
        hits = [at for _, at in self._performing.find_all(text, low, end) if end - at > SHORTEST]
        return hits[-1] if hits else 0

    def _measured(self, view: TimedView, low: int, end: int, starts: list[int]) -> int:
        """The end of what is measured, before what it is measured against (不低于上年收入的)."""
        phrase = view.text[low:end]
        owned = phrase.endswith(self._cut.of)
        share = self._share.search(phrase) if owned and self._share else None
        if share:
            at = low + share.start()
            if view.text[view.behind_time(low, at + 1) : at].strip() not in {"", *self._cut.opening.words}:
                phrase = phrase[: share.start()]  # 研发投入占营业收入的3%; but 要完成总任务的90%
        comparator = self._comparators.find(phrase, 1, len(phrase))
        if comparator is not None:  # 报酬不低于上年收入的2倍: what is compared stands before the comparator
            phrase = phrase[: comparator[0]]
        source = next((at - low for at in starts if low <= at < low + len(phrase)), len(phrase))
        return low + len(phrase[:source])  # 由12张增加到15张: the noun stands before 由
