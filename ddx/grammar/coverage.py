"""Which alternatives of patterns the examples reach.

Counted are: every pattern, every alternative (a|b), every part that may be missing (?, *), every word of a
rule's own lists, and every condition, which is reached by an example that it stopped. What shared lists and
slots hold is not counted in the rules that name them; slots have examples of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ddx.grammar.alphabet import Alphabet
from ddx.grammar.engine import Spans, compile_expression, searches_of
from ddx.grammar.expression import AT_SEPARATORS, Expression
from ddx.grammar.faults import Place
from ddx.grammar.lexicon import Marked
from ddx.grammar.match import Match, Near
from ddx.grammar.pattern import Alternatives, Part, Repeat, Slot, read_pattern, spell
from ddx.grammar.rule import Condition, Rule, SlotPattern
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.source import place_of
from ddx.grammar.template import Hole
from ddx.grammar.translate import Translator, option_steps
from ddx.grammar.view import View


@dataclass(frozen=True)
class Point:
    """Something that an example should reach: what it is, as it is written, and where."""

    what: str
    text: str
    place: Place


class _Marking(Translator):
    """Writes a pattern with a group round everything that counts; `groups` tells which stands for what."""

    def __init__(self, clause_ends: str, alphabet: Alphabet) -> None:
        super().__init__(clause_ends, alphabet)
        self.groups: list[Part] = []

    def _pieces(self, part: Part, steps: str | None = None) -> Iterator[str | Hole]:
        if isinstance(part, Alternatives):
            outer, inner = option_steps(part, self._alphabet.steps if steps is None else steps)
            yield f"{outer}(?:"
            for number, option in enumerate(part.options):
                self.groups.append(option)
                yield from ("|(" if number else "(", *self._pieces(option, inner), ")")
            yield ")"
        elif isinstance(part, Repeat) and part.sign != "+":
            self.groups.append(part)
            yield from ("(?:(", *self._pieces(part.item), "))", part.sign)
        else:
            if isinstance(part, Slot):
                self.groups.append(part)
            yield from super()._pieces(part, steps)


class _Instrumented:
    """A pattern with its groups, and which of them were reached."""

    def __init__(
        self, rules: RuleSet, clause_ends: str, text: str, rule: Rule | None = None, whole: bool = False
    ) -> None:
        marking = _Marking(clause_ends, rules.alphabet)
        template = marking.template(read_pattern(text))
        self._regex, _ = template.captured(lambda name: rules.slot_expression(name, rule))
        if whole:
            self._regex = f"^(?:{self._regex})$"
        self._text = text
        self._groups = marking.groups
        self._own = rule.words if rule else {}
        self._lexicon = rules.lexicon
        self._expression: Expression | None = None
        self._reached: set[int] = set()
        self.words: set[tuple[str, str]] = set()

    def take(self, view: View, span: tuple[int, int]) -> None:
        """Note what a match of the pattern reached."""
        marked = view.marked(self._lexicon)
        if self._expression is None:
            self._expression = Expression(searches_of(compile_expression(AT_SEPARATORS + self._regex)))
        for hit in self._expression.hits([marked.data]).get(0, ()):
            if (marked.chars(hit[1][0]), marked.chars(hit[1][1])) == span:
                self._take(hit, view, marked)
                return

    def _take(self, hit: Spans, view: View, marked: Marked) -> None:
        self._reached.add(0)
        for number, part in enumerate(self._groups, 1):
            start, end = hit[number + 1]
            if start < 0:
                continue
            self._reached.add(number)
            if isinstance(part, Slot) and part.name in self._own:
                self.words.add((part.name, view.text[marked.chars(start) : marked.chars(end)]))

    def points(self, fallback: Place) -> Iterator[tuple[Point, bool]]:
        """Everything that counts in the pattern, and whether it was reached."""
        yield Point("pattern", self._text, place_of(self._text, fallback)), 0 in self._reached
        for number, part in enumerate(self._groups, 1):
            if not isinstance(part, Slot):
                what = "optional part" if isinstance(part, Repeat) else "alternative"
                yield (
                    Point(what, spell(part), place_of(self._text, fallback, part.at)),
                    number in self._reached,
                )


class RuleCoverage:
    """What the examples of a rule reach."""

    def __init__(self, rules: RuleSet, clause_ends: str, rule: Rule) -> None:
        self._rule = rule
        self._patterns = [_Instrumented(rules, clause_ends, text, rule) for text in rule.patterns]
        self._conditions: set[int] = set()

    def matched(self, match: Match) -> None:
        """Note a match that a positive example was about."""
        self._patterns[match.pattern].take(match.view, match.span)

    def stopped(self, near: Near) -> None:
        """Note a match that a condition stopped."""
        self._conditions.add(id(near.condition))

    def points(self) -> Iterator[tuple[Point, bool]]:
        """Everything that counts in the rule, and whether it was reached."""
        for pattern in self._patterns:
            yield from pattern.points(self._rule.place)
        reached = set().union(*(pattern.words for pattern in self._patterns))
        for name, words in self._rule.words.items():
            for word in words:
                yield (
                    Point(f"word of {name}", word, place_of(word, self._rule.place)),
                    (name, word) in reached,
                )
        for kind, conditions in (("when", self._rule.when), ("unless", self._rule.unless)):
            for condition in conditions:
                yield Point(kind, _spelt(condition), condition.place), id(condition) in self._conditions


def _spelt(condition: Condition) -> str:
    return f"{condition.kind}: {' or '.join(condition.values)}"


class SlotCoverage:
    """What the examples of a slot reach."""

    def __init__(self, rules: RuleSet, clause_ends: str, slot: SlotPattern) -> None:
        self._slot = slot
        self._lexicon = rules.lexicon
        self._whole = compile_expression(f"^(?:{rules.slot_expression(slot.name)})$")
        self._patterns = [_Instrumented(rules, clause_ends, text, whole=True) for text in slot.patterns]

    def takes(self, text: str) -> bool:
        """Whether the slot takes a text as a whole; what that reaches is noted."""
        view = View(text, [(0, len(text))])
        for pattern in self._patterns:
            pattern.take(view, (0, len(text)))
        return self._whole.search(view.marked(self._lexicon).data) is not None

    def points(self) -> Iterator[tuple[Point, bool]]:
        """Everything that counts in the slot, and whether it was reached."""
        for pattern in self._patterns:
            yield from pattern.points(self._slot.place)
