"""What the commands on rules share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ddx.cli.common import failed_by, rules_in_force
from ddx.cli.output import near

if TYPE_CHECKING:
    from ddx.extract.rulebook import Rulebook
    from ddx.grammar.faults import Place

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
        raise failed_by(book.faults)
    return book


def where(place: Place) -> str:
    """A place as `path:line`."""
    return f"{near(place.path)}:{place.line}"
