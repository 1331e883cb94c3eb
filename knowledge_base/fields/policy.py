"""惠企（惠民）政策: what it gives, to whom, until when."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from knowledge_base.conditions import Condition
from knowledge_base.fields.base import FieldsModel, Sourced, Statement, Text


class Delivery(StrEnum):
    """兑现方式."""

    AUTOMATIC = "免申即享"
    PUSHED = "直达快享"
    APPLIED = "普通申报"


class PolicyFields(FieldsModel):
    """One policy; `condition` decides 符合/不符合/缺信息, a missing value is never guessed."""

    name: Text = Field(title="政策名称")
    common_names: tuple[Text, ...] = Field((), title="日常用语")
    doc_number: str | None = Field(None, title="文号")
    level: Text = Field(title="层级")
    department: Text = Field(title="部门")
    valid_from: date | None = Field(None, title="有效期起")
    valid_to: date | None = Field(None, title="有效期止")
    delivery: Delivery = Field(title="方式")
    audience: tuple[Text, ...] = Field((), title="对象")
    conditions: tuple[Statement, ...] = Field((), title="申请条件")
    standard: tuple[Sourced, ...] = Field((), title="标准")
    cap: Sourced | None = Field(None, title="上限")
    window_from: date | None = Field(None, title="窗口期起")
    window_to: date | None = Field(None, title="窗口期止")
    condition: Condition | None = Field(None, title="条件树")
    materials: tuple[Text, ...] = Field((), title="申请材料")
    steps: tuple[Statement, ...] = Field((), title="办理流程")
    estimated_entities: int | None = Field(None, ge=0, title="测算主体数")
    estimated_area: str | None = Field(None, title="测算分布区域")
    estimated_money: float | None = Field(None, ge=0, title="测算资金（元）")
    questions: tuple[Text, ...] = Field((), title="常见问法")
    note: Statement | None = Field(None, title="说明")
