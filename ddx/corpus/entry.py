"""A line of the manifest: what became of one text, and by what it is told whether that still holds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from ddx.model import FORCES, Document

DONE, FAILED = "done", "failed"
Counts = dict[str, int]


@dataclass(frozen=True)
class Entry:
    """`status` is `done` or `failed`; `receipt` says where the output lies.

    `sha256` is that of the text, `seconds` what it took, `finished` the time in UTC. `counts` is None and
    `error` is set where the text failed.
    """

    name: str
    status: str
    finished: str
    seconds: float
    sha256: str | None = None
    counts: Counts | None = None
    error: str | None = None
    date: str | None = None
    rules: str | None = None
    version: str | None = None
    format: str | None = None
    receipt: dict[str, Any] = field(default_factory=dict)

    def to_line(self) -> bytes:
        """One line of JSON with its end; what is no valid Unicode stands in it as an escape."""
        return (json.dumps(asdict(self), ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")

    @classmethod
    def from_line(cls, line: bytes) -> Entry | None:
        """The entry in a line; None where the line is torn or is none."""
        try:
            return cls(**json.loads(line))
        except (ValueError, TypeError):
            return None


def count(document: Document) -> Counts:
    """What the summary adds up: characters, findings, and directives by force."""
    found = document.directives
    return {
        "chars": document.source.chars,
        "directives": len(found),
        **{force: sum(directive.force == force for directive in found) for force in FORCES},
        "targets": sum(len(directive.targets) for directive in found),
        "bodies": sum(len(directive.bodies) for directive in found),
        "deadlines": sum(len(directive.deadlines) for directive in found),
        "leftovers": len(document.leftovers),
        "warnings": len(document.warnings),
    }
