"""The rules that ddx brings: no fault, an example for every alternative, and the page of them is current."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddx.extract.rulebook import Rulebook
from ddx.grammar.examples import Report
from ddx.resources import default_rule_paths
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Rulebook(default_rule_paths())


@pytest.fixture(scope="module")
def report(book: Rulebook) -> Report:
    return book.test()


def test_every_example_of_every_rule_holds(report: Report) -> None:
    assert [f"{failure.owner}: {failure.text}: {failure.message}" for failure in report.failures] == []
    assert report.examples > 1000


def test_no_alternative_is_without_an_example(report: Report) -> None:
    assert [f"{owner}: {point.what}: {point.text}" for owner, point in report.missing] == []
    assert report.coverage == 100


def test_the_default_rules_have_no_fault(book: Rulebook) -> None:
    assert [fault.headline() for fault in book.check()] == []


def test_the_reference_page_is_what_the_rules_say(ddx: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where this fails: `ddx rules list -f md > docs/rule-reference.md`, in the folder of the project."""
    monkeypatch.chdir(ROOT)
    page = ddx("rules", "list", "-f", "md").out
    assert (ROOT / "docs" / "rule-reference.md").read_text(encoding="utf-8") == page


def test_without_the_default_rules_nothing_is_found(ddx: Run, speech: Path) -> None:
    ran = ddx("rules", "list", "--no-default-rules", "-f", "json")
    assert ran.out == "[]\n"
    found = ddx("extract", speech, "--no-default-rules", "-f", "yaml").out
    assert "outline: []\ndirectives: []\n" in found
