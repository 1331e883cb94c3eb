"""One evaluation: ask every case → judge → measure → keep. The table of contents.

cases.py        what a case is, and reading a file of them; named_sets.py and outside_sets.py: the sets by name
runner.py       every case asked in a conversation of its own; throwaway.py: where that leaves nothing behind
judging.py      a reply held against its case; claims.py: sentences held against what they cite; wording.py: equal words
metrics.py      outcomes → one JSON object; intervals.py: its 95 % intervals
run_folder.py   a run on disk; described.py: what answered
compare.py      two runs, paired; report.py: runs as a page; gate.py: the fast gate
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.described import models_in
from eval.judging import Outcome, judge
from eval.metrics import Metrics, measure
from eval.run_folder import row_of, write_run
from eval.runner import Advance, Ask, answer_all


@dataclass(frozen=True, slots=True)
class Bench:
    """What answers. `described` goes into each run's config.json; `threads` cases are asked at a time."""

    ask: Ask
    described: Mapping[str, Any]
    now: Callable[[], datetime]
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of it; `folder` is where it is kept, None when it is not."""

    outcomes: Sequence[Outcome]
    metrics: Metrics
    folder: Path | None = None


def evaluate(
    name: str, cases: Sequence[Case], bench: Bench, root: Path | None = None, advance: Advance = lambda: None
) -> Measured:
    """Ask, judge and measure the cases of one set, and keep the run below `root`."""
    began = bench.now()
    replies = answer_all(cases, bench.ask, bench.threads, advance)
    outcomes = [judge(case, reply, began.date()) for case, reply in zip(cases, replies, strict=True)]
    metrics = measure(outcomes)
    if root is None:
        return Measured(outcomes, metrics)
    config = {"set": name, "cases": len(cases), "began": began.isoformat(), **bench.described, "threads": bench.threads}
    config["models"] = models_in([reply.answer for reply in replies])
    rows = [row_of(outcome, reply) for outcome, reply in zip(outcomes, replies, strict=True)]
    return Measured(outcomes, metrics, write_run(root, began, config, rows, metrics))


def keep_figures(name: str, figures: Mapping[str, Any], began: datetime, root: Path) -> Path:
    """Keep what a set that judges itself gave: its metrics for the report, everything else in the config."""
    metrics: Metrics = {key: value for key, value in figures.items() if isinstance(value, Mapping) and "n" in value}
    rest = {key: value for key, value in figures.items() if key not in metrics}
    return write_run(root, began, {"set": name, "began": began.isoformat(), **rest}, [], metrics)
