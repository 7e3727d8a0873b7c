"""`ddx rules`: list, explain, check and test rules, and begin a new one."""

from __future__ import annotations

import typer

from ddx.cli.rules.check import check
from ddx.cli.rules.listing import list_rules
from ddx.cli.rules.new import new
from ddx.cli.rules.show import show
from ddx.cli.rules.test import test

rules = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="List, explain, check and test rules.")
rules.command("list")(list_rules)
rules.command()(show)
rules.command()(check)
rules.command()(test)
rules.command()(new)
