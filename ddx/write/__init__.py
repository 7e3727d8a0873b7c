"""Documents to output: the formats, and which ending of a file name means which."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import PurePath
from typing import NamedTuple, TextIO, cast

from ddx.model import Document


class Layout(NamedTuple):
    """What a writer knows of its surroundings: several inputs or one, columns of the screen, colours."""

    several: bool = False
    width: int = 120
    color: bool = False


Writer = Callable[[Iterable[Document], TextIO, Layout], None]


class Format(NamedTuple):
    """A format: the endings of its files, and the function that writes it as `module:name`."""

    endings: tuple[str, ...]
    function: str

    def writer(self) -> Writer:
        """The function that writes; its module is loaded only now."""
        module, name = self.function.split(":")
        return cast(Writer, getattr(import_module(module), name))


FORMATS = {
    "table": Format((".txt",), "ddx.write.table:write"),
    "yaml": Format((".yaml", ".yml"), "ddx.write.yaml:write"),
    "json": Format((".json",), "ddx.write.json:write"),
    "jsonl": Format((".jsonl",), "ddx.write.json:write_lines"),
}


def format_of(path: str) -> str | None:
    """The name of the format that a file name's ending means, or None."""
    ending = PurePath(path).suffix.lower()
    return next((name for name, known in FORMATS.items() if ending in known.endings), None)
