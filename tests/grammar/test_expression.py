"""Many texts searched as one, or tried at clause starts: what is found is what each text alone would give."""

from __future__ import annotations

import pytest

from ddx.grammar import expression
from ddx.grammar.alphabet import SEPARATOR
from ddx.grammar.matcher import Matcher
from ddx.grammar.view import look_up
from tests.grammar.things import pattern, scan, view

TEXTS = [
    "要清理沟渠，要加固堤坝。",
    "",
    "要",
    "，要，，要",
    " 不要，没要，就要",
    "\n要\n，\n要",
    "要清",
    "理，要去理，要",
    "清理",
    "要去，不去",
    "就要",
]
PATTERNS = ["要", "^要", "^^要", "要$", "要$$", "^^[^，]…要$$", "要……理", "^要…理$", "[^，]", "^(不|没)?要"]
PATTERNS += ["^不…要", "^要去……要", "^(不要[，])*没", "^([^，]+[，])*要去", "^_要", "^[^，]+[，]_*要"]


def _alone(written: str) -> list[list[tuple[int, int]]]:
    rules = pattern(written)
    return [[match.span for match in scan(rules, text)] for text in TEXTS]


@pytest.mark.parametrize("new", [0, 1 << 30])
@pytest.mark.parametrize("written", PATTERNS)
def test_each_text_is_searched_as_if_it_stood_alone(
    written: str, new: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = _alone(written)
    monkeypatch.setattr(expression, "_NEW", new)
    matcher = Matcher(pattern(written), "thing")
    views = [view(text) for text in TEXTS]
    matcher.look_ahead(views)
    assert [[match.span for match in matcher.scan(seen)] for seen in views] == alone
    assert any(alone)


def test_what_is_looked_for_in_part_of_a_long_text_stays_in_its_part() -> None:
    rules = pattern("要……理")
    whole = view("要清，理要清理")
    parts = [whole.part(0, 2), whole.part(2, 5), whole.part(4, 7).part(0, 2), whole.part(4, 7)]
    matcher = Matcher(rules, "thing")
    matcher.look_ahead(parts)
    assert [[match.span for match in matcher.scan(part)] for part in parts] == [[], [], [], [(0, 3)]]


def test_words_of_many_views_are_looked_up_as_those_of_each() -> None:
    rules = pattern("要{verb}", "---\nlist: verb\nwords: 清理 清 理 加固 加固好\n")
    lexicon = rules.lexicon
    together, alone = ([view(text) for text in TEXTS] for _ in range(2))
    look_up(together, lexicon)
    for one, other in zip(together, alone, strict=True):
        assert one.marked(lexicon).data == other.marked(lexicon).data
        assert one.marked(lexicon).passing == other.marked(lexicon).passing


def test_no_character_is_written_with_the_sign_between_texts() -> None:
    signs = "".join(map(chr, range(0x4E00, 0x4E00 + 3000)))
    alphabet = pattern(f"({'|'.join(signs[::2])})").alphabet
    assert not any(SEPARATOR in alphabet.code(sign) for sign in (*signs, SEPARATOR, " ", "a"))
