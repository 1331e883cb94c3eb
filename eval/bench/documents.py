"""Right document first: questions on a folder of real files, ingested through the product (doc@1)."""

import argparse
import json
import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from eval.retrieval import read_labelled
from ingest.pipeline import Ingestion, gather
from knowledge_base.embedding import EmbeddingConfig, open_embedder
from knowledge_base.home import Home
from knowledge_base.opening import LibraryConfig, open_library
from knowledge_base.starter import starter_lexicon


def run(files: Path, questions: Path, models: Path) -> dict[str, float]:
    """Share of the questions whose first hit is from the labelled file (its name is the qrels' document id)."""
    embedder = open_embedder(EmbeddingConfig("e5", models))
    labelled = read_labelled(questions)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, ThreadPoolExecutor(8) as executor:
        config = LibraryConfig(Home(Path(folder)))
        library = open_library(config, embedder, starter_lexicon(), executor, lambda: datetime.now(UTC)).library
        report = Ingestion(library, lambda: uuid.uuid4().hex, lambda: datetime.now(UTC)).files(gather([files]))
        library.follow_vectors()
        first = third = 0
        for query_id, text in labelled.queries.items():
            found = [h.version.content.source for h in library.search(text, limit=3).kept]
            gold = labelled.qrels[query_id]
            first += bool(found) and found[0] in gold
            third += any(f in gold for f in found)
        asked = len(labelled.queries)
        return {
            "documents": report.documents,
            "failed": len(report.failures),
            "questions": asked,
            "doc@1": round(first / asked, 4),
            "doc@3": round(third / asked, 4),
        }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path)
    parser.add_argument("questions", type=Path, help="folder with queries.jsonl and qrels.tsv")
    parser.add_argument("--models", type=Path, default=Path(".xiaobao/models"))
    given = parser.parse_args()
    print(json.dumps(run(given.files, given.questions, given.models)))


if __name__ == "__main__":
    main()
