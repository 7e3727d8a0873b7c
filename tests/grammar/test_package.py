"""The engine stands alone: it knows no host, and nothing of Chinese."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

import ddx.grammar

FILES = sorted(Path(ddx.grammar.__file__ or "").parent.glob("*.py"))
ALLOWED = {*sys.stdlib_module_names, "re2", "yaml"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_module_imports_the_standard_library_re2_yaml_and_its_own_package_alone(file: Path) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(node.module or "")
    strange = {name for name in imported if name.split(".")[0] not in ALLOWED}
    assert {name for name in strange if not name.startswith("ddx.grammar.")} == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_line_holds_a_chinese_character(file: Path) -> None:
    found = re.findall(r"[\u3000-\u9fff\uff00-\uffef]", file.read_text(encoding="utf-8"))
    assert found == []
