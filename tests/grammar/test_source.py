"""YAML read with positions, and refused where it is no YAML."""

from __future__ import annotations

import pytest

from ddx.grammar.faults import Place
from ddx.grammar.form import Text, Words
from ddx.grammar.source import Mapping, Scalar, SourceFile, Spot


def _values(text: str) -> list[Spot]:
    """Every text behind a key `x` of the file, and every word of a text behind a key `w`."""
    file = SourceFile("f", text)
    found: list[Spot] = []
    for document in file.documents():
        assert isinstance(document, Mapping)
        for key, value in document.entries:
            found += [Text().read(value, file)] if key.text == "x" else Words().read(value, file)
    assert file.faults == []
    return found


@pytest.mark.parametrize(
    ("text", "offset", "line", "column"),
    [
        ("x: 要{verb}", 1, 1, 5),
        ("x: '要{verb}'", 1, 1, 6),
        ("x: 'it''s{'", 4, 1, 10),
        ('x: "a\\"{verb}"', 2, 1, 8),
        ('x: "\\u8981{verb}"', 1, 1, 11),
        ("x: >-\n  各镇\n  要{verb}", 4, 3, 4),
        ("x: |\n  各镇\n  要{verb}", 4, 3, 4),
        ("x: 各镇\n  要{verb}", 4, 2, 4),
        ('x: "各镇\n  要{verb}"', 4, 2, 4),
        ("x: &name 要{verb}", 1, 1, 11),
        ("\n\n---\nx: 要{verb}", 1, 4, 5),
    ],
)
def test_a_character_of_a_text_is_found_again_in_the_file(
    text: str, offset: int, line: int, column: int
) -> None:
    (value,) = _values(text)
    place = value.at(offset)
    assert (place.line, place.column) == (line, column)
    assert text.split("\n")[line - 1][column - 1] == value[offset]


@pytest.mark.parametrize(
    "text",
    [
        "w: 要 就要  更要",
        "w: '要 就要  更要'",
        "w: [要, '就要', \"更要\"]",
        "w: |\n  要 就要\n  更要\n",
        "w: >\n  要\n  就要\n\n  更要\n",
        "w:\n- 要\n- 就要\n- 更要\n",
    ],
)
def test_words_keep_their_places_however_they_are_written(text: str) -> None:
    words = _values(text)
    assert words == ["要", "就要", "更要"]
    for word in words:
        place = word.at(0)
        assert text.split("\n")[place.line - 1].startswith(word, place.column - 1)


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "~", "null", "0123", "1e3", "2026-05-01", "1_000", "0x1F"]
)
def test_a_plain_word_is_the_text_that_was_written(word: str) -> None:
    assert _values(f"x: {word}") == [word]


def test_a_document_that_is_no_yaml_does_not_hide_the_others() -> None:
    file = SourceFile("f", "x: 1\n---\nx: [1\n---\nx: 3\n")
    kept = [document for document in file.documents() if isinstance(document, Mapping)]
    assert [
        value.text for document in kept for _, value in document.entries if isinstance(value, Scalar)
    ] == ["1", "3"]
    assert [(fault.line, fault.message.split(":")[0]) for fault in file.faults] == [(4, "this is not YAML")]


def test_aliases_that_would_grow_to_billions_are_refused_at_once() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]"
        for a, b in zip("abcdefghijklm", "bcdefghijklmn", strict=True)
    ]
    file = SourceFile("f", "\n".join(lines))
    assert file.documents() == []
    assert [(fault.line, fault.column) for fault in file.faults] == [(2, 8)]


def test_a_hundred_thousand_brackets_are_refused() -> None:
    file = SourceFile("f", "x: " + "[" * 100_000 + "]" * 100_000)
    assert file.documents() == []
    assert [fault.message for fault in file.faults] == ["more than 20 levels of lists and mappings"]


def test_every_tab_and_every_control_character_is_told() -> None:
    file = SourceFile("f", "x:\n\ty: 1\n  \tz: \x072\n")
    assert file.documents() == []
    assert sorted((fault.line, fault.column) for fault in file.faults) == [(2, 1), (3, 3), (3, 7)]


def test_empty_documents_and_comments_are_nothing() -> None:
    assert SourceFile("f", "# nothing\n---\n---\n# more\n").documents() == []


def test_a_place_counts_lines_and_columns_from_one() -> None:
    assert SourceFile("f", "甲乙\n丙丁").place_at(4) == Place("f", 2, 2)
