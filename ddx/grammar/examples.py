"""The examples that stand in rules, run and judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ddx.grammar.coverage import Point, RuleCoverage, SlotCoverage
from ddx.grammar.faults import Place
from ddx.grammar.match import Match, Near
from ddx.grammar.rule import Example, Rule
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.source import place_of


@dataclass(frozen=True)
class Finding:
    """A match of the rule that came to something, and what the host's result says of it.

    The names in `says` are those of the family's `finds`.
    """

    match: Match
    says: Mapping[str, Any]


@dataclass(frozen=True)
class Observation:
    """What a rule made of a text: what it found, and its matches that came to nothing."""

    findings: list[Finding]
    near: list[Near]


Observe = Callable[[Rule, Example], Observation]
"""How the host runs one example of a rule."""


@dataclass(frozen=True)
class Failure:
    """An example that does not hold: what is wrong, and the text it was run with."""

    place: Place
    owner: str
    text: str
    message: str


@dataclass
class Report:
    """What a run of examples came to: `points` should be reached, `missing` were not."""

    examples: int = 0
    failures: list[Failure] = field(default_factory=list)
    points: int = 0
    missing: list[tuple[str, Point]] = field(default_factory=list)

    @property
    def coverage(self) -> float:
        """The share of points that were reached, in per cent; a hundred where there is nothing to reach."""
        return 100 * (1 - len(self.missing) / self.points) if self.points else 100.0


def run_examples(
    rules: RuleSet, clause_ends: str, observe: Observe, wanted: Callable[[Place], bool]
) -> Report:
    """Run the examples of all rules and slots that stand at a wanted place and are not switched off."""
    report = Report()
    for rule in rules.rules.values():
        if rule.id not in rules.off and wanted(rule.place):
            _run_rule(rule, RuleCoverage(rules, clause_ends, rule), observe, report)
    for slot in rules.slots.values():
        if wanted(slot.place):
            coverage = SlotCoverage(rules, clause_ends, slot)
            for side, texts in ((True, slot.examples), (False, slot.leaves)):
                for text in texts:
                    report.examples += 1
                    if coverage.takes(text) is not side:
                        message = "the slot does not take it" if side else "the slot takes it"
                        report.failures.append(Failure(place_of(text, slot.place), slot.name, text, message))
            _count(report, slot.name, coverage.points())
    return report


def _run_rule(rule: Rule, coverage: RuleCoverage, observe: Observe, report: Report) -> None:
    for written in rule.examples:
        for example in written.written_out(rule.words):
            seen = observe(rule, example)
            report.examples += 1
            wrong = judge(example, seen)
            if wrong:
                report.failures.append(Failure(example.place, rule.id, example.text, wrong))
                continue
            for near in seen.near:
                if near.condition is not None:
                    coverage.stopped(near)
            if example.finds is not None:
                for finding in seen.findings:
                    coverage.matched(finding.match)
    _count(report, rule.id, coverage.points())


def _count(report: Report, owner: str, points: Iterable[tuple[Point, bool]]) -> None:
    for point, reached in points:
        report.points += 1
        if not reached:
            report.missing.append((owner, point))


def judge(example: Example, seen: Observation) -> str:
    """What is wrong with an example, "" where it holds."""
    if example.finds is None:
        if not seen.findings:
            return ""
        match = seen.findings[0].match
        return f"the rule takes {match.text[slice(*match.span)]!r}, nothing is wanted"
    if not seen.findings:
        reasons = dict.fromkeys(_reason(near) for near in seen.near)
        return "the rule finds nothing" + (f": {'; '.join(reasons)}" if reasons else "")
    wrongs = [_differences(example.finds, finding.says) for finding in seen.findings]
    fewest = min(wrongs, key=len)
    return ", ".join(fewest)


def _reason(near: Near) -> str:
    if near.by is not None:
        return f"{near.reason} ({near.by.rule.id})"
    return near.reason or (f"its condition {near.condition.kind}" if near.condition else "")


def _differences(wanted: Mapping[str, Any], said: Mapping[str, Any]) -> list[str]:
    return [
        f"{name} is {_shown(said.get(name))}, {_shown(value)} is wanted"
        for name, value in wanted.items()
        if _shown(said.get(name)) != _shown(value)
    ]


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    return " ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
