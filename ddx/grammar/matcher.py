"""Running the rules of a family over a text: those that can match there, and no others, are run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice, repeat

from ddx.grammar.compiled import Compiled
from ddx.grammar.conditions import Conditions, ruled_out
from ddx.grammar.match import Match, Near, Trace
from ddx.grammar.rule import Rule
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.view import Hits, View, look_up

_REMEMBERED = 1000
"""Sets of facts. A text has some dozens."""
_NOTHING: Hits = {}

Facts = tuple[frozenset[str], ...]
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
        self._mask = self._family << self._first
        self._asked = self._conditions_asked()
        self._placed = [
            (number, rule)
            for number, (rule, _) in enumerate(self._patterns)
            if any(test.kind == "context" for test in (*rule.when, *rule.unless))
        ]
        self._reads = None if reads is None else frozenset({"cue", *reads})
        self._compiled: dict[bool, list[Compiled | None]] = {
            traced: [None] * len(self._patterns) for traced in (False, True)
        }
        self._conditions: dict[str, Conditions] = {}
        self._by_facts: dict[Facts, int] = {}

    def _conditions_asked(self) -> list[tuple[int, int]]:
        """Each condition that must hold and looks at words: its bit, and the mask of its patterns."""
        asked: dict[int, int] = {}
        for number, (rule, _) in enumerate(self._patterns):
            for test in rule.when:
                if test.kind != "context":
                    bit = 1 << self._lexicon.conditions[rule.id, test.values]
                    asked[bit] = asked.get(bit, 0) | 1 << number
        return list(asked.items())

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def compile(self, wanted: Callable[[Rule], bool]) -> None:
        """Compile wanted rules now; raises RuleError where an expression would take too much memory."""
        for number, (rule, _) in enumerate(self._patterns):
            if wanted(rule):
                self._pattern(number).conditions.compile()

    def _pattern(self, number: int, traced: bool = False) -> Compiled:
        compiled = self._compiled[traced][number]
        if compiled is None:
            rule, pattern = self._patterns[number]
            reads = None if traced else self._reads
            compiled = Compiled(self._rules, rule, pattern, self._conditions_of(rule), reads)
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
        leaves out nothing. Each pattern is run over all views at once.
        """
        views = list(views)
        look_up(views, self._lexicon)
        search = _Search()
        for view, may_hold in zip(views, facts, strict=False):
            if self in view.found:
                continue
            marked = view.marked(self._lexicon)
            traced = view.trace is not None
            passing = marked.passing >> self._first & self._family
            if passing and not traced:
                if may_hold:
                    passing &= self._allowed(may_hold)
                for bit, patterns in self._asked:
                    if not marked.passing & bit:
                        passing &= ~patterns  # a word that their condition needs stands nowhere in the view
            view.found[self] = search.add(passing, marked.data, traced) if passing else _NOTHING
        search.run(self._pattern)

    def scan(self, view: View, facts: Collection[str] = ()) -> list[Match]:
        """Every match of every rule whose conditions hold, in the order of the rules.

        `facts` are the words that hold of the place. The view's trace is told of every match and of what
        stopped it.
        """
        found_ahead = view.found.get(self)
        if found_ahead is None and view.marked(self._lexicon).passing & self._mask:
            self.look_ahead([view])
            found_ahead = view.found[self]
        if not found_ahead:
            return []
        if view.trace is not None:
            return self._traced(view, found_ahead, facts, view.trace)
        found: list[Match] = []
        marked = view.marked(self._lexicon)
        allowed = self._allowed((frozenset(facts),))
        for number, spans_of in found_ahead.items():
            if allowed >> number & 1:
                compiled = self._pattern(number)
                pass_words = compiled.conditions.pass_words
                for spans in spans_of:
                    if pass_words(view, marked, compiled.core(spans)):
                        found.append(Match(compiled, spans, view, marked))
        return found

    def stopped(
        self, views: Sequence[View], facts: Sequence[Collection[str]], wanted: Callable[[Rule], bool]
    ) -> list[list[Near]]:
        """For each view the matches of wanted rules that a condition stopped, with the first that did."""
        mask = sum(1 << number for number, (rule, _) in enumerate(self._patterns) if wanted(rule))
        search = _Search()
        texts = [view.marked(self._lexicon) for view in views]
        found = [search.add(text.passing >> self._first & mask, text.data) for text in texts]
        search.run(self._pattern)
        jobs = zip(views, found, facts, strict=True)
        return [[near for _, nears in self._weighed(*job) for near in islice(nears, 1)] for job in jobs]

    def _traced(self, view: View, found_ahead: Hits, facts: Collection[str], trace: Trace) -> list[Match]:
        """A scan with all conditions asked and all told."""
        found: list[Match] = []
        for match, nears in self._weighed(view, found_ahead, facts, traced=True):
            if stopped := list(nears):
                trace.near += stopped
            elif match.rule.id != trace.without:
                found.append(match)
        trace.fired += found
        return found

    def _weighed(
        self, view: View, found_ahead: Hits, facts: Collection[str], traced: bool = False
    ) -> Iterator[tuple[Match, Iterator[Near]]]:
        """Every match, and why it comes to nothing, one condition after the other."""
        marked = view.marked(self._lexicon)
        for number, spans_of in found_ahead.items():
            compiled = self._pattern(number, traced)
            for spans in spans_of:
                match = Match(compiled, spans, view, marked)
                broken = compiled.conditions.broken(view, marked, compiled.core(spans), facts)
                yield match, (Near(match, condition, condition.because) for condition in broken)

    def _allowed(self, may_hold: Facts) -> int:
        """The mask of the patterns that what may hold of a place does not rule out, wherever they match."""
        mask = self._by_facts.get(may_hold)
        if mask is None:
            mask = self._family
            for number, rule in self._placed:
                if all(ruled_out(rule, facts) for facts in may_hold):
                    mask ^= 1 << number
            if len(self._by_facts) >= _REMEMBERED:
                self._by_facts = {}
            self._by_facts[may_hold] = mask
        return mask


class _Search:
    """Patterns to be looked for and the texts to look for them in, gathered to run each over all of these."""

    def __init__(self) -> None:
        self._wanted: dict[tuple[int, bool], list[tuple[Hits, bytes]]] = {}

    def add(self, patterns: int, data: bytes, traced: bool = False) -> Hits:
        """A marked text, and the mask of the patterns to look for; what `run` finds comes into the result."""
        found: Hits = {}
        target = found, data
        wanted = self._wanted
        while patterns:
            key = (patterns & -patterns).bit_length() - 1, traced
            patterns &= patterns - 1
            if key in wanted:
                wanted[key].append(target)
            else:
                wanted[key] = [target]
        return found

    def run(self, pattern: Callable[[int, bool], Compiled]) -> None:
        """Look for all; `pattern` gives one by its number."""
        for number, traced in sorted(self._wanted):
            targets = self._wanted[number, traced]
            hits = pattern(number, traced).hits([data for _, data in targets])
            for place, spans in hits.items():
                targets[place][0][number] = spans
