"""The outline: marker families, nesting, lists that go on and restart, ordinals missing or doubled."""

from __future__ import annotations

import pytest

import ddx


def edges(document: ddx.Document) -> list[tuple[str, str | None]]:
    """Each node's marker and its parent's, in text order."""
    found: list[tuple[str, str | None]] = []

    def walk(nodes: tuple[ddx.Node, ...], parent: str | None) -> None:
        for node in nodes:
            found.append((node.marker, parent))
            walk(node.children, node.marker)

    walk(document.outline, None)
    return found


CASES = {
    "chapters, sections, and articles that are counted through": (
        "第一章 总则\n第一条 各校要建立值班制度。\n第二条 值班员不得离岗。\n"
        "第二章 职责\n第一节 校长\n第三条 校长要每天巡查。\n第二节 教师\n第四条 教师要按时交班。",
        [
            ("第一章", None),
            ("第一条", "第一章"),
            ("第二条", "第一章"),
            ("第二章", None),
            ("第一节", "第二章"),
            ("第三条", "第一节"),
            ("第二节", "第二章"),
            ("第四条", "第二节"),
        ],
    ),
    "an annex that counts anew": (
        "一、清点沙袋。\n二、巡查堤坝。\n附件：\n1.物资清单\n2.巡查要求\n附件2\n一、人员\n每村两人。\n二、路线\n沿堤来回。",
        [
            ("一、", None),
            ("二、", None),
            ("1.", None),
            ("2.", None),
            ("一、", None),
            ("二、", None),
        ],
    ),
    "a list glued to the heading of a line that opens with a marker": (
        "一、守好堤坝1、天天巡查。\n各村要派人，一段也不能漏，查了就要记。\n2、夜里值班。\n各村要排班。\n二、备足沙袋",
        [("一、", None), ("1、", "一、"), ("2、", "一、"), ("二、", None)],
    ),
    "a first point behind a colon, with no second": (
        "下面，我讲三点意见：一、要备足沙袋。现在仓库里只有一半。按1：1、1：2配好人。",
        [("一、", None)],
    ),
    "sections that an excerpt leaves out": (
        "三、守好堤坝\n第一，每天巡查。各村要派人。\n第二，夜里值班。各村要排班。\n"
        "七、管好物资\n一要清点沙袋。二要检修水泵。",
        [
            ("三、", None),
            ("第一，", "三、"),
            ("第二，", "三、"),
            ("七、", None),
            ("一要", "七、"),
            ("二要", "七、"),
        ],
    ),
    "sections of one paragraph, with another paragraph behind one of them": (
        "一、关于堤坝的巡查。今年雨水来得早，各村的堤坝都要有人天天看着，夜里也不能断，险段还要加一个人，灯要亮着。\n"
        "二、关于沙袋的清点。各镇的仓库要一袋一袋地数清楚，少了的马上补上，烂了的马上换掉，数好了就报到县里来。\n"
        "办公室讲了两件事，都很要紧：一是查沙袋要细，一袋也不能漏。二是补沙袋要快，一天也不能拖。\n三、关于值班的安排。",
        [("一、", None), ("二、", None), ("一是", "二、"), ("二是", "二、"), ("三、", None)],
    ),
    "a greeting before a list that has a first of its own": (
        "首先，我代表县里向大家问好！第一，各镇要清点沙袋，一袋都要数到。第二，各村要守好堤坝，日夜都要有人。",
        [("第一，", None), ("第二，", None)],
    ),
    "a first item with a list inside": (
        "首先，各镇要清点仓库。第一，要清点沙袋和石料。第二，要清点水泵和电缆。其次，各村要守好堤坝，日夜都要有人。",
        [("首先，", None), ("第一，", "首先，"), ("第二，", "首先，"), ("其次，", None)],
    ),
    "official levels": (
        "一、压实责任\n（一）明确分工。各镇要派人。\n1.镇级。每镇一人。\n2.村级。每村一人。\n（二）强化督查。二、备足物资\n各镇要清点仓库。",
        [("一、", None), ("（一）", "一、"), ("1.", "（一）"), ("2.", "（一）"), ("（二）", "一、")],
    ),
    "a list inside an item, and the outer one goes on": (
        "一要备足物资。要做到：一要清点沙袋；二要检修水泵。二要守好堤坝，各村要每天巡查。三要转移群众，决不漏掉一户。",
        [("一要", None), ("一要", "一要"), ("二要", "一要"), ("二要", None), ("三要", None)],
    ),
    "problems of a whole section, told behind its parts": (
        "一、水库加固见效。险情少了三成，下游的村子都没有受淹。\n二、河道疏浚见效。水退得快了，沿岸的田也保住了。\n"
        "三、值班制度见效。各站夜里都有人，电话一响就接。\n在总结成绩的同时，我们也要看到：一是沙袋不够，二是管护不严。",
        [("一、", None), ("二、", None), ("三、", None), ("一是", None), ("二是", None)],
    ),
    "items that begin with a day": (
        "1.9月30日前，清理沟渠。\n2.11月底前，加固堤坝。",
        [("1.", None), ("2.", None)],
    ),
    "first and last": (
        "首先，要清理沟渠。其次，要加固堤坝。最后，要清点物资。",
        [("首先，", None), ("其次，", None), ("最后，", None)],
    ),
    "a farewell is no item": (
        "首先，要清理沟渠。其次，要加固堤坝。最后，祝大家身体健康！",
        [("首先，", None), ("其次，", None)],
    ),
    "mixed words in one series": (
        "重点抓三件事。一是清理沟渠。二要加固堤坝。三要清点物资。",
        [("一是", None), ("二要", None), ("三要", None)],
    ),
    "ranks and decimals are no markers": (
        "第一书记要住村，第一责任人要到场，粮食要增产1.5万吨，坚持一是一、二是二。",
        [],
    ),
    "dashes": (
        "要做到：\n——清理沟渠。各村要动手。\n——加固堤坝。各村要出工。",
        [("——", None), ("——", None)],
    ),
    "a level behind a row of dashes": (
        "一、目标任务\n——清理沟渠，各村要动手，汛前要让全镇一百二十条沟渠条条通水，不留一处淤堵，不落下一个村组。\n"
        "——加固堤坝，各村要出工。\n（一）守堤坝\n各村要每天巡查。\n（二）备物资\n各镇要清点仓库。",
        [("一、", None), ("——", "一、"), ("——", "一、"), ("（一）", "一、"), ("（二）", "一、")],
    ),
    "a level behind a row of short dashes and the sentence that turns to it": (
        "一、主要目标\n——清出沟渠30公里；\n——加固堤坝4公里。\n围绕目标，要抓好两件事：\n"
        "（一）守堤坝\n各村要每天巡查。\n（二）备物资\n各镇要清点仓库。",
        [("一、", None), ("——", "一、"), ("——", "一、"), ("（一）", "一、"), ("（二）", "一、")],
    ),
    "a list glued to a heading whose line end was lost": (
        "一、守住堤坝一要天天巡查。"
        + "各村每天派两个人沿堤走一遍，见到渗水、管涌、裂缝就插上小旗，再打电话报给镇里。" * 4
        + "二要备足沙袋。"
        + "各镇在堤脚备好沙袋三千条、石料二十方，雨前雨后各清点一次，少了的当天就要补上去。" * 4,
        [("一、", None), ("一要", "一、"), ("二要", "一、")],
    ),
    "a paragraph that looks at the whole section again": (
        "一、工作回顾\n（一）守堤坝\n各村每天巡查。\n（二）备物资\n各镇清点了仓库。\n"
        "同时，我们也清醒地看到，工作还有不少问题。一是人手不够。二是仓库老旧。\n二、工作安排\n各村要守堤。",
        [
            ("一、", None),
            ("（一）", "一、"),
            ("（二）", "一、"),
            ("一是", "一、"),
            ("二是", "一、"),
            ("二、", None),
        ],
    ),
    "markdown": ("# 方案\n## 总则\n要守堤。\n### 分工\n各村出工。", [("## ", None), ("### ", "## ")]),
}


@pytest.mark.parametrize("name", CASES)
def test_nesting(extractor: ddx.Extractor, name: str) -> None:
    text, wanted = CASES[name]
    assert edges(extractor.extract(text)) == wanted


def test_a_list_counts_on_behind_headings(extractor: ddx.Extractor) -> None:
    text = "（一）备物资\n1.清点沙袋。各村要动手。\n2.检修水泵。各村要动手。\n（二）守堤坝\n3.每天巡查。"
    document = extractor.extract(text)
    assert edges(document)[-1] == ("3.", "（二）")
    assert not document.warnings


def test_missing_and_doubled_ordinals_are_warned_of_and_kept(extractor: ddx.Extractor) -> None:
    document = extractor.extract("一、清理沟渠\n要动手。\n三、加固堤坝\n要出工。\n三、清点物资\n要开仓。")
    assert [node.marker for node in document.outline] == ["一、", "三、", "三、"]
    assert [warning.kind for warning in document.warnings] == ["ordinal-missing", "ordinal-doubled"]


def test_spans_start_at_the_marker_and_scopes_hold_the_item(extractor: ddx.Extractor) -> None:
    text = "一、清理沟渠\n各村要动手。\n二、加固堤坝\n各村要出工。"
    first, second = extractor.extract(text).outline
    assert text[slice(*first.span)] == "一、清理沟渠"
    assert first.title == "清理沟渠"
    assert text[slice(*first.scope)] == "一、清理沟渠\n各村要动手。\n"
    assert second.scope == (second.span[0], len(text))


def test_announced_points_are_counted(extractor: ddx.Extractor) -> None:
    document = extractor.extract(
        "下面我讲三点意见：\n一、要清理沟渠，各村要动手。\n二、要加固堤坝，各村要出工。"
    )
    assert [warning.kind for warning in document.warnings] == ["points-announced"]
