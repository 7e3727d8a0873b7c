"""`ddx batch`: what `ddx extract` does, for every text of a corpus."""

from __future__ import annotations

import os
import re
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ddx.cli.common import (
    CANNOT,
    INTERRUPTED,
    Color,
    Debug,
    NoDefaultRules,
    Quiet,
    Rules,
    SpokenOn,
    Verbose,
    fail,
    faults_told,
    one_of,
    rules_in_force,
    say,
)

if TYPE_CHECKING:
    from ddx.corpus.limits import Limits
    from ddx.corpus.recipe import Recipe
    from ddx.corpus.records import Columns
    from ddx.corpus.tally import Tally

_ENGINES = ("local", "spark")
_FORMATS = ("json", "yaml", "jsonl", "csv", "parquet", "xlsx")
_LIST = "-"
_SIZE = re.compile(r"([0-9]+)([KMG]?)", re.IGNORECASE)
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def _bytes(value: str) -> int:
    found = _SIZE.fullmatch(value)
    if not found:
        raise fail(f"--max-size {value}: write bytes, or a number with K, M or G, such as 8M")
    return int(found[1]) * _UNITS[found[2].upper()]


def batch(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="FOLDER|FILE|GLOB|ZIP|-",
            help="Where the texts are; - reads a list from standard input, a path a line. "
            "A .jsonl or .parquet file holds a text a record.",
        ),
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="OUT", help="The folder for results and manifest.jsonl.")
    ],
    wanted: Annotated[
        str | None,
        typer.Option(
            "-f",
            "--format",
            metavar="|".join(_FORMATS),
            callback=one_of("--format", _FORMATS),
            help="json (the default) and yaml: a file a text. The others: all texts together.",
        ),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("-j", "--jobs", min=1, help="How many texts at once; all cores otherwise.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Do only what is missing, has changed or has failed.")
    ] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0, metavar="SECONDS", help="Give a text up then; 0: never.")
    ] = 300,
    max_size: Annotated[
        str, typer.Option("--max-size", metavar="BYTES", help="Leave larger texts out; takes K, M and G.")
    ] = "8M",
    date: SpokenOn = None,
    rules: Rules = None,
    no_default_rules: NoDefaultRules = False,
    id_column: Annotated[str, typer.Option(help="The column of a record's id.")] = "id",
    text_column: Annotated[str, typer.Option(help="The column of a record's text.")] = "text",
    date_column: Annotated[
        str, typer.Option(help="The column that says when it was spoken, if there is one.")
    ] = "date",
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="|".join(_ENGINES),
            callback=one_of("--engine", _ENGINES),
            help="Where to run: in processes here, or on Spark, from one input into Parquet.",
        ),
    ] = "local",
    master: Annotated[
        str | None,
        typer.Option(metavar="local[N]|spark://…|yarn", help="For Spark; local[*], all cores, otherwise."),
    ] = None,
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """Extract from every text of a folder, in parallel, resumable."""
    from ddx.cli.progress import following, print_summary
    from ddx.corpus.errors import BatchError
    from ddx.corpus.limits import Limits
    from ddx.corpus.records import Columns
    from ddx.corpus.tally import Tally

    limits = Limits(timeout or None, _bytes(max_size))
    columns = Columns(id_column, text_column, date_column)
    recipe = _recipe(rules, no_default_rules, date)
    chosen = wanted or _format_by_ending(output)
    tally = Tally()
    try:
        if engine == "spark":
            if len(paths) != 1 or chosen != "parquet" or jobs or resume:
                raise fail("--engine spark: one input, -f parquet, and neither --jobs nor --resume")
            tally = _run_on_spark(
                paths[0], output, recipe, limits, columns, master, sys.stderr.isatty() and not quiet
            )
        elif master:
            raise fail("--master: only with --engine spark")
        else:
            from ddx.corpus.batch import Batch, run

            asked = Batch(
                paths=_listed(paths),
                alone=len(paths) == 1 and paths != [_LIST],
                output=Path(output),
                format=chosen,
                recipe=recipe,
                jobs=jobs or _cores(),
                resume=resume,
                limits=limits,
                columns=columns,
            )
            with following(quiet, verbose, color) as watch:
                run(asked, tally, watch)
    except KeyboardInterrupt:
        done = f"{tally.finished:,} of {tally.total:,} texts"
        say(f"interrupted: {done} are on record for --resume" if tally.total else "interrupted")
        raise typer.Exit(INTERRUPTED) from None
    except BatchError as error:
        raise fail(str(error)) from error
    except OSError as error:
        raise fail(f"{error.filename or output}: {error.strerror or error}") from error
    if not quiet:
        print_summary(tally, output, color)
    for failure in tally.failures:
        say(f"{failure.name}: {failure.error}")
    if tally.failed:
        if tally.failed > len(tally.failures):
            say(f"and {tally.failed - len(tally.failures):,} more failures, all on record in {output}")
        raise typer.Exit(CANNOT)


def _run_on_spark(
    path: str,
    output: str,
    recipe: Recipe,
    limits: Limits,
    columns: Columns,
    master: str | None,
    progress: bool,
) -> Tally:
    from ddx.corpus.extras import need

    need("pyarrow", "spark")
    from ddx.corpus.arrow import Extract
    from ddx.corpus.on_spark import SparkBatch, run

    return run(SparkBatch(path, output, Extract(recipe, limits, columns), master or "local[*]", progress))


def _listed(paths: Iterable[str]) -> Iterator[str]:
    """The paths, and in the place of `-` those on standard input."""
    for path in paths:
        if path == _LIST:
            yield from _lines()
        else:
            yield path


def _lines() -> Iterator[str]:
    """The paths on standard input, a line each, in whatever bytes the system has for names."""
    for number, line in enumerate(sys.stdin.buffer):
        path = os.fsdecode((line if number else line.removeprefix(BOM_UTF8)).rstrip(b"\r\n"))
        if path:
            yield path


def _format_by_ending(output: str) -> str:
    ending = Path(output).suffix.removeprefix(".").lower()
    return ending if ending in _FORMATS else "json"


def _cores() -> int:
    """How many cores this process may use, which can be fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _recipe(rules: list[str] | None, no_default_rules: bool, date: str | None) -> Recipe:
    from ddx.corpus.recipe import Recipe

    with faults_told():
        paths, default_rules = rules_in_force(rules, no_default_rules)
        return Recipe.of(paths, default_rules=default_rules, date=date)
