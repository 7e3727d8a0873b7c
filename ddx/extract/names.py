"""The names of bodies in a span that a rule found, cleaned; rows.py splits rows, namekinds.py tells kinds."""

from __future__ import annotations

from collections.abc import Iterable

from ddx.extract.namekinds import LONGEST_WORD, NameKinds
from ddx.extract.rows import RowSplitter
from ddx.extract.trim import TimeTrimmer
from ddx.grammar.matcher import Matcher
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.view import View
from ddx.grammar.wordset import WordSet
from ddx.model import Span
from ddx.text import ROW_SIGN

_COMMA = "，"
_OPENINGS, _CLOSINGS = "（(", "）)"
_TITLE_ENDS = "》"
_LABEL_ENDS = ("：", ":")
_QUOTES = "“”‘’"

_LONGEST_SHARED = 4
"""A name without an end of its own has at most so many characters."""
_LONGEST_IN_ROW = 6
"""A name that only its row shows to be one has at most so many characters."""
_LONGEST_KEPT = 10
"""A modifier of more characters is left off, even before a noun that alone says nothing."""
_LONGEST_KEPT_ROW = 20
"""The same for a row of modifiers."""
_LEAST_OFFICE = 3
"""The name of an office with its level has at least so many characters (县委办); 各县 has fewer."""


class NameReader:
    """Reads the names in a span, one row or one name with what stands round it."""

    def __init__(self, rules: RuleSet) -> None:
        self._kinds = NameKinds(rules)
        self._rows = RowSplitter(rules, self._kinds)
        self._fields = self._rows.fields
        self._kept = WordSet(rules.words("kept_modifier"))
        self._bare = frozenset(rules.words("bare_noun"))
        self._coverbs = WordSet(rules.words("coverb"))
        self._lead_words = WordSet(rules.words("determiner"))
        self._said_by_paper = WordSet(rules.words("said_by_paper"))
        self._times = TimeTrimmer(Matcher(rules, "trim", ()))
        self._remarks = WordSet(rules.words("bracket_remark"))
        self._ones = tuple(rules.words("one_of"))
        self._levels = self._rows.each | frozenset(rules.words("level_sign"))
        self._topics = WordSet(rules.words("fronted_topic"))
        self._duties = WordSet(rules.words("duty_word"))
        self._breaks = WordSet(rules.words("name_break"))
        self._of_kind = frozenset(rules.words("kind_sign"))
        self._labels = WordSet(
            word
            for name in ("lead_label", "owner_label", "support_label", "term_label")
            for word in rules.words(name)
        )
        self._by = rules.sign("by_sign")
        self._whoever = rules.sign("whoever_sign")
        self._crossings = WordSet(rules.words("crossing"))
        self._aliases = rules.words("body_alias")

    def read(
        self, view: View, span: Span, phrase: bool, of_kind: str | None
    ) -> Iterable[tuple[str, str, Span]]:
        """The names in a span with their kinds; `of_kind` is the kind where the rule knows it."""
        text = view.text
        pieces = list(self._rows.names(text, span, labelled=phrase and not of_kind))
        if phrase:
            pieces = self._without_tasks(text, pieces)
        if phrase and of_kind:
            pieces = [person for piece in pieces for person in self._rows.persons(text, piece)]
        if not phrase and self._are_objects(text, pieces):
            adverbial = text.find(_COMMA, *span)  # 对群众，各镇要…: the names stand behind
            if adverbial < 0:
                return
            pieces = list(self._rows.names(text, (adverbial + 1, span[1])))
        if not phrase and len(pieces) > 1:
            pieces = self._without_row_of_modifiers(text, pieces)
        row_of_objects = -1  # where the next name of a row begins whose first one a verb acts on
        for start, end in pieces:
            told = not phrase and text[end : end + 1] == _COMMA
            in_row_of_objects = start == row_of_objects
            if in_row_of_objects and self._without_deed(text, start, end) == end:
                row_of_objects = end + 1
                continue
            if text[start:end] in self._kinds.pronouns.words:
                yield text[start:end], "pronoun", (start, end)
                continue
            start, end = self._clean(view, start, end)
            if phrase:
                start = self._without_one(text, start, end)
            if phrase and text.startswith(_LABEL_ENDS, end):
                end -= self._labels.at_end(text[start:end])  # 牵头单位：X 配合单位：Y: the next label
                start, end = self._clean(view, start, end)
            whole = end
            name_end = self._without_deed(text, start, end)
            if phrase and self._duties.at_start(text[name_end:end]):
                continue  # X负责，Y配合: the first name is another rule's
            if told and self._coverbs.at_start(text[name_end:end]):
                continue  # 县委对防汛作出部署，各镇要…: a clause of its own
            acts_on_body = not phrase and self._kinds.acted_upon(text[name_end:end]) and not in_row_of_objects
            if acts_on_body and text[end : end + 1] in (ROW_SIGN, *self._rows.collective):
                row_of_objects = end + 1  # 县水利局组织应急局等部门
            end = name_end
            name = text[start:end]
            if end < whole and self._kinds.is_whole(name) and self._kinds.of(text[start:whole]):
                name, end = text[start:whole], whole  # 国家发展改革委
            kind = "org" if of_kind and self._kinds.of(name) == "org" else of_kind  # 由公安局负责
            if kind is None and not self._goes_on(text, start, end):
                if end == span[1]:
                    end = self._whole_end(text, start, end)
                    name = text[start:end]
                kind = self._kinds.of(name)
            if kind is None and phrase and name in self._fields.words:
                kind = "org"
            if (
                kind is None
                and phrase
                and end - start <= _LONGEST_SHARED
                and self._shares_end(text, pieces, end)
            ):
                kind = "org"
            if (
                kind is None
                and self._kinds.bare(name) in self._kinds.weak
                and self._beside_org(text, pieces, start)
            ):
                kind = "org"
            if kind is None and not phrase:
                kind = self._kind_in_row(text, pieces, (start, end))
            alias = self._aliases.get(name)
            if alias is not None:
                name, kind = alias, kind or self._kinds.of(alias) or "org"
            if kind is not None and name and not name.startswith(self._kinds.of_sign):
                yield name, kind, (start, end)

    def _without_tasks(self, text: str, pieces: list[Span]) -> list[Span]:
        """The names of a row without the tasks before 由 (煤矿、砖厂由｜应急局、公安局)."""
        kept: list[Span] = []
        for start, end in pieces:
            by = text.find(self._by, start, end)
            if by > start and not self._kinds.name_starts.at_start(text[by - 1 : end]):
                while kept and text[kept[-1][1]] == ROW_SIGN and kept[-1][1] + 1 == start:
                    start, _ = kept.pop()
            kept.append((start, end))
        return kept

    def _shares_end(self, text: str, pieces: list[Span], end: int) -> bool:
        """Whether the next name gives its end to this one (广州、深圳市政府); it stands as written."""
        for start, behind in pieces:
            if start <= end:
                continue
            if text[end] != ROW_SIGN:
                return False
            if self._kinds.of(text[start:behind]) == "org":
                return True
            if behind - start > _LONGEST_SHARED:
                return False
            end = behind
        return False

    def _without_row_of_modifiers(self, text: str, pieces: list[Span]) -> list[Span]:
        """The names of a row, less one that modifies a noun (负担重、风险大的岗位)."""
        while len(pieces) > 1 and self._is_topic(text, pieces[0]):
            pieces = pieces[1:]
        start, end = pieces[-1]
        if self._is_class(text, pieces):
            return [(pieces[0][0], end)]
        cut = text.rfind(self._kinds.of_sign, start, end)
        low, high = pieces[0]
        if cut >= 0 and self._kinds.tells_class(text[low:high].lstrip()):
            kept = text[cut + 1 : end] in self._bare and cut - low <= _LONGEST_KEPT_ROW
            return (
                [(low, end)] if kept else list(self._rows.names(text, (cut + 1, end)))
            )  # 有发热、咳嗽等症状的人员
        if cut < 0 or text[start - 1] != ROW_SIGN:
            return pieces
        name_end = self._without_deed(text, low, high)
        if self._kinds.of(text[low:name_end]) is None:
            return [] if text[cut + 1 : end] in self._bare else [(cut + 1, end)]
        return pieces if name_end == high else [(low, name_end)]

    def _is_class(self, text: str, pieces: list[Span]) -> bool:
        """Whether a row is what one class of people is known by (有发热、咳嗽等症状者)."""
        low, high = pieces[0]
        last = text[slice(*pieces[-1])]
        return self._kinds.tells_class(text[low:high].lstrip()) and last.endswith(self._whoever)

    def _is_topic(self, text: str, piece: Span) -> bool:
        """Whether a clause only names what the next one's subject is to see to (有困难的学生，学校可以…)."""
        start, end = piece
        name = text[start:end].lstrip()
        return (
            text[end : end + 1] == _COMMA
            and self._kinds.of_sign in name
            and not self._kinds.quantifiers.at_start(name)
        )

    def _kind_in_row(self, text: str, pieces: list[Span], span: Span) -> str | None:
        """The kind of a short name without an end of its own, by the name behind or before it in its row."""
        start, end = span
        name = text[start:end]
        if self._goes_on(text, start, end):
            return None
        place = next((n for n, piece in enumerate(pieces) if piece[0] <= start < piece[1]), None)
        in_row = ROW_SIGN in (text[end : end + 1], text[max(start - 1, 0) : start])
        field = name in self._fields.words
        if place is None or not in_row or len(name) > _LONGEST_IN_ROW + self._fields.at_end(name):
            return None
        if len(name) == 1 and not field:
            return None
        if field:
            others = pieces[:place] + pieces[place + 1 :]
            if any(text[slice(*other)] in self._fields.words for other in others):
                return "org"
        elif (
            self._kinds.of_sign in name
            or name in self._kinds.weak
            or self._kinds.not_body.at_end(name)
            or self._kinds.opens_with_verb(name)
            or self._kinds.acted_upon(name)
        ):
            return None
        kinds = [self._kinds.of(text[slice(*piece)]) for piece in pieces]
        return next((kind for kind in (*kinds[place + 1 :], *reversed(kinds[:place])) if kind), None)

    def _beside_org(self, text: str, pieces: list[Span], start: int) -> bool:
        """Whether a word that alone names nobody stands in a row with an organisation and could be one."""
        weak = next(piece for piece in pieces if piece[0] <= start <= piece[1])
        return self._kinds.orgs.at_end(self._kinds.bare(text[slice(*weak)])) > 0 and any(
            self._kinds.of(text[slice(*piece)]) == "org" for piece in pieces if piece != weak
        )

    def _clean(self, view: View, start: int, end: int) -> Span:
        """Leave off relative clauses, determiners and quotes round the name."""
        text = view.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if (by := text.rfind(self._by, start, end)) >= 0:
            start = by + len(self._by)  # 这项工作由县水利局: the name stands behind
        start = self._without_topic(text, self._without_lead(view, start, end), end)
        remark = max(text.rfind(sign, start, end) for sign in _OPENINGS)
        if remark > start and self._remarks.at_start(text[remark + 1 : end]):
            end = remark  # 县政府（含管委会，下同）
        elif remark > start and not text[remark + 1 : end].count(_CLOSINGS[_OPENINGS.index(text[remark])]):
            end = remark  # 教务处（总务处配合）: a row was cut in the bracket
        cut = text.rfind(self._kinds.of_sign, start, end)
        if cut >= 0:
            end = self._without_deed(text, start, end)  # 各镇抽调一半的干部: the name stands before the verb
            cut = text.rfind(self._kinds.of_sign, start, end)
        if (
            cut >= 0
            and not self._kept.at_start(text[start:end])
            and not (self._kinds.is_told_by_clause(text[start:end]) and cut - start <= _LONGEST_KEPT)
            and self._kinds.orgs.at_end(text[start:cut]) <= self._kinds.not_body.at_end(text[start:cut])
            and not (
                text[cut + 1 : end] in self._bare
                and cut - start <= _LONGEST_KEPT
                and not self._kinds.opens_with_verb(text[start:end])
            )
        ):
            start = self._without_lead(view, cut + 1, end)
        if end - start > 2 and text[start] in _QUOTES and text[end - 1] in _QUOTES:
            start, end = start + 1, end - 1
        return start, end

    def _without_one(self, text: str, start: int, end: int) -> int:
        """Where the name begins behind words for one of a kind (每座水库明确一名｜副镇长)."""
        return next(
            (at + len(word) for word in self._ones if (at := text.rfind(word, start, end)) > start), start
        )

    def _without_deed(self, text: str, start: int, end: int) -> int:
        """Where a name ends that a verb and its object follow (各乡镇成立专班); 企业管理部 is one name."""
        end = self._without_doing(text, start, end)
        head = max(self._kinds.roles.at_end(text[start:end]), self._kinds.orgs.at_end(text[start:end]))
        if text[start : start + 1] in self._kinds.weak and self._kinds.partings.at_start(
            text[start + 1 : end]
        ):
            return start + 1  # 镇成立领导小组
        end = next(
            (
                at
                for at in range(start + 2, end)
                if self._kinds.partings.at_start(text[at:end]) and self._kinds.of(text[start:at]) is not None
            ),
            end,
        )  # 省发展改革部门会同省财政厅
        for at in range(start + 2, end):
            verb = self._breaks.at_start(text[at:end])
            if not verb and self._kinds.quantifiers.at_start(text[at:end]):
                continue  # 学校全体教师
            verb = verb or self._kinds.verbs.at_start(text[at:end])
            if verb and text[at + verb : at + verb + 1] in self._of_kind:
                continue  # 监督型董事会
            if at + verb < end and text[at:end] in self._fields.words:
                return end  # 各级发展改革、教育部门
            office = at + verb + self._kinds.office_ends.at_start(text[at + verb : end])
            if verb and office > at + verb and self._coverbs.at_start(text[office:end]):
                return office  # 政府督查室对以上事项跟踪督办
            begins = self._kinds.name_starts.at_start(text[at:end])
            if begins > LONGEST_WORD or begins > verb > 0:
                continue  # 各级组织人事部门, 街道应急管理办公室
            if (
                verb
                and end - head >= at
                and (end - head > at or head == verb)  # 负责人 is one word
                and self._kinds.roles.at_start(text[at:end]) <= verb
                and not self._goes_on(text, start, at)
                and (not self._kinds.ends_office(text[at + verb : end]) or self._parts_names(text[at:end]))
                and self._kinds.of(text[start:at]) is not None
            ):
                return at
        return end

    def _whole_end(self, text: str, start: int, end: int) -> int:
        """Where a name ends whose last word goes on behind what the rule took (村委｜会审核)."""
        word = self._kinds.orgs.round(text, (end - 1, end + 1))
        at = text.find(word, start) if word else -1
        return end if at < 0 or self._kinds.partings.at_start(text[end:]) else max(at + len(word), end)

    def _goes_on(self, text: str, start: int, end: int) -> bool:
        """Whether a word begins with the end of a name (村｜组建), unless that is a long one (人事处｜于)."""
        if not self._crossings.at_start(text[end - 1 :]):
            return False
        name = text[start:end]
        return max(self._kinds.orgs.at_end(name), self._kinds.roles.at_end(name)) <= LONGEST_WORD

    def _without_doing(self, text: str, start: int, end: int) -> int:
        """Where a name ends that an adverb and a verb follow which could be its end (各支部认真｜组织)."""
        behind = end - self._kinds.orgs.at_end(text[start:end])
        if text[behind:end] not in self._kinds.verbs.words:
            return end
        at = behind
        while doing := self._kinds.adverbs.at_end(text[start:at]) or self._kinds.acting.at_end(
            text[start:at]
        ):
            at -= doing
        return at if at < behind and self._kinds.of(text[start:at]) is not None else end

    def _parts_names(self, text: str) -> bool:
        """Whether a name ends before these words, though an office's end may follow (县局对登记机构)."""
        if self._kinds.partings.at_start(text):
            return True
        return bool(self._coverbs.at_start(text)) and not self._kinds.name_starts.at_start(text)

    def _without_lead(self, view: View, start: int, end: int) -> int:
        """Where the name begins behind times and words that only point at it."""
        text = view.text
        if (titled := text.rfind(_TITLE_ENDS, start, end)) >= 0:  # 依据《…办法》规定｜各镇
            start = titled + 1
            start += self._said_by_paper.at_start(text[start:end])
        while not self._kinds.name_starts.at_start(text[start:end]) and (
            cut := self._lead_words.at_start(text[start:end]) or self._times.at_start(view, start, end)
        ):
            start += cut
        return start

    def _is_row_of_fields(self, text: str, pieces: list[Span]) -> bool:
        """Whether a row opens with two fields of work, though the first may be a verb (组织、宣传等部门)."""
        first, second = (text[slice(*piece)] for piece in (pieces + pieces)[:2])
        return len(pieces) > 1 and first in self._fields.words and self._fields.at_start(second) > 0

    def _without_topic(self, text: str, start: int, end: int) -> int:
        """Where the name begins behind what it is to see to (校舍安全｜县教育局, 资金问题｜各乡镇)."""
        for at in range(start + 2, end - 1):
            if text[at] not in self._levels or self._kinds.orgs.round(text, (at - 1, at + 1)):
                continue
            if end - at < _LEAST_OFFICE and text[at] not in self._rows.each:
                continue
            if self._topics.at_end(text[start:at]) and self._kinds.of(text[at:end]):
                return at
        return start

    def _are_objects(self, text: str, pieces: list[Span]) -> bool:
        """Whether names are what a verb before the first of them acts on (引进甲企业、乙企业)."""
        first = self._kinds.without_adverbs(text[slice(*pieces[0])].lstrip())
        if self._kinds.is_listed(first) or self._is_row_of_fields(text, pieces):
            return False
        if not first or self._kinds.acted_upon(first):
            return True
        in_row = text[pieces[0][1] : pieces[0][1] + 1] == ROW_SIGN
        if in_row and self._kinds.of_sign in text[slice(*pieces[-1])] and self._kinds.tells_class(first):
            return False
        return in_row and self._kinds.of_sign not in first and self._kinds.opens_with_verb(first)
