"""What a rule found in a view, and what a run notes of it for those who ask why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from ddx.grammar.engine import Spans
from ddx.grammar.lexicon import Marked
from ddx.grammar.rule import Condition
from ddx.grammar.view import View

if TYPE_CHECKING:
    from ddx.grammar.compiled import Compiled


class Match:
    """A rule that matched: where in its view, and what its slots took.

    `pattern` is the number of the rule's pattern that matched.
    """

    __slots__ = ("_asked", "_found", "_marked", "_span", "_spans", "pattern", "rule", "view")

    def __init__(self, found: Compiled, spans: Spans, view: View, marked: Marked) -> None:
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

    def slot(self, name: str) -> tuple[int, int] | None:
        """The first span of a slot, None where the slot took nothing."""
        if name not in self._asked:
            self._asked[name] = self._slot(name)
        return self._asked[name]

    def _slot(self, name: str) -> tuple[int, int] | None:
        for number in self._found.groups.get(name, ()):
            if self._spans[number][0] >= 0:
                return self._marked.span(self._spans[number])
        if name in self._found.unread:
            raise LookupError(f"the slot {name!r} is not among those that are read")
        return None

    def word(self, name: str) -> str:
        """The text of a slot's first span, "" where it took nothing."""
        span = self.slot(name)
        return self.text[span[0] : span[1]] if span else ""


class Claims:
    """The places of a view that matches have taken, each by the first that took it."""

    def __init__(self) -> None:
        self._by: dict[int, Match] = {}

    def rival(self, match: Match) -> Match | None:
        """A match that has taken a place of this one, None where all are free."""
        return next((self._by[at] for at in range(*match.span) if at in self._by), None)

    def take(self, match: Match) -> None:
        """Take the places of a match that are free."""
        for at in range(*match.span):
            self._by.setdefault(at, match)


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

    A match that held and that the host then set aside stands in both. `without` names a rule that the run
    does without, "" for none.
    """

    def __init__(self, without: str = "") -> None:
        self.without = without
        self.fired: list[Match] = []
        self.near: list[Near] = []

    def mark(self) -> tuple[int, int]:
        """How much has been noted so far."""
        return len(self.fired), len(self.near)

    def rewind(self, mark: tuple[int, int]) -> None:
        """Forget what was noted since."""
        del self.fired[mark[0] :], self.near[mark[1] :]
