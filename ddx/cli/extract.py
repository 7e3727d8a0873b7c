"""`ddx extract`: read texts and print what was found in them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ddx.cli.common import Debug, NoDefaultRules, Quiet, Rules, Verbose, build_extractor


def extract(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Texts to read.")],
    rules: Rules = None,
    no_default_rules: NoDefaultRules = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """Print the outline, the directives and what they hold."""
    import yaml

    extractor = build_extractor(rules, no_default_rules)
    for name in files:
        document = extractor.extract(Path(name).read_text(encoding="utf-8"), name=name)
        yaml.dump(document.to_dict(), sys.stdout, allow_unicode=True, sort_keys=False)
