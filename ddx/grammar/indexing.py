"""Making the index of a rule set from the needs of its patterns and conditions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from ddx.grammar.index import NEEDS, Index
from ddx.grammar.need import FirstWords, WordNeed, any_of, first_words, word_need, words_needed

if TYPE_CHECKING:
    from ddx.grammar.rule import Rule
    from ddx.grammar.ruleset import RuleSet


def index_of(rules: RuleSet) -> Index:
    """The index of a rule set."""
    return _Indexing(rules).index()


class Needs:
    """What the slots of a rule set need and begin with."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._slots: dict[str, list[WordNeed]] = {}
        self._first_slots: dict[str, FirstWords] = {}

    def of_slot(self, name: str, rule: Rule | None = None) -> list[WordNeed]:
        """The words that a slot of a rule needs: of each need one must be there."""
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
        return any_of([words_needed(self._rules.templates[text].need, self.of_slot) for text in texts])

    def first_of_slot(self, name: str, rule: Rule | None = None) -> FirstWords:
        """The words that a slot of a rule begins with."""
        if rule is not None and name in rule.words:
            return frozenset(rule.words[name]), False
        if name in self._rules.lists:
            return frozenset(self._rules.lists[name].words), False
        if name not in self._rules.slots:
            return None, False
        if name not in self._first_slots:
            firsts = [self._rules.templates[text].first for text in self._rules.slots[name].patterns]
            self._first_slots[name] = first_words(("any", *firsts), self.first_of_slot)
        return self._first_slots[name]


class _Indexing:
    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._needs = Needs(rules)
        self._by_need: dict[frozenset[str], int] = {}
        self._by_first: dict[frozenset[str], int] = {}
        self._always = self._anywhere = self._at_start = self._begins = 0
        self._size = 0

    def index(self) -> Index:
        patterns: list[tuple[Rule, int]] = []
        families: dict[str, tuple[int, int]] = {}
        for family in sorted({rule.family for rule in self._rules.rules.values()}):
            start = len(patterns)
            for rule in self._rules.of_family(family):
                patterns += [(rule, number) for number in range(len(rule.patterns))]
            families[family] = (start, len(patterns))
        tests = [
            (rule, test.values)
            for rule in {rule.id: rule for rule, _ in patterns}.values()
            for test in (*rule.when, *rule.unless)
            if test.kind != "context"
        ]
        places = count(len(patterns))
        conditions = {(rule.id, texts): next(places) for rule, texts in tests}
        self._size = next(places)
        for place, (rule, number) in enumerate(patterns):
            self._take_pattern(place, rule, rule.patterns[number])
        for rule, texts in tests:
            self._take_condition(conditions[rule.id, texts], rule, texts)
        needed, firsts, marks = _by_word(self._by_need), _by_word(self._by_first), self._marks_by_word()
        same: dict[int, int] = {}  # many words have the same masks
        words = {
            word: (
                same.setdefault(mask := needed.get(word, 0), mask),
                same.setdefault(mask := firsts.get(word, 0), mask),
                marks.get(word, "").encode("latin-1"),
            )
            for word in {**needed, **firsts, **marks}
        }
        return Index(
            tuple((rule.id, number) for rule, number in patterns),
            families,
            conditions,
            self._size,
            words,
            frozenset(word[:end] for word in words for end in range(2, len(word))),
            self._always,
            self._anywhere,
            self._at_start,
            self._begins,
        )

    def _take_pattern(self, place: int, rule: Rule, text: str) -> None:
        """Note which words a pattern needs, and which ones it begins with."""
        template = self._rules.templates[text]
        self._take(place, words_needed(template.need, partial(self._needs.of_slot, rule=rule)))
        first, empty = first_words(template.first, partial(self._needs.first_of_slot, rule=rule))
        if template.tied and first and not empty and not any(word[0].isspace() for word in first):
            self._by_first[first] = self._by_first.get(first, 0) | 1 << place
        else:
            self._anywhere |= 1 << place
        if template.tied == "text":
            self._at_start |= 1 << place

    def _take_condition(self, place: int, rule: Rule, texts: Iterable[str]) -> None:
        """The same for a condition; where it looks is told by its kind."""
        templates = [self._rules.templates[text] for text in texts]
        lookup = partial(self._needs.of_slot, rule=rule)
        self._take(place, any_of([words_needed(template.need, lookup) for template in templates]))
        self._anywhere |= 1 << place
        firsts = ("any", *(template.first for template in templates))
        first, empty = first_words(firsts, partial(self._needs.first_of_slot, rule=rule))
        if first and not empty and not any(template.start for template in templates):
            self._by_first[first] = self._by_first.get(first, 0) | 1 << place
            self._begins |= 1 << place

    def _take(self, place: int, needs: list[WordNeed]) -> None:
        """Set the bits of a pattern or condition, one for each need."""
        for layer in range(NEEDS):
            bit = 1 << place + layer * self._size
            if layer < len(needs):
                words = needs[layer].words
                self._by_need[words] = self._by_need.get(words, 0) | bit
            else:
                self._always |= bit

    def _marks_by_word(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for (rule_id, name), marks in self._rules.alphabet.marks.items():
            words = self._rules.rules[rule_id].words[name] if rule_id else self._rules.lists[name].words
            for word in words:
                found[word] = found.get(word, "") + marks[len(word)]
        return found


def _by_word(masks: dict[frozenset[str], int]) -> dict[str, int]:
    """The mask of each word, out of those of sets of words."""
    found: dict[str, int] = {}
    for words, mask in masks.items():
        for word in words:
            found[word] = found.get(word, 0) | mask
    return found
