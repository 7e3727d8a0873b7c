"""Where the default rules and word lists lie."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def default_rule_paths() -> list[Path]:
    """The folders of the shipped word lists and rules: inside a wheel, or beside the package in a checkout."""
    if (_PACKAGE / "rules").is_dir():
        return [_PACKAGE / "data" / "words", _PACKAGE / "rules"]
    root = _PACKAGE.parent
    return [root / "data" / "words", root / "rules"]
