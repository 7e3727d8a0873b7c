"""A megabyte of the worst text for the default rules: cues, brackets, markers and names without end.

What took time with the square of the length would not end here while anybody waits.
"""

from __future__ import annotations

import pytest

import ddx

MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("piece", "directives"),
    [
        ("要", 1),
        ("确保", 1),
        ("县水利局、", 0),
        ("如果要", None),
        ("一是加强巡查。\n", None),
        ("一、", None),
        ("2026年", 0),
        ("（责任单位：县水利局", None),
        ("“要”", None),
        ("a", 0),
    ],
)
def test_a_megabyte_of_one_phrase_is_read(
    extractor: ddx.Extractor, piece: str, directives: int | None
) -> None:
    text = piece * (MEGABYTE // len(piece.encode()))
    found = extractor.extract(text).directives
    assert all(text[slice(*directive.span)] == directive.text for directive in found)
    assert directives is None or len(found) == directives


def test_brackets_within_brackets_are_read(extractor: ddx.Extractor) -> None:
    text = "（" * 100_000 + "各镇要清淤" + "）" * 100_000
    assert extractor.extract(text).source.chars == len(text)
