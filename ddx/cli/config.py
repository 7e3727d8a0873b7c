"""`ddx config`: what holds, and where it was said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ddx.cli.common import Debug, NoDefaultRules, Rules, TableOrJson, build_extractor, faults_told
from ddx.cli.output import near, print_data, print_lines


def config(
    wanted: TableOrJson = "table",
    rules: Rules = None,
    no_default_rules: NoDefaultRules = False,
    debug: Debug = False,
) -> None:
    """Print which rules hold here, and which file or option says so."""
    from ddx.config import find_config
    from ddx.resources import cache_folder, default_rule_paths
    from ddx.write.sheet import sheet

    with faults_told():
        found = find_config(Path.cwd())
    said = str(found.file) if found.file else None
    default_from = "--no-default-rules" if no_default_rules else said if not found.default_rules else "ddx"
    default_rules = found.default_rules and not no_default_rules
    in_force = build_extractor(rules, no_default_rules).rules
    folder = cache_folder()
    data: dict[str, Any] = {
        "file": said,
        "default_rules": {"value": default_rules, "from": default_from},
        "rules": [
            *({"path": str(path), "from": "ddx"} for path in default_rule_paths() if default_rules),
            *({"path": str(path), "from": said} for path in found.rules),
            *({"path": path, "from": "--rules"} for path in rules or ()),
        ],
        "off": sorted(in_force.off),
        "count": len(in_force.rules) - len(in_force.off),
        "hash": in_force.digest,
        "cache": str(folder) if folder else None,
    }
    if wanted == "json":
        print_data(data)
        return
    rows = [
        ("settings file", "", near(said) if said else "none in this folder or above it"),
        ("default rules", f"by {_said_by(default_from)}", "on" if default_rules else "off"),
        *(("rules", f"by {_said_by(entry['from'])}", near(entry["path"])) for entry in data["rules"]),
        ("switched off", "", " ".join(data["off"]) or "none"),
        ("rules in force", "", f"{data['count']}, with the hash {data['hash']}"),
        ("kept in", "", data["cache"] or "no folder"),
    ]
    print_lines(lambda columns: list(sheet(rows, columns)))


def _said_by(source: str | None) -> str:
    """The option, ddx itself, or the settings file by its name alone."""
    return Path(source).name if source else "ddx"
