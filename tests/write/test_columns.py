from __future__ import annotations

import pytest

from ddx.write.columns import fold, pad, pad_left, visible, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("水库", 4),
        ("“两个”", 8),
        ("①", 2),
        ("·", 2),
        ("，", 2),
        ("𠮷", 2),
        ("e\u0301", 1),
        ("", 0),
    ],
)
def test_width_counts_wide_and_doubtful_signs_as_two(text: str, columns: int) -> None:
    assert width(text) == columns


def test_padding_fills_to_the_column() -> None:
    assert pad("水库", 6) == "水库  "
    assert pad_left("7", 3) == "  7"


def test_folding_loses_nothing_and_keeps_within_the_columns() -> None:
    text = "县水利局、各乡镇要在5月底前完成“30座”水库除险加固，确保安全度汛；责任到人。"
    for columns in range(6, 90):
        lines = fold(text, columns)
        assert "".join(lines) == text
        assert max(map(width, lines)) <= columns


def test_no_closing_sign_begins_a_line() -> None:
    for columns in range(6, 40):
        for line in fold("修好学校、医院、道路，（六月底）完成。修好“学校”、医院！", columns):
            assert line[0] not in "、，。）”！"


def test_latin_words_break_at_blanks_and_only_by_force_inside() -> None:
    assert fold("see the plan 2026", 8) == ["see the", "plan", "2026"]
    assert fold("abcdefghij", 4) == ["abcd", "efgh", "ij"]


def test_an_empty_text_is_one_empty_line() -> None:
    assert fold("", 10) == [""]


def test_control_characters_cannot_steer_the_terminal() -> None:
    assert visible("a\x1b[31mb\tc\x9b") == "a\ufffd[31mb c\ufffd"
    assert "\x1b" not in "".join(fold("要\x1b[2J快", 20))
