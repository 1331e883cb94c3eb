"""Answered questions as memory: a labelled set's own queries in k folds, the others attached to what they cite."""

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path

from eval.retrieval import Bench, LabelledSet, evaluate_retrieval, read_labelled
from knowledge_base.embedding import EmbeddingConfig, open_embedder
from knowledge_base.embedding.embedder import Embedder
from knowledge_base.starter import starter_lexicon

SEED = 0


def folds_of(labelled: LabelledSet, folds: int) -> list[tuple[LabelledSet, LabelledSet]]:
    """(asked, remembered) for each fold; the split depends on SEED alone."""
    ids = sorted(labelled.queries)
    random.Random(SEED).shuffle(ids)
    parts = [set(ids[i::folds]) for i in range(folds)]
    return [(_only(labelled, part), _only(labelled, set(ids) - part)) for part in parts]


def _only(labelled: LabelledSet, ids: set[str]) -> LabelledSet:
    return LabelledSet(
        {q: t for q, t in labelled.queries.items() if q in ids}, {q: g for q, g in labelled.qrels.items() if q in ids}
    )


def write_labelled(labelled: LabelledSet, folder: Path) -> None:
    """queries.jsonl and qrels.tsv."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"_id": q, "text": t}, ensure_ascii=False) for q, t in labelled.queries.items()]
    (folder / "queries.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rows = [f"{q}\t{d}\t{grade}" for q, grades in labelled.qrels.items() for d, grade in grades.items()]
    (folder / "qrels.tsv").write_text("\n".join(rows), encoding="utf-8")


def run(folder: Path, corpus: Path, folds: int, models: Path, cache: Path) -> dict[str, object]:
    """Mean of each measure over the folds, and each fold's own."""
    embedder = open_embedder(EmbeddingConfig("e5", models))
    each = []
    for number, (asked, remembered) in enumerate(folds_of(read_labelled(folder), folds), 1):
        each.append(_fold(asked, remembered, corpus, embedder, cache))
        sys.stderr.write(f"第 {number}/{folds} 折 {each[-1]}\n")
    mean = {k: round(statistics.mean(e[k] for e in each), 4) for k in each[0] if k != "queries"}
    return {"folds": folds, "mean": mean, "each": each}


def _fold(
    asked: LabelledSet, remembered: LabelledSet, corpus: Path, embedder: Embedder | None, cache: Path
) -> dict[str, float]:
    scratch = Path(tempfile.mkdtemp(prefix="fold-"))
    try:
        write_labelled(asked, scratch / "asked")
        bench = Bench(
            scratch / "home", embedder, starter_lexicon(), lambda: datetime.now(UTC), lambda: uuid.uuid4().hex, cache
        )
        metrics, _ = evaluate_retrieval(scratch / "asked", corpus, [remembered], bench, lambda what, done, of: None)
        return metrics
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="queries.jsonl, qrels.tsv and, unless --corpus, corpus.jsonl")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--models", type=Path, default=Path(".xiaobao/models"))
    parser.add_argument("--cache", type=Path, default=Path(".xiaobao/eval/vectors.sqlite"))
    given = parser.parse_args()
    corpus = given.corpus or given.folder / "corpus.jsonl"
    print(json.dumps(run(given.folder, corpus, given.folds, given.models, given.cache), ensure_ascii=False))


if __name__ == "__main__":
    main()
