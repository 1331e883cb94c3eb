"""法规条文: where an article (or a section of a document without articles) stands in its text."""

from pydantic import Field

from knowledge_base.fields.base import FieldsModel, Text


class ArticleFields(FieldsModel):
    """`number` is None for a document that is not divided into articles."""

    law: Text = Field(title="法规名称")
    aliases: tuple[str, ...] = Field((), title="简称")
    number: int | None = Field(None, ge=1, title="条")
    sub_number: int = Field(0, ge=0, title="之几")
    label: str | None = Field(None, title="条号原文")
    heading_path: tuple[str, ...] = Field((), title="编章节")
