"""A guide, a policy and articles that tests invent, and what a search over them finds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from assistant.answering.answer import Choice, Status
from assistant.answering.matters import MATTER_KINDS, Matters, matter_from
from assistant.answering.pipeline import Answering
from assistant.answering.understanding.language import Language, starter_language
from assistant.answering.understanding.turns import Context, Turn
from knowledge_base.chunking import chunks_of
from knowledge_base.entries import Content, Entry, EntryKind, EntryVersion, VersionState
from knowledge_base.fields import FaqFields, GuideFields, PolicyFields, read_fields
from knowledge_base.lexicon import Lexicon, LexiconChoice, LexiconRow
from knowledge_base.question_book import LEAST_NEAR, NEAR_SPAN, Alike
from knowledge_base.retrieval import Hit, RejectedHit, Rejection, SearchResults, validity
from knowledge_base.similarity import alike, bigrams, coverage

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


def evenly_rare(words: Collection[str]) -> Mapping[str, float]:
    """Every word is as rare as every other."""
    return dict.fromkeys(words, 1.0)


def no_model(question: str, passages: Sequence[str]) -> Sequence[float]:
    """Nearness where no model is: nothing is near anything."""
    return [0.0] * len(passages)


def questions_of(found: EntryVersion) -> list[str]:
    """The questions that an entry is known to answer, as the starter files attach them."""
    fields = read_fields(found.entry.kind, found.content.fields) if found.content.fields else None
    if isinstance(fields, GuideFields):
        return [*fields.common_names, *(q for row in fields.faqs for q in (row.question, *row.variants))]
    if isinstance(fields, PolicyFields):
        return [*fields.common_names, *fields.questions]
    return [fields.question, *fields.variants] if isinstance(fields, FaqFields) else []


@dataclass
class Shelf:
    """A search without a model over `known`: words find passages and stored questions, dates take away what has ended.

    `kept` and `rejected` that a test puts on it come first; `asked` is what it was asked.
    """

    kept: Sequence[Hit] = ()
    rejected: Sequence[RejectedHit] = ()
    known: Sequence[EntryVersion] = KNOWN
    today: date = TODAY
    asked: list[str] = field(default_factory=list)

    def __call__(self, question: str) -> SearchResults:
        self.asked.append(question)
        words = bigrams(question)
        kept, rejected = list(self.kept), list(self.rejected)
        for found in self._by_words(words):
            verdict = validity(found.version, self.today)
            if verdict is None:
                kept.append(found)
            else:
                rejected.append(RejectedHit(found, *verdict))
        return SearchResults(
            tuple(kept), tuple(rejected), bigrams=words, rarity=evenly_rare(words), alike=self._alike(question)
        )

    def _by_words(self, words: frozenset[str]) -> list[Hit]:
        """Each entry by the passage that shares most words with the question, if it shares any."""
        best = []
        for found in self.known:
            chunks = chunks_of(found.entry.id, found.entry.kind, found.content, found.version)
            shared, chunk = max(((coverage(words, c.passage), c) for c in chunks), key=lambda pair: pair[0])
            if shared:
                best.append((shared, chunk, found))
        top = max((shared for shared, _, _ in best), default=1.0)
        hits = [
            Hit(chunk, found, score=shared / top, dense=0.0, lexical=9.0 * shared, coverage=shared)
            for shared, chunk, found in best
        ]
        return sorted(hits, key=lambda h: -h.score)

    def _alike(self, question: str) -> tuple[Alike, ...]:
        """Every stored question by the words it shares, on the scale of a home without a model."""
        told = [(found.entry.id, q) for found in self.known for q in questions_of(found)]
        near = [Alike(i, q, LEAST_NEAR + NEAR_SPAN * alike(question, q)) for i, q in told]
        return tuple(sorted(near, key=lambda a: -a.cosine))


def answering(
    shelf: Shelf | None = None, known: Sequence[EntryVersion] | None = None, today: date = TODAY
) -> Answering:
    """小宝 over invented knowledge, without a model; `known` takes the place of what is on the shelf."""
    shelf = shelf or Shelf()
    shelf.known, shelf.today = shelf.known if known is None else known, today
    matters = Matters([matter_from(v) for v in shelf.known if v.entry.kind in MATTER_KINDS])
    return Answering(
        search=shelf,
        matters=lambda: matters,
        language=language(matters),
        today=lambda: today,
        rarity=evenly_rare,
        near=no_model,
    )


def language(matters: Matters) -> Language:
    """The product's speech and typos around the invented lexicon."""
    return starter_language(LEXICON, [name for m in matters for name in (m.name, *m.names)])


def after(*matters: str, question: str = "", aspects: tuple[str, ...] = ()) -> Context:
    """A conversation whose last turn was answered about these matters."""
    return Context((Turn(question, Status.ANSWERED_FULL, matters, aspects),))


def after_asking_back(question: str, *choices: tuple[str, str]) -> Context:
    """A conversation whose last turn asked back, with (label, question) to choose from."""
    return Context((Turn(question, Status.CLARIFY_MATTER, choices=tuple(Choice(*c) for c in choices)),))
