"""Rule sets kept for the next start."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ddx.grammar.faults import RuleError
from ddx.grammar.ruleset import RuleSet, load
from ddx.grammar.store import Store
from tests.grammar.things import CLAUSE_ENDS, FAMILIES, found

RULE = """
id: r
family: thing
about: A thing.
why: Because.
pattern: "{who=verb}…{cue}"
cue: {要: 3}
words: {no: 不}
until: ["^我们", "^你们"]
unless: [{before: "{no}", because: negated}]
examples:
- {text: "清理{cue}", each: cue, context: [indoors], date: 2026-05, finds: {word: 要}}
- {text: 要清理, finds: nothing}
---
list: verb
values: {清理: 做}
---
slot: twice
about: Twice.
pattern: "{verb}{verb}"
examples: 清理清理
leaves: 清理
---
id: other
family: thing
about: Another.
pattern: 要
---
off: [other]
"""


@pytest.fixture
def rule_file(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(RULE, encoding="utf-8")
    return path


def _load(rule_file: Path, folder: Path, version: str = "1") -> RuleSet:
    return load([rule_file], lambda: FAMILIES, CLAUSE_ENDS, Store(folder, version))


def _contents(rules: RuleSet) -> tuple[object, ...]:
    return rules.rules, rules.lists, rules.slots, rules.off, rules.templates, rules.digest, rules.index


def _refuse_to_read() -> dict[str, object]:
    raise AssertionError("the rule files were read again")


def test_a_second_start_reads_no_rule_file_and_finds_the_same(rule_file: Path, tmp_path: Path) -> None:
    first = _load(rule_file, tmp_path / "cache")
    second = load([rule_file], _refuse_to_read, CLAUSE_ENDS, Store(tmp_path / "cache", "1"))  # type: ignore[arg-type]
    assert _contents(second) == _contents(first)
    assert found(second, "清理要") == found(first, "清理要") == ["清理要"]


def test_what_is_loaded_the_first_time_is_what_is_loaded_later(rule_file: Path, tmp_path: Path) -> None:
    assert type(next(iter(_load(rule_file, tmp_path / "cache").rules))) is str


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", bytes(32), bytes(40)])
def test_a_broken_store_is_read_anew_without_a_word(
    rule_file: Path, tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    first = _load(rule_file, tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(content or whole[:-1])
    assert _contents(_load(rule_file, tmp_path / "cache")) == _contents(first)
    assert kept.read_bytes() == whole
    assert capsys.readouterr() == ("", "")


def test_a_changed_file_or_version_is_read_anew(rule_file: Path, tmp_path: Path) -> None:
    first = _load(rule_file, tmp_path / "cache")
    _load(rule_file, tmp_path / "cache", "2")
    rule_file.write_text(RULE.replace("要: 3", "须: 3").replace("word: 要", "word: 须"), encoding="utf-8")
    changed = _load(rule_file, tmp_path / "cache")
    assert changed.digest != first.digest
    assert found(changed, "清理须") == ["清理须"]
    assert len(list((tmp_path / "cache").iterdir())) == 3


def test_only_the_newest_sets_are_kept(rule_file: Path, tmp_path: Path) -> None:
    for version in range(12):
        _load(rule_file, tmp_path / "cache", str(version))
    assert len(list((tmp_path / "cache").iterdir())) == 8


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_the_owner_may_read_what_is_kept(rule_file: Path, tmp_path: Path) -> None:
    _load(rule_file, tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_store_that_cannot_be_written_does_no_harm(rule_file: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands where the folder should be")
    assert found(_load(rule_file, tmp_path / "cache"), "清理要") == ["清理要"]


def test_rules_with_faults_are_never_kept(rule_file: Path, tmp_path: Path) -> None:
    rule_file.write_text(RULE.replace("family: thing", "family: think", 1), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(RuleError, match="no such family"):
            _load(rule_file, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_two_files_with_their_contents_swapped_are_another_set(tmp_path: Path) -> None:
    rule = "id: r\nfamily: thing\nabout: A.\npattern: {}\n"
    texts = [rule.format("要"), rule.format("须")]
    for name, text in zip("ab", texts, strict=True):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    store = Store(tmp_path / "cache", "1")
    assert found(load(paths, lambda: FAMILIES, CLAUSE_ENDS, store), "要须") == ["须"]
    for name, text in zip("ba", texts, strict=True):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert found(load(paths, lambda: FAMILIES, CLAUSE_ENDS, store), "要须") == ["要"]


def test_no_draft_is_left_behind(rule_file: Path, tmp_path: Path) -> None:
    _load(rule_file, tmp_path / "cache")
    assert [name for name in os.listdir(tmp_path / "cache") if not name.startswith("rules-")] == []
