"""`ddx rules show`: one rule, list or slot, explained."""

from __future__ import annotations

from typing import Annotated

import typer

from ddx.cli.common import Debug, NoDefaultRules, Rules, TableOrJson, fail
from ddx.cli.output import near, print_data, print_lines
from ddx.cli.rules.common import sound_rulebook


def show(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="The id of a rule, or the name of a list or slot.")
    ],
    wanted: TableOrJson = "table",
    rules: Rules = None,
    no_default_rules: NoDefaultRules = False,
    debug: Debug = False,
) -> None:
    """Explain a rule: what it does and why, what it takes and what it leaves alone, and where it stands."""
    from ddx.grammar.describe import describe, text_lines
    from ddx.grammar.faults import did_you_mean
    from ddx.write.sheet import sheet

    found = sound_rulebook(rules, no_default_rules).rules
    record = describe(found, name.strip("{}"))
    if record is None:
        names = [*found.rules, *found.lists, *found.slots]
        raise fail(f"no such rule: {name!r} ({did_you_mean(name, names)})")
    record["path"] = near(record["path"])
    if wanted == "json":
        print_data(record)
    else:
        print_lines(lambda columns: list(sheet(list(text_lines(record)), columns)))
