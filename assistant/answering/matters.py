"""The matters 小宝 knows: every published guide and policy, with the names people call it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge_base.entries import EntryKind, EntryVersion
from knowledge_base.fields import GuideFields, PolicyFields, read_fields
from knowledge_base.sections import Section, sections_of
from knowledge_base.statements import Told, statements_of


@dataclass(frozen=True, slots=True)
class Matter:
    """A guide or policy as something a citizen may ask about."""

    entry_id: str
    name: str
    names: tuple[str, ...]
    version: EntryVersion
    fields: GuideFields | PolicyFields
    sections: tuple[Section, ...]
    everything: str
    statements: tuple[Told, ...] = ()

    def section(self, name: str) -> str:
        """The text of all sections with this name, one below the other."""
        return "\n".join(s.text for s in self.sections if s.name == name)


@dataclass(frozen=True, slots=True)
class Named:
    """A name of a matter that stands in a question."""

    matter: Matter
    name: str
    start: int


class Matters:
    """All matters, found by name."""

    def __init__(self, matters: Sequence[Matter]) -> None:
        self._by_id = {m.entry_id: m for m in matters}
        self._by_name: dict[str, Matter] = {}
        for matter in matters:
            for name in (matter.name, *matter.names):
                self._by_name.setdefault(name, matter)
        for matter in matters:  # an official name always wins over somebody else's lay name
            self._by_name[matter.name] = matter
        self._longest = max(map(len, self._by_name), default=0)

    def get(self, entry_id: str) -> Matter | None:
        """The matter with this entry id."""
        return self._by_id.get(entry_id)

    def __iter__(self) -> Iterator[Matter]:
        return iter(self._by_id.values())

    def named_in(self, text: str) -> list[Named]:
        """Longest names that stand in normalised text, in order of appearance, none inside another."""
        found: list[Named] = []
        at = 0
        while at < len(text):
            for size in range(min(self._longest, len(text) - at), 1, -1):
                matter = self._by_name.get(text[at : at + size])
                if matter is not None:
                    found.append(Named(matter, text[at : at + size], at))
                    at += size
                    break
            else:
                at += 1
        return found


def matter_from(version: EntryVersion) -> Matter:
    """The matter that a published guide or policy describes."""
    fields = read_fields(version.entry.kind, version.content.fields)
    assert isinstance(fields, GuideFields | PolicyFields)
    parts = sections_of(version.entry.kind, version.content.body, version.content.fields)
    wordings = [w for row in fields.faqs for w in row.variants] if isinstance(fields, GuideFields) else fields.questions
    everything = " ".join((fields.name, *fields.common_names, *(p.text for p in parts), *wordings)).lower()
    told = statements_of(version.entry.kind, version.content)
    return Matter(version.entry.id, fields.name, fields.common_names, version, fields, parts, everything, told)


MATTER_KINDS = (EntryKind.GUIDE, EntryKind.POLICY)
