"""JSON: one object for one text and a list for several, or a line for each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from ddx.model import Document
from ddx.write import Layout


def write(documents: Iterable[Document], out: TextIO, layout: Layout) -> None:
    """One indented object, or a list of them where there are several inputs."""
    if not layout.several:
        for document in documents:
            out.write(json.dumps(document.to_dict(), ensure_ascii=False, indent=2) + "\n")
        return
    before = "[\n"
    for document in documents:
        out.write(before + json.dumps(document.to_dict(), ensure_ascii=False, indent=2))
        before = ",\n"
    out.write("[]\n" if before == "[\n" else "\n]\n")


def write_lines(documents: Iterable[Document], out: TextIO, layout: Layout) -> None:
    """JSON lines: an object on every line."""
    for document in documents:
        out.write(json.dumps(document.to_dict(), ensure_ascii=False, separators=(",", ":")) + "\n")
