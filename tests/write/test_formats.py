from __future__ import annotations

import pytest

from ddx.write import FORMATS, format_of


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("out.yaml", "yaml"),
        ("out.YML", "yaml"),
        ("a.b/out.json", "json"),
        ("out.jsonl", "jsonl"),
        ("out.txt", "table"),
        ("out.csv", None),
        ("out", None),
        (".json", None),
    ],
)
def test_the_ending_names_the_format(path: str, name: str | None) -> None:
    assert format_of(path) == name


def test_every_format_has_a_writer_and_no_ending_stands_twice() -> None:
    endings = [ending for known in FORMATS.values() for ending in known.endings]
    assert len(endings) == len(set(endings))
    assert all(callable(known.writer()) for known in FORMATS.values())
