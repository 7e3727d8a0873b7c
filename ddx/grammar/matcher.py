"""Running the rules of a family over a text: the sieve says which can match, then those alone are run."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from operator import itemgetter
from typing import Any

import re2

from ddx.grammar.faults import Fault, RuleError
from ddx.grammar.rule import Condition, Rule
from ddx.grammar.ruleset import RuleSet, compile_expression
from ddx.grammar.sieve import Sieve

LONGEST = 1500
"""Bytes (500 characters of Chinese). No match is longer, and no condition looks further before or behind it.

It bounds what one search can cost, and with it the whole: on a text without any mark that ends a sentence,
search after search to the far end would take time that grows with the square of the length.
"""


class View:
    """A text as the rules see it, with its UTF-8 bytes and its clauses. Offsets count code points.

    `base` is the offset at which it starts in the whole text.
    """

    __slots__ = ("_offsets", "_passing", "_wide", "base", "clauses", "data", "text")

    def __init__(self, text: str, clauses: list[tuple[int, int]], base: int = 0) -> None:
        self.text = text
        self.data = text.encode()
        self.clauses = clauses
        self.base = base
        # Where every character takes three bytes, as in most Chinese, an offset is a third of the byte's.
        self._wide = len(self.data) == 3 * len(text)
        self._offsets: list[int] | None = None
        self._passing: tuple[Sieve, int] | None = None

    def chars(self, offset: int) -> int:
        """A byte offset as a code point offset."""
        if self._wide:
            return offset // 3
        if len(self.data) <= LONGEST:
            return len(self.data[:offset].decode())
        return bisect_left(self._char_offsets(), offset)

    def bytes(self, offset: int) -> int:
        """A code point offset as a byte offset."""
        if self._wide:
            return offset * 3
        if len(self.data) <= LONGEST:
            return len(self.text[:offset].encode())
        return self._char_offsets()[offset]

    def _char_offsets(self) -> list[int]:
        """The byte offset of every character and of the end, for long texts that are asked for many."""
        if self._offsets is None:
            self._offsets = [0, *accumulate(len(sign.encode()) for sign in self.text)]
        return self._offsets

    def passing(self, sieve: Sieve) -> int:
        """The mask of the patterns that can match here, worked out once for all families."""
        if self._passing is None or self._passing[0] is not sieve:
            self._passing = (sieve, sieve.passing(self.text))
        return self._passing[1]

    def clauses_of(self, span: tuple[int, int]) -> tuple[int, int]:
        """From the start of the clause that holds the span's start to the end of the one with its end."""
        start, end = span
        first = bisect_right(self.clauses, start, key=itemgetter(0)) - 1
        last = bisect_left(self.clauses, end, key=itemgetter(1))
        low = self.clauses[first][0] if first >= 0 else 0
        return low, self.clauses[last][1] if last < len(self.clauses) else len(self.text)


@dataclass(frozen=True)
class Match:
    """A rule that matched: where in its view, and what its slots took (each label with every span it took).

    `pattern` is the number of the rule's pattern that matched.
    """

    rule: Rule
    span: tuple[int, int]
    slots: Mapping[str, tuple[tuple[int, int], ...]]
    view: View
    pattern: int

    @property
    def text(self) -> str:
        """The text of the view it was found in."""
        return self.view.text

    def slot(self, name: str) -> tuple[int, int] | None:
        """The first span of a slot, None where the slot took nothing."""
        spans = self.slots.get(name)
        return spans[0] if spans else None

    def word(self, name: str) -> str:
        """The text of a slot's first span, "" where it took nothing."""
        span = self.slot(name)
        return self.text[span[0] : span[1]] if span else ""


@dataclass(frozen=True)
class Near:
    """A match that came to nothing.

    One of its rule's conditions stopped it, or the host did (`condition` None), for the sake of the match
    `by` if there is one. `reason` is for people.
    """

    match: Match
    condition: Condition | None
    reason: str
    by: Match | None = None


@dataclass
class Trace:
    """What a run notes for those who ask why: every match that held, and every one that came to nothing.

    A match that held and that the host then set aside stands in both.
    """

    fired: list[Match] = field(default_factory=list)
    near: list[Near] = field(default_factory=list)


class _Conditions:
    """The compiled conditions of a rule: `when` must hold, `unless` must not."""

    def __init__(self, rules: RuleSet, rule: Rule) -> None:
        self._tests = [
            (condition, wanted, self._compile(rules, rule, condition))
            for wanted, conditions in ((False, rule.unless), (True, rule.when))
            for condition in conditions
        ]

    @staticmethod
    def _compile(rules: RuleSet, rule: Rule, condition: Condition) -> Any:
        if condition.kind == "context":
            return frozenset(condition.values)
        joined = "|".join(f"(?:{rules.expression_of(text, rule)})" for text in condition.values)
        tied = {"before": f"(?:{joined})$", "after": f"^(?:{joined})"}.get(condition.kind, joined)
        return _compiled(tied, rule)

    def broken(self, view: View, span: tuple[int, int], facts: Collection[str]) -> Iterator[Condition]:
        """The conditions that do not let this match pass."""
        for condition, wanted, test in self._tests:
            if self._holds(condition.kind, test, view, span, facts) is not wanted:
                yield condition

    @staticmethod
    def _holds(kind: str, test: Any, view: View, span: tuple[int, int], facts: Collection[str]) -> bool:
        if kind == "context":
            return not test.isdisjoint(facts)
        if kind == "before":
            end = view.bytes(span[0])
            return test.search(view.data[max(end - LONGEST, 0) : end]) is not None
        if kind == "after":
            start = view.bytes(span[1])
            return test.search(view.data[start : start + LONGEST]) is not None
        if kind == "clause":
            at, start, end = (view.bytes(offset) for offset in (span[0], *view.clauses_of(span)))
            return test.search(view.data[max(start, at - LONGEST) : min(end, at + 2 * LONGEST)]) is not None
        at = view.bytes(span[0])
        return test.search(view.data, max(at - LONGEST, 0), at + 2 * LONGEST) is not None


class Matcher:
    """The rules of one family. Each is compiled when it is first needed; safe to share between threads."""

    def __init__(self, rules: RuleSet, family: str) -> None:
        self._rules = rules
        self._first, end = rules.sieve.families.get(family, (0, 0))
        self._patterns = rules.sieve.patterns[self._first : end]
        self._family = (1 << len(self._patterns)) - 1
        self._compiled: dict[int, tuple[Any, tuple[str, ...]]] = {}
        self._conditions: dict[str, _Conditions] = {}

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def compile(self) -> None:
        """Compile everything now; raises RuleError where an expression would take too much memory."""
        for number, (rule, _) in enumerate(self._patterns):
            self._compile(number)
            self._conditions_of(rule)

    def _compile(self, number: int) -> tuple[Any, tuple[str, ...]]:
        rule, pattern = self._patterns[number]
        regex, labels = self._rules.expression(rule, pattern)
        self._compiled[number] = made = _compiled(regex, rule), labels
        return made

    def _conditions_of(self, rule: Rule) -> _Conditions:
        conditions = self._conditions.get(rule.id)
        if conditions is None:
            conditions = self._conditions[rule.id] = _Conditions(self._rules, rule)
        return conditions

    def scan(self, view: View, facts: Collection[str] = (), trace: Trace | None = None) -> list[Match]:
        """Every match of every rule whose conditions hold, in the order of the rules.

        `facts` are the words that hold of the place. A `trace` is told of every match and of what stopped it.
        """
        found: list[Match] = []
        passing = view.passing(self._rules.sieve) >> self._first & self._family
        while passing:
            number = (passing & -passing).bit_length() - 1
            passing &= passing - 1
            conditions = self._conditions_of(self._patterns[number][0])
            for match in self._matches(number, view):
                broken = conditions.broken(view, match.slot("cue") or match.span, facts)
                if trace is None:
                    found += [match] if next(broken, None) is None else []
                elif near := [Near(match, condition, condition.because) for condition in broken]:
                    trace.near += near
                else:
                    found.append(match)
        if trace is not None:
            trace.fired += found
        return found

    def _matches(self, number: int, view: View) -> Iterator[Match]:
        """The matches of one pattern, none overlapping another, from left to right."""
        rule, pattern = self._patterns[number]
        compiled, labels = self._compiled.get(number) or self._compile(number)
        for hit in _hits(compiled, view.data):
            slots: dict[str, tuple[tuple[int, int], ...]] = {}
            for group, label in enumerate(labels, 2):
                start, end = hit.span(group)
                if start >= 0:
                    slots[label] = (*slots.get(label, ()), (view.chars(start), view.chars(end)))
            yield Match(rule, (view.chars(hit.start(1)), view.chars(hit.end(1))), slots, view, pattern)


def _hits(compiled: Any, data: bytes) -> Iterator[Any]:
    """The hits of an expression, found in windows of twice the longest match."""
    at = 0
    while at < len(data):
        end = min(at + 2 * LONGEST, len(data))
        hit = compiled.search(data, at, end)
        if hit is None:
            at = len(data) if end == len(data) else at + LONGEST
        elif end < len(data) and hit.start() > at + LONGEST:
            at = hit.start()  # the window may have cut it short
        else:
            yield hit
            # A tie at the end may have taken a clause end, which the next match may need for its start.
            at = max(hit.end(1), at + 1)


def _compiled(regex: str, rule: Rule) -> Any:
    try:
        return compile_expression(regex)
    except re2.error as error:
        place = rule.place
        message = f"the rule {rule.id} takes too much memory"
        hint = "use shorter lists or patterns"
        raise RuleError([Fault(place.path, place.line, place.column, message, hint)]) from error
