"""ddx: from a Chinese speech or document to the list of what must be done.

doc = ddx.extract(text, date="2026-05")     # a ddx.Document
ex = ddx.Extractor(rules=["mine.yaml"])     # compiled once, for many texts
"""

from __future__ import annotations

from functools import lru_cache

from ddx.extractor import Extractor
from ddx.model import Body, Deadline, Directive, Document, Leftover, Node, Target, Warning

__version__ = "0.1.0"
__all__ = [
    "Body",
    "Deadline",
    "Directive",
    "Document",
    "Extractor",
    "Leftover",
    "Node",
    "Target",
    "Warning",
    "__version__",
    "extract",
]


@lru_cache(maxsize=1)
def _default_extractor() -> Extractor:
    return Extractor()


def extract(text: str, *, name: str = "-", date: str | None = None) -> Document:
    """Everything the default rules find in a text; `date` is when it was spoken (`2026`, `2026-05`, …)."""
    return _default_extractor().extract(text, name=name, date=date)
