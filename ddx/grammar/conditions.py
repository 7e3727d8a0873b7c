"""The conditions of a rule, and finding what a pattern of a condition stands for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import re2

from ddx.grammar.engine import Search, compile_expression, searches_of
from ddx.grammar.faults import Fault, RuleError
from ddx.grammar.rule import SlotPattern

if TYPE_CHECKING:
    from ddx.grammar.lexicon import Marked
    from ddx.grammar.rule import Condition, Rule
    from ddx.grammar.ruleset import RuleSet
    from ddx.grammar.view import View

REACH = 1000
"""Bytes of marked text, some 500 characters. No condition looks further; see expression.LONGEST."""


def compile_for(rule: Rule | SlotPattern, regex: str, longest: bool = False) -> tuple[Search, Search]:
    """An expression of a rule or a slot, compiled; raises RuleError where it takes too much memory."""
    try:
        return searches_of(compile_expression(regex, longest))
    except re2.error as error:
        place = rule.place
        named = f"slot {{{rule.name}}}" if isinstance(rule, SlotPattern) else f"rule {rule.id}"
        message = f"the {named} takes too much memory"
        hint = "use shorter lists or patterns"
        raise RuleError([Fault(place.path, place.line, place.column, message, hint)]) from error


class Finder:
    """Finds one of several patterns of a rule (its conditions, its family's own keys) in a part of a view.

    `bit` is its place in the masks of the lexicon, 0 where it has none.
    """

    def __init__(self, rules: RuleSet, rule: Rule, texts: Iterable[str], tie: str = "{}") -> None:
        self._made_of = (rules, rule, tuple(texts), tie)
        self._lexicon = rules.lexicon
        number = rules.lexicon.conditions.get((rule.id, self._made_of[2]))
        self.bit = 0 if number is None else 1 << number
        self._begins = rules.lexicon.begins

    @cached_property
    def _search(self) -> Search:
        rules, rule, texts, tie = self._made_of
        joined = "|".join(f"(?:{rules.plain_expression(text, rule)})" for text in texts)
        return compile_for(rule, tie.replace("{}", f"(?:{joined})"))[0]

    def compile(self) -> None:
        """Compile now what would be compiled when it is first needed; raises RuleError."""
        _ = self._search

    def first(self, view: View, start: int = 0) -> tuple[int, int] | None:
        """The first span at or behind an offset."""
        marked = view.marked(self._lexicon)
        low, high = self._search(marked.data, marked.bytes(start), len(marked.data))[0]
        return (marked.chars(low), marked.chars(high)) if low >= 0 else None

    def stands_round(self, kind: str, view: View, marked: Marked, core: tuple[int, int]) -> bool:
        """Whether it stands where a condition of this kind looks, round a core, told in bytes of `marked`.

        That part of the view is read as if there were nothing around it.
        """
        bit = self.bit
        if bit and not marked.passing & bit:
            return False  # a word that it needs stands nowhere in the view
        data = marked.data
        start, end = core
        if kind == "before":
            part = data[max(start - REACH, 0) : start]
        elif kind == "after":
            if bit & self._begins and not marked.first(marked.chars(end)) & bit:
                return False  # none of its first words stands behind the core
            part = data[end : end + REACH]
        else:
            low, high = 0, len(data)
            if kind == "clause":
                low, high = map(marked.bytes, view.clauses_of((marked.chars(start), marked.chars(end))))
            part = data[max(low, start - REACH) : min(high, end + REACH)]
        return self._search(part, 0, len(part))[0][0] >= 0


def ruled_out(rule: Rule, facts: frozenset[str]) -> bool:
    """Whether the facts of a place alone break a condition of a rule, so that no match can pass."""
    return any(
        facts.isdisjoint(condition.values) is wanted
        for wanted, conditions in ((False, rule.unless), (True, rule.when))
        for condition in conditions
        if condition.kind == "context"
    )


class Conditions:
    """The compiled conditions of a rule: `when` must hold, `unless` must not."""

    def __init__(self, rules: RuleSet, rule: Rule) -> None:
        self._tests = [
            (condition, wanted, self._compile(rules, rule, condition))
            for wanted, conditions in ((False, rule.unless), (True, rule.when))
            for condition in conditions
        ]
        self._finders = [
            (condition.kind, wanted, test)
            for condition, wanted, test in self._tests
            if isinstance(test, Finder)
        ]

    def compile(self) -> None:
        """Compile all patterns of the conditions now; raises RuleError where one takes too much memory."""
        for _, _, finder in self._finders:
            finder.compile()

    @staticmethod
    def _compile(rules: RuleSet, rule: Rule, condition: Condition) -> Finder | frozenset[str]:
        if condition.kind == "context":
            return frozenset(condition.values)
        tie = {"before": "{}$", "after": "^{}"}.get(condition.kind, "{}")
        return Finder(rules, rule, condition.values, tie)

    def pass_words(self, view: View, marked: Marked, core: tuple[int, int]) -> bool:
        """Whether the words round a match's core let it pass; what holds of the place is not asked."""
        passing = marked.passing
        for kind, wanted, finder in self._finders:
            if finder.bit and not passing & finder.bit:
                if wanted:
                    return False
            elif finder.stands_round(kind, view, marked, core) is not wanted:
                return False
        return True

    def broken(
        self, view: View, marked: Marked, core: tuple[int, int], facts: Collection[str]
    ) -> Iterator[Condition]:
        """The conditions that do not let a match pass. `facts` are the words that hold of the place."""
        for condition, wanted, test in self._tests:
            if isinstance(test, frozenset):
                holds = not test.isdisjoint(facts)
            else:
                holds = test.stands_round(condition.kind, view, marked, core)
            if holds is not wanted:
                yield condition
