"""Files laid over each other: added to, overridden, switched off."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddx.grammar.faults import RuleError
from ddx.grammar.ruleset import load
from tests.grammar.things import CLAUSE_ENDS, FAMILIES, found, headlines, rules_of

RULE = "id: {}\nfamily: thing\nabout: A.\npattern: '{}'\n"
LIST = "---\nlist: office\nabout: Offices.\nwords: 水利局 教育局\n"


def test_a_later_file_overrides_a_rule_of_the_same_id() -> None:
    assert found(rules_of(RULE.format("r", "要"), RULE.format("r", "须")), "要须") == ["须"]


def test_a_later_file_switches_rules_off() -> None:
    rules = rules_of(RULE.format("a", "要") + "---\n" + RULE.format("b", "须"), "off: a\nbecause: not here\n")
    assert found(rules, "要须") == ["须"]


def test_a_later_file_extends_a_list() -> None:
    rules = rules_of(RULE.format("r", "{office}") + LIST, "list: office\nadd: 河长办\nremove: [教育局]\n")
    assert found(rules, "水利局、教育局、河长办") == ["水利局", "河长办"]
    assert rules.lists["office"].about == "Offices."


def test_a_later_file_gives_a_list_anew() -> None:
    rules = rules_of(RULE.format("r", "{office}") + LIST, "list: office\nwords: 河长办\n")
    assert found(rules, "水利局、河长办") == ["河长办"]


@pytest.mark.parametrize(
    ("kind", "more", "wanted"),
    [
        ("values: {发改局: 发展改革委}", "add: {水务: 水利局}", {"发改局": "发展改革委", "水务": "水利局"}),
        ("numbers: {一: 1}", "add: {两: 2, 半: 0.5}", {"一": 1, "两": 2, "半": 0.5}),
        ("words: 甲", "add: [乙 丙]", {"甲": None, "乙 丙": None}),
    ],
)
def test_what_is_added_has_values_as_the_list_has_them(
    kind: str, more: str, wanted: dict[str, object]
) -> None:
    assert rules_of(f"list: x\n{kind}\n", f"list: x\n{more}\n").words("x") == wanted


@pytest.mark.parametrize(
    ("kind", "more", "fault"),
    [
        ("words: 甲", "add: {乙: 2}", "2:7: the words of x have no values (add: word word …)"),
        ("numbers: {一: 1}", "add: 两", "2:6: the words of x have a value each (add: {word: value})"),
        ("numbers: {一: 1}", "add: {两: two}", "2:10: 'two' is no number"),
        ("words: 甲", "remove: 乙", "2:9: '乙' is not in the list x (known: 甲)"),
    ],
)
def test_what_does_not_fit_a_list_is_refused(kind: str, more: str, fault: str) -> None:
    assert headlines(f"list: x\n{kind}\n", f"list: x\n{more}\n") == [fault]


def test_within_one_layer_nothing_is_said_twice(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.yaml").write_text(RULE.format("r", "要") + LIST, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load([tmp_path], lambda: FAMILIES, CLAUSE_ENDS)
    assert [(Path(fault.path).name, fault.message) for fault in caught.value.faults] == [
        ("b.yaml", "the id 'r' stands twice"),
        ("b.yaml", "the list 'office' stands twice"),
    ]


def test_a_list_may_be_extended_by_a_file_that_comes_before_it_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("list: office\nadd: 河长办\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(RULE.format("r", "{office}") + LIST, encoding="utf-8")
    assert found(load([tmp_path], lambda: FAMILIES, CLAUSE_ENDS), "河长办") == ["河长办"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "cannot be read: No such file or directory"),
        (lambda path: path.mkdir(), "the folder holds no rule file"),
    ],
)
def test_a_path_that_holds_no_rules_is_a_fault(tmp_path: Path, make: object, message: str) -> None:
    make(tmp_path / "mine")  # type: ignore[operator]
    with pytest.raises(RuleError) as caught:
        load([tmp_path / "mine"], lambda: FAMILIES, CLAUSE_ENDS)
    assert [(fault.path, fault.message) for fault in caught.value.faults] == [
        (str(tmp_path / "mine"), message)
    ]


def test_line_ends_and_byte_order_marks_make_no_difference(tmp_path: Path) -> None:
    text = RULE.format("r", "要") + LIST
    digests = set()
    for name, content in (("a", text), ("b", text.replace("\n", "\r\n")), ("c", "\ufeff" + text)):
        (tmp_path / f"{name}.yaml").write_bytes(content.encode())
        digests.add(load([tmp_path / f"{name}.yaml"], lambda: FAMILIES, CLAUSE_ENDS).digest)
    assert len(digests) == 1
