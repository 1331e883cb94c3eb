"""Reads of the questions that entries are known to answer."""

from collections.abc import Sequence

from sqlalchemy import Engine, func, select

from knowledge_base.law_reads import slices
from knowledge_base.tables import AnsweredQuestionRow, EntryRow


class QuestionReads:
    """The share of Records that is about answered questions."""

    _engine: Engine

    def questions(self, entry_ids: Sequence[str]) -> dict[str, list[str]]:
        """Answered questions attached to each entry."""
        found: dict[str, list[str]] = {entry_id: [] for entry_id in entry_ids}
        with self._engine.connect() as connection:
            for some in slices(entry_ids):
                query = select(AnsweredQuestionRow.entry_id, AnsweredQuestionRow.text).where(
                    AnsweredQuestionRow.entry_id.in_(some)
                )
                for entry_id, text in connection.execute(query.order_by(AnsweredQuestionRow.id)):
                    found[entry_id].append(text)
        return found

    def questions_mark(self) -> tuple[int, int]:
        """Changes whenever a question is attached or detached."""
        query = select(func.coalesce(func.max(AnsweredQuestionRow.id), 0), func.count(AnsweredQuestionRow.id))
        with self._engine.connect() as connection:
            newest, count = connection.execute(query).one()
        return int(newest), int(count)

    def every_question(self) -> list[tuple[str, str]]:
        """(entry id, question) of all attached questions, in the order they came."""
        query = select(AnsweredQuestionRow.entry_id, AnsweredQuestionRow.text).order_by(AnsweredQuestionRow.id)
        with self._engine.connect() as connection:
            return [(row.entry_id, row.text) for row in connection.execute(query)]

    def answering(self, entry_ids: Sequence[str]) -> set[str]:
        """Those of the entries that may answer today: published and not archived."""
        query = select(EntryRow.id).where(EntryRow.current_version.is_not(None), EntryRow.archived.is_(False))
        found: set[str] = set()
        with self._engine.connect() as connection:
            for some in slices(entry_ids):
                found.update(connection.scalars(query.where(EntryRow.id.in_(some))))
        return found
