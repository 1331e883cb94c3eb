"""Fakes of the ports: scripted answers, a small shelf of knowledge, and conversations in memory."""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant.answering.answer import Action, Answer, Choice, Citation, Status, Step, Trace
from assistant.errors import UnknownConversation
from knowledge_base.entries import EntryKind
from knowledge_base.errors import UnknownEntry
from web.ports import EntryView, Hit, Message, Opened, SearchPage

NOTICE = "本回答由AI生成，仅供参考；办理以窗口和“一网通办”公布的为准。"
ACTIONS = (Action("handoff", "转人工"), Action("call", "拨打12345", "12345"))
TRACE = Trace("extractive", (Step("retrieve", 12.3), Step("compose", 1.2)), 4, 9)

LICENSE_QUOTE = "国家对食品生产经营实行许可制度。从事食品生产、食品销售、餐饮服务，应当依法取得许可。"
TERM_QUOTE = "行政机关应当自受理行政许可申请之日起二十日内作出行政许可决定。"
FEE_QUOTE = "行政机关实施行政许可和对行政许可事项进行监督检查，不得收取任何费用。"


def _citation(n: int, entry_id: str, title: str, section: str, quote: str, since: date) -> Citation:
    return Citation(n, entry_id, 2, "regulation", title, section, quote, title, since, None, "转载")


FOOD_LAW = _citation(1, "food-law-35", "中华人民共和国食品安全法", "第三十五条", LICENSE_QUOTE, date(2021, 4, 29))
FEE_LAW = _citation(2, "permit-law-58", "中华人民共和国行政许可法", "第五十八条", FEE_QUOTE, date(2019, 4, 23))
TERM_LAW = _citation(3, "permit-law-42", "中华人民共和国行政许可法", "第四十二条", TERM_QUOTE, date(2019, 4, 23))

NOODLES = Answer(
    Status.ANSWERED_FULL,
    "要办**营业执照**和**食品经营许可证**两样，先照后证。[1]\n"
    "费用：不收费。[2]　法定时限：自受理之日起 20 日内作出决定。[3]"
    "\n\n### 材料清单\n1. 食品经营许可申请书\n2. 营业执照或者其他主体资格证明\n"
    "3. 与食品经营相适应的主要设备设施、经营布局、操作流程等文件\n4. 食品安全自查、从业人员健康管理等**规章制度**"
    "\n\n### 办理流程\n1. 网上或者窗口提交\n2. 受理，材料不齐的一次告知\n3. 审查，必要时现场核查\n4. 决定与发证"
    "\n\n### 依据\n- 《中华人民共和国食品安全法》第三十五条 [1]\n"
    "- 《中华人民共和国行政许可法》第四十二条 [3]、第五十八条 [2]",
    (FOOD_LAW, FEE_LAW, TERM_LAW),
    (),
    (),
    NOTICE,
    TRACE,
)
CLARIFY = Answer(
    Status.CLARIFY_MATTER,
    "您问的是哪一种？",
    choices=(
        Choice("开餐饮店", "开餐饮店要办什么证"),
        Choice("卖预包装食品", "只卖预包装食品要办什么证"),
        Choice("从事食品生产", "办食品厂要办什么证"),
    ),
    notice=NOTICE,
    trace=TRACE,
)
PREPACKED = Answer(
    Status.ANSWERED_FULL,
    "**不需要许可，要备案。** 仅销售预包装食品（有包装、有标签的食品）的，报市场监管部门备案。[1]",
    (replace(FOOD_LAW, quote="仅销售预包装食品的，应当报所在地县级以上地方人民政府食品安全监督管理部门备案。"),),
    notice=NOTICE,
    trace=TRACE,
)
ELSEWHERE = Answer(
    Status.REFUSED_OTHER_REGION,
    "这是北京市的事项，小宝只掌握上海宝山的办事规定。请查当地的政务服务网，或者拨打当地的12345。",
    actions=ACTIONS,
    notice=NOTICE,
    trace=TRACE,
)
UNKNOWN = Answer(
    Status.UNANSWERED_NO_EVIDENCE,
    "小宝的知识里没有找到能回答这个问题的依据，不敢乱说。请换个说法再问，或者转人工、拨打12345。",
    actions=ACTIONS,
    notice=NOTICE,
    trace=TRACE,
)

# The first needle that stands in the question chooses the answer.
SCRIPT: Mapping[str, Answer] = {
    "预包装": PREPACKED,
    "北京": ELSEWHERE,
    "卖吃的": CLARIFY,
    "面馆": NOODLES,
    "餐饮": NOODLES,
}
SUGGESTIONS = ("开个小面馆要办什么证", "卖吃的要办证吗", "只卖预包装食品要办许可证吗")
HUMAN_REPLY = "人工帮办席位还没有在这里开通。请拨打12345，会有人接听；您也可以到区政务服务中心的帮办窗口。"


@dataclass(slots=True)
class _Conversation:
    token: str
    messages: list[Message] = field(default_factory=list)
    by_client_id: dict[str, Answer] = field(default_factory=dict)


@dataclass(slots=True)
class FakeConversations:
    """Conversations in memory. `hold` keeps `ask` waiting between its stages until it is set."""

    script: Mapping[str, Answer] = field(default_factory=lambda: SCRIPT)
    held: dict[str, _Conversation] = field(default_factory=dict)
    hold: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    fail_with: Exception | None = None
    finished: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.hold.set()

    def open(self) -> Opened:
        """Ids and tokens count up."""
        opened = Opened(f"c{len(self.held) + 1}", f"secret-{len(self.held) + 1}")
        self.held[opened.id] = _Conversation(opened.token)
        return opened

    def ask(
        self, conversation_id: str, token: str, text: str, client_id: str | None, on_stage: Callable[[str], None]
    ) -> Answer:
        """The scripted answer, after two stages with the hold between them."""
        here = self._held(conversation_id, token)
        if client_id in here.by_client_id:
            return here.by_client_id[client_id]
        on_stage("understand")
        self.hold.wait(10)
        on_stage("retrieve")
        if self.fail_with:
            raise self.fail_with
        self.asked.append(text)
        answer = next((a for needle, a in self.script.items() if needle in text), UNKNOWN)
        here.messages.append(Message(len(here.messages) + 1, text, answer.as_json()))
        if client_id is not None:
            here.by_client_id[client_id] = answer
        self.finished.set()
        return answer

    def check(self, conversation_id: str, token: str) -> None:
        """Known, or not."""
        self._held(conversation_id, token)

    def messages(self, conversation_id: str, token: str) -> list[Message]:
        """All so far."""
        return list(self._held(conversation_id, token).messages)

    def delete(self, conversation_id: str, token: str) -> None:
        """Forget it."""
        self._held(conversation_id, token)
        del self.held[conversation_id]

    def rate(self, conversation_id: str, token: str, message: int | None, grade: int, comment: str | None) -> None:
        """Keep the grade on the message."""
        del comment
        messages = self._held(conversation_id, token).messages
        index = (message or len(messages)) - 1
        messages[index] = replace(messages[index], grade=grade)

    def request_human(self, conversation_id: str, token: str) -> str:
        """The honest reply."""
        self._held(conversation_id, token)
        if self.fail_with:
            raise self.fail_with
        return HUMAN_REPLY

    def _held(self, conversation_id: str, token: str) -> _Conversation:
        found = self.held.get(conversation_id)
        if found is None or found.token != token:
            raise UnknownConversation
        return found


def _law(title: str, since: date, sections: tuple[tuple[str, str], ...]) -> EntryView:
    return EntryView(title, "regulation", title, "转载", "现行有效", since, None, 2, 2, sections)


FOOD_LAW_SECTIONS = (
    (
        "第三十五条",
        f"{LICENSE_QUOTE}但是，销售食用农产品和仅销售预包装食品的，不需要取得许可。"
        "仅销售预包装食品的，应当报所在地县级以上地方人民政府食品安全监督管理部门备案。\n"
        "县级以上地方人民政府食品安全监督管理部门应当依照《中华人民共和国行政许可法》的规定，审核申请人提交的"
        "本法第三十三条第一款第一项至第四项规定要求的相关资料，必要时对申请人的生产经营场所进行现场核查；"
        "对符合规定条件的，准予许可；对不符合规定条件的，不予许可并书面说明理由。",
    ),
)
ENTRIES: Mapping[str, EntryView] = {
    "food-law-35": _law("中华人民共和国食品安全法", date(2021, 4, 29), FOOD_LAW_SECTIONS),
    "permit-law-58": _law(
        "中华人民共和国行政许可法",
        date(2019, 4, 23),
        (("第五十八条", f"{FEE_QUOTE}但是，法律、行政法规另有规定的，依照其规定。"),),
    ),
    "permit-law-42": _law(
        "中华人民共和国行政许可法",
        date(2019, 4, 23),
        (("第四十二条", f"除可以当场作出行政许可决定的外，{TERM_QUOTE}二十日内不能作出决定的，可以延长十日。"),),
    ),
    "food-guide": EntryView(
        "食品经营许可（办事指南）",
        "guide",
        "宝山区市场监督管理局",
        "示例",
        "现行有效",
        date(2021, 4, 29),
        None,
        1,
        1,
        (
            ("适用对象", "企业、个体工商户、机关事业单位食堂、学校食堂"),
            ("办理条件", "- 有与经营的食品品种、数量相适应的场所\n- 有相应的设备设施\n- 有食品安全管理人员"),
            ("费用", "不收费"),
        ),
    ),
}


def _hit(entry_id: str, view: EntryView, score: float) -> Hit:
    heading, text = view.sections[0]
    validity = (view.effective_from, view.effective_to, view.legal_status)
    return Hit(
        entry_id, view.version, view.kind, view.title, heading, text, score, view.source, view.source_status, *validity
    )


@dataclass(slots=True)
class FakeKnowledge:
    """A shelf of four entries; a search finds those that share a character pair with the query."""

    entries: Mapping[str, EntryView] = field(default_factory=lambda: ENTRIES)
    ready: bool = True
    fail_with: Exception | None = None
    laws: Mapping[str, Any] = field(default_factory=lambda: {"state": "done", "done": 30, "total": 30})
    searched: list[tuple[str, int, date | None, tuple[EntryKind, ...]]] = field(default_factory=list)

    def search(self, query: str, limit: int, as_of: date | None, kinds: Collection[EntryKind]) -> SearchPage:
        """Hits in the order of shared pairs."""
        self.searched.append((query, limit, as_of, tuple(kinds)))
        pairs = [query[i : i + 2] for i in range(len(query) - 1)]
        found = [
            _hit(entry_id, view, score)
            for entry_id, view in self.entries.items()
            if (score := sum(p in view.title + view.sections[0][1] for p in pairs))
            and (not kinds or view.kind in kinds)
        ]
        return SearchPage(tuple(sorted(found, key=lambda h: -h.score)[:limit]), 3.4, 1)

    def entry(self, entry_id: str, version: int | None) -> EntryView:
        """The entry, in any version up to its latest."""
        view = self.entries.get(entry_id)
        if view is None or (version or 1) > view.latest_version:
            raise UnknownEntry(entry_id, version)
        return replace(view, version=version or view.latest_version)

    def suggestions(self) -> tuple[str, ...]:
        """Three questions."""
        if self.fail_with:
            raise self.fail_with
        return SUGGESTIONS

    def status(self) -> dict[str, Any]:
        """As far as the test says."""
        pending = {"vectors_pending": 0, "words_pending": 0}
        return {
            "ready": self.ready,
            "entries": len(self.entries),
            "chunks": 9,
            **pending,
            "laws": dict(self.laws),
            "embedding": "e5-small",
        }
