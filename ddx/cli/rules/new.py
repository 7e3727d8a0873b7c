"""`ddx rules new`: a skeleton to write a rule from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from ddx.cli.common import Debug, Quiet, fail, one_of, say
from ddx.cli.rules.common import sound_rulebook
from ddx.resources import skeletons

_ID = re.compile(r"[\w.-]+")


def new(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the new rule.")],
    family: Annotated[
        str,
        typer.Option("--family", metavar="|".join(skeletons()), callback=one_of("--family", skeletons())),
    ] = "directive",
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write there; otherwise to ID.yaml.")
    ] = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Write a rule file that passes `ddx rules check`, for you to change line by line."""
    if not _ID.fullmatch(rule_id):
        raise fail(f"{rule_id!r} is no id: it takes letters, figures, dots and hyphens")
    if rule_id in sound_rulebook(None, no_default_rules=False).rules.rules:
        raise fail(f"there is a rule {rule_id!r} already (ddx rules show {rule_id})")
    file = Path(output or f"{rule_id}.yaml")
    text = skeletons()[family].read_text(encoding="utf-8").replace("{id}", rule_id)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except FileExistsError:
        raise fail(f"{file}: there is such a file already; name another with -o") from None
    except OSError as error:
        raise fail(f"{file}: cannot be written: {error.strerror or error}") from error
    if not quiet:
        say(f"wrote {file}; change it, then: ddx rules check {file}")
