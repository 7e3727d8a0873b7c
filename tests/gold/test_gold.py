"""Our own texts against their readings. The floors keep what was reached; they are raised, never lowered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ddx
from ddx.text import cut_units, normalise
from tests.gold.scoring import FIGURES, Score, score_folder

DATA = Path(__file__).parents[2] / "data"
FLOORS = {
    "speeches": {
        "outline": 0.99,
        "edges": 0.99,
        "directive": 0.98,
        "force": 0.965,
        "body": 0.945,
        "body_role": 0.935,
        "target": 0.97,
        "value": 0.97,
        "metric": 0.91,
        "deadline": 0.98,
        "due": 0.98,
    },
    "travel": {
        "outline": 0.99,
        "edges": 0.99,
        "directive": 0.975,
        "force": 0.95,
        "body": 0.935,
        "body_role": 0.93,
        "target": 0.955,
        "value": 0.945,
        "metric": 0.90,
        "deadline": 0.96,
        "due": 0.95,
    },
}
READINGS = sorted(path.relative_to(DATA) for path in DATA.glob("*/readings/*.json"))
NAMES = [path.stem for path in READINGS]


@pytest.fixture(scope="module")
def scores(extractor: ddx.Extractor) -> dict[str, Score]:
    return {folder: score_folder(extractor, DATA / folder) for folder in FLOORS}


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("folder", FLOORS)
def test_score_stays_above_its_floor(scores: dict[str, Score], folder: str, figure: str) -> None:
    score = scores[folder]
    assert score.wanted[figure] > 0
    assert score.f1(figure) >= FLOORS[folder][figure], f"{figure}: {score.f1(figure):.3f}"


@pytest.mark.parametrize("path", READINGS, ids=NAMES)
def test_reading_fits_its_text(path: Path) -> None:
    reading = json.loads((DATA / path).read_text(encoding="utf-8"))
    text = normalise(_text_of(path, reading["file"]))
    units = cut_units(text)
    for node in reading["outline"]:
        assert text.startswith(node["marker"], node["start"])
    for unit in reading["units"]:
        held = units[unit["i"]].text
        for kind, key in (("bodies", "name"), ("targets", "text"), ("deadlines", "text")):
            assert all(item[key] in held for item in unit.get(kind, []))


def _text_of(path: Path, name: str) -> str:
    return (DATA / path.parts[0] / "texts" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", READINGS, ids=NAMES)
def test_a_told_run_finds_what_a_fast_one_does(extractor: ddx.Extractor, path: Path) -> None:
    # A traced run looks for all slots and asks all conditions; a plain one leaves out what cannot matter.
    text = _text_of(path, f"{path.stem}.txt")
    told, _ = extractor.explain(text)
    assert told == extractor.extract(text)


def test_nothing_found_scores_nought() -> None:
    empty = score_folder(ddx.Extractor(default_rules=False), DATA / "speeches", NAMES)
    assert empty.f1("directive") == 0
    assert empty.f1("outline") == 0
