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
    "edges": 0.98,
    "directive": 0.94,
    "force": 0.90,
    "body": 0.80,
    "body_role": 0.78,
    "target": 0.90,
    "value": 0.85,
    "deadline": 0.85,
    "due": 0.82,
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


def test_nothing_found_scores_nought(extractor: ddx.Extractor) -> None:
    empty = score_folder(ddx.Extractor(default_rules=False), SPEECHES, READINGS[:1])
    assert empty.f1("directive") == 0
    assert empty.f1("outline") == 0
