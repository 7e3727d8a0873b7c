"""What a run notes for those who ask why: `ddx why`, and the examples that stand in the rules."""

from __future__ import annotations

from typing import NamedTuple

from ddx.extract.context import Place
from ddx.grammar.match import Match, Trace


class UnitStory(NamedTuple):
    """What became of a unit: where it stands, all that rules found in it, and what made it a directive."""

    place: Place
    trace: Trace
    directive: Match | None


class Story:
    """The story of one run.

    `given` are context words that are to hold of every unit, whatever the text says; `without` is a rule that
    the run does without. It fills in the rest: `document` is told of markers, headings, titles and dates,
    `units` of what stands in the units.
    """

    def __init__(self, given: frozenset[str] = frozenset(), without: str = "") -> None:
        self.given = given
        self.without = without
        self.document = Trace(without)
        self.units: list[UnitStory] = []

    def traces(self) -> list[Trace]:
        """Everything that rules found."""
        return [self.document, *(unit.trace for unit in self.units)]
