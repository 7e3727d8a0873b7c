"""Settings for good: `.ddx.yaml`, or `[tool.ddx]` in `pyproject.toml`, in the nearest folder upwards."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

from ddx.grammar.faults import Fault, RuleError, did_you_mean

OWN_FILE = ".ddx.yaml"
PROJECT_FILE = "pyproject.toml"
KEYS = {
    "rules": "rule files and folders to lay over the default rules, beginning where this file stands",
    "default-rules": "false leaves out the rules that ddx brings",
}


class Config(NamedTuple):
    """What holds. `file` is where it was said, None where nothing is: then all is as ddx brings it."""

    rules: tuple[Path, ...] = ()
    default_rules: bool = True
    file: Path | None = None


def find_config(folder: Path) -> Config:
    """The settings of the nearest folder upwards that has some; raises RuleError for what cannot be read."""
    for place in (folder, *folder.parents):
        own = place / OWN_FILE
        if own.is_file():
            return _from_yaml(own)
        project = place / PROJECT_FILE
        if project.is_file() and (found := _from_toml(project)) is not None:
            return found
    return Config()


def _from_yaml(file: Path) -> Config:
    from ddx.grammar.form import Flag, ListOf, Record, Text
    from ddx.grammar.merge import source_file

    source = source_file(str(file), _content(file))
    form = Record({"rules": ListOf(Text()), "default-rules": Flag()}, what="settings file")
    documents = source.documents()
    record = form.read(documents[0], source) if documents else {}
    for document in documents[1:]:
        source.fault(document.place, "a settings file is one document")
    if source.faults:
        raise RuleError(source.faults)
    return _config(file, record.get("rules", ()), record.get("default-rules", True))


def _from_toml(file: Path) -> Config | None:
    content = _content(file)
    if b"tool.ddx" not in content:
        return None
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        held = tomllib.loads(content.decode()).get("tool", {}).get("ddx")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _fault(file, f"this is not TOML: {error}") from error
    return None if held is None else _from_table(file, held)


def _from_table(file: Path, table: dict[str, Any]) -> Config:
    for key in table:
        if key not in KEYS:
            raise _fault(file, f"unknown key {key!r} in [tool.ddx]", did_you_mean(key, KEYS))
    rules, default_rules = table.get("rules", []), table.get("default-rules", True)
    if isinstance(rules, str):
        rules = [rules]
    if not isinstance(rules, list) or not all(isinstance(path, str) for path in rules):
        raise _fault(file, "rules in [tool.ddx] is no list of paths")
    if not isinstance(default_rules, bool):
        raise _fault(file, "default-rules in [tool.ddx] is neither true nor false")
    return _config(file, rules, default_rules)


def _config(file: Path, rules: Any, default_rules: bool) -> Config:
    paths = (Path(os.path.normpath(file.parent / path)) for path in rules)
    return Config(tuple(paths), default_rules, file)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise _fault(file, f"cannot be read: {error.strerror or error}") from error


def _fault(file: Path, message: str, hint: str = "") -> RuleError:
    return RuleError([Fault(str(file), 1, 1, message, hint)])
