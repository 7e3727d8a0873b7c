"""Where the default rules and word lists lie, and where what was read of them is kept for the next start."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def default_rule_paths() -> list[Path]:
    """The folders of the shipped word lists and rules: in a wheel, or beside the package in a checkout."""
    if (_PACKAGE / "rules").is_dir():
        return [_PACKAGE / "data" / "words", _PACKAGE / "rules"]
    root = _PACKAGE.parent
    return [root / "data" / "words", root / "rules"]


def skeletons() -> dict[str, Path]:
    """The files that a new rule is begun from, by the name of their family."""
    folder = _PACKAGE / "data" / "skeletons"
    if not folder.is_dir():
        folder = _PACKAGE.parent / "data" / "skeletons"
    return {file.stem: file for file in sorted(folder.glob("*.yaml"))}


def cache_folder() -> Path | None:
    """The user's folder for what can be made anew at any time, None where the user has no home."""
    try:
        if sys.platform == "win32":
            return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "ddx" / "cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "ddx"
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ddx"
    except RuntimeError:
        return None


def reader_version() -> str:
    """What the reader of rule files is known by: it changes with every change of its code."""
    files = [*sorted((_PACKAGE / "grammar").glob("*.py")), _PACKAGE / "extract" / "families.py"]
    return " ".join(f"{file.name}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files)
