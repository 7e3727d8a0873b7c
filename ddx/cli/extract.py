"""`ddx extract`: read texts and print what was found in them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from ddx.cli.common import (
    CANNOT,
    Color,
    Debug,
    NoDefaultRules,
    Quiet,
    Rules,
    SpokenOn,
    Verbose,
    build_extractor,
    each_of,
    fail,
    one_of,
    say,
    wants_color,
)
from ddx.cli.filters import PARTS, Filters, without_empty_sections
from ddx.cli.output import choose_format, open_output
from ddx.model import FORCES, Document
from ddx.read import STANDARD_INPUT, ReadError, read
from ddx.write import FORMATS, Layout

if TYPE_CHECKING:
    from ddx.extractor import Extractor

_FILE_WIDTH = 120


def extract(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE|-", help="Texts to read; - is standard input.", show_default=False),
    ] = None,
    wanted: Annotated[
        str | None,
        typer.Option(
            "-f",
            "--format",
            metavar="|".join(FORMATS),
            callback=one_of("--format", FORMATS),
            help="Otherwise a table on a terminal and YAML elsewhere.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write there; its ending names the format."),
    ] = None,
    date: SpokenOn = None,
    rules: Rules = None,
    no_default_rules: NoDefaultRules = False,
    force: Annotated[
        list[str] | None,
        typer.Option(
            "--force",
            metavar="|".join(FORCES),
            callback=each_of("--force", FORCES),
            help="Only directives of this force; repeatable.",
        ),
    ] = None,
    body: Annotated[
        str, typer.Option("--body", metavar="TEXT", help="Only directives with a body whose name holds this.")
    ] = "",
    has: Annotated[
        list[str] | None,
        typer.Option(
            "--has",
            metavar="|".join(PARTS),
            callback=each_of("--has", PARTS),
            help="Only directives that have these; repeatable.",
        ),
    ] = None,
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """Print the outline, the directives and what they hold."""
    names = files or [STANDARD_INPUT]
    if not files and sys.stdin.isatty():
        raise fail("no file named; name one, or - for standard input")
    chosen = choose_format(wanted, output)
    filters = Filters(tuple(force or ()), body, tuple(has or ()))
    columns = _FILE_WIDTH if output else shutil.get_terminal_size((_FILE_WIDTH, 24)).columns
    layout = Layout(len(names) > 1, columns, wants_color(color, to_screen=output is None))
    unread: list[str] = []

    def documents() -> Iterator[Document]:
        extractor = build_extractor(rules, no_default_rules)
        for name in names:
            document = _extract(extractor, name, date, quiet, verbose)
            if document is None:
                unread.append(name)
                continue
            document = filters.apply(document)
            yield without_empty_sections(document) if filters and chosen == "table" else document

    with open_output(output, [*names, *(rules or ())]) as out:
        FORMATS[chosen].writer()(documents(), out, layout)
        if len(unread) == len(names):
            raise typer.Exit(CANNOT)
    if unread:
        raise typer.Exit(CANNOT)


def _extract(
    extractor: Extractor, name: str, date: str | None, quiet: bool, verbose: bool
) -> Document | None:
    """What stands in one file; None where it cannot be read, which is said."""
    try:
        source = read(name)
    except ReadError as error:
        say(str(error))
        return None
    document = extractor.extract(
        source.text, name=source.name, date=date, sha256=source.sha256, encoding=source.encoding
    )
    if not quiet and not source.text.strip():
        say(f"{source.name}: the file is empty; nothing found")
    if verbose and not quiet:
        say(
            f"{source.name}: {source.encoding}, {document.source.chars} characters, "
            f"{len(document.directives)} directives, {len(document.leftovers)} leftovers, "
            f"{len(document.warnings)} warnings"
        )
    return document
