"""The structured fields of an entry, one validated model per kind (domain terms in Chinese as titles)."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from knowledge_base.entries import EntryKind
from knowledge_base.errors import InvalidFields
from knowledge_base.fields.article import ArticleFields
from knowledge_base.fields.base import FieldsModel, LegalBasis, Sourced, Statement
from knowledge_base.fields.case import CaseFields
from knowledge_base.fields.checkpoint import CheckpointFields
from knowledge_base.fields.faq import FaqFields
from knowledge_base.fields.guide import GuideFields, Material
from knowledge_base.fields.policy import PolicyFields

__all__ = [
    "FIELDS_OF_KIND",
    "ArticleFields",
    "CaseFields",
    "CheckpointFields",
    "FaqFields",
    "FieldsModel",
    "GuideFields",
    "LegalBasis",
    "Material",
    "PolicyFields",
    "Sourced",
    "Statement",
    "read_fields",
]

FIELDS_OF_KIND: Mapping[EntryKind, type[FieldsModel]] = {
    EntryKind.REGULATION: ArticleFields,
    EntryKind.GUIDE: GuideFields,
    EntryKind.CHECKPOINT: CheckpointFields,
    EntryKind.CASE: CaseFields,
    EntryKind.POLICY: PolicyFields,
    EntryKind.FAQ: FaqFields,
}


def read_fields(kind: EntryKind, raw: Mapping[str, Any]) -> FieldsModel:
    """Validate `raw` as the fields of `kind`; raises InvalidFields naming each bad field in Chinese terms."""
    model = FIELDS_OF_KIND[kind]
    try:
        return model.model_validate(dict(raw))
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, e['loc']))}：{e['msg']}" for e in error.errors()]
        raise InvalidFields(kind.value, problems) from error
