"""Which units are directives, with which force, and what is left over."""

from __future__ import annotations

import pytest

import ddx

FORCES = [
    ("各校必须在开学前查完校舍。", "require"),
    ("各村要清理沟渠。", "require"),
    ("值班人员不得擅自离岗。", "forbid"),
    ("坚决杜绝酒后上岗。", "forbid"),
    ("确保汛期不垮一坝。", "ensure"),
    ("力争全年新增床位300张。", "ensure"),
    ("希望各位校长多到食堂看看。", "encourage"),
    ("鼓励有条件的镇办老年食堂。", "encourage"),
    ("县教育局将开展两次抽查。", "commit"),
    ("请各校认真组织实施。", "require"),
]
NONE = [
    "这是一项十分重要的工作。",
    "上级指出，要加强巡查。",
    "只有加强巡查，才能守住堤坝。",
    "下面我讲三点意见。",
    "祝大家身体健康、工作顺利！",
    "难道我们要等到决口才巡查吗？",
    "去年全县修好了三十座水库。",
    "加强巡查，是守住堤坝的前提。",
]


@pytest.mark.parametrize(("text", "force"), FORCES)
def test_force(extractor: ddx.Extractor, text: str, force: str) -> None:
    (directive,) = extractor.extract(text).directives
    assert directive.force == force
    assert directive.text == text


@pytest.mark.parametrize("text", NONE)
def test_none(extractor: ddx.Extractor, text: str) -> None:
    assert extractor.extract(text).directives == ()


def test_the_section_tells_tasks_from_results_in_the_same_words(extractor: ddx.Extractor) -> None:
    same = "推进管网改造，新建校舍三栋，完善就医流程。"
    text = f"一、去年工作回顾\n{same}\n二、今年重点工作\n{same}"
    document = extractor.extract(text)
    assert [directive.line for directive in document.directives if not directive.heading] == [4]


def test_goals_of_the_year_turn_a_report_to_its_tasks(extractor: ddx.Extractor) -> None:
    account = "加固水库30座，疏浚河道20公里。\n"
    goals = "2026年全县水利的主要预期目标是：加固水库50座。\n"
    tasks = "加固水库50座，疏浚河道30公里。"
    found = extractor.extract(account + goals + tasks).directives
    assert [directive.line for directive in found] == [2, 3]
    assert not extractor.extract(account + tasks).directives


def test_goals_of_the_year_turn_all_items_behind_them_unless_a_heading_says_otherwise(
    extractor: ddx.Extractor,
) -> None:
    goals = "二、以人为本，水利惠民\n主要预期目标是：水库加固50座。\n全县同心同力。\n"
    items = "（一）水库\n水库蓄水量增长8%。\n（二）存在的问题\n堤坝加固进度下降8%。"
    found = extractor.extract(goals + items).directives
    assert [directive.line for directive in found if not directive.heading] == [2, 5]


def test_behind_a_list_of_papers_the_text_asks_again(extractor: ddx.Extractor) -> None:
    papers = "1.加固水库的图纸；\n2.检修水泵的清单。\n"
    text = f"关于报送材料的通知\n各镇要报送材料，材料包括：\n{papers}6月底前报县水利局。"
    found = extractor.extract(text).directives
    assert [directive.line for directive in found] == [2, 5]


def test_the_head_of_a_paragraph_asks_where_the_rest_of_it_does(extractor: ddx.Extractor) -> None:
    told = "守住水渠。去年淤了三处。"
    assert extractor.extract(told).directives == ()
    directives = extractor.extract("守住水渠。各村要清理淤泥。").directives
    assert [directive.text for directive in directives] == ["守住水渠。", "各村要清理淤泥。"]
    apart = extractor.extract("防汛讲话\n同志们：\n守住水渠。\n各村要清理淤泥。").directives
    assert [directive.text for directive in apart] == ["各村要清理淤泥。"]


def test_an_excerpt_may_open_with_what_it_asks(extractor: ddx.Extractor) -> None:
    asks = "一是清理淤泥。各村要动手。\n二是加固堤坝。各村要出工。"
    found = extractor.extract("健全巡查机制。\n" + asks).directives
    assert found[0].text == "健全巡查机制。"
    told = extractor.extract("加固水库30座。\n" + asks).directives
    assert [one.text for one in told] == [one.text for one in found[1:]]


def test_a_bold_head_in_markdown_asks(extractor: ddx.Extractor) -> None:
    text = "关于清淤的通知\n一、重点任务\n**清理淤泥。** 每村每天清一次。\n"
    assert "**清理淤泥。" in [directive.text for directive in extractor.extract(text).directives]


def test_bold_names_and_bullets_in_markdown(extractor: ddx.Extractor) -> None:
    text = "**县水利局**要备足沙袋。\n\n- **县应急局**必须清点帐篷。\n* 县交通局要抢修**水毁**路段。"
    found = extractor.extract(text).directives
    assert [body.name for one in found for body in one.bodies] == ["县水利局", "县应急局", "县交通局"]
    assert [text[slice(*body.span)] for one in found for body in one.bodies][1] == "县应急局"


def test_problems_told_within_a_paragraph_end_with_it(extractor: ddx.Extractor) -> None:
    text = "防汛还存在两个问题：一是沙袋不够，二是管护不严。\n各镇要清点沙袋。\n落实管护人员。"
    assert [directive.line for directive in extractor.extract(text).directives] == [2]


def test_lines_of_names_below_the_head_of_their_column(extractor: ddx.Extractor) -> None:
    found = extractor.extract(
        "工作任务\n责任单位\n疏浚河道。\n县水利局、县交通局\n清点沙袋。\n县应急局等"
    ).directives
    assert [[body.name for body in directive.bodies] for directive in found] == [
        *([], ["县水利局", "县交通局"]),
        *([], ["县应急局"]),
    ]


def test_problems_are_no_directives(extractor: ddx.Extractor) -> None:
    text = "工作中还存在两个问题：一是组织巡查不严。二是落实制度不力。"
    assert extractor.extract(text).directives == ()


def test_what_a_stance_rules_out_is_left_over_with_its_reason(extractor: ddx.Extractor) -> None:
    document = extractor.extract("上级指出，必须加强巡查。")
    (left,) = document.leftovers
    assert left.cue == "必须"
    assert left.reason


def test_heading_lines_are_marked(extractor: ddx.Extractor) -> None:
    document = extractor.extract("一、切实加强巡查\n各村要每天巡堤。\n二、备足防汛物资\n各镇要清点仓库。")
    assert [(x.line, x.heading) for x in document.directives] == [
        (1, True),
        (2, False),
        (3, True),
        (4, False),
    ]


def test_ids_come_from_the_words(extractor: ddx.Extractor) -> None:
    once = extractor.extract("各村要清理沟渠。").directives[0].id
    moved = extractor.extract("同志们：\n一要守堤坝。\n各村要清理沟渠。").directives[-1].id
    twice = extractor.extract("各村要清理沟渠。各村要清理沟渠。").directives
    assert once == moved
    assert [directive.id for directive in twice] == [once, f"{once}-2"]


def test_without_the_default_rules_nothing_is_found() -> None:
    document = ddx.Extractor(default_rules=False).extract("一、各村要在5月底前清理沟渠30条。")
    assert document.outline == document.directives == document.leftovers == ()


def test_a_hedge_is_told(extractor: ddx.Extractor) -> None:
    (directive,) = extractor.extract("原则上各村都要建一个食堂。").directives
    assert directive.hedge == "原则上"


def test_a_full_stop_of_half_width_ends_a_clause(extractor: ddx.Extractor) -> None:
    text = "一、防汛准备,责任到人. 各村要在5月底前加固3.5公里堤坝."
    (directive,) = extractor.extract(text, date="2026").directives
    assert [body.name for body in directive.bodies] == ["各村"]
    assert [(target.text, target.unit) for target in directive.targets] == [("3.5公里", "公里")]
