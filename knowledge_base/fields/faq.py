"""常见问答: a lay question and its answer, tied to the matters it is about."""

from pydantic import Field

from knowledge_base.fields.base import FieldsModel, Statement, Text


class FaqFields(FieldsModel):
    """`answer` is the short reply; `variants` are other ways people ask it."""

    question: Text = Field(title="问题")
    answer: Statement = Field(title="答案")
    variants: tuple[Text, ...] = Field((), title="其他问法")
    matters: tuple[str, ...] = Field((), title="相关事项")
    details: tuple[Statement, ...] = Field((), title="补充")
