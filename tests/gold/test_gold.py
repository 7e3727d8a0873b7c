"""Our own texts against their readings. The floors keep what was reached; they are raised, never lowered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ddx
from ddx.text import cut_units, normalise
from tests.gold.scoring import FIGURES, Score, score_folder

SPEECHES = Path(__file__).parents[2] / "data" / "speeches"
FLOORS = {
    "outline": 0.99,
    "edges": 0.99,
    "directive": 0.97,
    "force": 0.95,
    "body": 0.92,
    "body_role": 0.91,
    "target": 0.95,
    "value": 0.95,
    "metric": 0.88,
    "deadline": 0.97,
    "due": 0.97,
}
READINGS = sorted(path.stem for path in (SPEECHES / "readings").glob("*.json"))


@pytest.fixture(scope="module")
def score(extractor: ddx.Extractor) -> Score:
    return score_folder(extractor, SPEECHES)


@pytest.mark.parametrize("figure", FIGURES)
def test_score_stays_above_its_floor(score: Score, figure: str) -> None:
    assert score.wanted[figure] > 0
    assert score.f1(figure) >= FLOORS[figure], f"{figure}: {score.f1(figure):.3f}"


@pytest.mark.parametrize("name", READINGS)
def test_reading_fits_its_text(name: str) -> None:
    reading = json.loads((SPEECHES / "readings" / f"{name}.json").read_text(encoding="utf-8"))
    text = normalise((SPEECHES / "texts" / reading["file"]).read_text(encoding="utf-8"))
    units = cut_units(text)
    for node in reading["outline"]:
        assert text.startswith(node["marker"], node["start"])
    for unit in reading["units"]:
        held = units[unit["i"]].text
        for kind, key in (("bodies", "name"), ("targets", "text"), ("deadlines", "text")):
            assert all(item[key] in held for item in unit.get(kind, []))


@pytest.mark.parametrize("name", READINGS)
def test_a_told_run_finds_what_a_fast_one_does(extractor: ddx.Extractor, name: str) -> None:
    # A traced run looks for all slots and asks all conditions; a plain one leaves out what cannot matter.
    text = (SPEECHES / "texts" / f"{name}.txt").read_text(encoding="utf-8")
    told, _ = extractor.explain(text)
    assert told == extractor.extract(text)


def test_nothing_found_scores_nought(extractor: ddx.Extractor) -> None:
    empty = score_folder(ddx.Extractor(default_rules=False), SPEECHES, READINGS[:1])
    assert empty.f1("directive") == 0
    assert empty.f1("outline") == 0
