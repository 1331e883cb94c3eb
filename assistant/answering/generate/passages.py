"""What a model may read: numbered passages from matters and hits, and how they are handed over as data."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from assistant.answering.answer import Citation
from assistant.answering.matters import Matter
from assistant.answering.understanding.aspects import SECTION_OF, Aspect
from knowledge_base import sections
from knowledge_base.entries import EntryVersion, SourceStatus
from knowledge_base.fields import read_fields
from knowledge_base.fields.base import Sourced, Statement
from knowledge_base.fields.guide import GuideQuestion
from knowledge_base.retrieval import Hit
from knowledge_base.similarity import bigrams
from knowledge_base.text import normalise

MOST_PASSAGES = 10
MOST_CHARACTERS = 4000  # of all passages together
LONGEST_PASSAGE = 1200
MOST_MATTERS = 3
SHARED = 2  # bigrams that a line must share with a sentence to be what the sentence rests on
ALWAYS = (sections.NEED, sections.CONDITIONS, sections.FEE, sections.TIME)  # read whatever is asked
PIECE = re.compile(r"[^。；\n]+[。；]?")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one entry in one version under a token (S1, S2 …). `examples` are figures in it that no source backs."""

    token: str
    version: EntryVersion
    section: str
    text: str
    examples: tuple[str, ...] = ()


def passages_of(
    matters: Sequence[Matter], aspects: Sequence[Aspect], hits: Sequence[Hit], cited: Sequence[Citation] = ()
) -> tuple[Passage, ...]:
    """What is already cited first, then the asked sections of the matters, what matters always need, what was found.

    No text whose every line was read already; `cited` only where its entry is among matters and hits.
    """
    made: list[Passage] = []
    seen: set[str] = set()
    left = MOST_CHARACTERS
    for version, section, text in (*_cited(cited, matters, hits), *_sections(matters, aspects), *_chunks(hits)):
        cut = _whole_sentences(text)
        lines = set(cut.split("\n"))
        if lines <= seen or not cut or len(cut) > left or len(made) == MOST_PASSAGES:
            continue
        seen |= lines
        left -= len(cut)
        made.append(Passage(f"S{len(made) + 1}", version, section, cut, _examples(version, cut)))
    return tuple(made)


def as_data(passages: Iterable[Passage], question: str, today: date) -> str:
    """The user's message: the day, the passages as data between tags that no text inside can close, the question."""
    told = [f"今天是 {today.isoformat()}。"]
    for p in passages:
        content = p.version.content
        days = "".join(
            f' {name}="{day.isoformat()}"'
            for name, day in (("施行", content.effective_from), ("失效", content.effective_to))
            if day
        )
        title = f'<资料 编号="{p.token}" 标题="{_inert(content.title)}" 部分="{_inert(p.section)}"{days}>'
        told.append(f"{title}\n{_inert(p.text)}\n</资料>")
    told.append(f"<问题>\n{_inert(question)}\n</问题>")
    return "\n\n".join(told)


def supporting(sentence: str, passage: Passage) -> str:
    """The pieces of a passage that a sentence can rest on; the whole when none stands out.

    A citation shows these, and grounding holds the sentence against them: the narrower, the stricter.
    """
    said = bigrams(normalise(sentence))
    pieces = [m[0].strip() for m in PIECE.finditer(passage.text)]
    kept = [p for p in pieces if len(said & bigrams(normalise(p))) >= SHARED]
    return "\n".join(kept) if kept else passage.text


def _whole_sentences(text: str) -> str:
    """At most LONGEST_PASSAGE characters, ending with a sentence: half a number or half a negation is a wrong one."""
    if len(text) <= LONGEST_PASSAGE:
        return text
    return text[: 1 + max(text.rfind(end, 0, LONGEST_PASSAGE) for end in "\n。；")].rstrip("\n")


def _inert(text: str) -> str:
    return normalise(text).replace("<", "＜").replace(">", "＞").replace('"', "”")


def _cited(
    cited: Sequence[Citation], matters: Sequence[Matter], hits: Sequence[Hit]
) -> Iterator[tuple[EntryVersion, str, str]]:
    versions = {v.entry.id: v for v in (*(h.version for h in hits), *(m.version for m in matters))}
    for c in cited:
        if c.entry_id in versions:
            yield versions[c.entry_id], c.section, c.quote


def _sections(matters: Sequence[Matter], aspects: Sequence[Aspect]) -> Iterator[tuple[EntryVersion, str, str]]:
    asked = [SECTION_OF[a] for a in aspects]
    for names in (asked, [name for name in ALWAYS if name not in asked]):
        for matter in matters[:MOST_MATTERS]:
            for name in dict.fromkeys(names):
                yield matter.version, name, matter.section(name)


def _chunks(hits: Sequence[Hit]) -> Iterator[tuple[EntryVersion, str, str]]:
    for hit in hits:
        yield hit.version, hit.chunk.section, hit.chunk.text


def _examples(version: EntryVersion, text: str) -> tuple[str, ...]:
    """Texts with figures in the entry's fields that are 示例 (a question of the guide's own without a basis is) and stand in `text`."""
    if not version.content.fields:
        return ()
    fields = read_fields(version.entry.kind, version.content.fields)
    return tuple(t for t in _example_texts(fields) if any(c.isdigit() for c in t) and t in text)


def _example_texts(value: object) -> Iterator[str]:
    if isinstance(value, Sourced | Statement):
        if value.status is SourceStatus.EXAMPLE and not getattr(value, "basis", None):
            yield value.text
    elif isinstance(value, GuideQuestion):
        if not value.basis:
            yield value.answer
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _example_texts(getattr(value, name))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _example_texts(each)
