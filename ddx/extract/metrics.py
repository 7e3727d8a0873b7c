"""What a quantity measures: the noun behind a measure word, or the subject before the verb."""

from __future__ import annotations

from typing import Any

from ddx.grammar.template import words_expression
from ddx.grammar.ruleset import RuleSet, compile_expression
from ddx.model import Span

_ENDS = "，,。；;：:！？!?（）()、“”〓"
_LONGEST_METRIC = 24


class MetricReader:
    """Finds the metric of a quantity from the words round it."""

    def __init__(self, rules: RuleSet) -> None:
        self._counted = frozenset(rules.words("count_unit"))
        self.level_verbs = tuple(word for word in rules.words("level_verb") if len(word) > 1)
        openers = [*rules.words("level_verb"), *rules.words("change_verb"), *rules.words("metric_opener")]
        self._closing = self._compiled(
            [*rules.words("level_verb"), *rules.words("change_verb"), *rules.words("metric_closer")], "(?:%s)+$"
        )
        self._opening = self._compiled([*openers, *rules.words("adverb"), *rules.words("connective")], "^(?:%s)+")
        self._stops = self._compiled(list(rules.words("metric_stop")), "(?:%s)")

    @staticmethod
    def _compiled(words: list[str], form: str) -> Any:
        return compile_expression(form % words_expression(words)) if words else None

    def read(self, text: str, span: Span, unit: str, spans: list[Span]) -> str | None:
        """The metric of the quantity at `span`, None where no words name it."""
        behind = self._behind(text, span[1])
        before = self._before(text, span, spans)
        if unit in self._counted and behind:
            return behind
        return before or behind or None

    def _behind(self, text: str, start: int) -> str:
        """The noun that follows, up to a stop or a verb."""
        end = start
        while end < len(text) and text[end] not in _ENDS and end - start < _LONGEST_METRIC:
            end += 1
        phrase = text[start:end].strip()
        if "的" in phrase:
            phrase = phrase[phrase.rindex("的") + 1 :]
        if self._stops is not None and len(phrase) > 2:
            data = phrase.encode()
            hit = self._stops.search(data, len(phrase[:2].encode()))
            if hit is not None:
                phrase = data[: hit.start()].decode()
        return phrase.strip()

    def _before(self, text: str, span: Span, spans: list[Span]) -> str:
        """The noun before the verb in the clause; in a row (分别…) the one of the same place."""
        start = span[0]
        low = start
        while low > 0 and text[low - 1] not in "，,。；;：:！？!?（(":
            low -= 1
        clause = text[low:start]
        mates = [other for other in spans if low <= other[0] and not set(text[low : other[0]]) & set("，；。")]
        index = sum(1 for other in mates if other[0] < start)
        first = min((other[0] for other in mates), default=start)
        phrase = text[low:first] if index and text[mates[index - 1][1] : start].strip("、和及 ") == "" else clause
        if index and phrase is clause:
            # A second statement in the clause: its own words stand behind the quantity before it.
            phrase = text[mates[index - 1][1] : start]
        phrase = self._trim(phrase)
        parts = [part for part in phrase.replace("和", "、").replace("及", "、").split("、") if part]
        if index and len(parts) > index and len(parts) >= 2 and phrase != clause:
            return self._trim(parts[index])
        if len(parts) >= 2 and len([m for m in mates]) == len(parts):
            return self._trim(parts[min(index, len(parts) - 1)])
        return self._trim(parts[-1]) if parts else ""

    def _trim(self, phrase: str) -> str:
        data = phrase.strip().encode()
        if self._closing is not None:
            while (hit := self._closing.search(data)) is not None and hit.end() > hit.start():
                data = data[: hit.start()].strip()
        if self._opening is not None:
            while (hit := self._opening.search(data)) is not None and hit.end() > 0:
                data = data[hit.end() :].strip()
        trimmed = data.decode()
        return trimmed[trimmed.rindex("的") + 1 :] if "的" in trimmed[:-1] else trimmed
