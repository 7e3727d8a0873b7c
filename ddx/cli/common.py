"""What the commands share: options, messages on standard error, exit statuses, the extractor."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from ddx.extractor import Extractor

CANNOT = 2
INTERRUPTED = 130

Rules = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("-r", "--rules", metavar="PATH", help="A further rule file or folder; repeatable."),
]
NoDefaultRules = Annotated[
    bool, typer.Option("--no-default-rules", help="Leave out the rules that ddx brings.")
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Errors only on standard error.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="A line on every file on standard error.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


def say(message: str) -> None:
    """One message on standard error."""
    print(f"ddx: {message}", file=sys.stderr)


def fail(message: str) -> typer.Exit:
    """Say what is wrong and give the exception to raise."""
    say(message)
    return typer.Exit(CANNOT)


def build_extractor(rules: list[str] | None, no_default_rules: bool) -> Extractor:
    """The extractor that the options ask for; a broken rule file ends the run with all its faults."""
    from ddx.extractor import Extractor
    from ddx.grammar.faults import RuleError

    try:
        return Extractor(rules or (), default_rules=not no_default_rules)
    except RuleError as error:
        for fault in error.faults:
            print(fault.with_excerpt(), file=sys.stderr)
        raise typer.Exit(CANNOT) from error
