"""The outbox: which entries each index has yet to follow. A row is marked only after the index has committed."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Engine, delete, insert, select, update

from knowledge_base.database import transaction
from knowledge_base.tables import EntryRow, OutboxRow


class IndexName(StrEnum):
    """The two derived indexes; each follows at its own pace."""

    WORDS = "words"
    VECTORS = "vectors"


class Outbox:
    """Pending index work."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def pending(self, index: IndexName, limit: int) -> list[tuple[int, str]]:
        """(outbox id, entry id) pairs that `index` has not followed, newest first.

        Newest first: an editor's correction must not wait behind a law library that is still being embedded. Order
        does not matter for correctness, since a row names an entry and applying it brings in that entry's present.
        """
        query = select(OutboxRow.id, OutboxRow.entry_id).where(_done(index).is_(False))
        query = query.order_by(OutboxRow.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [(row.id, row.entry_id) for row in connection.execute(query)]

    def mark(self, index: IndexName, ids: Sequence[int]) -> None:
        """`index` has durably followed these rows; rows that both indexes followed are dropped."""
        if not ids:
            return
        with transaction(self._engine) as connection:
            connection.execute(update(OutboxRow).where(OutboxRow.id.in_(ids)).values({_done(index).key: True}))
            connection.execute(
                delete(OutboxRow).where(
                    OutboxRow.id.in_(ids), OutboxRow.words_done.is_(True), OutboxRow.vectors_done.is_(True)
                )
            )

    def enqueue_all(self, index: IndexName, now: datetime) -> int:
        """Ask `index` to follow every entry again (a rebuild, or an index folder that was lost)."""
        other = IndexName.VECTORS if index is IndexName.WORDS else IndexName.WORDS
        with transaction(self._engine) as connection:
            ids = list(connection.scalars(select(EntryRow.id)))
            flags = {_done(index).key: False, _done(other).key: True}
            if ids:
                connection.execute(insert(OutboxRow), [{"entry_id": i, "created_at": now, **flags} for i in ids])
        return len(ids)


def _done(index: IndexName):  # type: ignore[no-untyped-def]  # an instrumented attribute; its type is SQLAlchemy's own
    return OutboxRow.words_done if index is IndexName.WORDS else OutboxRow.vectors_done
