"""Reads that know laws by name: their versions, their articles, what ends them, how often they answer."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Engine, select

from knowledge_base.entries import Document
from knowledge_base.rows import document_from
from knowledge_base.tables import DocumentRow, EntryRow

SQL_VARIABLES = 500  # ids per IN (…): below every database's limit


class LawReads:
    """The share of Records that is about laws."""

    _engine: Engine

    def documents_of_law(self, law_key: str) -> list[Document]:
        """All versions of one law, oldest first (unknown dates first)."""
        query = select(DocumentRow.__table__).where(DocumentRow.law_key == law_key)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return sorted((document_from(r) for r in rows), key=lambda d: d.effective_from or date.min)

    def repealing(self, law_key: str) -> Document | None:
        """The document that says it ends this law, if one does."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(DocumentRow.__table__).where(DocumentRow.law_key.is_not(None))).mappings()
            return next((document_from(r) for r in rows if law_key in r["repeals"]), None)

    def law_keys(self) -> list[str]:
        """Names of all laws that have published articles."""
        query = select(EntryRow.law_key).where(EntryRow.law_key.is_not(None), EntryRow.current_version.is_not(None))
        with self._engine.connect() as connection:
            return [k for k in connection.scalars(query.distinct()) if k]

    def articles(self, law_key: str, article: str) -> list[str]:
        """Entry ids of one article ("32", "120-1") in every version of a law, current ones first."""
        query = select(EntryRow.id).where(EntryRow.law_key == law_key, EntryRow.article == article)
        query = query.where(EntryRow.current_version.is_not(None)).order_by(EntryRow.archived, EntryRow.id)
        with self._engine.connect() as connection:
            return list(connection.scalars(query))


def slices(items: Sequence[str]) -> Iterable[Sequence[str]]:
    """The items in runs that fit one statement."""
    for start in range(0, len(items), SQL_VARIABLES):
        yield items[start : start + SQL_VARIABLES]
