from __future__ import annotations

import io

import pytest

from ddx.model import Document
from ddx.write import Layout
from ddx.write.columns import width
from ddx.write.table import write
from tests.factory import BARE, DIRECTIVE, INNER, OUTER, OWNER, document


def printed(*documents: Document, columns: int = 160, color: bool = False) -> str:
    out = io.StringIO()
    write(documents, out, Layout(len(documents) > 1, columns, color))
    return out.getvalue()


def test_a_wide_table_has_a_column_for_each_detail() -> None:
    lines = printed(document(DIRECTIVE)).splitlines()
    head = next(line for line in lines if line.startswith("序号"))
    assert head.split() == ["序号", "行", "力度", "责任主体", "时限", "指标", "任务内容"]
    row = next(line for line in lines if line.split()[:1] == ["1"] and "要求 3" in line)
    assert row.split("  ")[-1] == DIRECTIVE.text
    assert "5月底前（2026-05-31）" in row
    assert "水库 30座" in row
    assert lines[lines.index(row) + 1].strip() == "各乡镇（配合，承上）"


def test_a_narrow_table_has_the_details_below_the_text() -> None:
    text = printed(document(DIRECTIVE), columns=80)
    details = ["责任主体 县水利局、各乡镇（配合，承上）", "时限 5月底前（2026-05-31）", "指标 水库 30座"]
    assert [line.strip() for line in text.splitlines() if line.strip() in details] == details


def test_details_that_fit_share_a_line() -> None:
    text = printed(document(DIRECTIVE._replace(deadlines=())), columns=80)
    assert "责任主体 县水利局、各乡镇（配合，承上）  指标 水库 30座" in text


def test_a_bound_that_stands_apart_from_its_figure_is_shown() -> None:
    (target,) = DIRECTIVE.targets
    apart = target._replace(text="两次", unit="次", op=">=")
    beside = target._replace(text="不少于30座", op=">=")
    text = printed(document(DIRECTIVE._replace(targets=(apart, beside))))
    assert "水库 ≥两次" in text and "水库 不少于30座" in text


def test_columns_that_nothing_stands_in_are_left_out() -> None:
    text = printed(document(DIRECTIVE._replace(targets=())))
    assert "责任主体" in text and "时限" in text
    assert "指标" not in text.splitlines()[4]


@pytest.mark.parametrize("columns", [60, 80, 100, 120, 160, 240])
def test_no_line_is_too_long_and_no_word_is_lost(columns: int) -> None:
    long = DIRECTIVE._replace(text="“十条”公路、①号水库·二期：" * 20 + "完。", bodies=(OWNER,))
    text = printed(document(long, BARE), columns=columns)
    assert all(width(line) <= columns for line in text.splitlines())
    assert "…" not in text
    assert long.text in text.replace(" ", "").replace("\n", "")


def test_directives_stand_under_the_headings_of_their_sections() -> None:
    lines = [line.split("  ")[-1] for line in printed(document(BARE)).splitlines()]
    assert lines.index("一、摸清底数") < lines.index("（二）加固水库") < lines.index(BARE.text)
    assert "1.2  （二）加固水库" in printed(document(BARE))


def test_a_heading_that_is_a_directive_is_one_row() -> None:
    heading = BARE._replace(text="（二）加固水库", span=INNER.span, heading=True)
    text = printed(document(heading, BARE))
    assert text.count("（二）加固水库") == 1
    assert any(line.split()[:1] == ["1"] and "1.2  （二）加固水库" in line for line in text.splitlines())


def test_sections_after_the_last_directive_are_shown() -> None:
    text = printed(document(outline=(OUTER,)))
    assert "一、摸清底数" in text and "（二）加固水库" in text


def test_leftovers_and_warnings_stand_below() -> None:
    text = printed(document(DIRECTIVE))
    assert text.index("未归类\n") < text.index("这项工作要说清楚。 — no rule took it") < text.index("提醒\n")
    assert "（一） is missing before （二）" in text
    assert "未归类\n" not in printed(document(DIRECTIVE, leftovers=(), warnings=()))


def test_title_and_counts_stand_above() -> None:
    lines = printed(document(DIRECTIVE)).splitlines()
    assert lines[0] == "在全县防汛工作会议上的讲话"
    assert lines[1] == "speech.txt  2026-05"
    assert lines[2] == "任务 1  责任主体 2  时限 1  指标 1  未归类 1  提醒 1"


def test_a_hedge_is_shown_with_the_force() -> None:
    assert "原则上" in printed(document(BARE._replace(hedge="原则上")))


def test_colours_only_where_asked_for() -> None:
    assert "\x1b[" not in printed(document(DIRECTIVE))
    coloured = printed(document(DIRECTIVE._replace(force="forbid")), color=True)
    assert "\x1b[31m" in coloured


def test_a_text_cannot_send_escapes_to_the_terminal() -> None:
    assert "\x1b" not in printed(document(BARE._replace(text="要\x1b[2J快。")))


def test_several_documents_are_parted_by_an_empty_line() -> None:
    text = printed(document(name="a.txt", title=None), document(name="b.txt", title=None))
    assert "\n\nb.txt" in text


def test_lines_have_no_blanks_at_their_end() -> None:
    assert not [line for line in printed(document(DIRECTIVE, BARE)).splitlines() if line != line.rstrip()]
