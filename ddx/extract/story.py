"""What a run notes for those who ask why: `ddx why`, and the examples that stand in the rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from ddx.extract.context import Place
from ddx.grammar.matcher import Match, Trace


@dataclass(frozen=True)
class UnitStory:
    """What became of a unit: where it stands, all that rules found in it, and what made it a directive."""

    place: Place
    trace: Trace
    directive: Match | None


@dataclass
class Story:
    """The story of one run.

    `given` are context words that are to hold of every unit, whatever the text says. The run fills in the
    rest: `document` is told of markers, headings, titles and dates, `units` of what stands in the units.
    """

    given: frozenset[str] = frozenset()
    document: Trace = field(default_factory=Trace)
    units: list[UnitStory] = field(default_factory=list)

    def traces(self) -> list[Trace]:
        """Everything that rules found."""
        return [self.document, *(unit.trace for unit in self.units)]
