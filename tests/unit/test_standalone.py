"""A message that leans on earlier turns becomes a question that stands alone, and a new topic leans on nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from assistant.answering.answer import Choice, Status
from assistant.answering.matters import MATTER_KINDS, Matters, matter_from
from assistant.answering.understanding.aspects import Aspect, aspects_of
from assistant.answering.understanding.exits import Intent
from assistant.answering.understanding.follow_up_words import ASK, without_courtesy
from assistant.answering.understanding.regions import other_region
from assistant.answering.understanding.turns import MOST_TURNS, Context, Turn, recent
from assistant.answering.understanding.understand import Understanding, understand
from knowledge_base.entries import EntryVersion, VersionState
from knowledge_base.lexicon import Lexicon
from knowledge_base.starter import starter_changes, starter_lexicon

CREATED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """The starter matters, and how a turn about them ends when only what was understood counts."""

    matters: Matters
    lexicon: Lexicon

    def hear(self, *messages: str) -> Understanding:
        """The last message as it is understood after those before it."""
        turns: tuple[Turn, ...] = ()
        for message in messages[:-1]:
            turns = (*turns, self.turn(message, self.read(message, turns)))
        return self.read(messages[-1], turns)

    def read(self, message: str, turns: tuple[Turn, ...]) -> Understanding:
        return understand(message, recent(turns), self.matters, self.lexicon)

    def turn(self, message: str, u: Understanding) -> Turn:
        aspects = tuple(a.value for a in u.aspects)
        about = tuple(m.entry_id for m in u.matters)
        if u.intent is Intent.GREETING:
            return Turn(message, Status.ANSWERED_GREETING)
        if u.region:
            return Turn(message, Status.REFUSED_OTHER_REGION, about, aspects)
        if about:
            return Turn(message, Status.ANSWERED_FULL, about, aspects)
        if u.asked_back:
            choices = tuple(Choice(c.label, c.question) for c in u.asked_back.choices)
            return Turn(message, Status.CLARIFY_MATTER, (), aspects, choices)
        if u.outside:
            return Turn(message, Status.UNANSWERED_NOT_COVERED, (), aspects)
        return Turn(message, Status.CLARIFY_WHICH if u.about_nothing else Status.UNANSWERED_NO_EVIDENCE, (), aspects)


@pytest.fixture(scope="module")
def desk() -> Desk:
    versions = (
        EntryVersion(c.entry, 1, VersionState.PUBLISHED, c.content, CREATED)
        for c in starter_changes()
        if c.entry.kind in MATTER_KINDS
    )
    return Desk(Matters([matter_from(v) for v in versions]), starter_lexicon())


def names(u: Understanding) -> list[str]:
    return [m.name for m in u.matters]


@pytest.mark.parametrize("aspect", ASK)
def test_what_is_asked_of_a_new_subject_is_read_as_the_same_aspect_again(aspect: Aspect) -> None:
    assert aspects_of(f"甲乙丙 {ASK[aspect]}") == (aspect,)


@pytest.mark.parametrize(
    ("message", "aspects"),
    [
        ("那要多久？", (Aspect.TIME,)),
        ("多少钱呢", (Aspect.FEE,)),
        ("材料呢", (Aspect.MATERIALS,)),
        ("要哪些材料、多少钱", (Aspect.MATERIALS, Aspect.FEE)),
        ("要什么条件", (Aspect.CONDITIONS,)),
        ("需要办吗", (Aspect.NEED,)),
        ("需要住址证明吗", (Aspect.MATERIALS,)),
        ("材料要原件还是复印件", (Aspect.MATERIALS,)),
        ("没有工作可以办吗", (Aspect.CONDITIONS,)),
        ("谢谢，那去哪里办", (Aspect.PLACE,)),
        ("对了，管几年", (Aspect.VALIDITY,)),
    ],
)
def test_an_aspect_alone_is_asked_of_the_last_matter(desk: Desk, message: str, aspects: tuple[Aspect, ...]) -> None:
    u = desk.hear("居住登记怎么办", message)
    assert (names(u), u.aspects, u.followed_up) == (["居住登记"], aspects, True)
    assert "居住登记" in u.text


@pytest.mark.parametrize(
    "message", ["要户口本吗", "罚钱吗", "过期了要咋办", "一年交多少", "能快递到家吗", "我这个情况可以吗"]
)
def test_what_any_matter_may_be_asked_is_asked_of_the_last(desk: Desk, message: str) -> None:
    u = desk.hear("居民医保怎么办", message)
    assert (names(u), u.followed_up, u.intent) == (["城乡居民医保参保"], True, None)


def test_the_matter_lasts_over_several_follow_ups_and_thanks(desk: Desk) -> None:
    u = desk.hear("失业金怎么领", "要什么条件", "谢谢", "明白了", "那多久到账")
    assert (names(u), u.aspects) == (["失业保险金申领"], (Aspect.TIME,))


@pytest.mark.parametrize(
    ("first", "message", "matter", "aspect"),
    [
        ("注册公司要什么材料", "个体户呢", "个体工商户设立登记", Aspect.MATERIALS),
        ("注册公司要什么材料", "个人呢？", "个体工商户设立登记", Aspect.MATERIALS),
        ("个体户登记多少钱", "换成公司呢？", "有限责任公司设立登记", Aspect.FEE),
        ("食品经营许可要什么条件", "那备案的呢", "仅销售预包装食品备案", Aspect.CONDITIONS),
        ("公共场所卫生备案多久办好", "许可的呢", "公共场所卫生许可", Aspect.TIME),
        ("身份证丢了要多少钱", "谢谢，那社保卡呢", "社会保障卡补换", Aspect.FEE),
        ("注销公司怎么办", "个体户呢", "经营主体注销登记", Aspect.STEPS),
        ("饭店的消防检查要多久", "宾馆呢", "公众聚集场所营业前消防安全检查", Aspect.TIME),
        ("健康证在哪里办", "居住证呢", "居住证办理与签注", Aspect.PLACE),
        ("居住证要什么材料", "外地人呢", "居住证办理与签注", Aspect.MATERIALS),
    ],
)
def test_another_subject_is_asked_the_same(desk: Desk, first: str, message: str, matter: str, aspect: Aspect) -> None:
    u = desk.hear(first, message)
    assert names(u) == [matter]
    assert aspect in u.aspects


def test_an_exchanged_value_takes_the_old_ones_place(desk: Desk) -> None:
    u = desk.hear("总质量5吨的货车要营运证吗", "那3吨的呢")
    assert u.text == "总质量3吨的货车要营运证吗"


@pytest.mark.parametrize(
    ("reply", "matter"),
    [
        ("第二个", "公共场所卫生许可"),
        ("最后一个", "公共场所卫生备案"),
        ("我是开浴室的", "公共场所卫生许可"),
        ("书店那种", "公共场所卫生备案"),
        ("不是开饭店，是宾馆", "公共场所卫生许可"),
    ],
)
def test_a_choice_is_taken_in_the_citizens_own_words(desk: Desk, reply: str, matter: str) -> None:
    assert names(desk.hear("卫生证怎么办", reply)) == [matter]


def test_a_choice_keeps_what_was_asked_before_it(desk: Desk) -> None:
    u = desk.hear("小吃店要多久", "备案那种")
    assert (names(u), u.aspects) == (["小型餐饮服务提供者临时备案"], (Aspect.TIME,))


def test_a_new_question_is_not_taken_for_a_choice(desk: Desk) -> None:
    assert names(desk.hear("小吃店要什么手续", "居住证怎么办")) == ["居住证办理与签注"]
    assert names(desk.hear("小吃店要什么手续", "今天天气怎么样")) == []


def test_a_reply_that_chooses_nothing_is_read_with_the_question_it_answers(desk: Desk) -> None:
    u = desk.hear("小吃店要什么手续", "不知道")
    assert u.asked_back is not None
    assert "小吃店要什么手续" in u.text


def test_a_case_of_what_was_answered_can_be_named_afterwards(desk: Desk) -> None:
    answered = Turn("我想提公积金", Status.ANSWERED_FULL, ("housing-fund-withdrawal",), ("流程",))
    u = desk.read("每个月还银行按揭", (answered,))
    assert (names(u), u.text) == (["住房公积金提取"], "公积金还房贷怎么提取？")


def test_the_only_matter_on_offer_can_be_agreed_to_or_turned_down(desk: Desk) -> None:
    offer = Turn("怎么弄低收入那个", Status.CLARIFY_MATTER, (), (), (Choice("最低生活保障", "最低生活保障流程"),))
    assert names(desk.read("嗯，是的", (offer,))) == ["最低生活保障"]
    assert names(desk.read("那多久", (offer,))) == ["最低生活保障"]
    assert names(desk.read("不是的", (offer,))) == []


@pytest.mark.parametrize(
    "message",
    [
        "今天天气怎么样",
        "帮我写首诗",
        "股票怎么买",
        "孩子近视手术多少钱",
        "我想养只狗要办什么",
        "健康证要多少钱",
        "公租房要什么条件",
        "身份证掉了怎么补",
        "北京居住证要多久",
        "护照呢",
        "游艇呢",
        "换个话题",
    ],
)
def test_a_new_topic_inherits_nothing(desk: Desk, message: str) -> None:
    assert "老年综合津贴" not in names(desk.hear("老年综合津贴怎么申请", message))


@pytest.mark.parametrize(
    ("first", "message", "matter", "aspect"),
    [
        ("居住证要什么材料", "搞错了，我问的是居住登记", "居住登记", Aspect.MATERIALS),
        ("公司设立登记要哪些材料", "不是公司，我是办个体户", "个体工商户设立登记", Aspect.MATERIALS),
        ("公司注销要多久", "不对，我是想歇业不是注销", "歇业备案", Aspect.TIME),
        ("身份证丢了要多少钱", "我问的是社保卡", "社会保障卡补换", Aspect.FEE),
        ("社保卡丢了要多少钱", "不是，我问的是多久", "社会保障卡补换", Aspect.TIME),
        ("开书店，卫生上要办啥", "不是书店，我说的是美容店", "公共场所卫生许可", Aspect.NEED),
    ],
)
def test_a_correction_replaces_what_was_misunderstood(
    desk: Desk, first: str, message: str, matter: str, aspect: Aspect
) -> None:
    u = desk.hear(first, message)
    assert names(u) == [matter]
    assert aspect in u.aspects


def test_a_denied_fact_is_no_correction(desk: Desk) -> None:
    for message in ("不是上海户口能办居住证吗", "不是上海户口，我能办居住证吗"):
        u = desk.hear("老年综合津贴上海户口能领吗", message)
        assert names(u) == ["居住证办理与签注"]
        assert "不是上海户口" in u.text


@pytest.mark.parametrize("message", ["它有效期几年", "这个证有效期几年", "这证管几年", "这个许可有效期几年"])
def test_a_pronoun_means_the_last_matter(desk: Desk, message: str) -> None:
    u = desk.hear("食品经营许可证怎么办", message)
    assert (names(u), u.aspects) == (["食品经营许可"], (Aspect.VALIDITY,))
    assert "食品经营许可" in u.text


def test_a_pronoun_of_a_kind_means_the_recent_matter_of_that_kind(desk: Desk) -> None:
    assert names(desk.hear("招牌备案怎么办", "食品经营许可要多久", "那个备案收费吗")) == ["户外招牌设置备案"]


def test_a_pronoun_without_anything_before_it_means_nothing(desk: Desk) -> None:
    u = desk.hear("你好", "它要多少钱")
    assert u.matters == ()
    assert u.about_nothing


@pytest.mark.parametrize("value", ["66了", "66岁", "今年66，上海户口", "外地户口"])
def test_a_value_completes_the_last_question(desk: Desk, value: str) -> None:
    u = desk.hear("老年综合津贴我能领吗", value)
    assert names(u) == ["老年综合津贴"]
    assert value in u.text and "能领吗" in u.text
    assert u.aspects == (Aspect.CONDITIONS,)


def test_what_was_told_is_kept_newest_first(desk: Desk) -> None:
    u = desk.hear("老年综合津贴我能领吗", "66了", "外地户口")
    assert u.told == ("外地户口", "66了", "老年综合津贴我能领吗")


def test_a_corrected_value_is_told_before_the_old_one(desk: Desk) -> None:
    u = desk.hear("我妈66岁上海户口，老年综合津贴可以领吗", "不对我记错了，她周岁是64")
    assert "64" in u.told[0] and "66" in u.told[1]
    assert "64" in u.text and "66" not in u.text


def test_what_was_told_of_one_person_is_not_told_of_another(desk: Desk) -> None:
    assert desk.hear("我妈66岁，老年综合津贴可以领吗", "我爸呢").told == ("我爸呢",)
    assert desk.hear("我妈66岁，老年综合津贴可以领吗", "居住证怎么办").told == ("居住证怎么办",)


@pytest.mark.parametrize("thanks", ["谢谢", "好的谢谢", "明白了，谢谢", "知道了", "你好", "嗯嗯好的", "多谢小宝"])
def test_thanks_alone_are_a_greeting_and_before_a_question_they_are_not(desk: Desk, thanks: str) -> None:
    assert desk.hear("居住登记怎么办", thanks).intent is Intent.GREETING
    asked = desk.hear("居住登记怎么办", f"{thanks}，要多久")
    assert (asked.intent, names(asked)) == (None, ["居住登记"])
    alone = desk.hear(f"{thanks}，身份证丢了")
    assert (alone.intent, names(alone)) == (None, ["居民身份证换领补领"])


@pytest.mark.parametrize(
    ("message", "matter"),
    [
        ("刚才那个补贴怎么申请", "首次创业一次性补贴"),
        ("前面说的创业补贴要多久", "首次创业一次性补贴"),
        ("一开始问的那个补贴，要什么材料", "首次创业一次性补贴"),
        ("刚才说的低保要什么材料", "最低生活保障"),
    ],
)
def test_an_older_matter_is_referred_back_to(desk: Desk, message: str, matter: str) -> None:
    assert names(desk.hear("首次创业一次性补贴有多少", "低保怎么申请", message)) == [matter]


def test_what_is_not_collected_is_not_answered_with_an_older_matter(desk: Desk) -> None:
    u = desk.hear("居住证怎么办", "健康证在哪里办", "要多少钱")
    assert u.matters == ()
    assert u.outside is not None
    assert u.aspects == (Aspect.FEE,)


def test_another_regions_question_stays_another_regions(desk: Desk) -> None:
    u = desk.hear("北京居住证怎么办", "那要多久")
    assert u.region == "北京" == other_region(u.text)


def test_the_name_alone_answers_which_matter_was_meant(desk: Desk) -> None:
    u = desk.hear("要多久", "居住证")
    assert (names(u), u.aspects) == (["居住证办理与签注"], (Aspect.TIME,))


@pytest.mark.parametrize("question", ["居住证要多久", "那要多久", "它呢", "不是，我说的是居住证", "66了", "刚才那个"])
def test_a_first_message_stands_as_it_was_written(desk: Desk, question: str) -> None:
    u = desk.hear(question)
    assert (u.text, u.followed_up, u.told) == (question, False, (question,))


def test_a_forged_paper_is_recognised_in_what_a_follow_up_comes_to_mean(desk: Desk) -> None:
    assert desk.hear("假的呢").intent is not Intent.UNSAFE
    assert desk.hear("结婚证丢了怎么补", "假的呢").intent is Intent.UNSAFE


def test_thanks_and_refusals_do_not_push_matters_out_of_the_context() -> None:
    told = tuple(Turn(f"问{n}", Status.ANSWERED_FULL, (f"m{n}",)) for n in range(5))
    thanks = Turn("谢谢", Status.ANSWERED_GREETING)
    context = recent((told[0], thanks, told[1], thanks, told[2], thanks, thanks, thanks))
    assert context.turns == told[:3]
    assert len(recent(told).turns) == MOST_TURNS
    assert recent(told).turns[-1] == told[-1]


def test_what_was_asked_back_last_is_known() -> None:
    choices = (Choice("甲", "甲怎么办"), Choice("乙", "乙怎么办"))
    asked = Turn("问", Status.CLARIFY_MATTER, choices=choices)
    answered = Turn("问", Status.ANSWERED_FULL, ("m",))
    assert (recent((answered, asked)).clarified, recent((answered, asked)).asked_last) == (True, ("甲", "乙"))
    assert (recent((asked, answered)).clarified, recent((asked, answered)).asked_last) == (False, ())
    assert (Context().clarified, Context().asked_last) == (False, ())


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("谢谢，那要多久", "那要多久"),
        ("好的，知道了", ""),
        ("你好", ""),
        ("小宝，身份证丢了", "身份证丢了"),
        ("行不行", "行不行"),
    ],
)
def test_courtesy_is_taken_off(message: str, rest: str) -> None:
    assert without_courtesy(message) == rest
