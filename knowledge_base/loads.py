"""How far long loads have come, kept in SQL so that a stop in the middle resumes."""

from dataclasses import dataclass

from sqlalchemy import Engine, insert, select, update

from knowledge_base.database import transaction
from knowledge_base.tables import LoadRow

LOADING, DONE = "loading", "done"


@dataclass(frozen=True, slots=True)
class Load:
    """State of one named load; `doubts` are sentences for an editor to look at."""

    name: str
    state: str
    done: int
    total: int
    doubts: tuple[str, ...] = ()


class Loads:
    """All named loads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, name: str) -> Load | None:
        """The load of this name, if it ever began."""
        with self._engine.connect() as connection:
            row = connection.execute(select(LoadRow.__table__).where(LoadRow.name == name)).mappings().first()
        return Load(row["name"], row["state"], row["done"], row["total"], tuple(row["doubts"])) if row else None

    def save(self, load: Load) -> None:
        """Insert or replace."""
        values = {"state": load.state, "done": load.done, "total": load.total, "doubts": list(load.doubts)}
        with transaction(self._engine) as connection:
            known = connection.scalar(select(LoadRow.name).where(LoadRow.name == load.name))
            if known:
                connection.execute(update(LoadRow).where(LoadRow.name == load.name).values(values))
            else:
                connection.execute(insert(LoadRow).values(name=load.name, **values))
