"""Which patterns can match a text at all, told by the words that they cannot match without.

Nearly every pattern needs one of a few words (its cue, one of a list). All those words stand in one table,
and a text is looked through once for all rules. What the sieve lets through is a superset of what matches.
"""

from __future__ import annotations

from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

from ddx.grammar.need import WordNeed, any_of, word_need, words_needed

if TYPE_CHECKING:
    from ddx.grammar.rule import Rule
    from ddx.grammar.ruleset import RuleSet


class Sieve:
    """The table for all patterns of the rules that are on; pattern number n is bit n of a mask.

    `patterns` are the rules and the number of each of their patterns; those of a family stand together, at
    `families[name]` (from, to).
    """

    def __init__(self, rules: RuleSet) -> None:
        self.patterns: list[tuple[Rule, int]] = []
        self.families: dict[str, tuple[int, int]] = {}
        for family in sorted({rule.family for rule in rules.rules.values()}):
            start = len(self.patterns)
            for rule in rules.of_family(family):
                self.patterns += [(rule, number) for number in range(len(rule.patterns))]
            self.families[family] = (start, len(self.patterns))
        self._rules = rules
        self._slots: dict[str, list[WordNeed]] = {}
        # A pattern has two bits, for the two needs that fewest texts meet, `_second` bits apart.
        self._second = len(self.patterns)
        self._always = 0
        self._masks: dict[str, int] = {}
        self._fill()
        self._lengths = self._lengths_by_first_sign()

    def _fill(self) -> None:
        by_words: dict[frozenset[str], int] = {}
        for place, (rule, number) in enumerate(self.patterns):
            need = self._rules.templates[rule.patterns[number]].need
            needs = words_needed(need, partial(self._slot, rule=rule))[:2]
            for bit, found in zip_longest((place, place + self._second), needs):
                if found is None:
                    self._always |= 1 << bit
                else:
                    by_words[found.words] = by_words.get(found.words, 0) | 1 << bit
        for words, mask in by_words.items():
            for word in words:
                self._masks[word] = self._masks.get(word, 0) | mask

    def _lengths_by_first_sign(self) -> dict[str, tuple[int, ...]]:
        lengths: dict[str, set[int]] = {}
        for word in self._masks:
            lengths.setdefault(word[0], set()).add(len(word))
        return {sign: tuple(found) for sign, found in lengths.items()}

    def _slot(self, name: str, rule: Rule | None = None) -> list[WordNeed]:
        if rule is not None and name in rule.words:
            return [word_need(rule.words[name])]
        if name not in self._slots:
            self._slots[name] = self._expand(name)
        return self._slots[name]

    def _expand(self, name: str) -> list[WordNeed]:
        if name in self._rules.lists:
            return [word_need(self._rules.lists[name].words)]
        if name not in self._rules.slots:
            return []
        texts = self._rules.slots[name].patterns
        return any_of([words_needed(self._rules.templates[text].need, self._slot) for text in texts])

    def passing(self, text: str) -> int:
        """The expressions that can match in a text, as a mask."""
        found, masks, lengths = self._always, self._masks, self._lengths
        for at, sign in enumerate(text):
            if sign in lengths:
                for length in lengths[sign]:
                    found |= masks.get(text[at : at + length], 0)
        return found & found >> self._second
