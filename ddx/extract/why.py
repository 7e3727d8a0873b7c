"""Why a place of a text was read as it was: the story of a run told unit by unit, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from ddx.extract.story import Story, UnitStory
from ddx.grammar.indexing import Needs
from ddx.grammar.match import Match, Near
from ddx.grammar.need import words_needed
from ddx.grammar.ruleset import RuleSet
from ddx.text import Unit

Record = dict[str, Any]
_SHOWN_WORDS = 12


def tell(text: str, story: Story, wanted: Callable[[Unit], bool] = lambda unit: True) -> list[Record]:
    """What happened in each wanted unit of a normalised text.

    `fired` are the matches that the result is made of; `near` those that a condition stopped or that came to
    nothing, with what stopped them; `beaten` those that another match won over, with the policy.
    """
    return [_unit(text, story, unit) for unit in story.units if wanted(unit.place.unit)]


def silence(rules: RuleSet, rule_id: str, text: str) -> Record:
    """Why a rule has nothing to say of a text: for each pattern, words of which none stands there."""
    rule = rules.rules[rule_id]
    slots = Needs(rules)
    lacking: list[Record] = []
    for pattern in rule.patterns:
        needs = words_needed(rules.templates[pattern].need, partial(slots.of_slot, rule=rule))
        missing = next(
            (sorted(need.words) for need in needs if not any(word in text for word in need.words)), []
        )
        shown = missing[:_SHOWN_WORDS]
        lacking.append({"pattern": str(pattern), "lacks": shown, "more": len(missing) - len(shown)})
    return {"rule": rule_id, "patterns": lacking}


def _unit(text: str, story: Story, told: UnitStory) -> Record:
    unit, place = told.place.unit, told.place
    fired = [*_within(unit, story.document.fired), *told.trace.fired]
    near = [one for one in story.document.near if _starts_in(unit, one.match)] + told.trace.near
    idle = {id(one.match) for one in near}
    directive = told.directive
    return {
        "line": unit.line,
        "span": [unit.start, unit.end],
        "text": unit.text,
        "section": place.kind,
        "facts": sorted(place.facts),
        "directive": str(directive.rule.id) if directive else None,
        "fired": [_match(text, match) for match in fired if id(match) not in idle],
        "near": list(_stopped(text, [one for one in near if one.by is None])),
        "beaten": [_beaten(text, one, one.by) for one in near if one.by is not None],
    }


def _beaten(text: str, near: Near, winner: Match) -> Record:
    return {**_match(text, near.match), "by": str(winner.rule.id), "policy": near.reason}


def _within(unit: Unit, matches: Iterable[Match]) -> Iterator[Match]:
    return (match for match in matches if _starts_in(unit, match))


def _starts_in(unit: Unit, match: Match) -> bool:
    return unit.start <= match.view.in_whole(match.span)[0] < unit.end


def _stopped(text: str, near: Iterable[Near]) -> Iterator[Record]:
    """Matches that came to nothing, those that one thing alone stopped first."""
    by_match: dict[int, list[Near]] = {}
    for one in near:
        by_match.setdefault(id(one.match), []).append(one)
    for ones in sorted(by_match.values(), key=len):
        yield {**_match(text, ones[0].match), "stopped_by": [_obstacle(one) for one in ones]}


def _obstacle(near: Near) -> Record:
    condition = near.condition
    if condition is None:
        return {"condition": None, "values": [], "because": near.reason}
    side = "when" if condition in near.match.rule.when else "unless"
    return {
        "condition": f"{side} {condition.kind}",
        "values": list(map(str, condition.values)),
        "because": condition.because,
    }


def _match(text: str, match: Match) -> Record:
    place = match.view.in_whole
    span = place(match.span)
    return {
        "rule": str(match.rule.id),
        "family": match.rule.family,
        "pattern": match.pattern + 1,
        "span": list(span),
        "text": text[slice(*span)],
        "slots": {
            label: [text[slice(*place(one))] for one in spans]
            for label, spans in match.slots.items()
            if any(start < end for start, end in spans)
        },
    }
