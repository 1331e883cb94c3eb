"""The starter knowledge: reads the files of `starter/` as changes ready to publish, and the vectors shipped with them."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from knowledge_base.chunking import chunks_of
from knowledge_base.entries import Content, Entry, EntryKind, SourceStatus
from knowledge_base.fields import FaqFields, GuideFields, PolicyFields, read_fields
from knowledge_base.lexicon import Lexicon, read_lexicon
from knowledge_base.question_kinds import load as load_kinds
from knowledge_base.records import Change
from knowledge_base.refusals import Refusals, starter_examples
from knowledge_base.vector_cache import SqlVectorCache

FOLDER = Path(__file__).parent / "starter"
VECTORS_FILE = FOLDER / "vectors.npz"
KINDS_FILES = {True: FOLDER / "kinds.npz", False: FOLDER / "kinds_by_words.npz"}  # with vectors, without
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


def starter_refusals(model_id: str | None) -> Refusals:
    """What is not answered here: examples, and the model shipped for this embedder (None: for words alone)."""
    path = KINDS_FILES[model_id is not None]
    made_for, model = load_kinds(path) if path.exists() else (None, None)
    return Refusals(starter_examples(), model if made_for == (model_id or "") else None)


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
