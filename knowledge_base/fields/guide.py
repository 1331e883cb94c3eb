"""办事指南: one government service, from its codes to its materials."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from knowledge_base.conditions import Condition
from knowledge_base.fields.base import FieldsModel, LegalBasis, Sourced, Statement, Text


class CaseType(StrEnum):
    """办件类型."""

    INSTANT = "即办件"
    PROMISED = "承诺件"


class OnlineDepth(StrEnum):
    """网办深度."""

    FULL = "全程网办"
    PARTIAL = "网上预审"
    CONSULT = "网上咨询"
    NONE = "窗口办理"


class MaterialForm(StrEnum):
    """材料形式."""

    ELECTRONIC = "电子"
    PAPER = "纸质"
    EITHER = "电子或纸质"


class Necessity(StrEnum):
    """必要性."""

    REQUIRED = "必要"
    CONDITIONAL = "特定情形必要"
    DEFERRABLE = "可容缺"


class Material(FieldsModel):
    """One row of the material list (申请材料)."""

    name: Text = Field(title="材料名称")
    type: Text = Field("原件", title="材料类型")
    form: MaterialForm = Field(title="材料形式")
    necessity: Necessity = Field(Necessity.REQUIRED, title="必要性")
    condition: str | None = Field(None, title="需要提交的情形")
    source_channel: Text = Field(title="来源渠道")
    copies: int = Field(1, ge=0, title="份数")
    acceptance_standard: Text = Field(title="受理标准")
    online_standard: str | None = Field(None, title="线上受理标准（与线下不同时填写）")
    filling_notes: str | None = Field(None, title="填报须知")
    basis: str | None = Field(None, title="依据")
    blank_form: str | None = Field(None, title="空白表")
    sample: str | None = Field(None, title="样表")
    checkpoints: tuple[str, ...] = Field((), title="审查要点")


class GuideQuestion(FieldsModel):
    """One row of the guide's own questions (常见问题)."""

    question: Text = Field(title="问题")
    answer: Text = Field(title="答案")
    order: int = Field(ge=1, title="排序")
    variants: tuple[Text, ...] = Field((), title="其他问法")
    basis: str | None = Field(None, title="依据")


class NeedRule(FieldsModel):
    """是否需要办: one situation and what it calls for, with the condition that decides it when it can be computed."""

    situation: Text = Field(title="情形")
    needed: bool = Field(title="是否需要办理")
    text: Text = Field(title="结论")
    basis: Text = Field(title="依据")
    condition: Condition | None = Field(None, title="判断条件")


class Fee(FieldsModel):
    """收费."""

    charged: bool = Field(title="是否收费")
    basis: str | None = Field(None, title="收费依据")
    standard: str | None = Field(None, title="收费标准")
    note: Statement | None = Field(None, title="说明")


class Result(FieldsModel):
    """办理结果."""

    name: str | None = Field(None, title="结果名称")
    type: str | None = Field(None, title="结果类型")
    sample: str | None = Field(None, title="结果样本")


class GuideFields(FieldsModel):
    """All fields of a guide, in the order of domain.md §2; the last group is what answering adds to it."""

    # 身份
    name: Text = Field(title="事项名称")
    common_names: tuple[Text, ...] = Field(title="日常用语")
    item_type: Text = Field(title="事项类型")
    basic_code: str | None = Field(None, title="基本编码")
    implementation_code: str | None = Field(None, title="实施编码")
    handling_code: str | None = Field(None, title="业务办理项编码")
    edition: Text = Field("1", title="版本")
    state: Text = Field("在用", title="状态")
    planned_start: date | None = Field(None, title="计划生效日期")
    planned_end: date | None = Field(None, title="计划取消日期")
    # 主体
    authority: Text = Field(title="实施主体")
    level: Text = Field(title="行使层级")
    delegated_to: str | None = Field(None, title="委托部门")
    joint_bodies: tuple[str, ...] = Field((), title="联办机构")
    # 依据
    legal_basis: tuple[LegalBasis, ...] = Field(min_length=1, title="设定依据")
    # 范围
    applicants: tuple[Text, ...] = Field(min_length=1, title="服务对象")
    conditions: tuple[Statement, ...] = Field(min_length=1, title="受理条件")
    quantity_limit: Text = Field("无", title="数量限制")
    coverage: Text = Field(title="通办范围")
    # 时限
    statutory_limit: Sourced | None = Field(None, title="法定办结时限")
    promised_limit: Sourced | None = Field(None, title="承诺办结时限")
    time_note: str | None = Field(None, title="时限说明")
    case_type: CaseType = Field(title="办件类型")
    # 渠道
    forms: tuple[Text, ...] = Field(min_length=1, title="办理形式")
    online_depth: OnlineDepth = Field(title="网办深度")
    online_address: str | None = Field(None, title="网办地址")
    visits: int = Field(ge=0, title="到现场次数")
    visit_reason: str | None = Field(None, title="到现场原因")
    location: Text = Field(title="办理地点")
    hours: Text = Field(title="办理时间")
    # 收费、结果、联系
    fee: Fee = Field(title="收费")
    result: Result = Field(title="办理结果")
    consult: Text = Field(title="咨询")
    complaint: Text = Field(title="监督投诉")
    review: Text = Field(title="复议/诉讼")
    # 材料、问答
    materials: tuple[Material, ...] = Field(title="申请材料")
    faqs: tuple[GuideQuestion, ...] = Field((), title="常见问题")
    # 回答所需
    need: Statement = Field(title="要不要办")
    need_rules: tuple[NeedRule, ...] = Field((), title="分情形判断")
    steps: tuple[Statement, ...] = Field(min_length=1, title="办理流程")
    validity: Sourced | None = Field(None, title="有效期")
    validity_note: Statement | None = Field(None, title="有效期与延续说明")
    progress: Statement | None = Field(None, title="进度查询")
    cautions: tuple[Statement, ...] = Field((), title="常见退回原因与提醒")
    related: tuple[str, ...] = Field((), title="相关事项")
