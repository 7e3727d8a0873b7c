"""Libraries that only some uses need, and that therefore come as extras."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ddx.corpus.errors import BatchError


class ExtraMissing(BatchError):
    """A library is not installed; the message says how to get it."""


def need(module: str, extra: str) -> Any:
    """A module of an extra, such as `pyarrow.parquet` of `data`; raises ExtraMissing."""
    try:
        return import_module(module)
    except ImportError as error:
        library = module.split(".")[0]
        raise ExtraMissing(f"this needs {library}: pip install 'ddx[{extra}]' ({error})") from error
