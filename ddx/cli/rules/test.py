"""`ddx rules test`: run the examples that stand in rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddx.cli.common import FAILED, Debug, NoDefaultRules, Quiet, Rules, TableOrJson, say
from ddx.cli.output import near, print_data, print_lines
from ddx.cli.rules.common import Paths, sound_rulebook, where

if TYPE_CHECKING:
    from ddx.grammar.coverage import Point
    from ddx.grammar.examples import Failure, Report
    from ddx.grammar.faults import Place


def test(
    paths: Paths = None,
    coverage: Annotated[
        float | None,
        typer.Option("--coverage", metavar="N", min=0, max=100, help="Fail under N per cent."),
    ] = None,
    wanted: TableOrJson = "table",
    rules: Rules = None,
    no_default_rules: NoDefaultRules = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Run every example, and tell which alternatives of a pattern no example reaches."""
    report = sound_rulebook(rules, no_default_rules, paths or ()).test()
    if wanted == "json":
        print_data(_data(report))
    else:
        print_lines(lambda _: [*map(_failure, report.failures), *_missing(report)])
    if not quiet:
        reached = report.points - len(report.missing)
        say(
            f"{report.examples} examples, {len(report.failures)} failed; "
            f"{reached} of {report.points} alternatives reached ({_per_cent(report)} %)"
        )
    if report.failures or (coverage is not None and report.coverage < coverage):
        raise typer.Exit(FAILED)


def _per_cent(report: Report) -> str:
    """Rounded down, so that a hundred means all."""
    return f"{int(report.coverage * 10) / 10:g}"


def _failure(failure: Failure) -> str:
    text = failure.text.replace("\n", "\\n")
    return f"{where(failure.place)}: {failure.owner}: {failure.message}\n    {text}"


def _missing(report: Report) -> list[str]:
    """A line for each rule and kind of point, with what no example reaches."""
    lines: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for owner, point in report.missing:
        _, texts = lines.setdefault((owner, point.what), (where(point.place), []))
        texts.append(point.text)
    return [
        f"{place}: {owner}: no example reaches the {what}: {'  '.join(texts)}"
        for (owner, what), (place, texts) in lines.items()
    ]


def _data(report: Report) -> dict[str, Any]:
    return {
        "examples": report.examples,
        "failed": list(map(_failed, report.failures)),
        "alternatives": report.points,
        "coverage": int(report.coverage * 10) / 10,
        "missing": [_point(owner, point) for owner, point in report.missing],
    }


def _failed(failure: Failure) -> dict[str, Any]:
    found = {"rule": failure.owner, "text": failure.text, "message": failure.message}
    return {**found, **_place(failure.place)}


def _point(owner: str, point: Point) -> dict[str, Any]:
    return {"rule": owner, "what": point.what, "text": point.text, **_place(point.place)}


def _place(place: Place) -> dict[str, Any]:
    return {"path": near(place.path), "line": place.line, "column": place.column}
