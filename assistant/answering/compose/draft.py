"""A draft answer: lead lines, folded details and the citations they use; nothing in it is checked yet."""

from dataclasses import dataclass, field

from assistant.answering.answer import Choice, Citation, Status
from knowledge_base.entries import EntryVersion

LEAD_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Detail:
    """A block that pages fold away."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What composing hands to grounding."""

    status: Status
    lead: tuple[str, ...]
    details: tuple[Detail, ...]
    citations: tuple[Citation, ...]
    matters: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(slots=True)
class Citing:
    """Numbers citations while a draft is being composed; the same section and words keep one number."""

    citations: list[Citation] = field(default_factory=list)

    def mark(self, version: EntryVersion, section: str, quote: str, source: str | None = None) -> str:
        """ "[n]" for these words of this entry."""
        for known in self.citations:
            if (known.entry_id, known.section, known.quote) == (version.entry.id, section, quote):
                return f"[{known.n}]"
        content = version.content
        citation = Citation(
            n=len(self.citations) + 1,
            entry_id=version.entry.id,
            version=version.version,
            kind=version.entry.kind.value,
            title=content.title,
            section=section,
            quote=quote,
            source=source or content.source,
            effective_from=content.effective_from,
            effective_to=content.effective_to,
            source_status=content.source_status.value,
        )
        self.citations.append(citation)
        return f"[{citation.n}]"


def fits(lines: list[str], line: str) -> bool:
    """True while the lead stays short with `line` added."""
    return not lines or sum(map(len, lines)) + len(line) <= LEAD_CHARACTERS
