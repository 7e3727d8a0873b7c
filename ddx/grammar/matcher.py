"""Running the rules of a family over a text: one scan that says which can match, then those alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import re2

from ddx.grammar.rulefile import Condition, Rule
from ddx.grammar.ruleset import RuleSet, compile_expression, re2_options


class View:
    """A text as the rules see it, with its UTF-8 bytes and its clauses. Offsets count code points."""

    __slots__ = ("_wide", "clauses", "data", "text")

    def __init__(self, text: str, clauses: list[tuple[int, int]]) -> None:
        self.text = text
        self.data = text.encode()
        self.clauses = clauses
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
    """A rule that matched: where, and what stands in its slots (each name with every span it took)."""

    rule: Rule
    span: tuple[int, int]
    slots: Mapping[str, tuple[tuple[int, int], ...]]
    text: str

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
    """A rule whose pattern matched and which one condition stopped. `condition` None: the host did."""

    match: Match
    condition: Condition | None
    reason: str


@dataclass
class Trace:
    """What a run notes for `why`: what nearly matched."""

    near: list[Near] = field(default_factory=list)


class _Conditions:
    """The compiled conditions of a rule."""

    def __init__(self, rules: RuleSet, rule: Rule) -> None:
        self.when = [(condition, self._compile(rules, rule, condition)) for condition in rule.when]
        self.unless = [(condition, self._compile(rules, rule, condition)) for condition in rule.unless]

    @staticmethod
    def _compile(rules: RuleSet, rule: Rule, condition: Condition) -> Any:
        if condition.kind == "context":
            return frozenset(condition.values)
        joined = "|".join(f"(?:{rules.expression_of(text, rule)})" for text in condition.values)
        tied = {"before": f"(?:{joined})$", "after": f"^(?:{joined})"}.get(condition.kind, joined)
        return compile_expression(tied)

    def stopped_by(self, view: View, span: tuple[int, int], facts: Collection[str]) -> Condition | None:
        """The first condition that does not let this match pass."""
        for condition, test in self.unless:
            if self._holds(condition.kind, test, view, span, facts):
                return condition
        for condition, test in self.when:
            if not self._holds(condition.kind, test, view, span, facts):
                return condition
        return None

    @staticmethod
    def _holds(kind: str, test: Any, view: View, span: tuple[int, int], facts: Collection[str]) -> bool:
        if kind == "context":
            return any(word in facts for word in test)
        if kind == "before":
            return test.search(view.data[: view.bytes(span[0])]) is not None
        if kind == "after":
            return test.search(view.data[view.bytes(span[1]) :]) is not None
        if kind == "clause":
            start, end = view.clauses_of(span)
            return test.search(view.text[start:end].encode()) is not None
        return test.search(view.data) is not None


class Matcher:
    """The rules of one family, compiled. Safe to share between threads once built."""

    def __init__(self, rules: RuleSet, family: str) -> None:
        self._set = re2.Set.SearchSet(re2_options())
        self._entries: list[tuple[Rule, str, tuple[str, ...]]] = []
        self._compiled: dict[int, Any] = {}
        self._conditions: dict[str, _Conditions] = {}
        self._rules = rules
        for rule in rules.of_family(family):
            for expression in rules.expressions(rule):
                self._set.Add(expression.regex.encode())
                self._entries.append((rule, expression.regex, expression.slots))
        if self._entries:
            self._set.Compile()

    def __bool__(self) -> bool:
        return bool(self._entries)

    def scan(self, view: View, facts: Collection[str] = (), trace: Trace | None = None) -> list[Match]:
        """Every match of every rule, in the order of the rules, whose conditions hold."""
        if not self._entries:
            return []
        found: list[Match] = []
        for index in sorted(self._set.Match(view.data) or ()):
            rule, regex, names = self._entries[index]
            compiled = self._compiled.get(index)
            if compiled is None:
                compiled = self._compiled[index] = compile_expression(regex)
            conditions = self._conditions.get(rule.id)
            if conditions is None:
                conditions = self._conditions[rule.id] = _Conditions(self._rules, rule)
            pos = 0
            while (hit := compiled.search(view.data, pos)) is not None:
                match = self._match(rule, names, hit, view)
                stopped = conditions.stopped_by(view, match.span, facts)
                if stopped is None:
                    found.append(match)
                elif trace is not None:
                    trace.near.append(Near(match, stopped, stopped.because))
                end = hit.end(1)
                pos = end if end > pos else pos + 1
                if pos > len(view.data):
                    break
        return found

    @staticmethod
    def _match(rule: Rule, names: tuple[str, ...], hit: Any, view: View) -> Match:
        slots: dict[str, tuple[tuple[int, int], ...]] = {}
        for number, name in enumerate(names, 2):
            start, end = hit.span(number)
            if start >= 0:
                slots[name] = (*slots.get(name, ()), (view.chars(start), view.chars(end)))
        return Match(rule, (view.chars(hit.start(1)), view.chars(hit.end(1))), slots, view.text)
