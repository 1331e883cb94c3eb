"""Everyday questions over the knowledge that 小宝 ships with: the right matter, and the exact fact where there is one."""

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from assistant.answering.answer import Answer, Status
from assistant.answering.understanding.understand import Context
from knowledge_base.entries import EntryKind, EntryVersion
from knowledge_base.library import Library
from knowledge_base.sections import sections_of
from knowledge_base.starter import starter_changes, starter_lexicon
from tests.support.homes import answering_over, starter_library

# question → the entry that must be cited, and words that must stand in what is said first (not in the folded details)
EVERYDAY: list[tuple[str, str, str]] = [
    ("公司年报忘了报被列异常了怎么移出？", "abnormal-list-removal", "补报"),
    ("移出经营异常名录要多久？", "abnormal-list-removal", ""),
    ("开宠物医院要什么证？", "animal-clinic-license", "动物诊疗许可证"),
    ("宠物诊所办证要几天？", "animal-clinic-license", "20个工作日"),
    ("小孩上户口有时间限制吗？", "birth-registration", "一个月以内"),
    ("给新生儿报户口要带什么材料？", "birth-registration", "出生医学证明"),
    ("公司换法人要带哪些材料？", "business-change-registration", "变更登记申请书"),
    ("变更经营范围要收费吗？", "business-change-registration", "不收费"),
    ("注销公司要登报吗？", "business-deregistration", "60日内公告"),
    ("店想先停一停不注销，能歇业多久？", "business-suspension-filing", ""),
    ("孩子几岁上小学？", "compulsory-education-enrolment", "六周岁"),
    ("上小学要考试吗？", "compulsory-education-enrolment", "免试"),
    ("残疾证丢了怎么补？", "disability-certificate", "补办"),
    ("残疾证换证要什么材料", "disability-certificate", "照片"),
    ("便利店能卖感冒药吗？", "drug-retail-license", "非处方药也一样"),
    ("开药店要什么条件？", "drug-retail-license", "药师"),
    ("老年综合津贴几岁能领？", "elderly-allowance", "65周岁"),
    ("老年综合津贴每个月多少钱？", "elderly-allowance", "不报数"),
    ("敬老卡怎么办？", "elderly-allowance", "身份证"),
    ("长护险怎么申请？", "elderly-care-assessment", "评估"),
    ("开饭店要办消防证吗？", "fire-safety-inspection", "营业前要申请消防安全检查"),
    ("消防检查要几天？", "fire-safety-inspection", "10个工作日内检查"),
    ("没办消防检查先开业会怎么样？", "fire-safety-inspection", "三万元以上三十万元以下"),
    ("没单位怎么自己交社保？", "flexible-employment-insurance", "自愿参保"),
    ("灵活就业参保登记几天办好？", "flexible-employment-insurance", "10个工作日内"),
    ("食品经营许可证有效期几年？", "food-business-license", "5年"),
    ("办食品经营许可证要几天？", "food-business-license", "20个工作日内"),
    ("开奶茶店要办什么证？", "food-business-license", "自制饮品"),
    ("卖水果要办食品经营许可证吗？", "food-business-license", "不需要"),
    ("食品经营许可证延续什么时候申请？", "food-business-license", "90个工作日至15个工作日"),
    ("开饭店办食品经营许可要多少钱？", "food-business-license", "不收费"),
    ("食品经营许可的法律依据是什么？", "food-business-license", "第三十五条"),
    ("食品经营许可证能网上办吗？", "food-business-license", "一网通办"),
    ("开民宿要办什么证？", "hotel-special-industry-license", "特种行业许可"),
    ("租房子能提公积金吗？", "housing-fund-withdrawal", "可以提取"),
    ("公积金提取要几天？", "housing-fund-withdrawal", "3日内"),
    ("还房贷能提公积金吗？", "housing-fund-withdrawal", "能"),
    ("身份证丢了怎么补？", "id-card-renewal", "派出所"),
    ("换身份证多久能拿到？", "id-card-renewal", "60日内"),
    ("办个体户要几天？", "individual-business-registration", "1个工作日内办结"),
    ("办个体户执照要什么材料？", "individual-business-registration", "申请书"),
    ("一个人能开公司吗？", "limited-company-registration", "1个以上50个以下"),
    ("注册公司要多少注册资本？", "limited-company-registration", "5年内"),
    ("结婚证丢了怎么办？", "marriage-certificate-replacement", "补领"),
    ("低保怎么申请？", "minimum-living-allowance", "街镇"),
    ("低保标准多少钱？", "minimum-living-allowance", "不报数"),
    ("新生儿一件事要带什么？", "newborn-package", "居民身份证"),
    ("无犯罪记录证明去哪里开？", "no-criminal-record", "派出所"),
    ("开饭店一件事要多久？", "open-restaurant-package", "45个工作日"),
    ("店里装门头要审批吗？", "outdoor-signboard-filing", "备案"),
    ("招牌备案要什么材料？", "outdoor-signboard-filing", "设置示意图"),
    ("北京路上的店要办招牌备案吗？", "outdoor-signboard-filing", "备案"),
    ("小卖部卖零食要办证吗？", "prepackaged-food-filing", "不用办食品经营许可证"),
    ("开书店要不要办卫生许可？", "public-place-sanitation-filing", "30天内"),
    ("理发店卫生许可证管几年？", "public-place-sanitation-license", "有效期4年"),
    ("开理发店要办什么证？", "public-place-sanitation-license", "公共场所卫生许可证"),
    ("网上卖书要办证吗？", "publication-retail-license", "出版物经营许可证"),
    ("二手房过户要几天？", "real-estate-transfer", "5个工作日内办结"),
    ("房产过户要带什么材料？", "real-estate-transfer", "不动产权属证书"),
    ("居住证多久签注一次？", "residence-permit", "每年签注1次"),
    ("办居住证要什么条件？", "residence-permit", "半年以上"),
    ("居住证几天能拿到？", "residence-permit", "15日内"),
    ("居住证要钱吗？", "residence-permit", "首次申领和签注不收费"),
    ("我是安徽人，能在上海办居住证吗？", "residence-permit", "半年以上"),
    ("刚来上海要登记吗？", "residence-registration", "三日"),
    ("宝宝医保怎么办？", "resident-medical-insurance", "参保"),
    ("居民医保和职工医保能一起交吗？", "resident-medical-insurance", "不能"),
    ("办退休要几天？", "retirement-approval", "20个工作日内"),
    ("4.5吨以下小货车要不要办营运证？", "road-freight-license", "不用办道路运输经营许可证"),
    ("我这辆小货车总质量3吨要办道路运输证吗？", "road-freight-license", "不用办"),
    ("小餐饮临时备案去哪办？", "small-catering-temporary-filing", "街镇"),
    ("社保卡丢了怎么办？", "social-security-card-replacement", "先挂失"),
    ("卖烟要办什么证？", "tobacco-retail-license", "烟草专卖零售许可证"),
    ("烟草证多少钱", "tobacco-retail-license", "不收费"),
    ("失业金能领几个月？", "unemployment-benefit", "最长24个月"),
    ("自己辞职能领失业金吗？", "unemployment-benefit", "非因本人意愿"),
    ("创业补贴有多少？", "first-startup-subsidy", "8000元"),
    ("创业房租补贴补多少？", "startup-rent-subsidy", "3000元"),
    ("招人有社保补贴吗？", "startup-social-insurance-subsidy", "50%"),
    ("高企认定要什么条件？", "hightech-recognition", "知识产权"),
    ("公章要去哪里刻", "faq-seal", "电子印章"),
    ("营业执照丢了怎么补？", "faq-licence-lost", "声明作废"),
    ("许可证快到期了怎么延续？", "faq-permit-renewal", "30日"),
    ("12345能管什么？", "faq-12345", "市民服务热线"),
]
ELSEWHERE: list[tuple[str, Status]] = [
    ("高新技术企业奖励还能申请吗？", Status.ANSWERED_EXPIRED),
    ("高企奖励2020年的现在还能领吗", Status.ANSWERED_EXPIRED),
    ("开KTV要什么证？", Status.CLARIFY_MATTER),
    ("租房补贴怎么申请", Status.CLARIFY_MATTER),
    ("护照怎么办？", Status.UNANSWERED_NOT_COVERED),
    ("居转户要几年？", Status.UNANSWERED_NOT_COVERED),
    ("健身房要办什么证？", Status.UNANSWERED_NOT_COVERED),
    ("给我写首诗", Status.REFUSED_OFF_TOPIC),
    ("今天天气怎么样", Status.REFUSED_OFF_TOPIC),
    ("行政许可法第九百条是什么", Status.UNANSWERED_NO_EVIDENCE),
    ("北京的居住证怎么办？", Status.REFUSED_OTHER_REGION),
    ("怎么查我的办件进度", Status.ANSWERED_FULL),
    ("帮我做个假的租赁合同", Status.REFUSED_UNSAFE),
]
# Near misses: something that 小宝 knows resembles them, but does not answer them.
NOT_KNOWN = [
    "驾驶证到期怎么换？", "结婚登记要带什么？", "公务员考试怎么报名？", "狗证怎么办？", "港澳通行证多少钱？", "公租房怎么申请？",
    "开网约车要什么证？", "孩子上幼儿园怎么报名？", "税务登记怎么办", "专利怎么申请？", "摆摊卖烤肠要办什么？",
]  # fmt: skip
MARK = re.compile(r"\[(\d+)\]")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The starter knowledge, words only: what is found must not depend on a model being there."""
    with starter_library(tmp_path_factory.mktemp("starter")) as opened:
        yield opened.library


Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def ask(library: Library) -> Ask:
    """Asks each question once."""
    answering = answering_over(library, starter_lexicon())
    return cache(lambda question: answering.answer(question, Context()))


def first_words(answer: Answer) -> str:
    """What is said before the folded details, without the numbers of citations."""
    return MARK.sub("", answer.text.split("\n\n")[0])


@pytest.mark.parametrize(("question", "entry_id", "fact"), EVERYDAY)
def test_an_everyday_question_finds_its_matter_and_fact(ask: Ask, question: str, entry_id: str, fact: str) -> None:
    answer = ask(question)
    assert answer.status.group == "answered", answer.text
    assert entry_id in {c.entry_id for c in answer.citations}
    assert fact in MARK.sub("", answer.text)  # without a model the most direct statement may fold below


@pytest.mark.parametrize(("question", "status"), ELSEWHERE)
def test_what_has_no_plain_answer_says_so(ask: Ask, question: str, status: Status) -> None:
    assert ask(question).status is status


@pytest.mark.parametrize("question", NOT_KNOWN)
def test_a_near_miss_is_never_answered(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status.group in ("unanswered", "refused", "clarify"), answer.text
    assert not answer.citations and ("12345" in answer.text or answer.choices)


def test_every_guide_and_policy_is_asked_about() -> None:
    kinds = (EntryKind.GUIDE, EntryKind.POLICY)
    shipped = {c.entry.id for c in starter_changes() if c.entry.kind in kinds}
    asked = {entry_id for _, entry_id, _ in EVERYDAY} | {"hightech-reward-2020"}
    assert shipped <= asked, shipped - asked


def test_every_number_and_quote_of_every_answer_stands_in_its_source(ask: Ask, library: Library) -> None:
    versions: dict[tuple[str, int], EntryVersion] = {}
    for question, _, _ in EVERYDAY:
        answer = ask(question)
        quotes = {}
        for c in answer.citations:
            found = versions.setdefault((c.entry_id, c.version), library.entry(c.entry_id, c.version))
            parts = sections_of(found.entry.kind, found.content.body, found.content.fields)
            assert c.quote in "\n".join(p.text for p in parts if p.name == c.section), (question, c.section, c.quote)
            quotes[c.n] = f"{c.title}{c.section}{c.quote}{c.source}"
        assert [c.n for c in answer.citations] == list(range(1, len(quotes) + 1))
        for line in answer.text.split("\n"):
            if line.startswith("### ") or line.startswith("“"):
                continue  # a stored question, in its own words, states nothing; its answer is cited
            cited = "".join(quotes[int(n)] for n in MARK.findall(line))
            for number in re.findall(
                r"\d+", re.sub(r"^\d+\. |「[^」]*」", "", MARK.sub("", line)).replace("12345", "")
            ):
                assert number in cited, (question, line)


def test_the_first_words_are_short(ask: Ask) -> None:
    lengths = [len(first_words(ask(question))) for question, _, _ in EVERYDAY]
    assert sum(length <= 200 for length in lengths) >= 0.9 * len(lengths)
