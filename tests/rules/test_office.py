"""What an office makes its own: its bodies, their short names, its slogans, its words."""

from __future__ import annotations

from pathlib import Path

import pytest

import ddx
from ddx.grammar.faults import RuleError


def _extract(tmp_path: Path, rules: str, text: str) -> ddx.Document:
    path = tmp_path / "office.yaml"
    path.write_text(rules, encoding="utf-8")
    return ddx.Extractor(rules=[path]).extract(text)


def _bodies(document: ddx.Document) -> list[tuple[str, str]]:
    return [(body.name, body.kind) for x in document.directives for body in x.bodies]


def test_an_office_adds_its_own_bodies(tmp_path: Path, extractor: ddx.Extractor) -> None:
    text = "清潭驿要每月巡查沟渠。"
    assert _bodies(extractor.extract(text)) == []
    assert _bodies(_extract(tmp_path, "list: org_head\nadd: 清潭驿\n", text)) == [("清潭驿", "org")]


def test_short_names_stand_for_the_names_of_bodies(tmp_path: Path) -> None:
    rules = "list: body_alias\nadd: {发改局: 县发展和改革局, 水务: 县水利局}\n"
    text = "发改局要核定投资。\n清理沟渠。（责任单位：水务、发改局、县发展和改革局）"
    document = _extract(tmp_path, rules, text)
    assert _bodies(document) == [("县发展和改革局", "org"), ("县水利局", "org"), ("县发展和改革局", "org")]
    for body in (body for x in document.directives for body in x.bodies):
        assert text[slice(*body.span)] in ("发改局", "水务")


def test_a_slogan_of_the_office_is_no_target(tmp_path: Path, extractor: ddx.Extractor) -> None:
    text = "各镇要落实八个百日攻坚，新建水库3座。"
    taken = [target.text for x in extractor.extract(text).directives for target in x.targets]
    own = _extract(tmp_path, "list: number_name\nadd: 八个百日攻坚\n", text)
    assert "3座" in taken
    assert [target.text for x in own.directives for target in x.targets] == ["3座"]


def test_an_office_switches_a_rule_off(tmp_path: Path, extractor: ddx.Extractor) -> None:
    text = "各村要清理沟渠。"
    assert [x.rule for x in extractor.extract(text).directives] == ["directive.yao"]
    assert _extract(tmp_path, "off: [directive.yao]\n", text).directives == ()


def test_an_office_overrides_a_rule(tmp_path: Path) -> None:
    rule = (
        "id: directive.yao\nfamily: directive\nabout: Here it is a must.\npattern: '{cue}'\n"
        "cue: {要: 9}\nforce: ensure\n"
    )
    (directive,) = _extract(tmp_path, rule, "各村要清理沟渠。").directives
    assert (directive.force, directive.strength) == ("ensure", 9)


def test_the_hash_of_the_rules_tells_what_they_were(tmp_path: Path, extractor: ddx.Extractor) -> None:
    own = _extract(tmp_path, "list: org_head\nadd: 清潭驿\n", "各村要清理沟渠。")
    assert own.source.rules != extractor.rules.digest


def test_a_broken_file_is_an_error_with_every_fault(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as caught:
        _extract(tmp_path, "off: [nope]\n---\nlist: nowhere\nadd: x\n", "")
    assert len(caught.value.faults) == 2
    assert str(tmp_path / "office.yaml") in str(caught.value)
