"""YAML: a stream with one document a text.

The values are handed to PyYAML's emitter as events. That is ten times as fast as its `dump`, which builds
a node for every value first, and dumping would otherwise take longer than reading the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TextIO

import yaml
from yaml.resolver import Resolver

from ddx.model import Document
from ddx.write import Layout

_Dumper: Any = getattr(yaml, "CDumper", yaml.Dumper)
_LONGEST_LINE = 2**31 - 1
_TEXT = "tag:yaml.org,2002:str"
_BLOCK_MAP = yaml.MappingStartEvent(None, None, True, flow_style=False)
_FLOW_MAP = yaml.MappingStartEvent(None, None, True, flow_style=True)
_MAP_END = yaml.MappingEndEvent()
_BLOCK_LIST = yaml.SequenceStartEvent(None, None, True, flow_style=False)
_FLOW_LIST = yaml.SequenceStartEvent(None, None, True, flow_style=True)
_LIST_END = yaml.SequenceEndEvent()

# Lists whose entries stand on one line each.
_ONE_LINE_ENTRIES = frozenset({"bodies", "targets", "deadlines"})


class _Readings(Resolver):
    """What some YAML reader would take a plain scalar for: YAML 1.1, and the numbers of YAML 1.2."""


_Readings.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$|0o[0-7]+$"),
    list("-+.0123456789"),
)
_readings: Any = _Readings()


def write(documents: Iterable[Document], out: TextIO, layout: Layout) -> None:
    """Every document as soon as it is there."""
    dumper = _Dumper(out, allow_unicode=True, width=_LONGEST_LINE)
    dumper.emit(yaml.StreamStartEvent())
    for number, document in enumerate(documents):
        dumper.emit(yaml.DocumentStartEvent(explicit=number > 0))
        _emit(dumper.emit, document.to_dict(), flow=False)
        dumper.emit(yaml.DocumentEndEvent(explicit=False))
    dumper.emit(yaml.StreamEndEvent())


def _emit(emit: Callable[[Any], None], value: Any, flow: bool, one_line: bool = False) -> None:
    if isinstance(value, dict):
        emit(_FLOW_MAP if flow else _BLOCK_MAP)
        for key, held in value.items():
            emit(_scalar(key))
            _emit(emit, held, flow, key in _ONE_LINE_ENTRIES)
        emit(_MAP_END)
    elif isinstance(value, list):
        flat = flow or not value or not isinstance(value[0], dict)
        emit(_FLOW_LIST if flat else _BLOCK_LIST)
        for held in value:
            _emit(emit, held, flat or one_line)
        emit(_LIST_END)
    else:
        emit(_scalar(value))


@lru_cache(maxsize=4096, typed=True)
def _scalar(value: str | int | float | None) -> yaml.ScalarEvent:
    if isinstance(value, str):
        plain = _readings.resolve(yaml.ScalarNode, value, (True, False)) == _TEXT
        # The emitter in C takes no text of a class of its own, such as a rule's words that know their place.
        return yaml.ScalarEvent(None, None if plain else _TEXT, (plain, True), str(value))
    # JSON writes null, true and numbers as YAML does; YAML 1.1 wants a point in a number with an exponent.
    written = json.dumps(value)
    if "e" in written and "." not in written and isinstance(value, float):
        written = written.replace("e", ".0e")
    return yaml.ScalarEvent(None, None, (True, False), written)
