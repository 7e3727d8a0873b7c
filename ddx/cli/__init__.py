"""The command line. Each command stands in a file of its own, ddx/cli/NAME.py, loaded when asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from typing import Annotated, Any

import typer

import ddx
from ddx.cli.common import CANNOT, INTERRUPTED, say

COMMANDS = ("extract", "batch", "why", "config", "schema", "rules")
"""In the order of the help."""

# typer brings click's classes along, under a name that changed between its versions.
_UsageError: Any = typer.BadParameter.__mro__[1]


def _app(names: Iterable[str]) -> typer.Typer:
    """The command line with these commands."""
    app = typer.Typer(
        name="ddx",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_ddx)
    for name in names:
        command = getattr(import_module(f"ddx.cli.{name}"), name)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command()(command)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ddx {ddx.__version__}")
        raise typer.Exit


def _ddx(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """From a Chinese speech or document to the list of what must be done."""


def main() -> None:
    """Run the command line and end the process with its status.

    0 done, 1 a failure that was asked for, 2 wrong use or input, 130 interrupted.
    """
    _leave(run(sys.argv[1:]))


def _leave(status: int) -> None:
    """End the process. Python would first take apart rules and modules, which takes longer than to load them.

    Where there may be other processes to wait for, it is left to do so.
    """
    if "multiprocessing" not in sys.modules:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    sys.exit(status)


def run(arguments: list[str]) -> int:
    """Run one command line without the program's name; returns the exit status."""
    named = next((word for word in arguments if not word.startswith("-")), "")
    try:
        app = _app([named] if named in COMMANDS else COMMANDS)
        return app(arguments, prog_name="ddx", standalone_mode=False) or 0
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except _UsageError as error:
        context = getattr(error, "ctx", None)
        say(f"{error.format_message()} (see {context.command_path if context else 'ddx'} --help)")
    except Exception as error:
        if "--debug" in arguments:
            import traceback

            traceback.print_exc()
        say(f"a fault of ddx itself, {type(error).__name__}: {error} (--debug shows where)")
    return CANNOT
