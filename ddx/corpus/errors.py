"""What can end a batch."""

from __future__ import annotations


class BatchError(Exception):
    """A batch that cannot go on. The message is one line: what is wrong, and the mend."""
