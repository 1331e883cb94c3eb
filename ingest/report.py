"""What an ingestion did, file by file."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FileFailure:
    """One file that could not be read: a stable code and a Chinese sentence that says what to do."""

    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Counts are of entries; `superseded` entries are kept but no longer answer for today."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0
    superseded: int = 0
    documents: int = 0
    failures: tuple[FileFailure, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: "IngestReport") -> "IngestReport":
        return IngestReport(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.retired + other.retired,
            self.superseded + other.superseded,
            self.documents + other.documents,
            self.failures + other.failures,
            self.notes + other.notes,
        )

    def as_json(self) -> dict[str, Any]:
        """The report as one JSON-ready object."""
        return asdict(self)
