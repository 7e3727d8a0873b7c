"""What the commands share: options, messages on standard error, exit statuses, the extractor."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ddx.extractor import Extractor
    from ddx.grammar.faults import Fault

FAILED = 1
CANNOT = 2
INTERRUPTED = 130
_NEW_OBJECTS = 100_000
"""So many let the collector look for what nothing names any more. A text makes some tens of thousands."""


def say(message: str) -> None:
    """One message on standard error."""
    print(f"ddx: {message}", file=sys.stderr)


def counted(number: int, what: str) -> str:
    """`1 fault`, `2,000 faults`."""
    return f"{number} {what}" if number == 1 else f"{number:,} {what}s"


def fail(message: str) -> typer.Exit:
    """Say what is wrong; returns the exception to raise."""
    say(message)
    return typer.Exit(CANNOT)


def one_of(option: str, known: Collection[str]) -> Callable[[str | None], str | None]:
    """A check that an option's value is a known one."""

    def check(value: str | None) -> str | None:
        if value is None or value in known:
            return value
        raise fail(f"{option} {value}: it takes {', '.join(known)}")

    return check


def each_of(option: str, known: Collection[str]) -> Callable[[list[str] | None], list[str]]:
    """A check that all values of a repeatable option are known ones."""
    check = one_of(option, known)

    def check_all(values: list[str] | None) -> list[str]:
        return [value for value in values or () if check(value)]

    return check_all


def check_date(value: str | None) -> str | None:
    """A check for `--date`: a day, month or year that the calendar has."""
    if value is None:
        return None
    from ddx.grammar.dates import date_parts

    try:
        date_parts(value)
    except ValueError:
        raise fail(f"--date {value}: no such date; write YYYY, YYYY-MM or YYYY-MM-DD") from None
    return value


Rules = Annotated[
    list[str] | None,
    typer.Option("-r", "--rules", metavar="PATH", help="A further rule file or folder; repeatable."),
]
NoDefaultRules = Annotated[
    bool, typer.Option("--no-default-rules", help="Leave out the rules that ddx brings.")
]
SpokenOn = Annotated[
    str | None,
    typer.Option(
        "-d",
        "--date",
        metavar="DATE",
        callback=check_date,
        help="When the text was spoken: YYYY, YYYY-MM or YYYY-MM-DD.",
    ),
]
Color = Annotated[
    str,
    typer.Option(
        "--color",
        metavar="auto|always|never",
        callback=one_of("--color", ("auto", "always", "never")),
        help="Colours; auto: on a terminal.",
    ),
]
TableOrJson = Annotated[
    str,
    typer.Option(
        "-f",
        "--format",
        metavar="table|json",
        callback=one_of("--format", ("table", "json")),
        help="A table for people or JSON for programs.",
    ),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors on standard error.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say a line on every text on standard error.")]
# `main` looks for this one itself, so that it holds for errors in the command line too.
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


def wants_color(color: str, to_screen: bool = True) -> bool:
    """Whether to colour; `auto` does on a terminal that can and where NO_COLOR is not set."""
    if color == "auto":
        able = to_screen and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        return able and not os.environ.get("NO_COLOR")
    return color == "always"


def build_extractor(rules: list[str] | None, no_default_rules: bool) -> Extractor:
    """The extractor that the options and the settings file ask for."""
    from ddx.extractor import Extractor

    gc.disable()  # nothing of what is loaded now is to be thrown away
    with faults_told():
        paths, default_rules = rules_in_force(rules, no_default_rules)
        extractor = Extractor(paths, default_rules=default_rules)
    gc.freeze()  # rules and modules live to the end: the collector need not look through them for every text
    gc.set_threshold(_NEW_OBJECTS)
    gc.enable()
    return extractor


def rules_in_force(rules: list[str] | None, no_default_rules: bool) -> tuple[list[Path], bool]:
    """The rule files of the settings file and then of the options, and whether the default rules hold."""
    from ddx.config import find_config

    with faults_told():
        config = find_config(Path.cwd())
    return [*config.rules, *map(Path, rules or ())], config.default_rules and not no_default_rules


@contextmanager
def faults_told() -> Iterator[None]:
    """A broken rule or settings file ends the run with all its faults on standard error."""
    from ddx.grammar.faults import RuleError

    try:
        yield
    except RuleError as error:
        raise failed_by(error.faults) from error


def failed_by(faults: Iterable[Fault]) -> typer.Exit:
    """Tell faults on standard error; returns the exception to raise."""
    for fault in faults:
        print(fault.with_excerpt(), file=sys.stderr)
    return typer.Exit(CANNOT)
