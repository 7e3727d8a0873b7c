"""Quantities that a directive obliges somebody to reach, with comparator, value, unit, change and metric."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from ddx.extract.context import Place
from ddx.extract.metrics import MetricReader
from ddx.extract.nouns import TimedView, any_of
from ddx.extract.numerals import Numerals, tidy
from ddx.extract.view import UnitView
from ddx.grammar.match import Claims, Match
from ddx.grammar.matcher import Matcher
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.wordset import WordSet
from ddx.model import Number, Span, Target

_COMMAS = "，, "
_BOUNDS = (">=", ">", "<=", "<")
_OPENINGS = "（("
_LARGE = 10_000
"""A power from here on holds of both numbers of a range (5-10万)."""
_WIDE_PERCENT = str.maketrans({"％": "%"})


class Quantity(NamedTuple):
    """A quantity of a unit; `span` counts in the view, the comparators belong to it."""

    match: Match
    span: Span
    op: str
    value: Number | tuple[Number, Number] | None
    unit: str


_READS = ("number", "low", "high", "half", "plus_half", "tenths", "unit", "pre", "post")
"""The slots of target rules that a quantity is read from."""


class TargetFinder:
    """Finds the targets of a directive unit."""

    def __init__(self, rules: RuleSet, numerals: Numerals) -> None:
        self._matcher = Matcher(rules, "target", _READS)
        self._numerals = numerals
        self._before = dict(rules.words("comparator_before"))
        self._behind = dict(rules.words("comparator_behind"))
        self._fans = dict(rules.words("fan_number"))
        self._loose = tuple(rules.words("loose_number"))
        self._half = frozenset(rules.words("plus_half"))
        self._tenths = dict(rules.words("tenths"))
        self._row = tuple(rules.words("metric_row"))
        self._ands = frozenset(rules.words("metric_and"))
        self._part = tuple(rules.words("metric_part"))
        self._placeholders = tuple(rules.words("placeholder"))
        self._change_verbs = dict(rules.words("change_verb"))
        self._tenth_shares = frozenset(rules.words("tenth_share"))
        powers: Mapping[str, int] = rules.words("powers")
        self._large_powers = sorted((p for p in powers if powers[p] >= _LARGE), key=lambda p: -powers[p])
        self._upto = tuple(rules.words("upto"))
        self._upto_nouns = tuple(rules.words("upto_noun"))
        self._not_comparators = WordSet(rules.words("not_comparator"))
        self._caps = (*rules.words("cap_verb"), *rules.words("quota_verb"))
        self._rules = rules
        self._adjectives = frozenset(rules.words("comparator_adjective"))
        self._of = rules.sign("of_sign")
        self._verbs = WordSet(rules.words("verb"))
        self._steps = dict(rules.words("step_verb"))
        changes = tuple(self._change_verbs)
        self._deeds = tuple(
            word
            for word in rules.words("deed_verb")
            if word.endswith(changes) and word not in changes and word not in self._steps
        )
        self._lifts = frozenset(rules.words("lift_verb"))
        self._counted = frozenset((*rules.words("count_unit"), *rules.words("space_unit")))
        self._shares = dict(rules.words("share_step_verb"))
        self._share_units = frozenset(rules.words("rate_unit"))

    # What only a text with quantities needs is made when the first one comes.

    @cached_property
    def _metrics(self) -> MetricReader:
        return MetricReader(self._rules)

    @cached_property
    def _noun(self) -> str:
        """What may not stand behind a verb of change, because the two are a noun (增加值, 增幅)."""
        ends = any_of(self._rules.words("rate_noun"))
        return f"(?!(?!{any_of(self._upto_nouns)})(?:{ends}))" if ends else ""

    @cached_property
    def _change(self) -> re.Pattern[str] | None:
        return _right_before(self._change_verbs, self._noun, "[^、；。，]{0,3}")

    @cached_property
    def _step(self) -> re.Pattern[str] | None:
        return _right_before(self._steps, self._noun, "[^、；。，：]{0,14}")

    @cached_property
    def _share(self) -> re.Pattern[str] | None:
        return _right_before(self._shares, self._noun, "[^、；。，：]{0,14}")

    @cached_property
    def _far(self) -> re.Pattern[str] | None:
        return _right_before(self._before, "", "[^、；。，：]{0,30}")

    def look_ahead(self, views: Sequence[UnitView], places: Sequence[Place]) -> None:
        """Look for the quantities of many units; see Matcher.look_ahead."""
        self._matcher.look_ahead([view.open for view in views], [(place.facts,) for place in places])

    def find(self, view: UnitView, place: Place, times: Sequence[Span]) -> list[Target]:
        """The targets of a unit in text order. `times` are the spans of its deadlines in the view."""
        matches = self._matcher.scan(view.open, place.facts)
        quantities: list[Quantity] = []
        others: list[Span] = []
        timed = TimedView(view.open, times)
        claims = Claims()
        for match in sorted(matches, key=lambda m: (-m.rule.priority, m.span[0] - m.span[1], m.span[0])):
            rival = claims.rival(match)
            if match.rule.settings["figure"] == "none":
                claims.take(match)
                others.append(match.span)
            elif rival is not None:
                match.set_aside("the higher priority wins, then the longer, then the first", rival)
            elif timed.lies_in_time(match.span):
                match.set_aside("it is the time of a deadline")
            else:
                claims.take(match)
                quantity = self._read(match)
                if quantity is not None:
                    quantities.append(quantity)
                else:
                    match.set_aside("its number cannot be read")
        quantities.sort(key=lambda q: q.span)
        shared = [at for at, q in enumerate(quantities[:-1]) if q.match.rule.settings["figure"] == "shared"]
        for at in reversed(shared):  # 分别新建5、6、7所学校
            quantities[at] = quantities[at]._replace(unit=quantities[at + 1].unit)
        spans = [quantity.span for quantity in quantities]
        metrics = self._metrics.read(timed, [(q.span, q.unit) for q in quantities], others)
        for at in reversed(shared):
            behind = metrics[at + 1]
            metrics[at] = behind if behind and behind[0] > spans[at][0] else metrics[at]
        found: list[Target] = []
        for at, (quantity, metric) in enumerate(zip(quantities, metrics, strict=True)):
            target = self._target(quantity, metric, spans, view)
            if at and self._under_one_verb(view.open.text, at, spans, metrics, found[-1].unit == target.unit):
                known, was = found[-1], quantities[at - 1]
                if target.change == "to" and known.change in ("up", "down"):
                    target = target._replace(change=known.change)
                alike = metric == metrics[at - 1] or self._in_row(view.open.text, spans[at - 1], spans[at])
                if target.op == "=" and known.op in _BOUNDS and self._hands_on(was, alike):
                    target = target._replace(op=known.op)
            found.append(target)
        return self._share_comparator(view.open.text, quantities, found)

    @staticmethod
    def _hands_on(was: Quantity, alike: bool) -> bool:
        """Whether the comparator of a figure holds of the next one: it stands apart, or before both."""
        return was.op == "=" or (alike and not was.match.word("post"))

    def _share_comparator(self, text: str, quantities: list[Quantity], found: list[Target]) -> list[Target]:
        """In 分别提高20%和25%以上 what stands behind the last figure of a row holds of the others too."""
        said = False
        for at in range(len(found) - 2, -1, -1):
            one, other, op = quantities[at], quantities[at + 1], found[at + 1].op
            in_row = self._in_row(text, one.span, other.span) and one.unit == other.unit
            said = in_row and (said or bool(other.match.word("post"))) and op in (">=", "<=", "~")
            if said and one.op == "=" == found[at].op:
                found[at] = found[at]._replace(op=op)
        return found

    def _in_row(self, text: str, one: Span, other: Span) -> bool:
        """Whether nothing but 、 or a word like and parts two figures."""
        return text[one[1] : other[0]].strip() in self._ands

    def _under_one_verb(
        self, text: str, at: int, spans: list[Span], metrics: list[Span | None], alike: bool
    ) -> bool:
        """Whether a figure stands under the verb of the one before it, as one of a row or as a part of it.

        新增桥3座、路5条; 至少包3个村、9户; 其中村级12个.
        """
        low, start = spans[at - 1][1], spans[at][0]
        metric, known = metrics[at], metrics[at - 1]
        if metric is None:
            return False
        if metric[0] >= low and any(word in text[metric[1] : start] for word in self._metrics.level_verbs):
            return False  # 新增就业1万人、失业率控制在4%以内
        if known and low <= known[0] < start:
            low = min(known[1], start)
        between = text[low : min(metric[0], start) if metric[0] >= low else start].strip()
        in_row = between in (*self._row, *self._ands) and (alike or len(between) == 1)
        measure = self._metrics.names_measure(text[slice(*metric)])  # 增长7%，其中税收占比不低于65%
        return in_row or (alike and not measure and between.strip(_COMMAS) in self._part)

    def _read(self, match: Match) -> Quantity | None:
        figure = match.rule.settings["figure"]
        if figure in ("coverage", "zero"):
            return Quantity(
                match, match.span, "=", 0 if figure == "zero" else 100, "" if figure == "zero" else "%"
            )
        start, end = match.span
        pre = match.word("pre")
        if pre and self._verbs.at_end(match.view.text[: start + len(pre)]) > len(pre):
            start, pre = start + len(pre), ""  # 签约100亿元
        post = match.word("post")
        if post and self._not_comparators.at_start(match.view.text[end - len(post) :]):
            end, post = end - len(post), ""  # 3个内涝点
        op = match.rule.settings.get("op") or self._operator(pre, post)
        unit = match.word("unit").translate(_WIDE_PERCENT)
        if figure == "times":
            fan = match.word("number")
            value = self._fans.get(fan) if fan else min(self._fans.values(), default=None)
            return Quantity(match, (start, end), op, value, match.rule.settings.get("unit") or "")
        if match.slot("half"):
            return Quantity(match, (start, end), op, 50, "%")
        if match.slot("low"):
            return self._read_pair(match, (start, end), op, unit or match.rule.settings.get("unit") or "")
        number = match.word("number")
        if not unit and match.rule.settings.get("unit"):
            unit = match.rule.settings["unit"]
        if number.startswith(self._placeholders):
            return Quantity(match, (start, end), op, None, unit)
        loose = any(sign in number for sign in self._loose)
        for sign in self._loose:
            number = number.replace(sign, "")
        tenths = 10 if unit in self._tenth_shares else 1
        unit = "%" if unit in self._tenth_shares else unit
        if not loose and (pair := self._numerals.read_pair(number)) is not None:
            bounds = (tidy(pair[0] * tenths), tidy(pair[1] * tenths))
            return Quantity(match, (start, end), "range" if op == "=" else op, bounds, unit)
        value = 0.5 if number in self._half else self._numerals.read(number)
        if value is None:
            return None
        if match.slot("plus_half"):
            value += 0.5
        value += self._tenths.get(match.word("tenths"), 0) / 10
        if op == "=" and loose:
            op = ">"
        return Quantity(match, (start, end), op, tidy(value * tenths), unit)

    def _read_pair(self, match: Match, span: Span, op: str, unit: str) -> Quantity | None:
        low, high = self._numerals.read(match.word("low")), self._numerals.read(match.word("high"))
        if low is None or high is None:
            return None
        if op != "range":  # 三分之一: the second number is the part
            return Quantity(match, span, op, tidy(high / low * 100) if low else None, "%")
        if high <= low:
            return None
        # 5-10万: the power belongs to both.
        power = next(
            (p for p in self._large_powers if p in match.word("high") and p not in match.word("low")), ""
        )
        factor = self._numerals.read("1" + power) if power else 1
        return Quantity(match, span, op, (tidy(low * (factor or 1)), high), unit)

    def _operator(self, pre: str, post: str) -> str:
        before = self._before.get(pre, "")
        behind = self._behind.get(post, "")
        return str(behind if before in ("", ">") and behind else before or behind or "=")

    def _target(self, quantity: Quantity, metric: Span | None, spans: list[Span], view: UnitView) -> Target:
        text = view.open.text
        start, end = quantity.span
        first = self._metrics.rows.of(text, quantity.span, spans)[0][0]
        clauses = view.open.clauses
        low = clauses[bisect_right(clauses, first, key=itemgetter(0)) - 1][0]
        before = view.plain.text[low:first]
        if view.bracketed(first):  # 20亿元（增长8%）
            opening = max(text.rfind(sign, low, first) for sign in _OPENINGS)
            before = text[opening + 1 : first]
        change, op = self._change_of(before, quantity)
        if change == "to" and metric and low <= metric[0] < metric[1] <= first:
            change = self._stepped(text[low : metric[0]], text[metric[1] : first]) or change
        figure = quantity.match.rule.settings["figure"]
        raw = view.written((start, end))
        lead = len(raw) - len(raw.lstrip())
        return Target(
            text=raw.strip(),
            metric=view.written(metric) if metric else None,
            op=op,
            value=quantity.value,
            unit=quantity.unit,
            change=change,
            firmness="soft" if op in ("~", "range") else "hard",
            kind=figure if figure in ("coverage", "zero") else "number",
            span=view.span((start + lead, end)),
        )

    def _stepped(self, before: str, behind: str) -> str | None:
        """The step that a verb right before the noun takes (新增｜智能工厂、数字化车间｜4家)."""
        reached = any(word in behind for word in self._metrics.level_verbs)
        verb = next((word for word in self._steps if before.endswith(word)), None)
        return self._steps[verb] if verb and not reached else None

    def _change_of(self, before: str, quantity: Quantity) -> tuple[str, str]:
        """to, up, down or times, and the operator with an upper limit taken into account."""
        op = quantity.op
        change = quantity.match.rule.settings.get("change")
        if change:
            return str(change), op
        if op == "=" and any(word in before[-6:] for word in self._caps):
            op = "<="
        if op == "=" and self._far is not None and (far := self._far.search(before)) is not None:
            word = far.group(1)
            reached = (*self._metrics.level_verbs, *self._metrics.paying)
            names = word in self._adjectives and not before[far.end(1) :].startswith(reached)
            op = "=" if names else self._before[word]
            op = op if op in (">=", "<=") else "="
        if before.endswith(self._of):  # 新增财力的80%
            return "to", op
        if before.endswith(self._deeds):  # 改造提升2万亩: the work is done on so much
            return "to", op
        known = [(self._change, self._change_verbs), (self._step, self._steps)]
        if quantity.unit in self._share_units:
            known.append((self._share, self._shares))
        for expression, verbs in known:
            if expression is None:
                continue
            hit = expression.search(before)
            if hit is None:
                continue
            between = hit.group(2)
            level = between.startswith(self._upto) and not between.startswith(self._upto_nouns)
            level = level or between.endswith(self._upto)
            if hit.group(1) in self._lifts and quantity.unit in self._counted:
                return "to", op
            if not level and not any(word in between for word in self._metrics.level_verbs):
                return str(verbs[hit.group(1)]), op
        return "to", op


def _right_before(words: Collection[str], barred: str, between: str) -> re.Pattern[str] | None:
    """An expression for one of these words and what may stand between it and a number; None for no words."""
    return re.compile(f"({any_of(words)}){barred}({between})$") if words else None
