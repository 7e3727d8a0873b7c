"""Words of the lists put into plain sentences: what holds of one verb or name holds of nearly every other.

A rule that stops at a character (应得 is a word, 得到 another) harms some verbs and no example of its own. So
each verb of work is put behind each word of asking, and each name before it, and what is lost is told by
name.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

import ddx
from ddx.model import Directive

_NOTICE = "关于加强工作的通知\n各镇要加强工作。\n"
_PLAN = "关于加强工作的实施方案\n\n一、工作任务\n"


@pytest.fixture(scope="module")
def extractor() -> ddx.Extractor:
    return ddx.Extractor()


@pytest.fixture(scope="module")
def verbs(extractor: ddx.Extractor) -> list[str]:
    return sorted(word for word in extractor.rules.words("verb") if len(word) <= 4)


def _read(extractor: ddx.Extractor, head: str, lines: Iterable[str]) -> dict[int, Directive]:
    """What was found in each line, by its number; each line is a sentence."""
    above = head.count("\n") + 1
    found = extractor.extract(head + "\n".join(lines), date="2026").directives
    return {one.line - above: one for one in found if one.line >= above}


def _stated(directive: Directive) -> list[str]:
    return [body.name for body in directive.bodies if body.basis == "stated"]


@pytest.mark.parametrize(
    ("cue", "force", "lost"),
    [
        ("要", "require", {"求突破"}),
        ("必须", "require", set[str]()),
        ("应", "require", {"试一试"}),
        ("应当", "require", set[str]()),
        ("须", "require", {"知行合一"}),
        ("务必", "require", set[str]()),
        ("不得", "forbid", {"兑现", "就近", "扭亏", "改良", "满足", "说明", "转载", "达到", "适应"}),
    ],
)
def test_every_verb_behind_a_word_of_asking_is_asked_for(
    extractor: ddx.Extractor, verbs: list[str], cue: str, force: str, lost: set[str]
) -> None:
    found = _read(extractor, _NOTICE, (f"各单位{cue}{verb}有关事项。" for verb in verbs))
    assert {verb for number, verb in enumerate(verbs) if number not in found} == lost
    forces = {verbs[number] for number, one in found.items() if one.force != force}
    assert len(forces) <= 2, forces  # 力戒 and 谨防 forbid
    assert [verbs[number] for number, one in found.items() if _stated(one) != ["各单位"]] == []


def test_every_verb_in_a_list_of_tasks_is_one(extractor: ddx.Extractor, verbs: list[str]) -> None:
    found = _read(extractor, _PLAN, (f"县水利局{verb}有关事项，做到心中有数。" for verb in verbs))
    assert [verb for number, verb in enumerate(verbs) if number not in found] == []
    assert [verbs[number] for number, one in found.items() if _stated(one) != ["县水利局"]] == ["部署"]


@pytest.mark.parametrize(
    ("sentence", "kind", "lost"),
    [
        ("县{}要加强巡查。", "org_head", {"委托方", "车队", "法院系统", "配合单位"}),
        ("全体{}要加强巡查。", "role_head", set[str]()),
    ],
)
def test_every_name_before_a_word_of_asking_is_read(
    extractor: ddx.Extractor, sentence: str, kind: str, lost: set[str]
) -> None:
    words = [word for word in extractor.rules.words(kind) if word.isalnum() and not word.endswith("主")]
    found = _read(extractor, _NOTICE, (sentence.format(word) for word in words))
    wanted = [sentence[: sentence.index("要")].format(word) for word in words]
    read = [_stated(found[number]) if number in found else [] for number in range(len(words))]
    missed = {word for word, name, names in zip(words, wanted, read, strict=True) if names != [name]}
    assert missed <= lost, missed
