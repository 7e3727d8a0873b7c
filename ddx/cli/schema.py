"""`ddx schema`: JSON Schemas of the output and of rule files."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ddx.cli.common import Debug, one_of
from ddx.cli.output import print_data

_KINDS = ("output", "rules")


def schema(
    kind: Annotated[
        str,
        typer.Argument(metavar="|".join(_KINDS), callback=one_of("schema", _KINDS), help="Of which."),
    ] = "output",
    debug: Debug = False,
) -> None:
    """Print the JSON Schema (2020-12) of the output or of a document of a rule file."""
    print_data(_schema(kind))


def _schema(kind: str) -> dict[str, Any]:
    if kind == "output":
        from ddx.schema import output_schema

        return output_schema()
    from ddx.extract.families import FAMILIES
    from ddx.grammar.rulefile import file_schema

    return file_schema(FAMILIES)
