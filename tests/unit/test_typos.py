"""Typing errors that sound right are put right; right text is never touched."""

import pytest

from assistant.answering.understanding.typos import Typos, starter_typos
from knowledge_base.records import Change
from knowledge_base.starter import starter_changes, starter_lexicon


@pytest.fixture(scope="module")
def changes() -> list[Change]:
    return starter_changes()


@pytest.fixture(scope="module")
def typos(changes: list[Change]) -> Typos:
    names = {name for c in changes for name in (c.content.title, *c.content.fields.get("common_names", ()))}
    return starter_typos(starter_lexicon().terms() | names)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("请问应业执照在哪办啊", "请问营业执照在哪办啊"),
        ("外地户口咋办战住证", "外地户口咋办暂住证"),
        ("供积金提取怎么提", "公积金提取怎么提"),
        ("卫生备按要不要动", "卫生备案要不要动"),
        ("申请移出移常名录", "申请移出异常名录"),
        ("瘦医要有什么资格", "兽医要有什么资格"),
        ("失叶金一个月多少", "失业金一个月多少"),
        ("低报今年一个月发几百块", "低保今年一个月发几百块"),
        ("没办出板物许可", "没办出版物许可"),
        ("按灵活救业自己交", "按灵活就业自己交"),
        ("开个KVT要什么手续", "开个KTV要什么手续"),
        ("开个kvt", "开个KTV"),
        ("高薪技术企业认定", "高新技术企业认定"),
        ("长互险要几岁才能伸请", "长护险要几岁才能申请"),
        ("要办个体胡吗", "要办个体户吗"),
    ],
)
def test_what_sounds_like_one_known_word_becomes_it(typos: Typos, written: str, meant: str) -> None:
    assert typos.correct(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "做好准备按照规定办",
        "重操旧业",
        "外地人的长住证",
        "我公司办了快五年",
        "上着班单位不缴社保",
        "还检查吗",
        "姓名子女",
        "个体工商户",
        "规范为主",
        "你好",
        "",
    ],
)
def test_right_text_stays(typos: Typos, text: str) -> None:
    assert typos.correct(text) == text


def test_no_passage_or_question_of_the_starter_knowledge_is_changed(typos: Typos, changes: list[Change]) -> None:
    texts = {t for c in changes for t in (*c.questions, c.content.title, *(chunk.text for chunk in c.chunks))}
    assert len(texts) > 1000
    assert [t for t in texts if typos.correct(t) != t] == []


def test_two_words_equally_near_leave_the_text_alone() -> None:
    assert Typos({"异常名录", "异常名路"}, dictionary={}).correct("移常名陆") == "移常名陆"


def test_the_word_that_shares_more_characters_wins() -> None:
    assert Typos({"居住证", "居住正"}, dictionary={}).correct("居主证") == "居住证"


def test_a_stretch_that_is_an_ordinary_word_or_cuts_one_is_left() -> None:
    assert Typos({"营业证"}, dictionary={"营叶证": 50}).correct("营叶证") == "营叶证"
    assert Typos({"营业证"}, dictionary={"证书": 50}).correct("营叶证书") == "营叶证书"
    assert Typos({"营业证"}, dictionary={}).correct("营叶证书") == "营业证书"


def test_words_of_two_characters_need_to_be_listed() -> None:
    assert Typos({"备案"}, dictionary={}).correct("备按") == "备按"
    assert Typos((), common={"备案"}, dictionary={}).correct("备按") == "备案"
