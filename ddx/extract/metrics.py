"""What a quantity measures: the noun behind a measure word, or the subject before the verb."""

from __future__ import annotations

import re
from typing import Any

from ddx.grammar.ruleset import RuleSet, compile_expression
from ddx.grammar.template import words_expression
from ddx.model import Span

_ENDS = re.compile("[，,。；;：:！？!?（）()、“”〓]")
_CLAUSE_SIGNS = re.compile("[，,。；;：:！？!?]")
_LONGEST_METRIC = 24
_SHORTEST_METRIC = 2


class MetricReader:
    """Finds the metric of a quantity from the words round it.

    Before the number it cuts off what leads up to the noun (times, adverbs, 把, verbs of delivery) and what
    stands between the noun and the number (达到, 增长, 分别). Behind it stops at a verb or a mark.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._counted = frozenset(rules.words("count_unit"))
        self.level_verbs = tuple(word for word in rules.words("level_verb") if len(word) > 1)
        between = [word for name in ("level_verb", "change_verb", "metric_closer") for word in rules.words(name)]
        openers = ("level_verb", "change_verb", "step_verb", "metric_opener", "connective", "verb")
        before = [word for name in openers for word in rules.words(name)]
        adverbs = words_expression(list(rules.words("adverb"))) or "(?:)"
        time = rules.slot_expression("time_phrase") if "time_phrase" in rules.slots else ""
        times = f"|(?:{time})" if time else ""
        self._closing = self._compiled(f"(?:%s{times})$", between)
        # 高标准 in 高标准农田 is no adverb: one is cut off only where a verb follows it.
        self._opening = self._compiled(f"^(?:[、和及]|(?:{adverbs})*(?:%s{times}))", before)
        self._lead_up = frozenset([*between, *before])
        self._object = self._compiled("(?:%s)", list(rules.words("metric_object_sign")))
        self._stop = self._compiled("(?:%s)", list(rules.words("metric_stop")))
        self._and = self._compiled("(?:%s)", list(rules.words("metric_and")))
        self._generic = frozenset(rules.words("metric_generic"))
        self._of = next(iter(rules.words("metric_of")), "")

    @staticmethod
    def _compiled(form: str, words: list[str]) -> Any:
        return compile_expression(form % words_expression(words)) if words else None

    def read(self, text: str, span: Span, unit: str, spans: list[Span]) -> str | None:
        """The metric of the quantity at `span`, None where no words name it; `spans` are all of the unit."""
        behind = self._behind(text, span[1], spans)
        if unit in self._counted and len(behind) >= _SHORTEST_METRIC:
            return behind
        before = self._before(text, span, spans)
        if before and before not in self._lead_up:
            return before
        return behind or None

    def deed(self, text: str, span: Span, spans: list[Span]) -> str | None:
        """The verb that a quantity without a noun is the object of (清退8户), None where there is none."""
        return self._before(text, span, spans) or None

    def _behind(self, text: str, start: int, spans: list[Span]) -> str:
        """The noun that follows, up to a mark, a verb or the next quantity."""
        mark = _ENDS.search(text, start)
        end = min([mark.start() if mark else len(text), start + _LONGEST_METRIC])
        end = min([end, *(other[0] for other in spans if other[0] >= start)])
        phrase = text[start:end].strip()
        if self._of and self._of in phrase:
            phrase = phrase[phrase.rindex(self._of) + 1 :]
        if self._stop is not None and len(phrase) > _SHORTEST_METRIC:
            data = phrase.encode()
            hit = self._stop.search(data, len(phrase[:_SHORTEST_METRIC].encode()))
            if hit is not None:
                phrase = data[: hit.start()].decode()
        return phrase.strip()

    def _before(self, text: str, span: Span, spans: list[Span]) -> str:
        """The noun before the verb; in a row (甲和乙分别达到1、2) the one of the same place."""
        row = row_of(text, span, spans)
        start = row[0][0]
        marks = [mark.end() for mark in _CLAUSE_SIGNS.finditer(text[:start])]
        low = max([marks[-1] if marks else 0, *(other[1] for other in spans if other[1] <= start)])
        phrase = self._trim(text[low:start])
        names = self._names(phrase) if len(row) > 1 else []
        return self._trim(names[row.index(span)]) if len(names) == len(row) > 1 else phrase

    def _names(self, phrase: str) -> list[str]:
        if self._and is None:
            return [phrase]
        names: list[str] = []
        data, at = phrase.encode(), 0
        for hit in self._and.finditer(data):
            names.append(data[at : hit.start()].decode())
            at = hit.end()
        return [name for name in [*names, data[at:].decode()] if name.strip()]

    def _trim(self, phrase: str) -> str:
        """The phrase without what leads up to its noun and what follows it, but never cut to one character."""
        data = phrase.strip().encode()
        while self._closing is not None and (hit := self._closing.search(data)) is not None:
            rest = data[: hit.start()].rstrip()
            if hit.end() == hit.start() or not _long_enough(rest):
                break
            data = rest
        if self._object is not None:
            rests = [data[hit.end() :] for hit in self._object.finditer(data)]
            data = next((rest for rest in reversed(rests) if _long_enough(rest)), data)
        while self._opening is not None and (hit := self._opening.search(data)) is not None:
            rest = data[hit.end() :].lstrip()
            if hit.end() == 0 or not _long_enough(rest):
                break
            data = rest
        trimmed = data.decode()
        if self._of and self._of in trimmed:
            head = trimmed[trimmed.rindex(self._of) + 1 :]
            return trimmed if head in self._generic else head
        return trimmed


def row_of(text: str, span: Span, spans: list[Span]) -> list[Span]:
    """The quantities that stand in one row with this one, parted by nothing but 、 and 和 and their like."""
    ordered = sorted(spans)
    at = ordered.index(span)
    first = last = at
    while first > 0 and _joined(text, ordered[first - 1], ordered[first]):
        first -= 1
    while last + 1 < len(ordered) and _joined(text, ordered[last], ordered[last + 1]):
        last += 1
    return ordered[first : last + 1]


def _joined(text: str, one: Span, other: Span) -> bool:
    between = text[one[1] : other[0]].strip()
    return bool(between) and not between.strip("、和及与")


def _long_enough(data: bytes) -> bool:
    return len(data.decode()) >= _SHORTEST_METRIC
