"""Running the rules of a family over a text: those that can match there, and no others, are run."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import reduce
from itertools import repeat
from operator import itemgetter, or_
from typing import NamedTuple

from ddx.grammar.conditions import Conditions, compile_for
from ddx.grammar.engine import Search, Spans
from ddx.grammar.lexicon import Lexicon, Marked, MarkedText
from ddx.grammar.rule import Condition, Rule
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.template import Hole

LONGEST = 4000
"""Bytes of marked text, some 500 characters. No match is longer.

It bounds what one search can cost, and with it the whole: on a text without any mark that ends a sentence,
search after search to the far end would take time that grows with the square of the length.
"""
_REMEMBERED = 1000
"""Sets of facts. A text has some dozens."""


Clauses = list[tuple[int, int]]
_Hits = dict[int, list[Spans]]
"""What was found of each pattern, by its number."""


class View:
    """A text as the rules see it, with its clauses, in order, or a way to find them when they are asked for.

    Offsets count code points. `base` is the offset at which it starts in the whole text; `trace` is told of
    all that rules find in it, and `found` holds what matchers have looked for already.
    """

    __slots__ = (
        *("_changed_from", "_clauses", "_marked", "_marked_text", "_part_of"),
        *("base", "found", "text", "trace"),
    )

    def __init__(
        self,
        text: str,
        clauses: Clauses | Callable[[str], Clauses],
        base: int = 0,
        trace: Trace | None = None,
    ) -> None:
        self.text = text
        self._clauses = clauses
        self.base = base
        self.trace = trace
        self._part_of: tuple[View, int] | None = None
        self._changed_from: View | None = None
        self._marked_text: tuple[Lexicon, MarkedText] | None = None
        self._marked: Marked | None = None
        self.found: dict[Matcher, _Hits] = {}

    @property
    def clauses(self) -> Clauses:
        """The spans of the clauses."""
        if callable(self._clauses):
            self._clauses = self._clauses(self.text)
        return self._clauses

    def part(
        self,
        start: int,
        end: int,
        clauses: Clauses | Callable[[str], Clauses] | None = None,
        trace: Trace | None = None,
    ) -> View:
        """A part of it, one clause if no `clauses` are told, with a trace of its own.

        Its words are those of the whole and not looked up anew.
        """
        text = self.text[start:end]
        view = View(text, clauses or _one_clause, self.base + start, trace)
        view._part_of = (self, start)
        return view

    def changed(self, text: str, clauses: Clauses | Callable[[str], Clauses]) -> View:
        """It with other characters in some places, as many as there were.

        Only the words round those places are looked up anew.
        """
        view = View(text, clauses, self.base, self.trace)
        view._changed_from = self
        return view

    def marked(self, lexicon: Lexicon) -> Marked:
        """The text with its marks, made once for all families."""
        marked = self._marked
        if marked is None or marked.lexicon is not lexicon:
            whole, start = self._part_of or (self, 0)
            marked = Marked(whole._words(lexicon), start, start + len(self.text), lexicon)
            self._marked = marked
        return marked

    def _words(self, lexicon: Lexicon) -> MarkedText:
        if self._marked_text is None or self._marked_text[0] is not lexicon:
            if self._changed_from is None:
                marked = lexicon.mark(self.text)
            else:
                whole, start = self._changed_from._part_of or (self._changed_from, 0)
                marked = lexicon.mark_changed(whole._words(lexicon), start, self.text)
            self._marked_text = (lexicon, marked)
        return self._marked_text[1]

    def clauses_of(self, span: tuple[int, int]) -> tuple[int, int]:
        """From the start of the clause that holds the span's start to the end of the one with its end."""
        start, end = span
        clauses = self.clauses
        first = bisect_right(clauses, start, key=itemgetter(0)) - 1
        last = bisect_left(clauses, end, key=itemgetter(1))
        low = clauses[first][0] if first >= 0 else 0
        return low, clauses[last][1] if last < len(clauses) else len(self.text)


class Match:
    """A rule that matched: where in its view, and what its slots took.

    `pattern` is the number of the rule's pattern that matched.
    """

    __slots__ = ("_asked", "_found", "_marked", "_span", "_spans", "pattern", "rule", "view")

    def __init__(self, found: _Compiled, spans: Spans, view: View, marked: Marked) -> None:
        self.rule = found.rule
        self.pattern = found.pattern
        self.view = view
        self._found = found
        self._spans = spans
        self._marked = marked
        self._span: tuple[int, int] | None = None
        self._asked: dict[str, tuple[int, int] | None] = {}

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in its view, in code points."""
        if self._span is None:
            self._span = self._marked.span(self._spans[1])
        return self._span

    @property
    def slots(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """Each label that is read with every span that it took."""
        slots: dict[str, tuple[tuple[int, int], ...]] = {}
        for label, span in zip(self._found.labels, self._spans[2:], strict=True):
            if span[0] >= 0:
                slots[label] = (*slots.get(label, ()), self._marked.span(span))
        return slots

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

    def slot(self, name: str) -> tuple[int, int] | None:
        """The first span of a slot, None where the slot took nothing."""
        if name not in self._asked:
            if name in self._found.unread:
                raise LookupError(f"the slot {name!r} is not among those that are read")
            spans = self._spans
            numbers = (number for number, label in enumerate(self._found.labels, 2) if label == name)
            taken = next((spans[number] for number in numbers if spans[number][0] >= 0), None)
            self._asked[name] = None if taken is None else self._marked.span(taken)
        return self._asked[name]

    def word(self, name: str) -> str:
        """The text of a slot's first span, "" where it took nothing."""
        span = self.slot(name)
        return self.text[span[0] : span[1]] if span else ""


def _one_clause(text: str) -> Clauses:
    return [(0, len(text))]


class Near(NamedTuple):
    """A match that came to nothing.

    One of its rule's conditions stopped it, or the host did (`condition` None), for the sake of the match
    `by` if there is one. `reason` is for people.
    """

    match: Match
    condition: Condition | None
    reason: str
    by: Match | None = None


class Trace:
    """What a run notes for those who ask why: every match that held, and every one that came to nothing.

    A match that held and that the host then set aside stands in both.
    """

    def __init__(self) -> None:
        self.fired: list[Match] = []
        self.near: list[Near] = []


class _Compiled:
    """A pattern ready to be run.

    `labels` are those of its groups 2…, `cues` the groups of its slot named cue; `unread` are labels that
    have no group. `once` says that it is tied to the start of the text, so that it matches there or nowhere.
    """

    __slots__ = (
        *("_bare", "_search", "_tie"),
        *("conditions", "cues", "labels", "once", "pattern", "rule", "unread"),
    )

    def __init__(
        self, rules: RuleSet, rule: Rule, pattern: int, conditions: Conditions, reads: Collection[str] | None
    ) -> None:
        template = rules.templates[rule.patterns[pattern]]
        regex, self.labels = rules.expression(rule, pattern, reads)
        self.rule = rule
        self.pattern = pattern
        self._search = compile_for(rule, regex)
        self.conditions = conditions
        self.cues = tuple(number for number, label in enumerate(self.labels, 2) if label == "cue")
        self.unread = {piece.label for piece in template.pieces if isinstance(piece, Hole)} - {*self.labels}
        self.once = template.start.startswith("^")
        bare = reads is not None and not self.labels and not template.end
        self._bare = bare
        self._tie = compile_for(rule, template.start, anchored=True) if bare and template.start else None

    def hits(self, data: bytes) -> list[Spans]:
        """What it finds in a marked text, from left to right."""
        found = hits(self._search, data, self.once)
        if self._bare:  # there is no group 1: what is between the ties begins behind the first
            for spans in found:
                start, end = spans[0]
                spans.append((start if self._tie is None else self._tie(data, start, end)[0][1], end))
        return found

    def core(self, spans: Spans) -> tuple[int, int]:
        """What conditions look round from: the slot named cue, the whole match where it took nothing."""
        for number in self.cues:
            if spans[number][0] >= 0:
                return spans[number]
        return spans[1]


Facts = Collection[frozenset[str]]
"""What may hold of a place: one of these sets of words."""


class Matcher:
    """The rules of one family. Each is compiled when it is first needed; safe to share between threads."""

    def __init__(self, rules: RuleSet, family: str, reads: Collection[str] | None = None) -> None:
        """`reads` are the slots that the host asks matches for, None is any; a traced match tells them all.

        The slot named cue is read for the conditions.
        """
        self._rules = rules
        self._lexicon = rules.lexicon
        self._first, end = rules.lexicon.families.get(family, (0, 0))
        self._patterns = rules.lexicon.patterns[self._first : end]
        self._family = (1 << len(self._patterns)) - 1
        self._reads = None if reads is None else frozenset({"cue", *reads})
        self._compiled: dict[bool, list[_Compiled | None]] = {
            traced: [None] * len(self._patterns) for traced in (False, True)
        }
        self._conditions: dict[str, Conditions] = {}
        self._by_facts: dict[frozenset[str], int] = {}

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def compile(self, wanted: Callable[[Rule], bool]) -> None:
        """Compile wanted rules now; raises RuleError where an expression would take too much memory."""
        for number, (rule, _) in enumerate(self._patterns):
            if wanted(rule):
                self._pattern(number).conditions.compile()

    def _pattern(self, number: int, traced: bool = False) -> _Compiled:
        compiled = self._compiled[traced][number]
        if compiled is None:
            rule, pattern = self._patterns[number]
            reads = None if traced else self._reads
            compiled = _Compiled(self._rules, rule, pattern, self._conditions_of(rule), reads)
            self._compiled[traced][number] = compiled
        return compiled

    def _conditions_of(self, rule: Rule) -> Conditions:
        conditions = self._conditions.get(rule.id)
        if conditions is None:
            conditions = self._conditions[rule.id] = Conditions(self._rules, rule)
        return conditions

    def look_ahead(self, views: Iterable[View], facts: Iterable[Facts] = repeat(())) -> None:
        """Look for the patterns in many views that will be scanned.

        `facts` are, for each view, the sets of words of which one will hold of it when it is scanned; none
        leaves out nothing. Each pattern is run over all views before the next: what its search has learnt is
        then still at hand in the caches of the processor, which makes it several times as fast.
        """
        wanted: dict[tuple[int, bool], list[tuple[_Hits, bytes]]] = {}
        for view, may_hold in zip(views, facts, strict=False):
            if self in view.found:
                continue
            found = view.found[self] = {}
            marked = view.marked(self._lexicon)
            passing = marked.passing >> self._first & self._family
            if passing and may_hold and view.trace is None:
                passing &= reduce(or_, map(self._allowed, may_hold))
            target, traced = (found, marked.data), view.trace is not None
            while passing:
                number = (passing & -passing).bit_length() - 1
                passing &= passing - 1
                key = (number, traced)
                if key in wanted:
                    wanted[key].append(target)
                else:
                    wanted[key] = [target]
        for number, traced in sorted(wanted):
            compiled = self._pattern(number, traced)
            for found, data in wanted[number, traced]:
                if spans := compiled.hits(data):
                    found[number] = spans

    def scan(self, view: View, facts: Collection[str] = ()) -> list[Match]:
        """Every match of every rule whose conditions hold, in the order of the rules.

        `facts` are the words that hold of the place. The view's trace is told of every match and of what
        stopped it.
        """
        found_ahead = view.found.get(self)
        if found_ahead is None:
            self.look_ahead([view])
            found_ahead = view.found[self]
        if not found_ahead:
            return []
        if view.trace is not None:
            return self._traced(view, found_ahead, facts, view.trace)
        found: list[Match] = []
        marked = view.marked(self._lexicon)
        allowed = self._allowed(frozenset(facts))
        for number, spans_of in found_ahead.items():
            if allowed >> number & 1:
                compiled = self._pattern(number)
                conditions = compiled.conditions
                for spans in spans_of:
                    if not conditions or conditions.pass_words(view, marked, compiled.core(spans)):
                        found.append(Match(compiled, spans, view, marked))
        return found

    def trace(self, view: View, facts: Collection[str] = ()) -> Trace:
        """What a scan of the view would tell a trace."""
        seen, told = view.found.pop(self, None), view.trace
        view.trace = trace = Trace()
        self.scan(view, facts)
        view.trace = told
        if seen is not None:
            view.found[self] = seen
        return trace

    def _traced(self, view: View, found_ahead: _Hits, facts: Collection[str], trace: Trace) -> list[Match]:
        """A scan with all conditions asked and all told."""
        found: list[Match] = []
        marked = view.marked(self._lexicon)
        for number, spans_of in found_ahead.items():
            compiled = self._pattern(number, traced=True)
            for spans in spans_of:
                match = Match(compiled, spans, view, marked)
                broken = compiled.conditions.broken(view, marked, compiled.core(spans), facts)
                if near := [Near(match, condition, condition.because) for condition in broken]:
                    trace.near += near
                else:
                    found.append(match)
        trace.fired += found
        return found

    def _allowed(self, facts: frozenset[str]) -> int:
        """The mask of the patterns that what holds of the place does not rule out, wherever they match."""
        mask = self._by_facts.get(facts)
        if mask is None:
            mask = 0
            for number, (rule, _) in enumerate(self._patterns):
                if not self._conditions_of(rule).ruled_out(facts):
                    mask |= 1 << number
            if len(self._by_facts) >= _REMEMBERED:
                self._by_facts = {}
            self._by_facts[facts] = mask
        return mask


def hits(search: Search, data: bytes, once: bool = False) -> list[Spans]:
    """The hits of an expression in marked text, found in windows of twice the longest match.

    `once` asks for one at the start alone.
    """
    found: list[Spans] = []
    at = 0
    size = len(data)
    while at < size:
        end = min(at + 2 * LONGEST, size)
        spans = search(data, at, end)
        start = spans[0][0]
        if start < 0:
            if end == size or once:
                return found
            at += LONGEST
        elif end < size and start > at + LONGEST:
            at = start  # the window may have cut it short
        else:
            found.append(spans)
            if once:
                return found
            # A tie at the end may have taken a clause end, which the next match may need for its start.
            at = max(spans[min(1, len(spans) - 1)][1], at + 1)
    return found
