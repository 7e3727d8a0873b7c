"""What the front pages show is what ddx prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


def _block(page: str, kind: str) -> str:
    """The first block of a kind."""
    found = re.search(f"^```{kind}\\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_directive_shown_comes_of_the_text_shown(ddx: Run, tmp_path: Path, name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    speech = tmp_path / "speech.txt"
    speech.write_text(_block(page, "text"), encoding="utf-8")
    shown = re.sub(r" +# .*", "", _block(page, "yaml"))  # without the remarks beside it
    assert shown.startswith("- id: ")
    assert f"{shown}leftovers:" in ddx("extract", speech, "--date", "2026-05", "-f", "yaml").out
