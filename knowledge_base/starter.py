"""The starter knowledge: reads the files of `starter/` as changes ready to publish, and the vectors shipped with them."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from knowledge_base.chunking import chunks_of
from knowledge_base.digests import digest_of
from knowledge_base.embedding.cache import question_digest
from knowledge_base.embedding.embedder import Embedder
from knowledge_base.entries import Content, Entry, EntryKind, SourceStatus
from knowledge_base.fields import FaqFields, GuideFields, PolicyFields, read_fields
from knowledge_base.lexicon import Lexicon, read_lexicon
from knowledge_base.records import Change
from knowledge_base.statements import statements_of
from knowledge_base.vector_cache import SqlVectorCache

FOLDER = Path(__file__).parent / "starter"
VECTORS_FILE = FOLDER / "vectors.npz"
SOURCE = "宝山小宝初始知识"


def starter_lexicon() -> Lexicon:
    """The lay-word lexicon."""
    return read_lexicon(_yaml(FOLDER / "lexicon.yaml")["rows"])


def starter_changes() -> list[Change]:
    """Every starter entry, validated; raises InvalidFields naming what is wrong in a file."""
    return [*_guides(), *_policies(), *_faqs()]


def load_starter_vectors(cache: SqlVectorCache, model_id: str) -> int:
    """Put the shipped vectors of `model_id` into the cache, unless they are there; 0 when another model made them."""
    if not VECTORS_FILE.exists():
        return 0
    with np.load(VECTORS_FILE) as file:
        if str(file["model_id"]) != model_id:
            return 0
        rows = file["steps"].astype(np.float32) * file["scales"].astype(np.float32)[:, np.newaxis]
        vectors = dict(zip(map(bytes.hex, map(bytes, file["digests"])), rows, strict=True))
    if cache.get_many(model_id, [newest := next(reversed(vectors))]).keys() != {newest}:
        cache.put_many(model_id, vectors)
    return len(vectors)


def write_starter_vectors(embedder: Embedder) -> int:
    """Embed every starter passage, statement and question, and write the shipped file; returns the count."""
    changes = starter_changes()
    passages = {c.digest: c.passage for change in changes for c in change.chunks}
    for change in changes:
        told = statements_of(change.entry.kind, change.content)
        passages |= {digest_of(s.passage): s.passage for s in told}
        if len(change.chunks) == 1:  # whose vector its questions move
            passages |= {digest_of(q): q for q in change.questions}
    questions = {question_digest(q): q for change in changes for q in change.questions}
    digests = [*sorted(passages), *sorted(questions)]
    vectors = np.concatenate(
        [
            embedder.embed_passages([passages[d] for d in sorted(passages)]),
            embedder.embed_questions([questions[d] for d in sorted(questions)]),
        ]
    )
    # A byte for each number, in steps of the row's largest / 127: half of float16, and a cosine of 0.9999 with it.
    scales = np.abs(vectors).max(axis=1) / 127
    np.savez_compressed(
        VECTORS_FILE,
        model_id=embedder.model_id,
        digests=np.frombuffer(b"".join(map(bytes.fromhex, digests)), dtype=np.uint8).reshape(len(digests), -1),
        steps=np.round(vectors / scales[:, np.newaxis]).astype(np.int8),
        scales=scales.astype(np.float32),
    )
    return len(digests)


def _guides() -> Iterator[Change]:
    for path in sorted((FOLDER / "guides").glob("*.yaml")):
        raw = _yaml(path)
        guide = read_fields(EntryKind.GUIDE, raw["guide"])
        assert isinstance(guide, GuideFields)
        questions = [*guide.common_names, *(q for row in guide.faqs for q in (row.question, *row.variants))]
        yield _change(path.stem, EntryKind.GUIDE, guide.name, guide.model_dump(mode="json"), raw["entry"], questions)
        for point in raw.get("checkpoints", []):
            title = f"{guide.name}：{point['material']}·{point['field']}"
            fields = read_fields(EntryKind.CHECKPOINT, point).model_dump(mode="json")
            body = f"{point['fail_message']}。{point['fix_hint']}。"
            yield _change(point["point_id"], EntryKind.CHECKPOINT, title, fields, raw["entry"], [], body)


def _policies() -> Iterator[Change]:
    for path in sorted((FOLDER / "policies").glob("*.yaml")):
        raw = _yaml(path)
        policy = read_fields(EntryKind.POLICY, raw["policy"])
        assert isinstance(policy, PolicyFields)
        questions = [*policy.common_names, *policy.questions]
        yield _change(path.stem, EntryKind.POLICY, policy.name, policy.model_dump(mode="json"), raw["entry"], questions)


def _faqs() -> Iterator[Change]:
    for path in sorted((FOLDER / "faqs").glob("*.yaml")):
        for row in _yaml(path)["faqs"]:
            faq = read_fields(EntryKind.FAQ, row["faq"])
            assert isinstance(faq, FaqFields)
            questions = [faq.question, *faq.variants]
            yield _change(row["id"], EntryKind.FAQ, faq.question, faq.model_dump(mode="json"), row["entry"], questions)


def _change(
    entry_id: str,
    kind: EntryKind,
    title: str,
    fields: Mapping[str, Any],
    about: Mapping[str, Any],
    questions: list[str],
    body: str = "",
) -> Change:
    content = Content(
        title=title,
        body=body,
        fields=fields,
        source=SOURCE,
        source_status=SourceStatus(about.get("source_status", SourceStatus.EXAMPLE.value)),
        effective_from=_day(about.get("effective_from")),
        effective_to=_day(about.get("effective_to")),
    )
    entry = Entry(
        entry_id, f"starter/{entry_id}", kind, owner=about.get("owner"), review_due=_day(about.get("review_due"))
    )
    return Change(entry, content, chunks_of(entry_id, kind, content), tuple(questions))


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
