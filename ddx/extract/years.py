"""The years that a text names, and what each is to the year of the text itself."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from ddx.grammar.ruleset import RuleSet
from ddx.grammar.wordset import WordSet

_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_LONGEST_VERB = 6
_OPENINGS, _CLOSINGS = "《（(〔", "》）)〕"


class Years:
    """What the years in a text tell, by the offsets at which they stand."""

    def __init__(self, facts: list[tuple[int, str]]) -> None:
        self._at = [start for start, _ in facts]
        self._facts = [fact for _, fact in facts]

    def between(self, start: int, end: int) -> frozenset[str]:
        """The facts of the years from one offset up to another."""
        return frozenset(self._facts[bisect_left(self._at, start) : bisect_left(self._at, end)])


class YearReader:
    """Reads the years of texts.

    A year right behind or right before a word for a baseline is what something is measured against, and
    tells no time; one behind a verb or in brackets only says which thing is meant.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._digits = {sign: number % 10 for sign, number in rules.words("digits").items()}
        self._before_baseline = tuple(rules.words("baseline"))
        self._behind_baseline = tuple(rules.words("baseline_behind"))
        self._verbs = WordSet(rules.words("verb"))
        year = re.escape(rules.sign("year_sign"))
        self._in_figures = re.compile(rf"(?<!\d)((?:19|20)\d\d)[ \u00a0]?{year}")
        signs = re.escape("".join(self._digits))
        self._in_words = re.compile(rf"(?<![{signs}])([{signs}]{{4}}){year}") if signs else None

    def read(self, text: str, own: int | None) -> Years:
        """The years in a text whose own year is `own`; none where that is not known."""
        return Years([] if own is None else list(self._facts(text, own)))

    def _facts(self, text: str, own: int) -> Iterator[tuple[int, str]]:
        for start, end, year in sorted(self._named(text)):
            if not _FIRST_YEAR <= year <= _LAST_YEAR or text.endswith(self._before_baseline, 0, start):
                continue
            if text.startswith(self._behind_baseline, end):
                continue
            names = self._names_thing(text, start)
            if year < own:
                yield start, "named-past-year" if names else "past-year"
            elif not names:
                yield start, "this-year" if year == own else "coming-year"

    def _named(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Where each year starts, where it ends with the word for year, and which it is."""
        for found in self._in_figures.finditer(text):
            yield found.start(), found.end(), int(found.group(1))
        for found in self._in_words.finditer(text) if self._in_words else ():
            year = int("".join(str(self._digits[sign]) for sign in found.group(1)))
            yield found.start(), found.end(), year

    def _names_thing(self, text: str, start: int) -> bool:
        """Whether a year only says which thing is meant (完成2025年度决算, 《2025年工作要点》)."""
        return self._verbs.at_end(text[max(start - _LONGEST_VERB, 0) : start]) > 0 or _in_brackets(
            text, start
        )


def _in_brackets(text: str, at: int) -> bool:
    """Whether an offset of its line stands in brackets or in the name of a paper."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return max(map(line.rfind, _OPENINGS)) > max(map(line.rfind, _CLOSINGS))
