"""Running the rules of a family over a text: those that can match there, and no others, are run."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from ddx.grammar.conditions import Conditions, compile_for
from ddx.grammar.lexicon import Lexicon, Marked
from ddx.grammar.rule import Condition, Rule
from ddx.grammar.ruleset import RuleSet

LONGEST = 4000
"""Bytes of marked text, some 500 characters. No match is longer.

It bounds what one search can cost, and with it the whole: on a text without any mark that ends a sentence,
search after search to the far end would take time that grows with the square of the length.
"""


class View:
    """A text as the rules see it, with its clauses, in order. Offsets count code points.

    `base` is the offset at which it starts in the whole text; `trace` is told of all that rules find in it.
    """

    __slots__ = ("_marked", "base", "clauses", "text", "trace")

    def __init__(
        self, text: str, clauses: list[tuple[int, int]], base: int = 0, trace: Trace | None = None
    ) -> None:
        self.text = text
        self.clauses = clauses
        self.base = base
        self.trace = trace
        self._marked: tuple[Lexicon, Marked] | None = None

    def marked(self, lexicon: Lexicon) -> Marked:
        """The text with its marks, made once for all families."""
        if self._marked is None or self._marked[0] is not lexicon:
            self._marked = (lexicon, lexicon.mark(self.text))
        return self._marked[1]

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

    def set_aside(self, reason: str, by: Match | None = None) -> None:
        """Tell the trace, if there is one, that this match comes to nothing, and what it gave way to."""
        if self.view.trace is not None:
            self.view.trace.near.append(Near(self, None, reason, by))

    def overlaps(self, other: Match) -> bool:
        """Whether a character belongs to both matches (of views that count alike)."""
        return self.span[0] < other.span[1] and other.span[0] < self.span[1]

    @property
    def core(self) -> tuple[int, int]:
        """What conditions look round from: the slot named cue, the whole match where it has none."""
        return self.slot("cue") or self.span

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


class Matcher:
    """The rules of one family. Each is compiled when it is first needed; safe to share between threads."""

    def __init__(self, rules: RuleSet, family: str) -> None:
        self._rules = rules
        self._first, end = rules.lexicon.families.get(family, (0, 0))
        self._patterns = rules.lexicon.patterns[self._first : end]
        self._family = (1 << len(self._patterns)) - 1
        self._compiled: dict[int, tuple[Any, tuple[str, ...]]] = {}
        self._conditions: dict[str, Conditions] = {}

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def compile(self, wanted: Callable[[Rule], bool]) -> None:
        """Compile wanted rules now; raises RuleError where an expression would take too much memory."""
        for number, (rule, _) in enumerate(self._patterns):
            if wanted(rule):
                self._compile(number)
                self._conditions_of(rule).compile()

    def _compile(self, number: int) -> tuple[Any, tuple[str, ...]]:
        rule, pattern = self._patterns[number]
        regex, labels = self._rules.expression(rule, pattern)
        self._compiled[number] = made = compile_for(rule, regex), labels
        return made

    def _conditions_of(self, rule: Rule) -> Conditions:
        conditions = self._conditions.get(rule.id)
        if conditions is None:
            conditions = self._conditions[rule.id] = Conditions(self._rules, rule)
        return conditions

    def scan(self, view: View, facts: Collection[str] = (), trace: Trace | None = None) -> list[Match]:
        """Every match of every rule whose conditions hold, in the order of the rules.

        `facts` are the words that hold of the place. A `trace` (or that of the view) is told of every match
        and of what stopped it.
        """
        found: list[Match] = []
        trace = trace if trace is not None else view.trace
        marked = view.marked(self._rules.lexicon)
        passing = marked.passing >> self._first & self._family
        while passing:
            number = (passing & -passing).bit_length() - 1
            passing &= passing - 1
            if trace is None and self._conditions_of(self._patterns[number][0]).ruled_out(facts):
                continue  # what the place is rules it out, wherever it may match
            for match in self._matches(number, view, marked):
                broken = self._conditions_of(match.rule).broken(view, match.core, facts)
                if trace is None:
                    found += [match] if next(broken, None) is None else []
                elif near := [Near(match, condition, condition.because) for condition in broken]:
                    trace.near += near
                else:
                    found.append(match)
        if trace is not None:
            trace.fired += found
        return found

    def _matches(self, number: int, view: View, marked: Marked) -> Iterator[Match]:
        """The matches of one pattern, none overlapping another, from left to right."""
        rule, pattern = self._patterns[number]
        compiled, labels = self._compiled.get(number) or self._compile(number)
        chars = marked.chars
        for hit in hits(compiled, marked.data):
            slots: dict[str, tuple[tuple[int, int], ...]] = {}
            for group, label in enumerate(labels, 2):
                start, end = hit.span(group)
                if start >= 0:
                    slots[label] = (*slots.get(label, ()), (chars(start), chars(end)))
            yield Match(rule, (chars(hit.start(1)), chars(hit.end(1))), slots, view, pattern)


def hits(compiled: Any, data: bytes) -> Iterator[Any]:
    """The hits of an expression in marked text, found in windows of twice the longest match."""
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
