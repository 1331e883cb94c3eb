"""What every kind of fields shares: sourced numbers, sourced statements, the law behind them."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from knowledge_base.entries import SourceStatus

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class FieldsModel(BaseModel):
    """Strict, immutable; an unknown field is an error, so that a typo in a file is never silently lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LegalBasis(FieldsModel):
    """设定依据: one article of one law."""

    law: Text = Field(title="法名")
    doc_number: str | None = Field(None, title="文号")
    article: Text = Field(title="条款号")
    effective_from: date | None = Field(None, title="施行日期")
    text: Text = Field(title="条款内容")


class Statement(FieldsModel):
    """One sentence that may be shown to a citizen, with what it rests on."""

    text: Text = Field(title="内容")
    basis: str | None = Field(None, title="依据")
    status: SourceStatus = Field(SourceStatus.EXAMPLE, title="来源状态")


class Sourced(FieldsModel):
    """A number that the product shows; it always carries where it was seen and while it holds."""

    text: Text = Field(title="显示文字")
    value: float | None = Field(None, title="数值")
    unit: str | None = Field(None, title="单位")
    source: Text = Field(title="来源")
    seen_at: date = Field(title="核对日期")
    effective_from: date | None = Field(None, title="生效日期")
    effective_to: date | None = Field(None, title="失效日期")
    status: SourceStatus = Field(SourceStatus.EXAMPLE, title="来源状态")
