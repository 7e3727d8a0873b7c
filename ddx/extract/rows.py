"""Rows of names, split where one name ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ddx.extract.namekinds import LONGEST_WORD, NameKinds
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.wordset import WordSet
from ddx.model import Span
from ddx.text import ROW_SIGN, paired_spans

_WORD = re.compile(r"\S+")
_HARD_SIGNS = "、，,；;"
_LABEL_SIGNS = _HARD_SIGNS + "\u3000"
_LONGEST_CLASS = 3
"""Behind a class named in so many characters 各 goes on with the same name (各部门各单位)."""


class RowSplitter:
    """Splits rows of names. The words that it shares with the reader of names are open to it."""

    def __init__(self, rules: RuleSet, kinds: NameKinds) -> None:
        self._kinds = kinds
        self._signs = WordSet(word for word in rules.words("list_sign") if word not in _HARD_SIGNS)
        self.fields = WordSet(rules.words("field_body"))
        self.each = frozenset(word for word in kinds.quantifiers.words if len(word) == 1)
        self.collective = frozenset(rules.words("collective_sign"))

    def names(self, text: str, span: Span, labelled: bool = False) -> Iterable[Span]:
        """The names of a row: parted by 、 and commas outside brackets, and by 和 behind a whole name.

        Where they are `labelled`, behind 牵头单位：, a wide blank parts them as well.
        """
        hard_signs = _LABEL_SIGNS if labelled else _HARD_SIGNS
        start, end = span
        closing = paired_spans(text[start:end])
        at = piece = start
        while at < end:
            inner = closing.get(at - start)
            if inner is not None:
                at = start + inner + 1
                continue
            sign = text[at]
            if sign in hard_signs:
                yield piece, at
                piece = at + 1
            elif self._begins_another(text, piece, at, end):
                yield piece, at
                piece = at
            else:
                size = self._signs.at_start(text[at:end])
                word, name = text[at : at + size], text[piece:at]
                if (
                    word
                    and not self._kinds.orgs.round(text, (at, at + size))
                    and not self._kinds.adverbs.round(text, (at, at + size))
                    and (
                        (
                            word in self.collective
                            and (name in self.fields.words or (piece > start and text[piece - 1] == ROW_SIGN))
                        )
                        or self._kinds.bare(name) in self._kinds.weak
                        or self._kinds.of(name) is not None
                    )
                    and (at + len(word) < end or word in self.collective)
                ):
                    yield piece, at
                    at += len(word)
                    piece = at
                    continue
            at += 1
        yield piece, end

    def _begins_another(self, text: str, start: int, at: int, end: int) -> bool:
        """Whether behind a whole name with 各 another one begins with it (各级政府｜各部门)."""
        if at - start <= _LONGEST_CLASS or text[at] not in self.each or text[start] != text[at]:
            return False
        whole = self._kinds.of(text[start:at]) == "org" and self._kinds.of(text[at:end]) == "org"
        return whole and self._kinds.orgs.at_end(text[at:end]) >= LONGEST_WORD

    def persons(self, text: str, piece: Span) -> list[Span]:
        """The persons whom blanks part; an office goes with the name behind it, and 程 远 is one name."""
        found: list[Span] = []
        for word in _WORD.finditer(text, *piece):
            start, end = found[-1] if found else word.span()
            office = found and self._kinds.of(text[start:end]) is not None
            if office or (found and end - start == len(word.group()) == 1):
                found[-1] = start, word.end()
            else:
                found.append(word.span())
        return found
