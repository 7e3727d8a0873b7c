"""Targets, deadlines and bodies of a directive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import ddx


def only(extractor: ddx.Extractor, text: str, date: str | None = "2026") -> ddx.Directive:
    (directive,) = extractor.extract(text, date=date).directives
    return directive


TARGETS: list[tuple[str, list[tuple[str, Any, str, str]]]] = [
    ("要确保村集体收入达到5万元以上。", [(">=", 50000, "元", "to")]),
    ("门诊次均费用增幅要控制在3%以内。", [("<=", 3, "%", "to")]),
    ("要力争产值增长8.5%左右。", [("~", 8.5, "%", "up")]),
    ("要把办理时限压缩到10个工作日。", [("=", 10, "个工作日", "to")]),
    ("全年要新增床位三百张。", [("=", 300, "张", "up")]),
    ("要把疫苗接种率提高到百分之九十五以上。", [(">=", 95, "%", "to")]),
    ("要培训3至5名安全员。", [("range", (3, 5), "名", "to")]),
    ("研发投入要翻一番。", [("=", 2, "倍", "times")]),
    ("要把三成以上资金投向山区。", [(">=", 30, "%", "to")]),
    ("要确保年收入不低于*万元。", [(">=", None, "元", "to")]),
    (
        "校舍和食堂面积要分别达到3万平方米和5000平方米。",
        [("=", 30000, "平方米", "to"), ("=", 5000, "平方米", "to")],
    ),
    ("要把次品率降低百分之二点五，合格率达到九成五。", [("=", 2.5, "%", "down"), ("=", 95, "%", "to")]),
    ("每吨成本要降低一元二角，用户评分不低于95分。", [("=", 1.2, "元", "down"), (">=", 95, "分", "to")]),
    ("水费和电费要分别下降20%和25%以上。", [(">=", 20, "%", "down"), (">=", 25, "%", "down")]),
    ("每名技术员至少要包三个村、三十个示范户。", [(">=", 3, "个", "to"), (">=", 30, "个", "to")]),
    ("要把渗漏点压下来五十处，万元产值水耗下降3%。", [("=", 50, "处", "down"), ("=", 3, "%", "down")]),
    ("要守住耕地，一亩都不能少，离岗提前三天报告。", []),
    ("要落实“三会一课”，当好第一责任人，形成一个合力。", []),
    ("各镇要派人值守，2小时内上报险情。", []),
    ("要管好投资2亿元的水厂。", []),
    (
        "东镇、西镇、南镇产量要分别突破3万吨、2万吨和1万吨。",
        [(">", n, "吨", "to") for n in (30000, 20000, 10000)],
    ),
    ("一产、二产、三产要分别增长3%、8%、9%以上。", [(">=", n, "%", "up") for n in (3, 8, 9)]),
    ("水厂要节电5%，治理3个内涝点。", [("=", 5, "%", "down"), ("=", 3, "个", "to")]),
    ("要给30个20户以上自然村通水，每增加10户，加派2人。", [("=", 30, "个", "to"), ("=", 2, "人", "to")]),
    ("水费和电费要分别降低4.9和2个百分点。", [("=", 4.9, "个百分点", "down"), ("=", 2, "个百分点", "down")]),
]


@pytest.mark.parametrize(("text", "wanted"), TARGETS, ids=[text for text, _ in TARGETS])
def test_targets(extractor: ddx.Extractor, text: str, wanted: list[tuple[str, Any, str, str]]) -> None:
    found = only(extractor, text).targets
    assert [(x.op, x.value, x.unit, x.change) for x in found] == wanted


METRICS = [
    ("要实施25项“清水入户”改造项目。", ["“清水入户”改造项目"]),
    ("要使第一、二、三产业分别增长6%、15%、12%。", ["第一、二、三产业"] * 3),
    ("要按投资额30%的标准给予补助。", ["补助"]),
    ("校舍和食堂面积要分别达到3万平方米和5000平方米。", ["校舍", "食堂面积"]),
    ("要办好12件民生实事。", ["民生实事"]),
    ("固定资产投资要增长9%，护理型床位占比要提高到55%。", ["固定资产投资", "护理型床位占比"]),
    ("要完成8座病险水库除险加固，培训15名村干部。", ["病险水库", "村干部"]),
    ("要设立3亿元产业引导基金，发放补助500万元。", ["产业引导基金", "补助"]),
    ("村干部要每月走访两次，校长每学期听课不少于40节，副校长不少于60节。", ["走访", "听课", "听课"]),
    ("管护经费要按每亩不低于20元的标准落实。", ["管护经费"]),
    ("要计划搬迁200户700人。", ["搬迁", "搬迁"]),
    ("要打造“农家书屋”示范点6个。", ["“农家书屋”示范点"]),
    ("要引进30名具有硕士、博士学位的工程师。", ["工程师"]),
    ("要选聘技能突出人才20名、农技人才30名。", ["技能突出人才", "农技人才"]),
    ("要把渠系渗漏率由百分之九点六压到百分之七以下。", ["渠系渗漏率"]),
    ("要合理布局取水点，每个村至少设置1处。", ["取水点"]),
    ("渠道贷款要放出去，今年不少于2亿元。", ["渠道贷款"]),
    ("要新修水渠两条共47公里。", ["水渠", "水渠"]),
    ("要拿出20万元设立防汛基金。", ["防汛基金"]),
    ("要让一半以上的村建起水厂。", ["村"]),
    ("各镇每季度要用无人机巡查一遍。", ["巡查"]),
    ("水费收缴率城镇居民要达到95%，农村居民要达到90%。", ["水费收缴率", "水费收缴率"]),
    ("用水普及率要达到90%，县（市）要达到95%。", ["用水普及率", "用水普及率"]),
    ("要推进9个总投资3亿元的堤防工程建设。", ["堤防工程建设"]),
    ("要新修水闸30座，其中改造10座。", ["水闸", "水闸"]),
    ("要新建管网421公里（包括二次加压管网）、管道111公里。", ["管网", "管道"]),
    ("要分别新修5、6、7座水闸。", ["水闸", "水闸", "水闸"]),
    ("各镇要在“五一”前建成取水点40个。", ["取水点"]),
    ("蔬菜产业要两年内销售收入达到5亿元。", ["销售收入"]),
    ("要在沿江乡镇开工建设排灌站30座。", ["排灌站"]),
    ("要新修水渠20条，其中在库区修建12条。", ["水渠", "水渠"]),
    ("要支持企业新增用工500人，鼓励农户种植油茶3万亩。", ["用工", "油茶"]),
    ("要新建2个县级、10个镇级排灌站。", ["排灌站", "镇级排灌站"]),
    ("要新修水闸2座和泵站3处。", ["水闸", "泵站"]),
    (
        "东川县、西川县、南川县粮食产量要分别达到3万吨、2万吨和1万吨。",
        ["粮食产量", "粮食产量", "南川县粮食产量"],
    ),
    ("要新建、改建3万平方米村小宿舍。", ["村小宿舍"]),
    ("地区生产总值（GDP）要增长8%。", ["地区生产总值"]),
    ("要选择一所条件较好、交通便利的村小。", ["村小"]),
]


@pytest.mark.parametrize(("text", "wanted"), METRICS, ids=[text for text, _ in METRICS])
def test_metrics(extractor: ddx.Extractor, text: str, wanted: list[str]) -> None:
    assert [x.metric for x in only(extractor, text).targets] == wanted


NUMBERS = [
    ("粮食总产量要达到1.4万亿斤。", "=", 1_400_000_000_000, "斤", "to"),
    ("要新增就业十几万人。", ">", 100_000, "人", "up"),
    ("要培训五六千名农民。", "range", (5000, 6000), "名", "to"),
    ("要种双季稻一万二千亩。", "=", 12_000, "亩", "to"),
    ("要把库存压减两成半。", "=", 25, "%", "down"),
    ("出口额要实现翻番。", "=", 2, "倍", "times"),
    ("成活率要提高百分之三到五。", "range", (3, 5), "%", "up"),
    ("要降低用电成本10%。", "=", 10, "%", "down"),
    ("每人进修要不少于半年。", ">=", 0.5, "年", "to"),
    ("要储备铁锹500把。", "=", 500, "把", "to"),
]


@pytest.mark.parametrize(("text", "op", "value", "unit", "change"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_numbers(extractor: ddx.Extractor, text: str, op: str, value: Any, unit: str, change: str) -> None:
    (found,) = only(extractor, text).targets
    assert (found.op, found.value, found.unit, found.change) == (op, value, unit, change)


DEADLINES = [
    ("要在6月底前完成排查。", "2026-06-30", None),
    ("要在2027年5月20日前完成排查。", "2027-05-20", None),
    ("要在 2027 年 6 月底前完成排查。", "2027-06-30", None),
    ("三年内要修好全部水库。", "2028-12-31", None),
    ("今后五年要修好全部水库。", "2030-12-31", None),
    ("今冬明春要修好全部水库。", None, None),
    ("7月1日至8月31日要排查食堂。", "2026-08-31", None),
    ("今年“七一”前要完成排查。", "2026-06-30", None),
    ("要自印发之日起30日内完成排查。", None, None),
    ("每周五下班前要报送进度。", None, "week"),
    ("年内要完成排查。", "2026-12-31", None),
    ("明年上半年要完成排查。", "2027-06-30", None),
    ("到2028年，要修好全部水库。", "2028-12-31", None),
    ("“十五五”期间，要修好全部水库。", "2030-12-31", None),
    ("每月要巡查两次。", None, "month"),
    ("每年2月28日前要报送总结。", None, "year"),
    ("要尽快完成排查。", None, None),
    ("国庆节前要完成排查。", "2026-09-30", None),
]


@pytest.mark.parametrize(("text", "due", "every"), DEADLINES)
def test_deadlines(extractor: ddx.Extractor, text: str, due: str | None, every: str | None) -> None:
    (found,) = only(extractor, text).deadlines
    assert (found.due, found.every) == (due, every)
    assert text[slice(*found.span)] == found.text


STARTS = [
    ("从6月1日起要每天巡查。", "2026-05", "2026-06-01"),
    ("自2027年3月起要每天巡查。", None, "2027-03-01"),
    ("明年起要每天巡查。", "2026-05", "2027-01-01"),
    ("从今年起要每天巡查。", "2026-11", "2026-01-01"),
    ("从3月1日起要每天巡查。", "2026-11", None),
    ("下个月起要每天巡查。", "2026-12-20", "2027-01-01"),
    ("自8日18时起要每天巡查。", "2026-06", "2026-06-08"),
    ("从本周三起要每天巡查。", "2026-05-25", "2026-05-27"),
    ("从下周起要每天巡查。", "2026-05-27", "2026-06-01"),
    ("即日起要每天巡查。", "2026-05-27", "2026-05-27"),
    ("即日起要每天巡查。", "2026-05", None),
    ("从6月1日起要每天巡查。", None, None),
    ("自2027年2月30日起要每天巡查。", None, None),
    ("自印发之日起要每天巡查。", "2026-05-27", None),
]


@pytest.mark.parametrize(("text", "date", "start"), STARTS)
def test_an_open_start_has_its_first_day(
    extractor: ddx.Extractor, text: str, date: str | None, start: str | None
) -> None:
    found = only(extractor, text, date).deadlines[0]
    assert (found.kind, found.start, found.due) == ("from", start, None)


@pytest.mark.parametrize(
    ("due", "text"),
    [
        ("this-month-31", "6月末"),
        ("this-festival", "9月末"),
        ("this-this-tens", "9月末"),
    ],
)
def test_a_day_that_a_users_rule_cannot_mean_is_not_told(tmp_path: Path, due: str, text: str) -> None:
    """The calendar lacks it, or the rule's pattern has no slot for what its `due` asks for."""
    rule = tmp_path / "mine.yaml"
    rule.write_text(
        "id: mine.end\nfamily: deadline\nabout: A.\npattern: '{month=digit}月末'\nkind: by\npriority: 90\n"
        f"due: {due}\n",
        encoding="utf-8",
    )
    (found,) = only(ddx.Extractor(rules=[rule]), f"要在{text}完成排查。", "2026-05").deadlines
    assert (found.text, found.due) == (text, None)


def test_a_relative_deadline_needs_a_date(extractor: ddx.Extractor) -> None:
    document = extractor.extract("要在6月底前完成排查。")
    assert document.directives[0].deadlines[0].due is None
    assert [warning.kind for warning in document.warnings] == ["date-unknown"]
    assert not extractor.extract("要在入汛前完成排查。").warnings  # no date would tell its day


def test_the_date_may_stand_in_the_text(extractor: ddx.Extractor) -> None:
    document = extractor.extract("在2026年防汛会议上的讲话\n同志们：\n要在6月底前完成排查。")
    assert (document.date.value, document.date.basis) == ("2026", "text")
    assert document.directives[0].deadlines[0].due == "2026-06-30"


def test_a_heading_that_plans_gives_the_year_of_a_text_without_a_date(extractor: ddx.Extractor) -> None:
    document = extractor.extract(
        "水利工作汇报\n一、2025年工作回顾\n二、2026年工作安排\n要在6月底前完成排查。"
    )
    assert (document.date.value, document.date.basis) == ("2026", "text")
    assert document.directives[-1].deadlines[0].due == "2026-06-30"


def test_a_deadline_before_the_date_is_warned_of(extractor: ddx.Extractor) -> None:
    document = extractor.extract("要在3月底前完成排查。", date="2026-05-01")
    assert [warning.kind for warning in document.warnings] == ["deadline-past"]


@pytest.mark.parametrize(
    "date", ["2026-13", "26", "2026/05", "2026-02-30", "yesterday", "2026-5", "２０２６"]
)
def test_a_bad_date_is_refused(extractor: ddx.Extractor, date: str) -> None:
    with pytest.raises(ValueError, match="no date"):
        extractor.extract("要巡查。", date=date)


BODIES = [
    ("县水利局、各乡镇要加强巡查。", [("县水利局", "owner"), ("各乡镇", "owner")]),
    ("县水利局要牵头抓好巡查。", [("县水利局", "lead")]),
    ("要加强巡查。（县水利局牵头，县财政局、各乡镇配合）", None),
    ("参加培训的校长要认真听讲。", [("校长", "owner")]),
    ("各乡镇（街道）今年要建好粮库。", [("各乡镇（街道）", "owner")]),
    ("作为校长，要常到食堂看看。", [("校长", "owner")]),
    ("依据《防汛办法》规定各镇不得停机。", [("各镇", "owner")]),
    ("对各乡镇的考核要从严。", []),
    ("要引导养殖户清运粪污。", []),
]


@pytest.mark.parametrize(("text", "wanted"), BODIES)
def test_bodies(extractor: ddx.Extractor, text: str, wanted: list[tuple[str, str]] | None) -> None:
    directives = extractor.extract(text).directives
    found = [(body.name, body.role) for x in directives for body in x.bodies if body.basis == "stated"]
    if wanted is None:
        wanted = [("县水利局", "lead"), ("县财政局", "support"), ("各乡镇", "support")]
    assert found == wanted


LEADING = [
    ("（责任单位：县水利局、县住建局，各镇政府；第一个逗号前为牵头单位）", ["lead", "lead", "owner"]),
    ("（责任单位：县水利局、县住建局，各镇政府）列第一位的为牵头单位。", ["lead", "owner", "owner"]),
    ("（责任单位：县水利局、县住建局，各镇政府）", ["owner", "owner", "owner"]),
]


@pytest.mark.parametrize(("phrase", "roles"), LEADING)
def test_a_paper_says_who_of_a_bracket_leads(extractor: ddx.Extractor, phrase: str, roles: list[str]) -> None:
    bodies = [body for x in extractor.extract(f"要加强巡查。{phrase}").directives for body in x.bodies]
    assert [(body.name, body.role) for body in bodies] == list(
        zip(["县水利局", "县住建局", "各镇政府"], roles, strict=True)
    )


@pytest.mark.parametrize("brackets", ["（）", "()", "〔〕", "【】"])
def test_brackets_of_any_form_hold_bodies(extractor: ddx.Extractor, brackets: str) -> None:
    text = f"要加强巡查。{brackets[0]}县水利局牵头，各镇政府配合{brackets[1]}"
    bodies = [body for x in extractor.extract(text).directives for body in x.bodies]
    assert [(body.name, body.role) for body in bodies] == [("县水利局", "lead"), ("各镇政府", "support")]
    assert all(text[slice(*body.span)] == body.name for body in bodies)


@pytest.mark.parametrize(
    "task",
    [
        "进一步规范县对乡的考核办法。",
        "推进医院改革。",
        "指导乡镇编制预案。",
        "实行校长负责制。",
        "切实推动各镇转型。",
    ],
)
def test_who_is_acted_upon_is_no_body(extractor: ddx.Extractor, task: str) -> None:
    (directive,) = extractor.extract(f"防汛工作方案\n二、主要任务\n{task}").directives
    assert directive.bodies == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我县处于爬坡期，要抓住机遇。", "我县"),
        ("人事处于10月底前完成自查。", "人事处"),
        ("各村处于山区，要防山洪。", "各村"),
    ],
)
def test_a_word_that_begins_with_the_end_of_a_name(extractor: ddx.Extractor, text: str, name: str) -> None:
    (directive,) = extractor.extract(f"防汛工作方案\n二、主要任务\n{text}").directives
    assert [body.name for body in directive.bodies] == [name]


def test_a_subject_holds_for_the_sentences_behind_it(extractor: ddx.Extractor) -> None:
    first, second = extractor.extract("县水利局要加强巡查。要备足沙袋。").directives
    assert [body.basis for body in first.bodies] == ["stated"]
    assert [(body.name, body.basis) for body in second.bodies] == [("县水利局", "inherited")]


def test_quotes_stand_at_their_spans(extractor: ddx.Extractor) -> None:
    text = (
        "同志们：\r\n各乡镇（街道）要在5月底前修好30座山塘，每座至少配1名塘长。\r\n县水利局将每月抽查两次。"
    )
    plain = text.replace("\r\n", "\n")
    document = extractor.extract(text, date="2026")
    assert len(document.directives) == 2
    for directive in document.directives:
        assert plain[slice(*directive.span)] == directive.text
        for body in directive.bodies:
            assert body.basis == "inherited" or plain[slice(*body.span)] == body.name
        for item in (*directive.targets, *directive.deadlines):
            assert plain[slice(*item.span)] == item.text


def test_a_row_of_a_table_names_who_answers_for_it(extractor: ddx.Extractor) -> None:
    text = "2026年重点任务分解表\n任务\t责任单位\t时限\n新建公厕30座\t县水利局、县交通局\t9月底前"
    document = extractor.extract(text)
    assert document.title == "2026年重点任务分解表"
    row = document.directives[-1]
    assert [body.name for body in row.bodies] == ["县水利局", "县交通局"]
    assert [(target.text, target.metric) for target in row.targets] == [("30座", "公厕")]
    assert [deadline.text for deadline in row.deadlines] == ["9月底前"]


def test_a_noun_of_a_verb_of_change_is_no_step(extractor: ddx.Extractor) -> None:
    text = "一、主要目标\n规模以上工业增加值达到1230亿元。\n规模以上工业增加值增长8%。"
    changes = [
        target.change for directive in extractor.extract(text).directives for target in directive.targets
    ]
    assert changes == ["to", "up"]


def test_a_year_to_measure_against_is_no_past(extractor: ddx.Extractor) -> None:
    text = "青岭县工作要点\n到2028年，用水量比2020年下降5%。\n2020年，用水量下降5%。"
    found = extractor.extract(text, date="2026").directives
    assert [directive.line for directive in found] == [2]


@pytest.mark.parametrize(
    "written",
    [
        "各镇要在 2026 年 6 月底前完成 30 座山塘，投资增长 5 %以上。",
        "各镇要在\u00a02026\u00a0年\u00a06\u00a0月底前完成\u00a030\u00a0座山塘，投资增长5％以上。",
        "各镇要在２０２６年６月底前完成３０座山塘，投资增长５％以上。",
    ],
)
def test_figures_set_off_by_blanks_or_of_full_width_are_read_like_others(written: str) -> None:
    (plain,) = ddx.Extractor().extract("各镇要在2026年6月底前完成30座山塘，投资增长5%以上。").directives
    (directive,) = ddx.Extractor().extract(written).directives
    assert [(deadline.due, deadline.kind) for deadline in directive.deadlines] == [("2026-06-30", "by")]
    values = [(target.value, target.op, target.unit, target.change) for target in directive.targets]
    assert values == [(target.value, target.op, target.unit, target.change) for target in plain.targets]
    for found in (*directive.targets, *directive.deadlines, *directive.bodies):
        text = found.name if hasattr(found, "name") else found.text
        assert written[slice(*found.span)] == text


def test_blanks_that_part_words_stay() -> None:
    """A figure behind the blank of a cell is no part of the word before it."""
    (directive,) = ddx.Extractor().extract("各镇要 在 2026 年 6 月底前 备足沙袋 30 条。").directives
    assert [deadline.text for deadline in directive.deadlines] == ["2026 年 6 月底前"]
    assert [(target.text, target.value) for target in directive.targets] == [("30 条", 30)]


@pytest.mark.parametrize(
    "text", ["加强巡查，各镇要每周查2次；县水利局要督查：每月1次。", "同时，各镇要在9月20前报送名单。"]
)
def test_signs_of_half_width_are_read_like_wide_ones(extractor: ddx.Extractor, text: str) -> None:
    narrow = text.translate(str.maketrans("，；：", ",;:"))
    wide, found = extractor.extract(text, date="2026"), extractor.extract(narrow, date="2026")
    assert found.directives and [x.text for x in found.directives] == [
        x.text.translate(str.maketrans("，；：", ",;:")) for x in wide.directives
    ]
    assert [(x.force, x.bodies, x.targets, x.deadlines) for x in found.directives] == [
        (x.force, x.bodies, x.targets, x.deadlines) for x in wide.directives
    ]


def test_persons_whom_blanks_part_are_each_named(extractor: ddx.Extractor) -> None:
    directive = only(extractor, "责任领导：县水利局局长 高山川 程 远")
    assert [body.name for body in directive.bodies] == ["县水利局局长 高山川", "程 远"]


def test_a_sentence_with_a_topic_of_its_own_inherits_nobody(extractor: ddx.Extractor) -> None:
    text = "县水利局要备足沙袋。要天天清点。农村要守好堤坝。要夜夜巡查。"
    found = extractor.extract(text).directives
    assert [[body.name for body in one.bodies] for one in found] == [["县水利局"], ["县水利局"], [], []]


def test_a_row_of_a_table_pasted_from_a_sheet(extractor: ddx.Extractor) -> None:
    head = "防汛重点任务分解表\n序号\t工作任务\t牵头单位\t配合单位\t完成时限\t工作目标\n"
    row = "1\t新建村卫生室\t县水利局\t县住建局、县财政局\t9月1日前\t3座\n"
    found, _ = extractor.extract(f"{head}{row}2{row[1:]}", date="2026").directives
    assert [(body.name, body.role) for body in found.bodies] == [
        ("县水利局", "lead"),
        ("县住建局", "support"),
        ("县财政局", "support"),
    ]
    assert [(target.metric, target.text) for target in found.targets] == [("村卫生室", "3座")]
    assert [deadline.due for deadline in found.deadlines] == ["2026-09-01"]


def test_a_text_in_traditional_characters_is_warned_of(extractor: ddx.Extractor) -> None:
    document = extractor.extract("各鎮應當在汛前備足沙袋，嚴禁擅離職守。")
    assert [warning.kind for warning in document.warnings] == ["traditional-script"]
    assert not extractor.extract("各镇应当在汛前备足沙袋，严禁擅离职守。").warnings


def test_one_rule_file_needs_no_list_and_bytes_are_no_text(tmp_path: Path) -> None:
    rule = tmp_path / "mine.yaml"
    rule.write_text("list: org_head\nadd: 巡河哨\n", encoding="utf-8")
    for given in (rule, str(rule)):
        (found,) = only(ddx.Extractor(rules=given), "巡河哨要天天巡查。").bodies
        assert found.name == "巡河哨"
    with pytest.raises(TypeError, match="bytes"):
        ddx.extract("要巡查。".encode())  # type: ignore[arg-type]
