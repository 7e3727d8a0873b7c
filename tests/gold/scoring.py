"""Scores an extraction against a reading of the same text: F1 of outline, directives and what they hold.

A reading is a JSON file in the form of data/speeches/README.md. Borderline units and headings are left out
of all figures but the outline's.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ddx
from ddx.text import Unit, cut_units, normalise

FIGURES = (
    "outline",
    "edges",
    "directive",
    "force",
    "body",
    "body_role",
    "target",
    "value",
    "metric",
    "deadline",
    "due",
)


@dataclass
class Score:
    """How many were right, how many a reader wants, how many were given; by figure."""

    right: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)

    def add(self, figure: str, wanted: set[Any], given: set[Any]) -> None:
        self.right[figure] += len(wanted & given)
        self.wanted[figure] += len(wanted)
        self.given[figure] += len(given)

    def f1(self, figure: str) -> float:
        both = self.wanted[figure] + self.given[figure]
        return 2 * self.right[figure] / both if both else 1.0


def score_folder(extractor: ddx.Extractor, folder: Path, names: list[str] | None = None) -> Score:
    """The score of all readings of a folder together, or of those with the given names."""
    score = Score()
    for path in sorted((folder / "readings").glob("*.json")):
        if names is None or path.stem in names:
            reading = json.loads(path.read_text(encoding="utf-8"))
            text = normalise((folder / "texts" / reading["file"]).read_text(encoding="utf-8"))
            score_text(score, extractor.extract(text, date=reading["date"]), reading, cut_units(text))
    return score


def score_text(score: Score, document: ddx.Document, reading: dict[str, Any], units: list[Unit]) -> None:
    """Add one text to a score."""
    _score_outline(score, document, reading)
    skipped = {u["i"] for u in reading["units"] if u.get("heading") or u.get("borderline")}
    wanted = {u["i"]: u for u in reading["units"] if u["force"] != "none" and u["i"] not in skipped}
    at = {unit.start: unit.number for unit in units}
    given = {at[d.span[0]]: d for d in document.directives if at[d.span[0]] not in skipped}
    score.add("directive", set(wanted), set(given))
    score.add("force", {(i, u["force"]) for i, u in wanted.items()}, {(i, d.force) for i, d in given.items()})
    bodies = {
        (i, b["name"], b.get("role", "owner"))
        for i, u in wanted.items()
        for b in u.get("bodies", [])
        if b.get("kind", "org") != "pronoun"
    }
    named = {
        (i, b.name, b.role)
        for i, d in given.items()
        for b in d.bodies
        if b.basis == "stated" and b.kind != "pronoun"
    }
    score.add("body", {b[:2] for b in bodies}, {b[:2] for b in named})
    score.add("body_role", bodies, named)
    _score_spans(score, wanted, given, units)


def _score_outline(score: Score, document: ddx.Document, reading: dict[str, Any]) -> None:
    starts = {node["id"]: node["start"] for node in reading["outline"]}
    optional = {node["start"] for node in reading["outline"] if node.get("optional")}
    wanted = {(n["start"], starts.get(n["parent"])) for n in reading["outline"] if n["start"] not in optional}
    given: set[tuple[int, int | None]] = set()

    def walk(nodes: tuple[ddx.Node, ...], parent: int | None) -> None:
        for node in nodes:
            given.add((node.span[0], parent))
            walk(node.children, node.span[0])

    walk(document.outline, None)
    given = {edge for edge in given if edge[0] not in optional}
    score.add("outline", {start for start, _ in wanted}, {start for start, _ in given})
    score.add("edges", wanted, given)


def _score_spans(
    score: Score, wanted: dict[int, dict[str, Any]], given: dict[int, ddx.Directive], units: list[Unit]
) -> None:
    """Targets and deadlines, matched by where they start or end within the unit."""
    for kind, figure, exact in (
        ("targets", "target", {"value": _same_value, "metric": _same_metric}),
        ("deadlines", "deadline", {"due": _same_due}),
    ):
        found = [(i, x) for i, d in given.items() for x in getattr(d, kind)]
        found = [(i, x) for i, x in found if getattr(x, "kind", "number") not in ("coverage", "zero")]
        for name in (figure, *exact):
            score.given[name] += len(found)
        for i, unit in wanted.items():
            taken: list[tuple[int, int]] = []
            for item in unit.get(kind, []):
                for name in (figure, *exact):
                    score.wanted[name] += 1
                span = _locate(units[i], item["text"], taken)
                hit = next(((j, x) for j, x in found if j == i and _meet(span, x.span)), None)
                if hit is not None:
                    found.remove(hit)
                    score.right[figure] += 1
                    for name, same in exact.items():
                        score.right[name] += same(item, hit[1])


def _locate(unit: Unit, phrase: str, taken: list[tuple[int, int]]) -> tuple[int, int]:
    at = unit.text.find(phrase)
    while at >= 0:
        span = (unit.start + at, unit.start + at + len(phrase))
        digits = phrase[:1].isdigit() and at > 0 and unit.text[at - 1] in "0123456789."
        if span not in taken and not digits:
            taken.append(span)
            return span
        at = unit.text.find(phrase, at + 1)
    return unit.start, unit.start


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > 0 and 2 * shared >= min(one[1] - one[0], other[1] - other[0])


def _same_due(item: dict[str, Any], found: Any) -> bool:
    return bool(item.get("due") == found.due and item.get("every") == found.every)


def _same_value(item: dict[str, Any], found: Any) -> bool:
    value = list(found.value) if isinstance(found.value, tuple) else found.value
    wanted = item["value"]
    close = wanted == value or (
        isinstance(wanted, (int, float)) and isinstance(value, (int, float)) and abs(wanted - value) < 1e-4
    )
    return close and (item["op"], item["unit"], item["change"]) == (found.op, found.unit, found.change)


def _same_metric(item: dict[str, Any], found: Any) -> bool:
    """Whether two names of what is measured share three fifths of their characters."""
    wanted, given = Counter(item.get("metric") or ""), Counter(found.metric or "")
    return 10 * (wanted & given).total() >= 3 * (wanted.total() + given.total())
