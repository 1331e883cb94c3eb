"""What is said stands in what is cited: numbers, law names, quotes, and the numbering itself."""

import re
from dataclasses import replace

import pytest

from assistant.answering.answer import Citation, Status
from assistant.answering.compose.draft import Detail, Draft
from assistant.answering.grounding.check import drop_unsupported, ground, unsupported_numbers
from assistant.answering.understanding.understand import Context
from knowledge_base.sections import sections_of
from tests.support.guides import KNOWN, PERMIT, Shelf, answering, article_hit, guide_version

MARK = re.compile(r"\[(\d+)\]")
QUESTIONS = [
    "风筝经营许可要什么材料", "风筝经营许可要几天", "风筝经营许可多少钱", "风筝经营许可有效期几年", "风筝经营许可的条件",
    "风筝经营许可在哪办", "风筝经营许可怎么办", "风筝经营许可依据是什么", "风筝经营许可不服怎么投诉", "开风筝店要办什么证",
    "风筝经营许可", "风筝证丢了怎么补办", "风筝经营许可要几天，多少钱，有效期几年", "风筝经营许可和陀螺备案都要办吗", "2020年风筝奖励怎么申请",
]  # fmt: skip


def citation(n: int, quote: str, title: str = "风筝经营许可") -> Citation:
    return Citation(n, "permit", 3, "guide", title, "办理时限", quote, "《风筝管理条例》第十条")


def draft(*lead: str, details: tuple[Detail, ...] = (), citations: tuple[Citation, ...]) -> Draft:
    return Draft(Status.ANSWERED_FULL, lead, details, citations)


@pytest.mark.parametrize("question", QUESTIONS)
def test_citations_are_numbered_from_one_in_order_of_first_use(question: str) -> None:
    answer = answering().answer(question, Context())
    used = list(dict.fromkeys(int(n) for n in MARK.findall(answer.text)))
    assert used == list(range(1, len(used) + 1)) and used
    assert [c.n for c in answer.citations] == used


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_stands_in_the_version_it_cites(question: str) -> None:
    versions = {(v.entry.id, v.version): v for v in KNOWN}
    for cited in answering().answer(question, Context()).citations:
        found = versions[cited.entry_id, cited.version]
        parts = sections_of(found.entry.kind, found.content.body, found.content.fields)
        text = "\n".join(p.text for p in parts if p.name == cited.section)
        assert cited.quote and cited.quote in text, (cited.section, cited.quote)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_number_said_stands_in_what_its_line_cites(question: str) -> None:
    answer = answering().answer(question, Context())
    quotes = {c.n: f"{c.title}{c.quote}{c.source}" for c in answer.citations}
    for line in answer.text.split("\n"):
        cited = "".join(quotes[int(n)] for n in MARK.findall(line))
        for number in re.findall(r"\d+", MARK.sub("", line).replace("12345", "")):
            assert number in cited or line[: len(number) + 1] == f"{number}.", line


QUOTE = "自受理之日起20个工作日内作出决定（《风筝管理条例》第十条）"


@pytest.mark.parametrize(
    "line",
    [
        "法定时限：自受理之日起20个工作日内作出决定。[1]",
        "法定时限：自受理之日起二十个工作日内作出决定。[1]",
        "依据《中华人民共和国风筝管理条例》，20个工作日内作出决定。[1]",
        "请到窗口办理。[1]",
        "具体可以拨打12345。",
    ],
)
def test_a_line_that_its_quote_supports_is_kept(line: str) -> None:
    assert drop_unsupported([line], {1: QUOTE}) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "法定时限：自受理之日起21个工作日内作出决定。[1]",  # another number
        "法定时限：自受理之日起2个工作日内作出决定。[1]",  # a part of the number is not the number
        "法定时限：自受理之日起二十五个工作日内作出决定。[1]",
        "依据《陀螺管理办法》，20个工作日内作出决定。[1]",  # another law
        "20个工作日内作出决定，收费300元。[1]",  # one right, one invented
        "20个工作日内作出决定。[2]",  # cites what is not there
        "20个工作日内作出决定。",  # a number without a source
    ],
)
def test_a_line_that_its_quote_does_not_support_is_dropped(line: str) -> None:
    assert drop_unsupported([line], {1: QUOTE}) == []


def test_only_the_line_that_fails_falls() -> None:
    made = draft(
        "收费300元。[1]",
        "20个工作日内作出决定。[2]",
        details=(Detail("办理时限", ("- 30日[2]", "- 20个工作日[2]")), Detail("收费", ("- 300元[1]",))),
        citations=(citation(1, "不收费"), citation(2, QUOTE)),
    )
    grounded = ground(made)
    assert grounded is not None
    text, citations = grounded
    assert text == "20个工作日内作出决定。[1]\n\n### 办理时限\n- 20个工作日[1]"
    assert [(c.n, c.quote) for c in citations] == [(1, QUOTE)]


def test_when_the_gist_falls_nothing_is_left() -> None:
    made = draft("收费300元。[1]", details=(Detail("收费", ("- 不收费[1]",)),), citations=(citation(1, "不收费"),))
    assert ground(made) is None


def test_a_number_changed_on_its_way_is_never_shown() -> None:
    """The guide says 20 days; a line that says 30 must not reach the citizen with that guide's name under it."""
    made = draft("30个工作日内作出决定。[1]", citations=(citation(1, QUOTE),))
    assert ground(made) is None
    right = replace(made, lead=("20个工作日内作出决定。[1]",))
    assert ground(right) is not None


@pytest.mark.parametrize(("sentence", "missing"), [("3天和5元", {"5"}), ("三天", set()), ("《甲法》3天", {"甲法"})])
def test_unsupported_facts_are_named(sentence: str, missing: set[str]) -> None:
    assert unsupported_numbers(sentence, "共3天") == missing


def test_a_figure_that_no_source_backs_says_that_it_is_an_example() -> None:
    fields = {**PERMIT, "validity": {**PERMIT["validity"], "status": "示例"}}
    answer = answering(known=[guide_version("permit", fields)]).answer("风筝经营许可有效期几年", Context())
    assert answer.text.startswith("有效期：5年（示例）")


def test_the_version_and_section_are_cited() -> None:
    answer = answering().answer("风筝经营许可有效期几年", Context())
    first = answer.citations[0]
    assert (first.entry_id, first.version, first.section, first.kind) == ("permit", 3, "有效期", "guide")
    assert first.source == "《风筝管理条例》第十二条"


def test_a_long_article_is_cut_at_a_sentence_and_folds_in_full() -> None:
    text = "。".join(f"第{n}项要求应当逐一核对并且如实记录在册备查" for n in range(1, 30)) + "。"
    shelf = Shelf(kept=[article_hit("风筝管理条例 第八条", text, named=True)])
    answer = answering(shelf).answer("风筝管理条例第八条", Context())
    lead, _, details = answer.text.partition("\n\n")
    assert len(lead) < 320 and lead.endswith("备查。……”[1]")
    assert text in details
