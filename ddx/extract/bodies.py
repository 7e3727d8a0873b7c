"""Who must act: the names in what the `body` and `phrase` rules found, each once, with its role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ddx.extract.context import Place
from ddx.extract.names import NameReader
from ddx.extract.view import UnitView
from ddx.grammar.match import Match
from ddx.grammar.matcher import Matcher
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.view import View
from ddx.model import Body, Span

LEADING = ("first", "before-comma")
"""Which names of a bracket may lead by a document's own word: the first, or those before the first comma."""
_COMMA = re.compile("[，,]")


class Found(NamedTuple):
    """A body of a unit, its spans in the text, and the rule that found it."""

    body: Body
    match: Match
    phrase: bool


class BodyFinder:
    """Finds the bodies of a unit."""

    def __init__(self, rules: RuleSet) -> None:
        self._subjects = Matcher(rules, "body", ("who",))
        self._phrases = Matcher(rules, "phrase", ("who",))
        self._leads = Matcher(rules, "lead", ())
        self._names = NameReader(rules)

    def leading(self, view: View) -> str:
        """Which of the names of each bracket lead, by the text's own word: one of LEADING, "" for none."""
        said = self._leads.scan(view)
        return str(said[0].rule.settings["leads"]) if said else ""

    def look_ahead(self, views: Sequence[UnitView], places: Sequence[Place]) -> None:
        """Look for the phrases of many units; see Matcher.look_ahead."""
        self._phrases.look_ahead([view.raw for view in views], [place.may_hold() for place in places])

    def look_into(self, views: Sequence[UnitView], places: Sequence[Place]) -> None:
        """Look for the subjects of many units."""
        self._subjects.look_ahead([view.plain for view in views], [(place.facts,) for place in places])

    def phrases(self, view: UnitView, place: Place, leading: str) -> list[Found]:
        """The bodies that responsibility phrases name, in text order, each name once."""
        found: dict[str, Found] = {}
        self._take(self._phrases.scan(view.raw, place.facts), view, found, leading, True)
        return _in_order(found)

    def with_subjects(self, view: UnitView, place: Place, phrases: list[Found]) -> list[Found]:
        """The bodies of a unit: those of its phrases, and the subjects that none of them names."""
        found = {known.body.name: known for known in phrases}
        self._take(self._subjects.scan(view.plain, place.facts), view, found, "", False)
        return _in_order(found)

    def _take(
        self, matches: list[Match], view: UnitView, found: dict[str, Found], leading: str, phrase: bool
    ) -> None:
        """Add the names in matches; where two name one body, the higher priority and then the first wins."""
        for match in sorted(matches, key=lambda match: (-match.rule.priority, match.span)):
            cue = match.slot("cue")
            if cue is not None and (word := view.fixed_at(cue)):
                match.set_aside(f"{match.word('cue')} is a part of the word {word}")
                continue
            rival: Match | None = None
            takes = False
            for span in match.slots.get("who", ()):
                of_kind = match.rule.settings.get("kind")
                for number, (name, kind, inner) in enumerate(
                    self._names.read(view.raw, span, phrase, of_kind)
                ):
                    spot = view.span(inner)
                    known = found.get(name) or next(
                        (other for other in found.values() if _holds(other.body.span, spot)), None
                    )
                    if known is not None:
                        rival = known.match
                        continue
                    role = match.rule.settings["role"]
                    before = view.raw.text[span[0] : inner[0]]
                    leads = number == 0 if leading == "first" else leading and not _COMMA.search(before)
                    role = "lead" if leads and role == "owner" else role
                    found[name] = Found(Body(name, role, kind, "stated", spot), match, phrase)
                    takes = True
            if rival is not None and not takes:
                match.set_aside(
                    "a phrase wins over a subject, then the higher priority, then the first", rival
                )
            elif not takes:
                match.set_aside("no name of a body stands in it")


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _in_order(found: dict[str, Found]) -> list[Found]:
    """The bodies in text order, without those whose names are only the beginning of a longer one's."""
    ordered: list[Found] = []
    for known in sorted(found.values(), key=lambda known: (known.body.span[0], -known.body.span[1])):
        if not ordered or ordered[-1].body.span[0] != known.body.span[0]:
            ordered.append(known)
    return ordered
