"""A finished evaluation on disk: config.json, cases.jsonl and metrics.json in a folder of its own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from eval.errors import NoRun
from eval.judging import Outcome, Reply
from eval.metrics import Metrics
from eval.outside_sets import OUTSIDE

HIDDEN = "（原文不在这里：外来数据或留出集）"


@dataclass(frozen=True, slots=True)
class Run:
    """One run as it was kept. `rows` have the keys of `row_of`."""

    folder: Path
    config: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    metrics: Metrics

    @property
    def name(self) -> str:
        """The set's name."""
        return str(self.config.get("set", self.folder.name))

    def hides(self, row: Mapping[str, Any]) -> bool:
        """True for words that others own, or that nobody who tunes may read."""
        return bool(self.config.get("heldout")) or OUTSIDE in row.get("tags", ())


def row_of(outcome: Outcome, reply: Reply) -> dict[str, Any]:
    """A case, the reply, and how it was judged, as one JSON-ready row."""
    answer = reply.answer
    return {
        **outcome.case.as_json(),
        "got": outcome.status,
        "answer": answer["answer"],
        "citations": [{k: c[k] for k in ("n", "entry_id", "version", "title", "section")} for c in answer["citations"]],
        "choices": [c["label"] for c in answer["choices"]],
        "right": outcome.right,
        "failures": list(outcome.failures),
        "facts_missing": list(outcome.facts_missing),
        "said_never": list(outcome.said_never),
        "unsupported": [c.text for c in outcome.claims if not c.supported],
        "ms": round(reply.ms, 1),
        "overhead_ms": round(outcome.overhead_ms, 1),
    }


def write_run(
    root: Path, began: datetime, config: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], metrics: Metrics
) -> Path:
    """Keep a run below `root` in a new folder <time>-<set>; metrics.json comes last, so that half a run is none."""
    folder = _new_folder(root, f"{began:%Y%m%d-%H%M%S}-{config['set']}")
    _write(folder / "config.json", config)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "cases.jsonl").write_text(lines, encoding="utf-8")
    _write(folder / "metrics.json", metrics)
    return folder


def read_run(folder: Path) -> Run:
    """A run that was kept; raises NoRun when the folder holds none."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
        lines = (folder / "cases.jsonl").read_text(encoding="utf-8").split("\n")
    except (OSError, json.JSONDecodeError) as error:
        raise NoRun(folder) from error
    return Run(folder, config, [json.loads(line) for line in lines if line], metrics)


def newest_runs(root: Path) -> list[Run]:
    """The newest finished run of each set below `root`, in the order of the sets' names; raises NoRun without any."""
    newest: dict[str, Run] = {}
    for metrics in sorted(root.glob("*/metrics.json")):
        run = read_run(metrics.parent)
        newest[f"{run.name} {run.config.get('heldout', False)}"] = run
    if not newest:
        raise NoRun(root)
    return [newest[key] for key in sorted(newest)]


def _new_folder(root: Path, name: str) -> Path:
    """A folder that was not there: two runs of one second do not share one."""
    for number in range(1, 1000):
        folder = root / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(root / name)


def _write(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
