"""What the commands on rules share."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddx.cli.common import CANNOT, one_of, rules_in_force
from ddx.cli.output import open_output

if TYPE_CHECKING:
    from ddx.extract.rulebook import Rulebook
    from ddx.grammar.faults import Fault, Place

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
Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH", help="Rule files and folders; all rules in force where none is named."),
]


def open_rulebook(rules: list[str] | None, no_default_rules: bool, asked: Sequence[str] = ()) -> Rulebook:
    """The rules that the options and the settings file name, with the files that are asked about on top."""
    from ddx.extract.rulebook import Rulebook
    from ddx.resources import default_rule_paths

    paths, default_rules = rules_in_force(rules, no_default_rules)
    return Rulebook([*(default_rule_paths() if default_rules else []), *paths], list(map(Path, asked)))


def sound_rulebook(rules: list[str] | None, no_default_rules: bool, asked: Sequence[str] = ()) -> Rulebook:
    """The same; a fault in a file ends the run."""
    book = open_rulebook(rules, no_default_rules, asked)
    if book.faults:
        tell_faults(book.faults)
        raise typer.Exit(CANNOT)
    return book


def tell_faults(faults: Sequence[Fault]) -> None:
    """Faults on standard error."""
    for fault in faults:
        typer.echo(fault.with_excerpt(), err=True)


def print_data(data: Any) -> None:
    """Data as JSON on standard output."""
    with open_output(None, ()) as out:
        out.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def print_lines(lines: Callable[[int], Sequence[str]]) -> None:
    """The lines for a screen of this width on standard output."""
    columns = shutil.get_terminal_size((120, 24)).columns
    with open_output(None, ()) as out:
        for line in lines(columns):
            out.write(line + "\n")


def near(path: str) -> str:
    """A path as seen from the working folder, where it stands below it."""
    try:
        return str(Path(path).resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return path


def where(place: Place) -> str:
    """A place as `path:line`."""
    return f"{near(place.path)}:{place.line}"
