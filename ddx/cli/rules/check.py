"""`ddx rules check`: all that is wrong with rule files."""

from __future__ import annotations

import typer

from ddx.cli.common import CANNOT, Debug, NoDefaultRules, Quiet, Rules, TableOrJson, counted, say
from ddx.cli.output import print_data, print_lines
from ddx.cli.rules.common import Paths, open_rulebook


def check(
    paths: Paths = None,
    wanted: TableOrJson = "table",
    rules: Rules = None,
    no_default_rules: NoDefaultRules = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Tell every fault of rule files: what cannot be read or run, and examples that lack or do not hold."""
    faults = open_rulebook(rules, no_default_rules, paths or ()).check()
    if wanted == "json":
        print_data([fault._asdict() for fault in faults])
    else:
        print_lines(lambda _: [fault.with_excerpt() for fault in faults])
    if not quiet:
        files = counted(len({fault.path for fault in faults}), "file")
        say(f"{counted(len(faults), 'fault')} in {files}" if faults else "no faults")
    if faults:
        raise typer.Exit(CANNOT)
