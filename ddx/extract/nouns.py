"""Cutting the noun of a quantity out of what stands round it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from math import ceil
from operator import itemgetter
from typing import NamedTuple

from ddx.extract.trim import TimeTrimmer
from ddx.grammar.matcher import Matcher
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.view import View
from ddx.grammar.wordset import WordSet
from ddx.model import Span
from ddx.text import ROW_SIGN

_CLAUSE_SIGNS = "，,。；;：:！？!?\t"
CLAUSE_SIGNS = re.compile(f"[{_CLAUSE_SIGNS}]")
SHORT_BRACKET = re.compile("（[^（）]{1,6}）")
"""A bracketed alternative is part of the noun: 村（社区）."""
_ASIDE = re.compile("（(?:[ -~]+|[^（）]{5,})）$")
"""A bracketed name in other letters, or a remark, is none: 生产总值（GDP）."""
SHORTEST = 2
_SHORTEST_OBJECT = 4
"""A verb of work is cut off only before so many characters; a shorter rest makes a compound with it."""


_LONG = 9
"""So long a phrase may lose the words that say of whom."""
_KEPT = 0.45
_NOWHERE = (-1, -1)


class TimedView(NamedTuple):
    """The view of a unit, and where its deadlines stand in it, in order: no noun goes on over one of them."""

    view: View
    times: Sequence[Span]

    @property
    def text(self) -> str:
        """The words of the view."""
        return self.view.text

    def time_at_end(self, start: int, end: int) -> int:
        """The length of the deadline that a phrase ends with, 0 where there is none."""
        low, high = self._last_before(end)
        return high - low if start <= low and high == end else 0

    def behind_time(self, start: int, end: int) -> int:
        """Where a phrase goes on behind the last deadline that stands in it; its start, if there is none."""
        low, high = self._last_before(end)
        if high >= end:
            low, high = self._last_before(low)
        return high if start <= low else start

    def lies_in_time(self, span: Span) -> bool:
        """Whether a span is a part of a deadline."""
        low, high = self._last_before(span[0] + 1)
        return low <= span[0] and span[1] <= high

    def _last_before(self, end: int) -> Span:
        """The last deadline that begins before a place."""
        number = bisect_left(self.times, end, key=itemgetter(0))
        return self.times[number - 1] if number else _NOWHERE


class NounCutter:
    """Cuts off both sides of a phrase before a number what only leads up to its noun or stands behind it.

    The words that it shares with the reader of metrics are open to it.
    """

    def __init__(self, rules: RuleSet) -> None:
        def words(*names: str) -> list[str]:
            return [word for name in names for word in rules.words(name)]

        self._level = WordSet(words("level_verb", "change_verb"))
        self._closing = WordSet(words("metric_closer"))
        self.kept = WordSet(words("metric_kept"))
        self.verbs = WordSet([*words("verb", "deed_verb", "step_verb"), *words("occasion_verb")])
        self._verb_heads = frozenset(words("verb_head", "occasion_head"))
        self._complements = WordSet(words("verb_complement"))
        self.deeds = WordSet(words("deed_verb", "step_verb"))
        self._each_signs = tuple(words("metric_each"))
        self.opening = WordSet(words("metric_opener", "connective", "level_verb", "change_verb"))
        self._leading = self.deeds.words | self.opening.words
        self.compounds = WordSet(words("metric_compound"))
        self.adverbs = WordSet(words("adverb", "metric_adverb"))
        self._times = TimeTrimmer(Matcher(rules, "trim", ()))
        self._every = tuple(words("metric_every"))
        self._bodies = WordSet(words("org_head", "role_head"))
        self.prepositions = WordSet(words("preposition"))
        self.who = WordSet(words("org_head", "role_head", "metric_who"))
        heads = [word for word in words("org_head", "role_head", "counted_head") if len(word) >= SHORTEST]
        self._parts = WordSet([*heads, *words("metric_divide")])
        self._no_start = tuple(words("metric_share", "metric_suffix"))
        figures = "".join(words("digits", "powers"))
        self._comparators = WordSet(words("comparator_before"))
        self._bounds = expression(words("comparator_before"), rf"(?:$|[\d{figures}])")
        self._ranks = WordSet(words("metric_rank"))
        self._generic = frozenset(words("metric_generic"))
        self.of = rules.sign("of_sign")
        self.object_sign = WordSet(words("metric_object_sign"))
        self._firm = frozenset(words("firm_verb"))
        self._strong = WordSet(word for word in words("deed_verb") if len(word) > 1)
        self.parting = expression(words("metric_and"))
        others = any_of(words("collective_sign"))
        row = f"[^，]*{ROW_SIGN}[^，{ROW_SIGN}]+?"
        longer = any_of(words("metric_others_word")) or "(?!)"
        self._others = re.compile(f"{row}(?!{longer})(?:{others})") if others else None
        self._against = expression(words("metric_against"), r"[^，、]{1,14}$")
        ends = words("metric_base_end")
        self._base = (
            expression(words("metric_base"), rf"[^，、]{{1,30}}(?:{any_of(ends)})$") if ends else None
        )
        self._each_measure = WordSet(words("each_measure"))
        bases = any_of(words("each_base"))
        signs, measures = any_of(words("metric_each")), any_of(words("each_measure"))
        self._each_lead = re.compile(f"(?:{signs})(?:{measures})?(?:{bases})") if bases and signs else None
        self._asks = WordSet(words("metric_asks"))
        self._each = _each(
            words("metric_each"),
            [*words("round_number"), *words("digits")],
            words("each_measure"),
            words("each_base"),
        )

    def verb_at_end(self, phrase: str, timed: bool = False) -> tuple[int, bool]:
        """The length of the verb a phrase ends with, and whether it has a complement (清掉, 调下来).

        What is done so often or so long (`timed`: 每天查), or at least so often (至少配), may have one sign.
        """
        size = self._complements.at_end(phrase)
        if size and phrase[-size - 1 : -size] in self._verb_heads:
            return size + 1, True
        short = phrase[-1:] in self._verb_heads and (timed or self._comparators.at_end(phrase[:-1]) > 0)
        size = self.verbs.at_end(phrase) or int(short)
        return (0 if self.kept.at_end(phrase) > size else size), False

    def finished_at_start(self, phrase: str) -> int:
        """The length of a verb with a complement that a phrase begins with (建起, 用上)."""
        size = self._complements.at_start(phrase[1:]) if phrase[:1] in self._verb_heads else 0
        return size and size + 1

    def right(
        self, view: TimedView, low: int, end: int, verb_behind: bool = False
    ) -> tuple[int, Span | None]:
        """The end of the phrase without what stands between its noun and the number; the verb of level."""
        text = view.text
        level: Span | None = None
        while True:
            end -= len(text[low:end]) - len(text[low:end].rstrip())
            phrase = text[low:end]
            verb = self._level.at_end(phrase)
            closing = self._closing.at_end(phrase)
            kept = self.kept.at_end(phrase)
            if not phrase or (kept and max(verb, closing) <= kept):
                return end, level
            cut = verb or closing or view.time_at_end(low, end) or self._times.at_end(view.view, low, end)
            if not cut and verb_behind:
                cut = self.adverbs.at_end(phrase)
            if not cut and self._each and (each := self._each.search(phrase)):
                cut = len(phrase) - each.start()
            against = self._against.search(phrase) if self._against and not cut else None
            if against and not any(self.kept.at_end(phrase[: against.start() + n]) for n in (1, 2)):
                cut = len(phrase) - against.start()
            if not cut and (aside := _ASIDE.search(phrase, SHORTEST)):
                cut = len(phrase) - aside.start()
            if not cut and (whose := self._each_who(phrase)):
                cut = whose
            if not cut and self._base and (base := self._base.search(phrase)):
                cut = len(phrase) - base.start()
            if not cut:
                return end, level
            level = level or ((end - verb, end) if verb else None)
            end -= cut

    def _each_who(self, phrase: str) -> int:
        """The length of the words at its end that say of each of whom it holds (听课｜每位校长)."""
        at = max(phrase.rfind(sign) for sign in self._each_signs) if self._each_signs else -1
        if at < SHORTEST or not self._each_measure.at_start(phrase[at + 1 :]):
            return 0
        return len(phrase) - at if self.who.at_end(phrase[at + 2 :]) else 0

    def _asked_end(self, phrase: str) -> int:
        """Where a phrase goes on behind somebody and a word that binds them (市政府拟｜投资)."""
        for at, behind in self._asks.find_all(phrase, SHORTEST, len(phrase) - SHORTEST):
            if self.who.at_end(phrase[:at]) >= SHORTEST:
                return behind
        return 0

    def left(self, view: TimedView, span: Span, stated: bool) -> Span | None:
        """The phrase without what leads up to its noun: times, places, 把 and verbs."""
        text = view.text
        start, end = span
        signs = [
            behind
            for sign, behind in self.object_sign.find_all(text, start, end)
            if not self.kept.at_end(text[start:behind]) and not self.compounds.at_start(text[sign:end])
        ]
        start = next((at for at in reversed(signs) if end - at >= SHORTEST), start)
        start = view.behind_time(start, end - SHORTEST)
        if not stated:
            led = False
            for deed, behind in self._strong.find_all(text, start + 1, end):
                rest = text[behind:end]
                if len(rest) < SHORTEST:
                    continue
                if self.deeds.at_start(text[deed - 1 : end]) >= SHORTEST:
                    continue  # 新增｜开票企业, not 增开
                if rest.startswith(self.of) or (self.parting and self.parting.match(rest)):
                    continue  # 安排的比例, 危房改造和农房改造
                whole = rest in self._generic or self.compounds.at_start(text[deed:end])
                firm = text[deed:behind] in self._firm
                if firm or (not led and not whole and self._leads_up(view, start, deed)):
                    start = deed if whole else behind  # 企业｜新增就业, 企业新建｜厂房
                    led = True
        verbs = 0
        while cut := self._opener(view, start, end, stated, verbs):
            left = end - start - cut
            word = text[start : start + cut]
            verbs += word in self.verbs.words
            generic = text[start + cut : end] in self._generic and word not in self._firm
            if left < SHORTEST or (word in self.verbs.words and generic):
                break  # 销售收入 is a noun, its first half no verb
            if left < _SHORTEST_OBJECT and word in self.verbs.words and word not in self._leading:
                break  # so is 研发投入
            start += cut
        at = text.rfind(self.of, start, end)
        if at >= 0 and text[at + 1 : end] not in self._generic:
            start = at + len(self.of)
        if self._others and (row := self._others.match(text, start, end)) and end - row.end() >= SHORTEST:
            start = row.end()  # 水泵、阀门等｜设备
        return self._named(view, (start, end))

    def shortened(self, view: TimedView, span: Span) -> Span:
        """A long phrase without the first words that only say of whom: 65岁以上老年人｜健康管理率.

        It is cut behind a word that parts or ends a name, and never to less than some half of it.
        """
        text = view.text
        start, end = span
        size = end - start
        if size < _LONG:
            return span
        for at in range(end - max(_SHORTEST_OBJECT, ceil(size * _KEPT)), start + 1, -1):
            if not self._parts.at_end(text[start:at]) or self._ranks.round(text, (at - 1, at)):
                continue
            if self.compounds.at_start(text[at:end]) or text.startswith(self._no_start, at, end):
                continue
            if text[at] == ROW_SIGN:
                continue  # 智能工厂、数字化车间
            if self.parting and self.parting.search(text, at + 1, end):
                continue  # 危房改造和农房改造
            inside = text.count("（", start, at) > text.count("）", start, at)
            if self._parts.at_end(text[start : at + 1]) < SHORTEST and not inside:  # no word goes on there
                return self._unparted(text, (at, end))
        return span

    def _unparted(self, text: str, span: Span) -> Span:
        """The span without the sign at its start that parted it from what was cut off (和城镇居民)."""
        while self.parting and (sign := self.parting.match(text, *span)):
            span = sign.end(), span[1]
        return span

    def _leads_up(self, view: TimedView, start: int, end: int) -> bool:
        """Whether what stands before a verb is somebody, an interval or an adverb, and no noun of its own."""
        text = view.text
        phrase = text[start:end]
        if self.who.at_end(phrase) or phrase.startswith(self._each_signs) or self.placed(phrase):
            return True
        return self.right(view, start, end, True)[0] < end

    def only_verbs(self, phrase: str) -> bool:
        """Whether a phrase is nothing but verbs in a row and what leads up to them (要新建、改建)."""
        while phrase:
            signs = self.parting.finditer(phrase) if self.parting else ()
            cut = self.verbs.at_end(phrase) or self.opening.at_end(phrase)
            cut = cut or sum(len(sign.group()) for sign in signs if sign.end() == len(phrase))
            if not cut:
                return False
            phrase = phrase[:-cut]
        return True

    def placed(self, phrase: str) -> bool:
        """Whether a phrase says where, for whom or by what means (其中在山区)."""
        while not self.prepositions.at_start(phrase):
            cut = self.opening.at_start(phrase)
            if not cut:
                return False
            phrase = phrase[cut:]
        return not (self.compounds.at_start(phrase) or self.finished_at_start(phrase))

    def _named(self, view: TimedView, span: Span) -> Span | None:
        """A phrase that is more than an interval, a time or a word that leads up to a noun."""
        text = view.text
        span = self._unparted(text, span)
        closed = text.rfind("）", *span)
        if closed >= 0 and "（" not in text[span[0] : closed]:
            span = closed + 1, span[1]  # （主要是住宅）审批时间
        phrase = text[span[0] : span[1]].strip()
        if phrase in self.opening.words or phrase in self._closing.words:
            return None
        if self._bounds and self._bounds.match(phrase):
            return None  # 收入超100亿元的企业5家、超50亿元的8家
        if SHORT_BRACKET.fullmatch(phrase):
            return None
        if (self._each and self._each.fullmatch(phrase)) or self._times.at_start(view.view, *span) == len(
            phrase
        ):
            return None
        return tight(text, span)

    def _opener(self, view: TimedView, low: int, end: int, stated: bool, verbs: int) -> int:
        """How much of the phrase only leads up to its noun.

        An adverb counts only before a verb: the first words of 高标准农田 are none.
        """
        phrase = view.text[low:end]
        if blanks := len(phrase) - len(phrase.lstrip()):
            return blanks
        if bracket := SHORT_BRACKET.match(phrase):
            return bracket.end()
        if phrase.startswith(self._every) and (who := self._bodies.at_start(phrase[1:])):
            return who + 1  # 各单位公务接待费
        if self.compounds.at_start(phrase):
            return 0
        if (
            self._each_lead
            and (each := self._each_lead.match(phrase))
            and len(phrase) - each.end() >= SHORTEST
        ):
            return each.end()  # 每亩｜施底肥
        if not stated and (asked := self._asked_end(phrase)):
            return asked
        adverb = 0
        while cut := self.adverbs.at_start(phrase[adverb:]):
            adverb += cut
        for start in (0, adverb):
            rest = phrase[start:]
            cut = self.opening.at_start(rest)
            if not stated:
                cut = max(cut, (self.deeds if verbs else self.verbs).at_start(rest))
            if cut:
                return start + cut
            if (
                verbs
                and self.parting
                and (sign := self.parting.match(rest))
                and (verb := self.verbs.at_start(rest[sign.end() :]))
            ):
                whole = len(rest) - sign.end() - verb >= _SHORTEST_OBJECT
                return start + sign.end() + (verb if whole else 0)  # 新建、改扩建食堂; 新增和改善灌溉面积
        if self._each and (each := self._each.match(phrase)):
            return 0 if each.end() < len(phrase) else each.end()
        return self._times.at_start(view.view, low, end)


def clause_before(text: str, end: int) -> Span:
    """The clause before a place, up to the bracket that is open there."""
    low = max(text.rfind(sign, 0, end) for sign in _CLAUSE_SIGNS) + 1
    bracket = max(text.rfind("（", low, end), text.rfind("(", low, end))
    closed = max(text.rfind("）", low, end), text.rfind(")", low, end))
    return low, bracket if bracket > closed else end


def tight(text: str, span: Span) -> Span | None:
    """The span without blanks at its ends, None where nothing is left."""
    phrase = text[span[0] : span[1]]
    start = span[0] + len(phrase) - len(phrase.lstrip())
    return (start, start + len(phrase.strip())) if phrase.strip() else None


def expression(words: list[str], behind: str = "") -> re.Pattern[str] | None:
    """A search for any of a few words, with an expression for what must follow."""
    if not words:
        return None
    return re.compile(f"(?:{any_of(words)}){behind}")


def any_of(words: Iterable[str]) -> str:
    """An alternation of plain words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _each(
    each: list[str], powers: list[str], measures: list[str], bases: list[str]
) -> re.Pattern[str] | None:
    """A search for what a rate is reckoned on, at the end of a phrase: 每万亩耕地, 每个村."""
    if not each:
        return None
    number = rf"(?:[\d.]+|{any_of(powers)})?" if powers else r"[\d.]*"
    return re.compile(
        f"(?:{any_of(each)}){number}(?:{any_of(measures) or '(?!)'})?(?:{any_of(bases) or '(?!)'})?$"
    )
