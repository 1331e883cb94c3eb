"""审查要点: 材料 → 要点 → 判断规则 → 不通过话术."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from knowledge_base.conditions import Condition
from knowledge_base.fields.base import FieldsModel, Text


class CheckType(StrEnum):
    """检查类型."""

    COMPLETE = "齐全"
    FORM = "形式"
    CONSISTENT = "一致性"
    VALIDITY = "有效期"
    SUBSTANCE = "实质"
    ON_SITE = "现场"


class DataSource(StrEnum):
    """数据来源."""

    FORM = "表单"
    OCR = "OCR"
    LICENCE = "电子证照"
    SHARED = "数据共享"
    HUMAN = "人工"


class Severity(StrEnum):
    """不通过的后果."""

    RETURN = "退回"
    DEFER = "容缺"
    HINT = "提示"


class Mode(StrEnum):
    """谁来判断."""

    AUTO = "auto"
    ASSIST = "assist"
    HUMAN = "human"


class CheckpointFields(FieldsModel):
    """One review checkpoint of one matter's material."""

    point_id: Text = Field(title="要点编号")
    item_code: Text = Field(title="事项")
    scenario: str | None = Field(None, title="情形")
    material: Text = Field(title="材料")
    field: Text = Field(title="要素")
    check_type: CheckType = Field(title="检查类型")
    rule: Condition | None = Field(None, title="判断规则")
    data_source: DataSource = Field(title="数据来源")
    severity: Severity = Field(title="后果")
    mode: Mode = Field(title="判断方式")
    fail_message: Text = Field(title="不通过话术")
    fix_hint: Text = Field(title="如何改")
    law_ref: str | None = Field(None, title="依据")
    effective_from: date | None = Field(None, title="生效日期")
    effective_to: date | None = Field(None, title="失效日期")
    owner_dept: Text = Field(title="责任部门")
