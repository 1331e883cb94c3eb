"""Dialect and slang into Mandarin, and official terms left alone."""

import pytest

from assistant.answering.understanding.plain_speech import SpeechWords, plain, starter_speech
from knowledge_base.starter import starter_changes, starter_lexicon


@pytest.fixture(scope="module")
def words() -> SpeechWords:
    names = {name for c in starter_changes() for name in c.content.fields.get("common_names", ())}
    return starter_speech(starter_lexicon().terms() | names)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("老年综合津贴一个月发几钿", "老年综合津贴一个月发多少钱"),
        ("啥辰光好去拿", "什么时候好去拿"),
        ("阿拉小囡几时要去报户口", "我们小孩什么时候要去报户口"),
        ("政府每月发的那个钞票好领了伐", "政府每月发的那个钱可以领了吗"),
        ("停车好停伐", "停车可以停吗"),
        ("调张新社保卡街道里头好弄伐还是只能跑银行", "调张新社保卡街道里头可以办吗还是只能跑银行"),
        ("招牌遮掉半边好伐", "招牌遮掉半边可以吗"),
        ("屋里厢楼下想开爿馄饨铺子，手续哪能弄", "家里楼下想开家馄饨店，手续怎么办"),
        ("到期了咋整", "到期了怎么办"),
        ("侬好，想去拿张营业执照", "你好，想去办张营业执照"),
        ("店要弄张卫生许可", "店要办张卫生许可"),
        ("勿晓得要紧伐", "不知道要紧吗"),
        ("领失业金要交什么纸头", "领失业金要交什么证明"),
        ("会出啥事体，事体多", "会出什么事，事多"),
        ("俺想搞个执照", "我想办个执照"),
        ("个体户额营业执照", "个体户的营业执照"),
    ],
)
def test_dialect_becomes_mandarin(words: SpeechWords, said: str, meant: str) -> None:
    assert plain(said, words) == meant


@pytest.mark.parametrize(
    "text",
    [
        "林木采伐许可证怎么办",
        "讨伐、步伐、伐木和砍伐",
        "弄堂口，共富路1288弄5号",
        "弄虚作假的，撤销许可",
        "材料准备好了",
        "门头沟区",
        "限额以上的金额",
        "危险货物事故应急预案",
        "阿拉伯语翻译",
        "从哪能看到",
        "执照弄丢了",
        "好差评",
        "从事体育培训",
    ],
)
def test_official_terms_and_ordinary_words_stay(words: SpeechWords, text: str) -> None:
    assert plain(text, words) == text


def test_the_starter_knowledge_written_in_mandarin_is_unchanged(words: SpeechWords) -> None:
    passages = [chunk.text.split("也这样问：")[0] for change in starter_changes() for chunk in change.chunks]
    changed = [(p, plain(p, words)) for p in passages if plain(p, words) != p]
    assert len(passages) > 300
    assert changed == []


def test_a_known_word_is_kept_although_it_is_dialect() -> None:
    assert plain("门头备案怎么办", starter_speech({"门头备案"})) == "门头备案怎么办"
    assert plain("装个门头", starter_speech({"门头"})) == "装个门头"
    assert plain("门头备案怎么办", starter_speech()) == "招牌备案怎么办"


def test_the_longest_word_wins_and_surroundings_are_those_of_the_original() -> None:
    speech = SpeechWords({"啥": "什么", "为啥": "为什么"}, ((r"伐(?=$)", "吗"),), frozenset({"讨伐"}))
    assert plain("为啥要啥伐", speech) == "为什么要什么吗"
    assert plain("讨伐", speech) == "讨伐"


def test_plain_speech_twice_is_plain_speech_once(words: SpeechWords) -> None:
    once = plain("阿拉小店不做了呀，手续哪能办，要几钿伐", words)
    assert plain(once, words) == once


def test_no_words_change_nothing() -> None:
    assert plain("哪能办", SpeechWords({})) == "哪能办"
