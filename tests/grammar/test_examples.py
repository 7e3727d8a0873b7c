"""Examples run and judged, and what they reach counted."""

from __future__ import annotations

from ddx.grammar.examples import Finding, Observation, Report, run_examples
from ddx.grammar.match import Trace
from ddx.grammar.matcher import Matcher
from ddx.grammar.rule import Example, Rule
from tests.grammar.things import CLAUSE_ENDS, rules_of, view

HEAD = "id: r\nfamily: thing\nabout: A.\n"


def _run(*layers: str) -> Report:
    rules = rules_of(*layers)
    matcher = Matcher(rules, "thing")

    def observe(rule: Rule, example: Example) -> Observation:
        trace = Trace()
        matches = matcher.scan(view(example.text, trace), example.context)
        own = [match for match in matches if match.rule.id == rule.id]
        near = [near for near in trace.near if near.match.rule.id == rule.id]
        return Observation([Finding(match, {"word": match.word("cue"), "level": 3}) for match in own], near)

    return run_examples(rules, CLAUSE_ENDS, observe, lambda place: True)


def _missing(report: Report) -> list[tuple[str, str]]:
    return [(point.what, point.text) for _, point in report.missing]


def test_an_example_for_each_word_is_one_example_a_word() -> None:
    report = _run(
        HEAD + "pattern: '{cue}理'\ncue: {清: 3, 管: 3, 治: 3}\nexamples:\n"
        "- {text: '要{cue}理', each: cue, finds: {word: '{cue}', level: 3}}\n"
    )
    assert (report.examples, report.failures, report.coverage) == (3, [], 100)


def test_an_example_for_each_word_of_its_own_list_may_fail_for_one() -> None:
    report = _run(
        HEAD + "pattern: '(清|管)理'\nexamples:\n- {text: '要{x}理', each: {x: 清 管 治}, finds: {}}\n"
    )
    assert [(failure.text, failure.message) for failure in report.failures] == [
        ("要治理", "the rule finds nothing")
    ]


def test_an_example_on_the_wrong_side_says_what_stopped_the_rule() -> None:
    report = _run(
        HEAD + "pattern: '{cue}'\ncue: {要: 3}\nunless: [{before: 不, because: negated}]\nexamples:\n"
        "- {text: 不要, finds: {word: 要}}\n- {text: 就要, finds: nothing}\n- {text: 要, finds: {level: 2}}\n"
    )
    assert [failure.message for failure in report.failures] == [
        "the rule finds nothing: negated",
        "the rule takes '要', nothing is wanted",
        "level is 3, 2 is wanted",
    ]
    assert [(failure.place.line, failure.place.column) for failure in report.failures] == [
        (8, 10),
        (9, 10),
        (10, 10),
    ]


def test_alternatives_optional_parts_words_and_conditions_are_counted() -> None:
    report = _run(
        HEAD + "pattern:\n- '{cue}(清|管)理好?(一)*'\n- 巡查\ncue: {要: 3, 须: 3}\n"
        "unless: [{before: 不, because: negated}, {after: 了}]\n"
        "examples:\n- {text: 要清理, finds: {}}\n- {text: 不要清理, finds: nothing}\n"
    )
    assert _missing(report) == [
        ("alternative", "管"),
        ("optional part", "好?"),
        ("optional part", "一*"),
        ("pattern", "巡查"),
        ("word of cue", "须"),
        ("unless", "after: 了"),
    ]
    assert report.points == 10
    assert report.coverage == 40


def test_a_failed_example_reaches_nothing() -> None:
    report = _run(HEAD + "pattern: 清理\nexamples: [{text: 清理, finds: {level: 9}}]\n")
    assert _missing(report) == [("pattern", "清理")]


def test_nested_alternatives_are_counted_each() -> None:
    report = _run(HEAD + "pattern: '(清(理|洗)|管)好'\nexamples: [{text: 清理好, finds: {}}]\n")
    assert _missing(report) == [("alternative", "洗"), ("alternative", "管")]


def test_a_slot_has_examples_of_its_own() -> None:
    report = _run(
        "slot: day\nabout: A day.\npattern: ['{digit}+月(初|底)?', 年底]\n"
        "examples: 6月 12月底 明年\nleaves: 6月底前 年底\n"
    )
    assert [(failure.text, failure.message) for failure in report.failures] == [
        ("明年", "the slot does not take it"),
        ("年底", "the slot takes it"),
    ]
    assert _missing(report) == [("alternative", "初")]


def test_rules_that_are_off_are_not_run() -> None:
    report = _run(HEAD + "pattern: 清\nexamples: [{text: 理, finds: {}}]\n", "off: r\n")
    assert (report.examples, report.points, report.coverage) == (0, 0, 100)


def test_all_words_count_towards_a_hundred_per_cent() -> None:
    words = " ".join(f"{sign}河" for sign in "甲乙丙丁戊己庚辛壬癸")
    rule = HEAD + f"pattern: '{{w}}'\nwords: {{w: {words}}}\nexamples:\n"
    assert _run(rule + "- {text: '{w}', each: w, finds: {}}\n").coverage == 100
    assert round(_run(rule + "- {text: 甲河, finds: {}}\n").coverage) == round(100 * 2 / 11)
