"""The noun that stands behind a number."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter

from ddx.extract.nouns import CLAUSE_SIGNS, SHORT_BRACKET, SHORTEST, NounCutter, TimedView, any_of, tight
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.wordset import WordSet
from ddx.model import Span
from ddx.text import HAN, ROW_SIGN

_ENDS = re.compile(rf"[，,。；;：:！？!?（）()、“”\t]|[ \u3000]+(?={HAN})")
_QUOTED = re.compile("[“「『](〓+)[”」』]")
_NUMBER = re.compile(rf"(?<={HAN})\d")
_LONGEST = 32
_COMPOUND = 10
"""How far from a noun a head may stand with which it makes one compound."""


class NounBehind:
    """Reads the noun behind a number: that of a measure word, the one behind 的, the object of a verb before.

    The words that it shares with the reader of metrics are open to it.
    """

    def __init__(self, rules: RuleSet, cut: NounCutter) -> None:
        def words(*names: str) -> list[str]:
            return [word for name in names for word in rules.words(name)]

        self._cut = cut
        self.firm = frozenset(words("firm_verb"))
        self.heads = WordSet([*words("counted_head"), *words("role_head")])
        self._things = WordSet(words("thing_head"))
        self._after_head = WordSet(
            [*words("verb", "deed_verb", "adverb", "preposition", "metric_stop", "metric_tail", "level_verb")]
        )
        self.doing = WordSet(words("verb", "deed_verb", "preposition", "metric_stop"))
        self._modal = WordSet(words("modal_word"))
        self._describes = WordSet(words("metric_describes"))
        self._quality = WordSet(words("metric_quality"))
        self.rates = WordSet(words("metric_rate"))
        self.stop = WordSet(words("metric_stop"))
        self._suffixes = tuple(words("metric_suffix"))
        self._and_others = tuple(words("collective_sign"))
        others, parting = any_of(self._and_others), any_of(words("metric_and"))
        self._titled = re.compile(rf"(?:《[^》]*》(?:{parting})?)+(?:{others})(?={HAN})") if others else None
        bounds = [word for word in words("comparator_behind") if len(word) >= SHORTEST]
        figures = "".join(words("powers"))
        of = re.escape(cut.of)
        known = (
            rf"(?:{any_of(words('project_measure')) or '(?!)'}){HAN}{{0,2}}?[\d.{figures}]+{HAN}{{1,3}}?{of}"
        )
        size = rf"{HAN}{{0,6}}?[\d.{figures}]+(?:%|{HAN}){{1,4}}?(?:{any_of(bounds)})"
        self._sized = re.compile(f"{known}|{size}") if bounds and of else None

    def read(
        self, view: TimedView, start: int, spans: list[Span], counted: bool, given: bool = False
    ) -> Span | None:
        """The noun that follows, up to a mark, to what is done with it, or to the next quantity.

        `given`: the number is the object of a verb of giving out, which says nothing of what for.
        """
        text = view.text
        owned = text.startswith(self._cut.of, start)
        start += len(self._cut.of) if owned else 0
        parting = self._cut.parting
        joins = not owned and parting is not None and parting.match(text, start)
        if joins and not self._cut.compounds.at_start(text[start:]):
            return None  # 学校2所和医院3家
        if not counted and (remark := SHORT_BRACKET.match(text, start)) is not None:
            start = remark.end()  # 6%（预期性）
        if counted and self._sized and (size := self._sized.match(text, start)) is not None:
            start = size.end()  # 70个3亿元以上项目, 27个总投资69亿元的项目
            start += len(self._cut.of) if text.startswith(self._cut.of, start) else 0
        if self._titled and (titled := self._titled.match(text, start)) is not None:
            start = titled.end()  # 3部《…》《…》等｜规章
        if (quoted := _QUOTED.match(text, start)) is not None:
            return self._through(view, start, quoted.end(), spans)  # 25项“科技惠民”计划项目
        limit = min(start + _LONGEST, len(text))
        limit = min(limit, _next_start(spans, start, limit), _next_start(view.times, start + 1, limit))
        mark = _ENDS.search(text, start, limit)
        end = mark.start() if mark else limit
        if (number := _NUMBER.search(text, start + 1, end)) is not None:
            end = number.start()
        if mark and (quoted := _QUOTED.match(text, end)) and self._is_open(text, start, end):
            return self._through(view, start, quoted.end(), spans)  # 10个新时代“美丽家园”示范小区
        if (bracket := SHORT_BRACKET.match(text, end, limit)) is not None:
            end = bracket.end()
            if text.startswith(self._suffixes, end):  # 10个镇（乡）级敬老院
                mark = _ENDS.search(text, end, limit)
                end = mark.start() if mark else limit
        phrase = text[start:end].rstrip()
        if phrase.endswith(self._and_others) and (parts := self._partings(phrase)):
            end = start + parts[-1]  # 14座水厂和城东等3座桥
            phrase = text[start:end]
        if counted and mark and text[end : end + 1] == ROW_SIGN and self._describing(phrase):
            end = self._described(text, end, limit)  # 具有博士、硕士学位的人才
        if owned and (rate := self.rates.at_start(phrase)):  # 按10%的比例预留床位
            return self._cut.left(view, (start + rate, end), False) or (start, start + rate)
        if not counted and not owned and (verb := self.doing.at_start(phrase)):
            if given and phrase[:verb] in self.firm:
                return self._cut.left(view, (start + verb, end), False)  # 拿出20万元设立基金
            return (start, start + verb) if given or verb == len(phrase) else None  # 给予5万元奖励
        if phrase in self._cut.opening.words or self._asks(phrase, 0):
            return None  # 大修两条共47公里, 危房50栋要撤离
        start, end = self._owner(text, start, end)
        end = self._head_end(text, start, end)
        while end > start and (cut := parting and parting.search(text[start:end])) is not None:
            if start + cut.end() != end:
                break
            end = start + cut.start()
        return tight(text, (start, end))

    def _through(self, view: TimedView, start: int, end: int, spans: list[Span]) -> Span:
        """A noun that goes on behind a quote in it."""
        tail = self.read(view, end, spans, True)
        return start, tail[1] if tail else end

    def _is_open(self, text: str, start: int, end: int) -> bool:
        """Whether words before a quote are no noun of their own, which ends there, and do nothing."""
        phrase = text[start:end]
        ends = self.heads.at_end(phrase) or self._things.at_end(phrase) or phrase.endswith(self._cut.of)
        return not ends and self._head_end(text, start, end) == end

    def only_does(self, phrase: str) -> bool:
        """Whether a phrase tells what is done (扭亏为盈), and does not begin with a noun (监护员昼夜看守)."""
        verb = self.doing.at_start(phrase)
        if not verb or self.heads.at_end(phrase):
            return False
        return not any(self.heads.at_end(phrase[:at]) > at - verb for at in range(verb + 1, len(phrase)))

    def _describing(self, phrase: str) -> bool:
        """Whether a phrase only begins to describe what is counted."""
        return bool(self._describes.at_start(phrase) or self._quality.at_end(phrase))

    def _partings(self, phrase: str) -> list[int]:
        """Where words stand that part one name from the next."""
        return [sign.start() for sign in self._cut.parting.finditer(phrase)] if self._cut.parting else []

    def _described(self, text: str, end: int, limit: int) -> int:
        """The end of a description that goes on behind a 、 to the noun it belongs to."""
        stop = CLAUSE_SIGNS.search(text, end, limit)
        last = stop.start() if stop else limit
        at = text.find(self._cut.of, end, last)
        mark = _ENDS.search(text, at, last) if at >= 0 else None
        return end if at < 0 else mark.start() if mark else last

    def _owner(self, text: str, start: int, end: int) -> Span:
        """Of 甲的乙 the noun that is counted: 甲, unless it only describes 乙 (具有影响力的平台)."""
        phrase = text[start:end]
        at = phrase.rfind(self._cut.of)
        if at < 0:
            return start, end
        owner = phrase[:at]
        openers = (self._describes, self._cut.verbs, self._cut.opening)
        described = any(words.at_start(owner) for words in openers)
        if self.heads.at_end(owner) and not described:
            return start, start + at
        return start + at + len(self._cut.of), end

    def _asks(self, phrase: str, at: int) -> bool:
        """Whether a modal word and a verb stand there: what is asked of the noun (2个学科｜要争先)."""
        modal = self._modal.at_start(phrase[at:])
        if not modal or self._cut.kept.at_end(phrase[: at + modal]) > modal:
            return False
        if self.doing.at_start(phrase[at:]) > modal:
            return False  # 应用场景
        rest = phrase[at + modal :]
        while adverb := self._cut.adverbs.at_start(rest):
            rest = rest[adverb:]
        return bool(self.doing.at_start(rest))

    def _head_end(self, text: str, start: int, end: int) -> int:
        """Where the noun ends: before a word that opens what is done with it."""
        phrase = text[start:end]
        stop = self.stop.find(phrase, SHORTEST, len(phrase))
        limit = stop[0] if stop else len(phrase)
        limit = next((at for at in range(SHORTEST, limit) if self._asks(phrase, at)), limit)
        for at in range(1, limit):
            if not self.heads.at_end(phrase[:at]):
                continue
            if self._cut.finished_at_start(phrase[at:limit]):
                return start + at
            if not (verb := self._after_head.at_start(phrase[at:limit])):
                continue
            word, rest = phrase[at : at + verb], phrase[at + verb : limit]
            if (
                word in self._cut.adverbs.words
                and word not in self.doing.words
                and not self.doing.at_start(rest)
            ):
                continue  # 省市重点项目 is one noun
            thing = self._things.at_end(rest) if len(rest) <= _COMPOUND else 0
            if thing and word in self._cut.verbs.words and (word not in self.firm or thing == len(rest)):
                continue  # 企业服务中心 is one noun; 乡镇｜新建检测室 are two
            return start + at
        return start + limit


def _next_start(spans: Sequence[Span], low: int, none: int) -> int:
    """Where the first of some spans in order begins that does not begin before a place; `none` for none."""
    number = bisect_left(spans, low, key=itemgetter(0))
    return spans[number][0] if number < len(spans) else none
