"""Running the rules of a family over a text: one scan that says which can match, then those alone.

The scan is a set of all expressions of the family, run as one automaton; it tells which of them match
somewhere, exactly. Each of those is then run by itself for the spans. Both run in linear time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import re2

from ddx.grammar.faults import Fault, RuleError
from ddx.grammar.rule import Condition, Rule
from ddx.grammar.ruleset import RuleSet, compile_expression, re2_options

_PROBE = "\U0010ffff"
"""A character that no text holds. Every set has it as one more expression; see `Matcher._compile_set`."""


class View:
    """A text as the rules see it, with its UTF-8 bytes and its clauses. Offsets count code points.

    `base` is the offset at which it starts in the whole text.
    """

    __slots__ = ("_wide", "base", "clauses", "data", "text")

    def __init__(self, text: str, clauses: list[tuple[int, int]], base: int = 0) -> None:
        self.text = text
        self.data = text.encode()
        self.clauses = clauses
        self.base = base
        # Where every character takes three bytes, as in most Chinese, an offset is a third of the byte's.
        self._wide = len(self.data) == 3 * len(text)

    def chars(self, offset: int) -> int:
        """A byte offset as a code point offset."""
        return offset // 3 if self._wide else len(self.data[:offset].decode())

    def bytes(self, offset: int) -> int:
        """A code point offset as a byte offset."""
        return offset * 3 if self._wide else len(self.text[:offset].encode())

    def clauses_of(self, span: tuple[int, int]) -> tuple[int, int]:
        """From the start of the clause that holds the span's start to the end of the one with its end."""
        start, end = span
        low = max((a for a, _ in self.clauses if a <= start), default=0)
        high = min((b for _, b in self.clauses if b >= end), default=len(self.text))
        return low, high


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
            return test.search(view.data[: view.bytes(span[0])]) is not None
        if kind == "after":
            return test.search(view.data[view.bytes(span[1]) :]) is not None
        if kind == "clause":
            start, end = view.clauses_of(span)
            return test.search(view.text[start:end].encode()) is not None
        return test.search(view.data) is not None


class Matcher:
    """The rules of one family. Compiled when first used; safe to share between threads."""

    def __init__(self, rules: RuleSet, family: str) -> None:
        self._rules = rules
        self._entries = [
            (rule, found) for rule in rules.of_family(family) for found in rules.expressions(rule)
        ]
        self._set: Any = None
        self._compiled: dict[int, Any] = {}
        self._conditions: dict[str, _Conditions] = {}

    def __bool__(self) -> bool:
        return bool(self._entries)

    def compile(self) -> None:
        """Compile everything now; raises RuleError where an expression would take too much memory."""
        if self._entries:
            self._compile_set()
        for index, (rule, _) in enumerate(self._entries):
            self._compile_entry(index)
            self._conditions_of(rule)

    def _compile_set(self) -> Any:
        """The set of all expressions, probed once.

        A set that runs out of memory finds nothing and says nothing; its memory is laid out with its first
        search, so an expression that must match then tells whether there is enough.
        """
        compiled = re2.Set.SearchSet(re2_options())
        try:
            for _, expression in self._entries:
                compiled.Add(expression.regex.encode())
            compiled.Add(_PROBE.encode())
            compiled.Compile()
        except re2.error as error:
            raise self._too_large() from error
        if compiled.Match(_PROBE.encode()) is None:
            raise self._too_large()
        self._set = compiled
        return compiled

    def _too_large(self) -> RuleError:
        rule, _ = max(self._entries, key=lambda entry: len(entry[1].regex))
        return _too_large(
            rule, f"all rules of the family {rule.family} together take too much memory, this one the most"
        )

    def _compile_entry(self, index: int) -> Any:
        rule, expression = self._entries[index]
        compiled = self._compiled[index] = _compiled(expression.regex, rule)
        return compiled

    def _conditions_of(self, rule: Rule) -> _Conditions:
        conditions = self._conditions.get(rule.id)
        if conditions is None:
            conditions = self._conditions[rule.id] = _Conditions(self._rules, rule)
        return conditions

    def scan(self, view: View, facts: Collection[str] = (), trace: Trace | None = None) -> list[Match]:
        """Every match of every rule whose conditions hold, in the order of the rules.

        `facts` are the words that hold of the place. A `trace` is told of every match and of what stopped it.
        """
        if not self._entries:
            return []
        found: list[Match] = []
        for index in sorted((self._set or self._compile_set()).Match(view.data) or ()):
            if index == len(self._entries):
                break  # the probe
            conditions = self._conditions_of(self._entries[index][0])
            for match in self._matches(index, view):
                broken = conditions.broken(view, match.span, facts)
                first = next(broken, None)
                if first is None:
                    found.append(match)
                elif trace is not None:
                    trace.near += [
                        Near(match, condition, condition.because) for condition in (first, *broken)
                    ]
        if trace is not None:
            trace.fired += found
        return found

    def _matches(self, index: int, view: View) -> Iterator[Match]:
        """The matches of one expression, none overlapping another, from left to right."""
        rule, expression = self._entries[index]
        compiled = self._compiled.get(index) or self._compile_entry(index)
        at = 0
        while at <= len(view.data) and (hit := compiled.search(view.data, at)) is not None:
            slots: dict[str, tuple[tuple[int, int], ...]] = {}
            for number, label in enumerate(expression.slots, 2):
                start, end = hit.span(number)
                if start >= 0:
                    slots[label] = (*slots.get(label, ()), (view.chars(start), view.chars(end)))
            yield Match(
                rule, (view.chars(hit.start(1)), view.chars(hit.end(1))), slots, view, expression.pattern
            )
            # A tie at the end may have taken a clause end, which the next match may need for its start.
            at = max(hit.end(1), at + 1)


def _compiled(regex: str, rule: Rule) -> Any:
    try:
        return compile_expression(regex)
    except re2.error as error:
        raise _too_large(rule, f"the rule {rule.id} takes too much memory") from error


def _too_large(rule: Rule, message: str) -> RuleError:
    place = rule.place
    return RuleError([Fault(place.path, place.line, place.column, message, "use shorter lists or patterns")])
