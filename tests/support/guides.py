"""A guide, a policy and articles that tests invent, and what a search over them finds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from assistant.answering.matters import Matters, matter_from
from assistant.answering.pipeline import Answering
from knowledge_base.chunking import chunks_of
from knowledge_base.entries import Content, Entry, EntryKind, EntryVersion, VersionState
from knowledge_base.lexicon import Lexicon, LexiconChoice, LexiconRow
from knowledge_base.retrieval import Hit, RejectedHit, Rejection, SearchResults

TODAY = date(2026, 11, 24)
CREATED = datetime(2026, 1, 1, tzinfo=UTC)

PERMIT: dict[str, Any] = {
    "name": "风筝经营许可",
    "common_names": ["风筝证", "开风筝店"],
    "item_type": "行政许可",
    "authority": "区文体局",
    "level": "区级",
    "legal_basis": [{"law": "风筝管理条例", "article": "第八条", "text": "经营风筝应当取得许可。"}],
    "applicants": ["企业", "个体工商户"],
    "conditions": [
        {"text": "有固定的经营场所", "basis": "《风筝管理条例》第九条", "status": "转载"},
        {"text": "有3名以上的风筝师", "basis": "《风筝管理条例》第九条", "status": "转载"},
    ],
    "coverage": "全区",
    "statutory_limit": {
        "text": "自受理之日起20个工作日内作出决定", "source": "《风筝管理条例》第十条", "seen_at": "2026-01-01", "status": "转载",
    },
    "case_type": "承诺件",
    "forms": ["窗口办理", "网上办理"],
    "online_depth": "全程网办",
    "online_address": "“一网通办”搜索“风筝经营许可”",
    "visits": 0,
    "location": "区政务服务中心文体窗口",
    "hours": "工作日",
    "fee": {"charged": False, "note": {"text": "不收费", "basis": "《风筝管理条例》第二十条", "status": "转载"}},
    "result": {"name": "风筝经营许可证"},
    "consult": "12345",
    "complaint": "12345",
    "review": "可以在60日内申请行政复议",
    "materials": [
        {"name": "申请书", "form": "电子", "source_channel": "网上下载", "acceptance_standard": "填写完整"},
        {"name": "场所证明", "form": "电子", "source_channel": "自备", "acceptance_standard": "清晰"},
    ],
    "faqs": [
        {"question": "风筝证丢了怎么补办？", "answer": "登报声明后到窗口补领", "order": 1, "basis": "《风筝管理条例》第十五条"}
    ],
    "need": {"text": "开店卖风筝要办风筝经营许可证", "basis": "《风筝管理条例》第八条", "status": "转载"},
    "steps": [{"text": "网上提交申请", "status": "转载"}, {"text": "领取许可证", "status": "转载"}],
    "validity": {"text": "5年", "source": "《风筝管理条例》第十二条", "seen_at": "2026-01-01", "status": "转载"},
}  # fmt: skip
FILING: dict[str, Any] = {
    **PERMIT,
    "name": "陀螺备案",
    "common_names": ["陀螺店"],
    "faqs": [],
    "need": {"text": "卖陀螺要办备案", "basis": "《陀螺管理办法》第三条", "status": "转载"},
    "validity": None,
}
REWARD: dict[str, Any] = {
    "name": "2020年风筝奖励",
    "common_names": ["风筝奖金"],
    "level": "区级",
    "department": "区文体局",
    "delivery": "普通申报",
    "conditions": [{"text": "经营风筝满1年", "status": "转载", "basis": "《风筝奖励通知》第二条"}],
    "standard": [
        {"text": "一次性奖励5000元", "source": "《风筝奖励通知》第三条", "seen_at": "2026-01-01", "status": "转载"}
    ],
    "window_from": "2021-05-24",
    "window_to": "2021-06-04",
}
LEXICON = Lexicon(
    (
        LexiconRow(lay=("玩具店",), terms=("风筝经营许可", "陀螺备案"), matters=("permit", "filing"), ask=True,
                   question="您卖的是哪一种？", choices=(LexiconChoice("风筝", "风筝经营许可怎么办？", "permit"),
                                                 LexiconChoice("陀螺", "陀螺备案怎么办？", "filing"))),
        LexiconRow(lay=("放风筝", "卖纸鸢"), terms=("风筝经营许可",), matters=("permit",)),
        LexiconRow(lay=("气球",), outside="气球小宝还没有收录，请拨打12345。"),
    )
)  # fmt: skip


def version(
    entry_id: str, kind: EntryKind, title: str, fields: Mapping[str, Any] | None = None, body: str = "", number: int = 1,
    **about: Any,
) -> EntryVersion:  # fmt: skip
    """A published version."""
    content = Content(title=title, body=body, fields=fields or {}, source="测试指南", **about)
    return EntryVersion(Entry(entry_id, f"test/{entry_id}", kind), number, VersionState.PUBLISHED, content, CREATED)


def guide_version(entry_id: str, fields: Mapping[str, Any], number: int = 1) -> EntryVersion:
    """A guide, published."""
    return version(entry_id, EntryKind.GUIDE, fields["name"], fields, number=number)


KNOWN = (
    guide_version("permit", PERMIT, number=3),
    guide_version("filing", FILING),
    version("reward", EntryKind.POLICY, REWARD["name"], REWARD, effective_to=date(2021, 6, 4)),
)


def hit(found: EntryVersion, **scores: Any) -> Hit:
    """What a search gives for a version: its first chunk, with scores that nothing else decides."""
    chunk = chunks_of(found.entry.id, found.entry.kind, found.content)[0]
    return Hit(chunk, found, **{"score": 0.9, "dense": 0.0, "lexical": 9.0, "coverage": 0.9, **scores})


def article_hit(title: str, text: str, *, named: bool = False, **scores: Any) -> Hit:
    """A hit on one article of a law."""
    law, label = title.split(" ")
    found = version(title, EntryKind.REGULATION, title, {"law": law, "label": label}, text)
    return hit(found, named=named, **scores)


def expired_hit(found: EntryVersion, on: date) -> RejectedHit:
    """A hit that its date took away."""
    return RejectedHit(hit(found, coverage=0.9), Rejection.EXPIRED, on)


@dataclass
class Shelf:
    """A search function that gives what a test put on it and remembers what it was asked."""

    kept: Sequence[Hit] = ()
    rejected: Sequence[RejectedHit] = ()
    asked: list[str] = field(default_factory=list)

    def __call__(self, question: str) -> SearchResults:
        self.asked.append(question)
        return SearchResults(tuple(self.kept), tuple(self.rejected))


def evenly_rare(words: Collection[str]) -> Mapping[str, float]:
    """Every word is as rare as every other."""
    return dict.fromkeys(words, 1.0)


def answering(shelf: Shelf | None = None, known: Sequence[EntryVersion] = KNOWN, today: date = TODAY) -> Answering:
    """小宝 over invented knowledge."""
    matters = Matters([matter_from(v) for v in known])
    return Answering(
        search=shelf or Shelf(), matters=lambda: matters, lexicon=LEXICON, today=lambda: today, rarity=evenly_rare
    )
