"""Retrieval evaluation: a labelled corpus goes through the product's own ingestion, index and search."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import ir_measures

from ingest.parsers.records import parse_jsonl
from ingest.pipeline import Ingestion
from knowledge_base.embedding.embedder import Embedder
from knowledge_base.home import Home
from knowledge_base.lexicon import Lexicon
from knowledge_base.library import Library
from knowledge_base.opening import LibraryConfig, open_library

DEPTH = 100
MEASURES: Mapping[str, Any] = {
    "recall@1": ir_measures.R @ 1,
    "recall@5": ir_measures.R @ 5,
    "recall@10": ir_measures.R @ 10,
    "recall@100": ir_measures.R @ 100,
    "mrr@10": ir_measures.RR @ 10,
    "ndcg@10": ir_measures.nDCG @ 10,
}
SOURCE = "corpus"
DOCUMENTS_AT_ONCE = 500

Progress = Callable[[str, int, int], None]  # what, done, of
Qrels = dict[str, dict[str, int]]
Run = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """`corpus` may be absent for a memory set; `qrels` maps query id → document id → grade."""

    queries: Mapping[str, str]
    qrels: Qrels


@dataclass(frozen=True, slots=True)
class Bench:
    """Where and with what an evaluation runs: `folder` is a throw-away home, `cache` may outlive it."""

    folder: Path
    embedder: Embedder | None
    lexicon: Lexicon
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    cache: Path | None = None


def read_labelled(folder: Path) -> LabelledSet:
    """queries.jsonl {_id, text} and qrels.tsv (query, document, grade; a header line is skipped)."""
    queries = {str(r["_id"]): str(r["text"]) for r in _jsonl(folder / "queries.jsonl")}
    qrels: Qrels = {}
    with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t"):
            if len(row) >= 3 and row[-1].lstrip("-").isdigit():
                qrels.setdefault(row[0], {})[row[-2]] = int(row[-1])
    return LabelledSet(queries, qrels)


def evaluate_retrieval(
    folder: Path, corpus: Path, memories: Sequence[LabelledSet], bench: Bench, progress: Progress
) -> tuple[dict[str, float], Run]:
    """Index `corpus`, attach the memories' questions, ask every query of `folder`; (metrics, run)."""
    labelled = read_labelled(folder)
    with ThreadPoolExecutor(8) as executor:
        library = open_library(
            LibraryConfig(Home(bench.folder), vector_cache=bench.cache),
            bench.embedder,
            bench.lexicon,
            executor,
            bench.now,
        ).library
        entries = index_corpus(library, corpus, bench, progress)
        attach_memories(library, memories, entries)
        library.follow_words()
        pending = library.records.counts()["vectors_pending"]
        library.follow_vectors(_counted("向量", pending, progress))
        run = ask(library, labelled.queries, {v: k for k, v in entries.items()}, progress)
    return measure(labelled, run), run


def index_corpus(library: Library, corpus: Path, bench: Bench, progress: Progress) -> dict[str, str]:
    """Ingest corpus.jsonl {_id, title, text}; returns document id → entry id."""
    ingestion = Ingestion(library, bench.new_id, bench.now)
    documents = list(parse_jsonl(corpus))
    entries: dict[str, str] = {}
    for start in range(0, len(documents), DOCUMENTS_AT_ONCE):
        some = documents[start : start + DOCUMENTS_AT_ONCE]
        entries.update(ingestion.records(some, SOURCE))
        progress("入库", min(start + DOCUMENTS_AT_ONCE, len(documents)), len(documents))
    return entries


def attach_memories(library: Library, memories: Iterable[LabelledSet], entries: Mapping[str, str]) -> int:
    """Attach each memory question to the entries it cites; returns how many entries gained one."""
    questions: dict[str, list[str]] = {}
    for memory in memories:
        for query_id, cited in memory.qrels.items():
            for document_id in cited:
                if query_id in memory.queries and document_id in entries:
                    questions.setdefault(entries[document_id], []).append(memory.queries[query_id])
    return library.attach_questions(questions)


def ask(library: Library, queries: Mapping[str, str], documents: Mapping[str, str], progress: Progress) -> Run:
    """The product's own search for every query; `documents` maps entry id → document id."""
    run: Run = {}
    for number, (query_id, text) in enumerate(queries.items(), 1):
        hits = library.search(text, limit=DEPTH).kept
        # Scores fall with rank, so that ties in the measures are broken as the product ranked them.
        run[query_id] = {documents[h.version.entry.id]: float(DEPTH - i) for i, h in enumerate(hits)}
        if number % 20 == 0 or number == len(queries):
            progress("检索", number, len(queries))
    return run


def measure(labelled: LabelledSet, run: Run) -> dict[str, float]:
    """The six measures over the queries that have labels."""
    qrels = {q: grades for q, grades in labelled.qrels.items() if q in labelled.queries}
    values = ir_measures.calc_aggregate(list(MEASURES.values()), qrels, {q: run.get(q, {}) for q in qrels})
    return {name: round(float(values[m]), 4) for name, m in MEASURES.items()} | {"queries": float(len(qrels))}


def write_run(run: Run, path: Path, tag: str = "xiaobao") -> None:
    """A TREC run file."""
    lines = [
        f"{query_id} Q0 {document_id} {rank} {score} {tag}\n"
        for query_id, scored in run.items()
        for rank, (document_id, score) in enumerate(scored.items(), 1)
    ]
    path.write_text("".join(lines), encoding="utf-8")


def _jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _counted(what: str, total: int, progress: Progress) -> Callable[[int], None]:
    done = 0

    def advance(steps: int) -> None:
        nonlocal done
        done += steps
        progress(what, done, total)

    return advance
