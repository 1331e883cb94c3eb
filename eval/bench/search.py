"""Search end to end on a large corpus: latency with embedding, recall of the vector index, publication, memory."""

import argparse
import json
import resource
import statistics
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from eval.retrieval import Bench, LabelledSet, ask, index_corpus, measure, read_labelled
from knowledge_base.chunking import chunks_of
from knowledge_base.embedding import EmbeddingConfig, open_embedder
from knowledge_base.embedding.embedder import Vector
from knowledge_base.entries import Content, Entry, EntryKind
from knowledge_base.home import Home
from knowledge_base.library import Library
from knowledge_base.opening import LibraryConfig, open_library
from knowledge_base.records import Change
from knowledge_base.starter import starter_lexicon

WARM_UP = 20


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0–1) of the values lie, in the values' unit."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)


def search_times(library: Library, queries: list[str]) -> dict[str, float]:
    """Milliseconds of `Library.search` for ten hits, embedding included, one after the other."""
    for query in queries[:WARM_UP]:
        library.search(query)
    times, cpu = [], time.process_time()
    for query in queries:
        begin = time.perf_counter()
        library.search(query)
        times.append((time.perf_counter() - begin) * 1000)
    used = (time.process_time() - cpu) * 1000 / len(queries)
    return {"p50_ms": percentile(times, 0.5), "p95_ms": percentile(times, 0.95), "cpu_ms_mean": round(used, 2)}


def publication(library: Library, times: int = 10) -> dict[str, float]:
    """Milliseconds from the call of publish until a search finds the new entry, by words and by vectors."""
    words, both = [], []
    for number in range(times):
        content = Content(f"试发布{number}号", f"第{number}次试发布的内容，编号{uuid.uuid4().hex}。", {"law": "试发布"})
        entry = Entry(uuid.uuid4().hex, f"bench/{uuid.uuid4().hex}", EntryKind.REGULATION)
        begin = time.perf_counter()
        library.publish([Change(entry, content, chunks_of(entry.id, entry.kind, content))])
        found = any(h.version.entry.id == entry.id for h in library.search(content.body, limit=5).kept)
        words.append((time.perf_counter() - begin) * 1000 if found else float("inf"))
        library.follow_vectors()
        both.append((time.perf_counter() - begin) * 1000)
        library.retire([entry.id])
    return {
        "searchable_ms_median": round(statistics.median(words), 1),
        "vectors_ms_median": round(statistics.median(both), 1),
    }


def index_recall(
    library: Library, queries: list[str], vectors: Vector, ids: list[str], depths: tuple[int, ...]
) -> dict[str, float]:
    """Share of the exact nearest chunks that the vector index returns, at each depth."""
    retrieval = library.retrieval
    assert retrieval.embedder is not None and library.vectors is not None
    hits: dict[int, list[float]] = {d: [] for d in depths}
    for query in queries:
        vector = retrieval.embedder.embed_query(query)
        order = np.argsort(-(vectors @ vector), kind="stable")
        found = [s.chunk_id for s in library.vectors.search(vector, max(depths))]
        for depth in depths:
            exact = {ids[i] for i in order[:depth]}
            hits[depth].append(len(exact & set(found[:depth])) / depth)
    return {f"recall@{d}": round(statistics.mean(h), 4) for d, h in hits.items()}


def exact_vectors(library: Library) -> tuple[list[str], Vector]:
    """Every chunk id and vector as indexed (answered questions move none here)."""
    embedder = library.retrieval.embedder
    assert embedder is not None
    ids: list[str] = []
    rows: list[Vector] = []
    entries = library.records.published_ids()
    for start in range(0, len(entries), 2000):
        chunks = [c for cs in library.records.chunks(entries[start : start + 2000]).values() for c in cs]
        ids.extend(c.id for c in chunks)
        rows.append(embedder.embed_passages([c.passage for c in chunks]))
    return ids, np.concatenate(rows)


def run(corpus: Path, queries: Path, home: Path, models: Path, cache: Path) -> dict[str, object]:
    """Build (or open) the home on `corpus`, then measure."""
    embedder = open_embedder(EmbeddingConfig("e5", models))
    with ThreadPoolExecutor(8) as executor:
        config = LibraryConfig(Home(home), vector_cache=cache)
        library = open_library(config, embedder, starter_lexicon(), executor, lambda: datetime.now(UTC)).library
        bench = Bench(home, embedder, starter_lexicon(), lambda: datetime.now(UTC), lambda: uuid.uuid4().hex, cache)
        begin = time.perf_counter()
        entries = index_corpus(library, corpus, bench, _say)
        words_seconds = time.perf_counter() - begin
        library.follow_vectors(lambda n: None)
        seconds = time.perf_counter() - begin
        labelled = read_labelled(queries)
        texts = list(labelled.queries.values())[:400]
        result: dict[str, object] = {
            "chunks": library.records.counts()["chunks"],
            "index_words_s": round(words_seconds, 1),
            "index_all_s": round(seconds, 1),
        }
        result |= search_times(library, texts) | publication(library)
        result["rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        result["retrieval"] = _retrieval(library, labelled, entries)
        ids, vectors = exact_vectors(library)
        result["index"] = index_recall(library, texts[:200], vectors, ids, (10, 100, 300))
        return result


def _retrieval(library: Library, labelled: LabelledSet, entries: dict[str, str]) -> dict[str, float]:
    return measure(labelled, ask(library, labelled.queries, {v: k for k, v in entries.items()}, _say))


def _say(what: str, done: int, total: int) -> None:
    if done == total or done % 5000 == 0:
        sys.stderr.write(f"{what} {done}/{total}\n")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="corpus.jsonl {_id, title, text}")
    parser.add_argument("queries", type=Path, help="folder with queries.jsonl and qrels.tsv")
    parser.add_argument("--home", type=Path, default=Path(".xiaobao/eval/large"))
    parser.add_argument("--models", type=Path, default=Path(".xiaobao/models"))
    parser.add_argument("--cache", type=Path, default=Path(".xiaobao/eval/vectors.sqlite"))
    given = parser.parse_args()
    print(json.dumps(run(given.corpus, given.queries, given.home, given.models, given.cache)))


if __name__ == "__main__":
    main()
