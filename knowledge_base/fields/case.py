"""历史办件: one finished application, synthetic or de-identified only."""

from datetime import datetime

from pydantic import Field

from knowledge_base.fields.base import FieldsModel, Text


class CaseStep(FieldsModel):
    """办理环节."""

    name: Text = Field(title="环节")
    opinion: str | None = Field(None, title="意见")
    started_at: datetime = Field(title="开始")
    ended_at: datetime | None = Field(None, title="结束")


class ReturnReason(FieldsModel):
    """退回原因, tied to the checkpoint that it failed."""

    text: Text = Field(title="原因")
    point_id: str | None = Field(None, title="审查要点")


class CaseFields(FieldsModel):
    """接受、过程、材料、结果; then what we add for learning from it."""

    case_no: Text = Field(title="办件编号")
    item: Text = Field(title="事项")
    applicant_type: Text = Field(title="申请人类型")
    applied_at: datetime = Field(title="申请时间")
    accepted_at: datetime | None = Field(None, title="受理时间")
    promised_limit: str | None = Field(None, title="承诺时限")
    steps: tuple[CaseStep, ...] = Field((), title="过程")
    materials: tuple[Text, ...] = Field((), title="材料")
    result: str | None = Field(None, title="结果")
    finished_at: datetime | None = Field(None, title="办结时间")
    satisfaction: int | None = Field(None, ge=1, le=5, title="满意度")
    channel: str | None = Field(None, title="渠道")
    scenario: str | None = Field(None, title="情形")
    prefill_ratio: float | None = Field(None, ge=0, le=1, title="预填比例")
    fill_minutes: float | None = Field(None, ge=0, title="填报分钟")
    return_count: int = Field(0, ge=0, title="退回次数")
    return_reasons: tuple[ReturnReason, ...] = Field((), title="退回原因")
    first_pass: bool | None = Field(None, title="首办成功")
