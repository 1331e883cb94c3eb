"""The fast evaluation gate: its own questions must all be right, and a sample of every set keeps its floors."""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.cases import Case, read_cases
from eval.labels import FAILURES
from eval.named_sets import OWN
from eval.run import Bench, Measured, evaluate
from eval.throwaway import starter_home, throwaway_conversations
from knowledge_base.embedding import EmbeddingConfig, open_embedder
from knowledge_base.embedding.embedder import Embedder
from knowledge_base.errors import EmbeddingUnavailable

FLOORS = Path(__file__).parent / "gate_floors.json"
GATE = "gate"
THREADS = 2


@dataclass(frozen=True, slots=True)
class Floor:
    """What one set must keep: every `every`-th case of `files` is asked; metrics not below / not above."""

    name: str
    files: tuple[str, ...]
    every: int
    at_least: Mapping[str, float]
    at_most: Mapping[str, float]


def read_floors(path: Path) -> list[Floor]:
    """The floors of `gate_floors.json`, the one place where they stand."""
    rows: Mapping[str, Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return [
        Floor(name, tuple(row["files"]), row["every"], row.get("at_least", {}), row.get("at_most", {}))
        for name, row in rows.items()
    ]


def sample(floor: Floor, folder: Path) -> list[Case]:
    """The same cases every time: the first, then every `every`-th, over the files that are there."""
    cases = [c for name in floor.files if (file := folder / name).exists() for c in read_cases(file)]
    return cases[:: floor.every]


def broken(floor: Floor, metrics: Mapping[str, Mapping[str, float]]) -> list[str]:
    """A Chinese line for every floor that the metrics fall through; a metric that is missing falls too."""
    absent: Mapping[str, float] = {}
    found = {name: metrics.get(name, absent).get("value") for name in (*floor.at_least, *floor.at_most)}
    low = [f"{n} 是 {found[n]}，至少要 {f}" for n, f in floor.at_least.items() if (v := found[n]) is None or v < f]
    high = [f"{n} 是 {found[n]}，至多 {c}" for n, c in floor.at_most.items() if (v := found[n]) is None or v > c]
    return [f"{floor.name}：{line}" for line in (*low, *high)]


def run(floors: Sequence[Floor], embedder: Embedder | None, folder: Path = OWN) -> dict[str, Measured]:
    """Answer the samples on a throw-away home with the starter knowledge; sets without a file are left out."""
    with (
        starter_home(embedder, _now) as (_, answering),
        throwaway_conversations(answering, _now) as ask,
    ):
        bench = Bench(ask, {}, _now, THREADS)
        samples = {floor.name: sample(floor, folder) for floor in floors}
        return {name: evaluate(name, cases, bench) for name, cases in samples.items() if cases}


def main() -> int:
    """Print one JSON object; 1 when the gate is shut."""
    floors = read_floors(FLOORS)
    with tempfile.TemporaryDirectory(prefix="gate-models-") as models:
        try:
            embedder = open_embedder(EmbeddingConfig("e5", Path(models)))
        except EmbeddingUnavailable:
            embedder = None
        measured = run(floors, embedder)
    # A set that has lost its file falls through every floor it has.
    fallen = [line for f in floors for line in broken(f, measured[f.name].metrics if f.name in measured else {})]
    for outcome in measured[GATE].outcomes:
        if not outcome.right:
            what = "、".join(FAILURES[kind] for kind in outcome.failures)
            sys.stderr.write(f"错：{outcome.case.turns[-1]}：{what}（{outcome.status}）\n")
    sys.stderr.writelines(f"低于底线：{line}\n" for line in fallen)
    sys.stdout.write(json.dumps(_summary(floors, measured), ensure_ascii=False) + "\n")
    return int(bool(fallen))


def _summary(floors: Sequence[Floor], measured: Mapping[str, Measured]) -> dict[str, Any]:
    """The gate's own figures, then of each sample what a floor holds."""
    own = measured[GATE]
    kept = {f.name: ("critical_errors", *f.at_least, *f.at_most) for f in floors if f.name in measured}
    return {
        "n": len(own.outcomes),
        "right": own.metrics["right"]["value"],
        "critical_errors": int(sum(m.metrics["critical_errors"]["value"] for m in measured.values())),
        "sets": {
            name: {"n": len(measured[name].outcomes)}
            | {key: measured[name].metrics[key]["value"] for key in keys if key in measured[name].metrics}
            for name, keys in kept.items()
            if name != GATE
        },
    }


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main())
