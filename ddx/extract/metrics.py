"""What a quantity measures: the noun behind a measure word, or the subject before the verb."""

from __future__ import annotations

import re

from ddx.extract.trim import TimeTrimmer, WordSet
from ddx.grammar.matcher import Matcher
from ddx.grammar.ruleset import RuleSet
from ddx.model import Span

_ENDS = re.compile("[，,。；;：:！？!?（）()、“”〓]")
_CLAUSE_SIGNS = re.compile("[，,。；;：:！？!?]")
_SHORT_BRACKET = re.compile("（[^（）]{1,6}）")
"""A bracketed alternative is part of the noun: 村（社区）."""
_LONGEST_METRIC = 24
_SHORTEST_METRIC = 2
_SHORTEST_OBJECT = 4
"""A verb of work is cut off only before so many characters; a shorter rest makes a compound with it."""


class MetricReader:
    """Finds the metric of a quantity from the words round it.

    Before the number it cuts off what leads up to the noun (times, adverbs, 把, verbs of delivery) and what
    stands between the noun and the number (达到, 增长, 分别). Behind it stops at a verb or a mark.
    """

    def __init__(self, rules: RuleSet) -> None:
        def words(*names: str) -> list[str]:
            return [word for name in names for word in rules.words(name)]

        self._counted = frozenset(rules.words("count_unit"))
        self.level_verbs = tuple(word for word in rules.words("level_verb") if len(word) > 1)
        self._closing = WordSet(words("level_verb", "change_verb", "metric_closer"))
        self._opening = WordSet(
            words(
                "level_verb", "change_verb", "step_verb", "metric_opener", "connective", "verb", "metric_and"
            )
        )
        self._verbs = frozenset(words("verb")) - frozenset(words("level_verb", "change_verb", "step_verb"))
        self._adverbs = WordSet(words("adverb"))
        self._times = TimeTrimmer(Matcher(rules, "trim"))
        self._comparators = _expression([word for word in words("comparator_before") if len(word) > 1])
        self._object = _expression(words("metric_object_sign"))
        self._stop = _expression(words("metric_stop"))
        self._and = _expression(words("metric_and"))
        self._from = _expression(words("metric_from"), r"(?=\D{0,8}\d)")
        self._share = _expression(words("metric_share"))
        self._each = tuple(words("metric_each"))
        self._generic = frozenset(rules.words("metric_generic"))
        self._of = next(iter(rules.words("metric_of")), "")

    def read(self, text: str, span: Span, unit: str, spans: list[Span]) -> str | None:
        """The metric of the quantity at `span`, None where no words name it; `spans` are all of the unit."""
        behind = self._behind(text, span[1], spans)
        if unit in self._counted and len(behind) >= _SHORTEST_METRIC:
            return behind
        before = self._before(text, span, spans)
        return before if self._names_something(before) else behind or None

    def _names_something(self, phrase: str) -> bool:
        """Whether a phrase is more than a verb, an interval or a time."""
        if not phrase or phrase in self._opening.words or phrase in self._closing.words:
            return False
        return self._times.at_start(phrase) < len(phrase) and not phrase.startswith(self._each)

    def deed(self, text: str, span: Span, spans: list[Span]) -> str | None:
        """The verb that a quantity without a noun is the object of (清退8户), None where there is none."""
        return self._before(text, span, spans) or None

    def _behind(self, text: str, start: int, spans: list[Span]) -> str:
        """The noun that follows, up to a mark, a verb or the next quantity."""
        mark = _ENDS.search(text, start)
        end = min([mark.start() if mark else len(text), start + _LONGEST_METRIC])
        if (bracket := _SHORT_BRACKET.match(text, end)) is not None:
            end = bracket.end()
        end = min([end, *(other[0] for other in spans if other[0] >= start)])
        phrase = text[start:end].strip()
        if self._of and self._of in phrase:
            phrase = phrase[phrase.rindex(self._of) + 1 :]
        stop = self._stop.search(phrase, _SHORTEST_METRIC) if self._stop else None
        if stop is not None:
            phrase = phrase[: stop.start()]
        return phrase.strip()

    def _before(self, text: str, span: Span, spans: list[Span]) -> str:
        """The noun before the verb; in a row (甲和乙分别达到1、2) the one of the same place."""
        row = self.row_of(text, span, spans)
        start = row[0][0]
        marks = [mark.end() for mark in _CLAUSE_SIGNS.finditer(text[:start])]
        bracket = max(text.rfind("（", 0, start), text.rfind("(", 0, start))
        if bracket > max(text.rfind("）", 0, start), text.rfind(")", 0, start)):
            marks.append(bracket + 1)  # （含典型案例2篇以上）: the bracket is a statement of its own
        low = max([max(marks, default=0), *(other[1] for other in spans if other[1] <= start)])
        phrase = self._trim(text[low:start])
        names = self._names(phrase) if len(row) > 1 else []
        return self._trim(names[row.index(span)]) if len(names) == len(row) > 1 else phrase

    def row_of(self, text: str, span: Span, spans: list[Span]) -> list[Span]:
        """The quantities that stand in one row with this one, parted by nothing but 、 or a word like and."""
        ordered = sorted(spans)
        first = last = ordered.index(span)
        while first > 0 and self._joined(text, ordered[first - 1], ordered[first]):
            first -= 1
        while last + 1 < len(ordered) and self._joined(text, ordered[last], ordered[last + 1]):
            last += 1
        return ordered[first : last + 1]

    def _joined(self, text: str, one: Span, other: Span) -> bool:
        return bool(self._and and self._and.fullmatch(text[one[1] : other[0]].strip()))

    def _names(self, phrase: str) -> list[str]:
        return [name for name in (self._and.split(phrase) if self._and else [phrase]) if name.strip()]

    def _trim(self, phrase: str) -> str:
        """The phrase without what stands round its noun, but never cut to one character."""
        phrase = phrase.strip()
        if self._of and phrase.endswith(self._of) and self._share and (share := self._share.search(phrase)):
            phrase = phrase[: share.start()]  # 研发投入占营业收入的3%
        while cut := self._closing.at_end(phrase) or self._times.at_end(phrase):
            if len(phrase) - cut < _SHORTEST_METRIC:
                break
            phrase = phrase[:-cut].rstrip()
        comparator = self._comparators.search(phrase, _SHORTEST_METRIC) if self._comparators else None
        if comparator is not None:  # 报酬不低于上年收入的2倍: what is compared stands before the comparator
            phrase = phrase[: comparator.start()]
        if (source := self._from.search(phrase) if self._from else None) is not None:
            phrase = phrase[: source.start()]  # 由12张增加到15张: the noun stands before 由
        if self._object:
            rests = [phrase[hit.end() :] for hit in self._object.finditer(phrase)]
            phrase = next((rest for rest in reversed(rests) if len(rest) >= _SHORTEST_METRIC), phrase)
        while cut := self._lead(phrase):
            rest = len(phrase) - cut
            if rest < _SHORTEST_METRIC or (rest < _SHORTEST_OBJECT and phrase[:cut] in self._verbs):
                break  # 研发投入 is a noun, its first half no verb
            phrase = phrase[cut:].lstrip()
        if self._of and self._of in phrase:
            head = phrase[phrase.rindex(self._of) + 1 :]
            return phrase if head in self._generic else head
        return phrase

    def _lead(self, phrase: str) -> int:
        """How much of the phrase only leads up to its noun.

        An adverb counts only before a verb: the first words of 高标准农田 are none.
        """
        adverb = 0
        while cut := self._adverbs.at_start(phrase[adverb:]):
            adverb += cut
        for start in {adverb, 0}:
            verb = self._opening.at_start(phrase[start:])
            if verb:
                return start + verb
        return self._times.at_start(phrase)


def _expression(words: list[str], behind: str = "") -> re.Pattern[str] | None:
    """A search for any of a few words, with an expression for what must follow."""
    if not words:
        return None
    return re.compile(f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))}){behind}")
