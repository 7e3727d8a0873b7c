"""A unit as the rules see it: without its marker, with quotations and brackets blanked out."""

from __future__ import annotations

import re
from typing import NamedTuple

from ddx.extract.items import Marker
from ddx.grammar.match import Trace
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.view import View
from ddx.grammar.wordset import WordSet
from ddx.text import CLAUSE_ENDS, HAN, PAIRS, Unit, paired_spans

BLANK = "〓"
"""Stands for a character that no cue may be read from; rules and word files use it to mean that."""
_QUOTES = frozenset("“‘「『《")
_WIDE_SIGNS = {".": "。", ",": "，", ";": "；", ":": "："}
_HALF_SIGNS = str.maketrans("，．", ",.")
_HALF_SIGN = re.compile(
    r"(?<=[^\x00-\x7f])\.(?=\s*(?:[^\x00-\x7f]|$))|[,;:](?=\s*[^\x00-\x7f])|(?<=[^\x00-\x7f])[,;:]"
)
"""Signs of half width beside characters that are none, a full stop between them: rules see the wide ones."""
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:，\d{3})+(?!\d)|(?<=\d)．(?=\d)")
"""Figures with signs of full width (1，880万千瓦, 3．18亿吨): rules see those of half width."""
_QUOTE = '"'
_STRAIGHT = re.compile(f"{_QUOTE}([^{_QUOTE}]*){_QUOTE}")
"""What stands in straight quotes, which do not tell where a quotation opens: rules see curly ones."""
_CLOCK_COLON = re.compile(r"(?<=\d)[:：](?=[0-5]\d(?!\d))")
"""The colon of a time of the day (18:00), which ends no clause."""
_ALIKE = {0xFF10 + digit: str(digit) for digit in range(10)} | str.maketrans("〔〕【】", "（）（）")
"""Rules see figures of full width (１０月) as those of half width, and brackets of any form as round ones.
What is told of them stays as written.
"""
_BLANK = re.compile("[ \u00a0]")
_IN_FIGURES = re.compile(rf"(?<=\d)[ \u00a0]+(?=[%％]|{HAN})")
"""Blanks between a figure and its measure."""
_ROUND_FIGURES = re.compile(
    rf"{_IN_FIGURES.pattern}|(?<={HAN})[ \u00a0]+"
    rf"(?=\d[\d.,~～—-]*(?:[ \u00a0]+(?:[%％]|{HAN})|[%％，。；、）]))"
)
"""Those before a figure that is set off on both sides, too."""
_CELLS = re.compile(rf"{HAN}[ \u00a0]+{HAN}|\u00a0\u00a0|  |\t|\u3000")
"""Blanks between words: they part the cells of a table, and so may one before a figure."""
_BOLD = "**"
_LEAD_IN = re.compile(rf"(?:\s|[-*+•●■◆▪]\s+|\*\*(?={HAN}[^*\n]{{1,40}}\*\*)|(?<=[。：:；])\*\*)*")
"""Blanks and bullets before the words of a unit, and signs round a bold head (**加强巡查。**每村…)."""
_GAPS = re.compile(rf"(?<={HAN}{HAN})[ \u3000]{{2,}}(?={HAN}{HAN}{HAN})")
"""Wide gaps between words part statements; those in a person's name (赵  刚) do not."""
_CUTS = re.compile(f"[{re.escape(CLAUSE_ENDS)}]")
_PAIR_SIGNS = re.compile(f"[{re.escape(''.join(PAIRS))}]")


class UnitView(NamedTuple):
    """`raw` is the unit without its marker; `base` is where it starts.

    In `open` what stands in quotes is blank, in `plain` what stands in brackets as well.

    `fixed_words` are words that hold a cue's characters and are none (重要, 将来); `free_words` hold one of
    them by chance, and their cue is one (书记｜得). So does one before one of the `verbs` (应｜征求).
    """

    unit: Unit
    base: int
    raw: View
    open: View
    plain: View
    fixed_words: WordSet
    free_words: WordSet
    verbs: WordSet

    def bracketed(self, at: int) -> bool:
        """Whether a place of the view stands in brackets."""
        return self.plain.text[at : at + 1] == BLANK != self.open.text[at : at + 1]

    def fixed_at(self, span: tuple[int, int]) -> str:
        """The fixed word that a span is a part of, "" where there is none."""
        text = self.plain.text
        start, end = span
        word = self.fixed_words.round(text, span)
        if not word:
            return ""
        opens = text.startswith(word, start)
        free = self.free_words.round(text, span)
        if free and (opens or not text.startswith(free, start)):
            return ""  # in 主要目标 the word that begins first wins
        if opens and self.verbs.at_start(text[end : end + len(word)]) > len(word) - (end - start):
            return ""
        return word

    def written(self, inner: tuple[int, int]) -> str:
        """The words of the text in a span of the view, as they were written."""
        start, end = self.span(inner)
        return self.unit.text[start - self.unit.start : end - self.unit.start]

    def span(self, inner: tuple[int, int]) -> tuple[int, int]:
        """A span of the view as a span of the text."""
        return self.raw.in_whole(inner)


class Viewer:
    """Makes views by the lists `fixed`, `not_fixed`, `verb` and `hour_sign`."""

    def __init__(self, rules: RuleSet) -> None:
        self._words = tuple(WordSet(rules.words(name)) for name in ("fixed", "not_fixed", "verb"))
        self._hour = rules.sign("hour_sign")

    def view(self, whole: View, unit: Unit, markers: list[Marker], trace: Trace | None = None) -> UnitView:
        """The view of a unit of a text; `markers` are those that stand in it, in order."""
        base = unit.start
        if markers and markers[0].start == unit.start:
            base = markers[0].body
            markers = markers[1:]
        base = _lead_in_end(whole.text, base, unit.end)
        stripped = whole.text[base : unit.end]
        as_written = whole.part(base, unit.end, _clauses, trace)
        written = _HALF_SIGN.sub(_wide, _without(markers, stripped, base)).translate(_ALIKE)
        written = _THOUSANDS.sub(_half, written)
        if written.count(_QUOTE) % 2 == 0:
            written = _STRAIGHT.sub("“\\1”", written)
        written = _GAPS.sub(_tabs, written)
        bold = base >= len(_BOLD) and whole.text.startswith(_BOLD, base - len(_BOLD))
        written, gaps = _without_blanks(_CLOCK_COLON.sub(self._hour, written), bold)
        raw_view = _changed(as_written, written, gaps)
        raw = raw_view.text
        pairs = _PAIR_SIGNS.search(raw) and paired_spans(raw)
        if not pairs:
            return UnitView(unit, base, raw_view, raw_view, raw_view, *self._words)
        signs = list(raw)
        without_quotes = list(raw)
        done = {True: 0, False: 0}  # what stands inside is blank already, however often it is quoted
        for start, end in sorted(pairs.items()):
            quoted = raw[start] in _QUOTES
            if start < done[quoted]:
                continue
            done[quoted] = end
            if quoted:
                signs[start + 1 : end] = without_quotes[start + 1 : end] = BLANK * (end - start - 1)
            else:
                signs[start : end + 1] = BLANK * (end + 1 - start)
        open_view = _changed(raw_view, "".join(without_quotes))
        plain = _changed(open_view, "".join(signs))
        return UnitView(unit, base, raw_view, open_view, plain, *self._words)


def _lead_in_end(text: str, start: int, end: int) -> int:
    """Where the words of a unit begin."""
    lead_in = _LEAD_IN.match(text, start)
    return min(lead_in.end(), end) if lead_in else start


def _half(figure: re.Match[str]) -> str:
    return figure.group().translate(_HALF_SIGNS)


def _tabs(gap: re.Match[str]) -> str:
    return "\t" * len(gap.group())


def _wide(sign: re.Match[str]) -> str:
    return _WIDE_SIGNS[sign.group()]


def _without(markers: list[Marker], text: str, base: int) -> str:
    """The text of a unit with commas where markers stand in it."""
    for marker in markers:
        start, end = marker.start - base, marker.body - base
        text = text[:start] + "，" * (end - start) + text[end:]
    return text


def _without_blanks(text: str, bold: bool) -> tuple[str, tuple[int, ...]]:
    """The text without the blanks that set figures off (2025 年 6 月底), and where there were some.

    Where it opens in `bold`, the signs that end it are left out, too.
    """
    spans: list[tuple[int, int]] = []
    if _BLANK.search(text):
        blanks = _IN_FIGURES if _CELLS.search(text) else _ROUND_FIGURES
        spans = [blank.span() for blank in blanks.finditer(text)]
    if bold and (closing := text.find(_BOLD)) >= 0:
        spans = sorted([*spans, (closing, closing + len(_BOLD))])
    kept: list[str] = []
    gaps: list[int] = []
    at = size = 0
    for start, end in spans:
        kept.append(text[at:start])
        size += len(kept[-1])
        gaps += [size] * (end - start)
        at = end
    return "".join([*kept, text[at:]]), tuple(gaps)


def _changed(known: View, text: str, gaps: tuple[int, ...] = ()) -> View:
    """A view with other words in the same places; the one that is known already, where there are none."""
    return known if known.text == text else View(text, _clauses, known.base, known.trace, known.gaps or gaps)


def _clauses(text: str) -> list[tuple[int, int]]:
    cuts = [cut.start() for cut in _CUTS.finditer(text)]
    return list(zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(text)], strict=True))
