"""What all tests share."""

from __future__ import annotations

import pytest

import ddx


@pytest.fixture(scope="session")
def extractor() -> ddx.Extractor:
    """The default rules, compiled once."""
    return ddx.Extractor()
