"""What goes over the wire: request and response bodies, described in Chinese for openapi.json."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class OpenedOut(_Out):
    """新开的对话；令牌只在这里出现一次。"""

    id: str = Field(description="对话编号")
    token: str = Field(description="令牌，之后放在 Authorization: Bearer 里")


class MessageIn(_In):
    """一个问题。"""

    text: str = Field(max_length=2000, description="问题，最多 2000 字")
    client_id: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9_-]{1,80}$", description="前端自定的编号；同一编号重发不会重复回答"
    )


class RatingIn(_In):
    """对一条回答的评价。"""

    grade: int = Field(ge=1, le=5, description="1 到 5 分")
    message: int | None = Field(default=None, ge=1, le=1_000_000, description="第几条，从 1 数起；不填是最近一条")
    comment: str | None = Field(default=None, max_length=1000, description="意见，可不填")


class MessageOut(_Out):
    """一问一答。"""

    number: int = Field(description="第几条，从 1 数起")
    question: str = Field(description="问题（个人信息已遮盖）")
    answer: dict[str, Any] = Field(description="回答，格式同 done 事件")
    grade: int | None = Field(description="评分，没有评过是 null")


class MessagesOut(_Out):
    """一段对话里的全部问答，旧的在前。"""

    messages: list[MessageOut]


class HandoffOut(_Out):
    """转人工的答复。"""

    reply: str = Field(description="可以直接给用户看的中文答复")


class HitOut(_Out):
    """一条检索结果。"""

    entry_id: str = Field(description="条目编号")
    version: int = Field(description="版本")
    kind: str = Field(description="类别")
    title: str = Field(description="标题")
    section: str = Field(description="所在章节")
    text: str = Field(description="命中的原文片段")
    score: float = Field(description="得分，越大越相关")
    source: str = Field(description="来源")
    source_status: str = Field(description="来源状态：官方核实、转载、示例")
    effective_from: date | None = Field(description="生效日期")
    effective_to: date | None = Field(description="失效日期")
    legal_status: str = Field(description="效力：现行有效、已修改、已废止、未生效")


class SearchOut(_Out):
    """检索结果，最相关的在前。"""

    hits: list[HitOut]
    total_ms: float = Field(description="检索用时，毫秒")
    rejected: int = Field(description="找到了、但在所问日期不生效而没有列出的条数")


class SectionOut(_Out):
    """条目的一节。"""

    heading: str = Field(description="节标题，可能是空的")
    text: str = Field(description="正文")


class EntryOut(_Out):
    """一个知识条目的一个版本，全文。"""

    entry_id: str = Field(description="条目编号")
    title: str = Field(description="标题")
    kind: str = Field(description="类别")
    source: str = Field(description="来源")
    source_status: str = Field(description="来源状态")
    legal_status: str = Field(description="效力")
    effective_from: date | None = Field(description="生效日期")
    effective_to: date | None = Field(description="失效日期")
    version: int = Field(description="这是第几版")
    latest_version: int = Field(description="最新是第几版")
    sections: list[SectionOut] = Field(description="各节")


class SuggestionsOut(_Out):
    """起始问题。"""

    questions: list[str]


class LawsOut(_Out):
    """法规的加载进度。"""

    state: str = Field(description="loading 加载中，done 已完成，absent 没有数据，off 已关闭")
    done: int = Field(default=0, description="已加载")
    total: int = Field(default=0, description="总数")


class StatusOut(_Out):
    """知识库的加载进度。"""

    ready: bool = Field(description="能否回答问题")
    entries: int = Field(default=0, description="条目数")
    chunks: int = Field(default=0, description="片段数")
    vectors_pending: int = Field(default=0, description="等待向量化的条目数")
    words_pending: int = Field(default=0, description="等待建词索引的条目数")
    laws: Annotated[LawsOut, Field(default_factory=lambda: LawsOut(state="off"), description="法规")]
    embedding: str = Field(default="", description="向量模型")


class HealthOut(_Out):
    """进程活着。"""

    status: str = Field(description="总是 ok")
