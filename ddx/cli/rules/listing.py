"""`ddx rules list`: which rules, lists and slots there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddx.cli.common import Debug, NoDefaultRules, Rules, one_of
from ddx.cli.output import near, print_data, print_lines
from ddx.cli.rules.common import sound_rulebook
from ddx.resources import default_rule_paths

if TYPE_CHECKING:
    from ddx.grammar.ruleset import RuleSet

_KINDS = ("rules", "lists", "slots")
_FORMATS = ("table", "json", "md")


def list_rules(
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="|".join(_KINDS),
            callback=one_of("--kind", _KINDS),
            help="Rules, or the lists and slots that their patterns may name.",
        ),
    ] = "rules",
    family: Annotated[str | None, typer.Option("--family", help="Only rules of this family.")] = None,
    wanted: Annotated[
        str,
        typer.Option(
            "-f",
            "--format",
            metavar="|".join(_FORMATS),
            callback=one_of("--format", _FORMATS),
            help="A table for people, JSON for programs, or all in full as a Markdown page.",
        ),
    ] = "table",
    rules: Rules = None,
    no_default_rules: NoDefaultRules = False,
    debug: Debug = False,
) -> None:
    """Print what there is: its name, what it is for, and where it stands."""
    from ddx.extract.families import FAMILIES
    from ddx.grammar.reference import reference_page
    from ddx.write.sheet import sheet

    one_of("--family", FAMILIES)(family)
    found = sound_rulebook(rules, no_default_rules).rules
    if wanted == "md":
        page = reference_page(found, FAMILIES)
        print_lines(lambda _: page.splitlines())
        return
    entries = {"rules": _rules, "lists": _lists, "slots": _slots}[kind](found)
    if family is not None:
        entries = [entry for entry in entries if entry.get("family") == family]
    if wanted == "json":
        print_data(entries)
        return
    keys = ("id", "family", "where", "about") if kind == "rules" else ("name", "where", "about")
    rows = [_row(entry, keys) for entry in entries]
    print_lines(lambda columns: list(sheet(rows, columns, keys)))


def _row(entry: dict[str, Any], keys: tuple[str, ...]) -> list[str]:
    held = {**entry, "where": f"{_short(entry['path'])}:{entry['line']}"}
    if entry.get("off"):
        held["about"] = f"(off) {held['about']}"
    return [str(held[key]) for key in keys]


def _short(path: str) -> str:
    """A path that leaves room for more: of what ddx brings, only what stands below its own folder."""
    for folder in default_rule_paths():
        if folder in Path(path).parents:
            return f"ddx:{Path(path).relative_to(folder.parent)}"
    return path


def _rules(rules: RuleSet) -> list[dict[str, Any]]:
    found = sorted(rules.rules.values(), key=lambda rule: (rule.family, rule.id))
    return [
        {
            "id": rule.id,
            "family": rule.family,
            "about": rule.about,
            "priority": rule.priority,
            "patterns": len(rule.patterns),
            "examples": len(rule.examples),
            "off": rule.id in rules.off,
            "path": near(rule.place.path),
            "line": rule.place.line,
        }
        for rule in found
    ]


def _lists(rules: RuleSet) -> list[dict[str, Any]]:
    return [
        {
            "name": words.name,
            "about": words.about,
            "kind": words.kind,
            "words": len(words.words),
            "path": near(words.place.path),
            "line": words.place.line,
        }
        for _, words in sorted(rules.lists.items())
    ]


def _slots(rules: RuleSet) -> list[dict[str, Any]]:
    return [
        {
            "name": slot.name,
            "about": slot.about,
            "path": near(slot.place.path),
            "line": slot.place.line,
        }
        for _, slot in sorted(rules.slots.items())
    ]
