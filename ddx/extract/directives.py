"""Which units ask for something: candidates of the `directive` rules, less what a `stance` rules out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from ddx.extract.context import Place
from ddx.extract.view import UnitView
from ddx.grammar.conditions import Finder
from ddx.grammar.match import Match, Near
from ddx.grammar.matcher import Matcher
from ddx.grammar.rule import Rule
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.view import View


class Stretch(NamedTuple):
    """A part of a unit in which a stance rules out candidates; `bare` only those without a modal word."""

    start: int
    end: int
    match: Match
    bare: bool

    @property
    def reason(self) -> str:
        return self.match.rule.about


class Verdict:
    """What a unit turned out to be. `match` is the winning candidate, `lost` those ruled out."""

    __slots__ = ("lost", "match", "stretches")

    def __init__(self, stretches: Sequence[Stretch] = ()) -> None:
        self.match: Match | None = None
        self.lost: list[tuple[Match, Stretch]] = []
        self.stretches = stretches

    def allows(self, at: int) -> bool:
        """Whether no stance for every kind of cue covers this place of the view."""
        return not any(s.start <= at < s.end and not s.bare for s in self.stretches)


class DirectiveFinder:
    """Finds the directive of a unit, if it has one."""

    def __init__(self, rules: RuleSet) -> None:
        self._directives = Matcher(rules, "directive", ())
        self._tasks = Matcher(rules, "task", ())
        self._stances = Matcher(rules, "stance", ())
        self._until: dict[str, Finder] = {}
        for rule in rules.of_family("stance"):
            texts = rule.settings.get("until", ())
            if texts:
                self._until[rule.id] = Finder(rules, rule, texts)

    def look_ahead(self, views: Sequence[UnitView], places: Sequence[Place]) -> None:
        """Run the rules over many units; see Matcher.look_ahead."""
        plain = [view.plain for view in views]
        facts = [place.may_hold() for place in places]
        self._directives.look_ahead(plain, facts)
        self._tasks.look_ahead(plain, facts)
        cued = [bool(view.found[self._directives] or view.found[self._tasks]) for view in plain]
        self._stances.look_ahead(compress(plain, cued), compress(facts, cued))

    def judge(self, view: UnitView, place: Place) -> Verdict:
        """The verdict on a unit."""
        candidates = self._candidates(view, place)
        candidates += self._tasks.scan(view.plain, place.facts)
        if not candidates:
            return Verdict()
        candidates.sort(key=_precedence)
        stretches = [
            self._stretch(match, view.plain) for match in self._stances.scan(view.plain, place.facts)
        ]
        verdict = Verdict(stretches)
        for match in candidates:
            at = cue_span(match)[0]
            bare = match.rule.family == "task" or bool(match.rule.settings.get("bare"))
            stopped = next((s for s in stretches if s.start <= at < s.end and (bare or not s.bare)), None)
            if stopped is not None:
                verdict.lost.append((match, stopped))
                match.set_aside(f"a stance rules it out: {stopped.reason}", stopped.match)
            elif verdict.match is None:
                verdict.match = match
            else:
                match.set_aside("the first in the unit decides, then the higher priority", verdict.match)
        return verdict

    def stopped(self, views: Sequence[UnitView], places: Sequence[Place]) -> list[list[Near]]:
        """For each unit the cues that a condition did not let pass, with the condition.

        Of bare rules, which have no cue, none need be told.
        """
        plain = [view.plain for view in views]
        told = [view.trace.near for view in plain if view.trace is not None]
        if len(told) == len(plain):
            return told
        return self._directives.stopped(plain, [place.facts for place in places], _can_be_stopped)

    def _candidates(self, view: UnitView, place: Place) -> list[Match]:
        found: list[Match] = []
        for match in self._directives.scan(view.plain, place.facts):
            word = view.fixed_at(cue_span(match))
            if not word:
                found.append(match)
            else:
                match.set_aside(f"{cue_word(match)} is a part of the word {word}")
        return found

    def _stretch(self, match: Match, view: View) -> Stretch:
        scope = match.rule.settings["scope"]
        start, end = match.span
        low, high = view.clauses_of(match.span)
        whole = len(view.text)
        if scope == "match":
            pass
        elif scope == "clause":
            start, end = low, high
        elif scope == "before":
            start, end = 0, high
        elif scope == "unit":
            start, end = 0, whole
        else:
            end = self._rest_end(match, view)
        return Stretch(start, end, match, match.rule.settings.get("stops") == "bare")

    def _rest_end(self, match: Match, view: View) -> int:
        """The end of the unit, or where the speaker's own voice is taken up again behind the match."""
        until = self._until.get(match.rule.id)
        if until is None:
            return len(view.text)
        found = until.first(view, match.span[1])
        return found[0] if found is not None else len(view.text)


def _can_be_stopped(rule: Rule) -> bool:
    return bool(rule.when or rule.unless) and not rule.settings.get("bare")


def _precedence(match: Match) -> tuple[bool, int, int, int]:
    """The first candidate decides; one with a priority below nought only where no other is left."""
    priority = match.rule.priority
    return (priority < 0, -priority if priority < 0 else cue_span(match)[0], -priority, -len(cue_word(match)))


def cue_span(match: Match) -> tuple[int, int]:
    """Where the cue of a candidate stands, the start of the match where the rule names no cue."""
    return match.slot("cue") or (match.span[0], match.span[0])


def cue_word(match: Match) -> str:
    """The cue of a candidate; for a rule without one, the words that opened it."""
    return match.word("cue")
