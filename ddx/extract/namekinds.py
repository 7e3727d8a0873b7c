"""What kind of body a name is, and whether it is one at all."""

from __future__ import annotations

from ddx.grammar.ruleset import RuleSet
from ddx.grammar.wordset import WordSet

LONGEST_WORD = 2
"""A verb of so many characters may be a name by itself (宣传、统战部门), or begin with the end of one."""
_LONGEST_NAME = 30
"""A name of more characters is a clause that was taken for one."""
_CLOSINGS = ("）", ")")
_QUOTES = "“”‘’"


class NameKinds:
    """Tells the kind of a name by its words. The word sets are for readers of names as well."""

    def __init__(self, rules: RuleSet) -> None:
        self.orgs = WordSet(rules.words("org_head"))
        self.roles = WordSet(rules.words("role_head"))
        self.of_sign = rules.sign("of_sign")
        self._plural = rules.sign("plural_sign")
        self.pronouns = WordSet(rules.words("pronoun"))
        self.not_body = WordSet(rules.words("not_body"))
        self.weak = frozenset(rules.words("weak_head"))
        self.quantifiers = WordSet(rules.words("quantifier"))
        self.name_starts = WordSet(rules.words("name_start"))
        self.verbs = WordSet(
            word for name in ("verb", "adverb") for word in rules.words(name) if len(word) > 1
        )
        self.adverbs = WordSet(rules.words("adverb"))
        self.acting = WordSet(rules.words("acting_verb"))
        self.partings = WordSet(rules.words("name_parting"))
        self._on_others = WordSet([*rules.words("causative"), *rules.words("modal_word")])
        self._modal = WordSet(rules.words("modal_word"))
        self._whole = frozenset(rules.words("whole_body"))
        self._own = frozenset(rules.words("own_area"))
        self._kind_words = frozenset(rules.words("acted_on_kind"))
        self._marks_class = WordSet(rules.words("class_mark"))
        self._asking = WordSet(rules.words("asking_within"))
        self.office_ends = WordSet(rules.words("verb_suffix"))
        self._office_middles = WordSet(rules.words("office_middle"))
        self._section_fields = WordSet(
            word for name in ("field_body", "section_field") for word in rules.words(name)
        )
        self._sections = frozenset(rules.words("section_suffix"))

    def of(self, name: str) -> str | None:
        """org, role or pronoun by the end of the name; None where it is no body's name."""
        if not name or len(name) > _LONGEST_NAME or name in self.adverbs.words:
            return None
        if name in self.pronouns.words:
            return "pronoun"
        if self._asks_within(name) or self._acts_within(name):
            return None
        if name in self._own:
            return "pronoun"
        if self.is_whole(name):
            return "org"
        bare = self.bare(name)
        if bare in self.weak:
            return "org" if name.endswith(_CLOSINGS) else None  # 县（市、区）
        role = self.roles.at_end(bare)
        org = self.orgs.at_end(bare)
        acts = self.acting.at_start(bare) and not self.tells_class(bare)
        told = self.is_told_by_clause(bare) and not acts
        known = self.is_listed(bare) or told
        if not known and (self.opens_with_verb(bare) or self.acted_upon(bare) or self._is_done_to(bare)):
            return None
        none = self.not_body.at_end(bare)
        if none and none >= max(role, org):
            return None
        if not role and not org:
            if self.pronouns.at_start(name):
                return "pronoun"
            return None
        return "role" if role > org or (role == org and role) else "org"

    def bare(self, name: str) -> str:
        """The name as the lists have it, without a bracket, quotes or the ending for many."""
        return without_bracket(name.removesuffix(self._plural))

    def is_whole(self, name: str) -> bool:
        """Whether it is a word that names a body only where no more stands in its name (国家)."""
        return name in self._whole

    def _asks_within(self, name: str) -> bool:
        """Whether a word that asks stands in it, so that it is a clause (海外不能再靠代理商)."""
        return self._asking.find(name, 0, len(name)) is not None

    def _acts_within(self, name: str) -> bool:
        """Whether a verb that always ends a name stands in it, so that it is a clause (食堂落实校长)."""
        head = max(self.roles.at_end(name), self.orgs.at_end(name))  # 运动员 holds no 动员
        parting = None if self.of_sign in name else self.partings.find(name, LONGEST_WORD, len(name) - head)
        return parting is not None and not self.ends_office(name[parting[1] :])

    def is_listed(self, name: str) -> bool:
        """Whether a name is just a word of the lists, which may open like a verb (负责人, 各招标人)."""
        rest = name[self.quantifiers.at_start(name) :]
        return (rest in self.orgs.words or rest in self.roles.words) and rest not in self.verbs.words

    def is_told_by_clause(self, name: str) -> bool:
        """Whether a name is a word that names nobody by itself, and a clause before it (参加培训的同志)."""
        return self.of_sign in name and name[name.rindex(self.of_sign) + 1 :] in self.weak

    def tells_class(self, text: str) -> bool:
        """Whether it opens with a verb that tells which of a class are meant (有发热、咳嗽等症状的人员)."""
        return self._marks_class.at_start(text) > self.quantifiers.at_start(text)

    def acted_upon(self, text: str) -> bool:
        """Whether the words before a name make somebody else act on it (推动各村…, 对各镇…)."""
        acts = self._on_others.at_start(text)
        if acts <= self.name_starts.at_start(text) or acts < self.verbs.at_start(text):
            return False  # 使用单位 does not open with 使
        if self.partings.at_start(text) > acts or self.acting.at_start(text):
            return True  # 组织教师, 建立乡镇
        return text[-1:] not in self.office_ends.words or not self.ends_office(text)  # 保障部 is an office

    def _is_done_to(self, name: str) -> bool:
        """Whether behind a word of manner stands a verb, or no more than the end of a name (进一步规范市)."""
        core = self.without_adverbs(name)
        if core is name or self.quantifiers.at_start(name):
            return False
        if core in self.weak:
            return True
        if self.is_listed(core):
            return False
        on_people = self.verbs.at_start(core) and self.roles.at_end(core) > self.orgs.at_end(core)
        return bool(on_people) or self.acted_upon(core)

    def without_adverbs(self, text: str) -> str:
        """What follows the words of manner that a name opens with, up to where a name begins."""
        while not self.name_starts.at_start(text) and (cut := self.adverbs.at_start(text)):
            text = text[cut:]
            if self.is_listed(text):
                break  # 灵活就业人员 and not 灵活就｜业人员
        return text

    def opens_with_verb(self, name: str) -> bool:
        """Whether a name opens with a verb and is no office that is called by its work (审计局)."""
        if self.acting.at_start(name):
            return True
        name = name[self.quantifiers.at_start(name) :]
        if self.name_starts.at_start(name):
            return False
        cut = self.verbs.at_start(name)
        if cut == len(name):
            return cut > LONGEST_WORD
        if cut:
            rest = name[cut:]
            in_its_way = name[:cut] in self.adverbs.words and rest in self.roles.words  # 灵活就业人员
            of_kind = name[:cut] in self._kind_words and self._is_class(rest)  # 重点林区乡镇
            return not in_its_way and not of_kind and not self.ends_office(rest)
        return self._modal.at_start(name) > 0

    def _is_class(self, rest: str) -> bool:
        """Whether it names a class of bodies that opens with no verb (林区乡镇)."""
        head = self.orgs.at_end(rest)
        return head >= LONGEST_WORD and head > self.not_body.at_end(rest) and not self.verbs.at_start(rest)

    def ends_office(self, rest: str) -> bool:
        """Whether what stands behind a verb makes an office's name of it (审计局, 教育局局长)."""
        office = rest[: len(rest) - self.roles.at_end(rest)]
        if office in self.office_ends.words and office not in self.verbs.words:
            return True
        while rest not in self.office_ends.words:
            cut = self.verbs.at_start(rest) or self._office_middles.at_start(rest)
            if not 0 < cut < len(rest):
                return rest[self._section_fields.at_start(rest) :] in self._sections  # 征管科技处
            rest = rest[cut:]
        return True


def without_bracket(bare: str) -> str:
    """The name without a bracketed alternative or quotes: 各乡镇（街道） ends with 乡镇."""
    for opening, closing in (("（", "）"), ("(", ")")):
        if bare.endswith(closing) and opening in bare:
            bare = bare[: bare.rindex(opening)]
    return bare.rstrip(_QUOTES).strip()
