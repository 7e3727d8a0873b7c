"""Commands on rules are run as the command line's own tests run them."""

from __future__ import annotations

from tests.cli.conftest import ddx, own_cache, speech

__all__ = ["ddx", "own_cache", "speech"]
