"""Runs as one page (no script, nothing from outside) and as a table for the documents."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eval.labels import EXPECTED, FAILURES, METRICS, SETS, is_share, metric_label, shown
from eval.metrics import LOWER_IS_BETTER, Metric
from eval.run_folder import HIDDEN, Run

TEMPLATE = "report.html.j2"
ABSENT = MappingProxyType({"titles": [], "note": ""})  # a case's row leaves out what is empty
BAR = 220  # units of the drawing from 0 to 100 %


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric, ready to be drawn: positions are in units of the bar, None where a bar would say nothing."""

    name: str
    label: str
    value: str
    interval: str
    n: int
    lower_is_better: bool
    bar: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Section:
    """One run on the page."""

    key: str
    title: str
    config: Mapping[str, Any]
    figures: Sequence[Figure]
    kinds: Sequence[tuple[str, str, int]]
    rows: Sequence[Mapping[str, Any]]
    right: int


def html_report(runs: Sequence[Run], now: datetime, all_text: bool = False) -> str:
    """The page. What others wrote and what is held out shows ids and judgements only, unless `all_text`."""
    loader = FileSystemLoader(Path(__file__).parent)
    page = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    sections = [_section(i, run, all_text) for i, run in enumerate(runs, 1)]
    return page.get_template(TEMPLATE).render(
        sections=sections, now=f"{now:%Y-%m-%d %H:%M} UTC", bar=BAR, failures=FAILURES, expected=EXPECTED
    )


def markdown_report(runs: Sequence[Run]) -> str:
    """A table a run: metric, value, interval, n; then its failures by kind."""
    blocks = []
    for run in runs:
        lines = [f"### {_title(run)}（{len(run.rows)} 题）", "", "| 指标 | 值 | 95% 区间 | n |", "|---|---|---|---|"]
        lines += [f"| {f.label} `{f.name}` | {f.value} | {f.interval} | {f.n} |" for f in _figures(run.metrics)]
        kinds = "，".join(f"{label} {count}" for _, label, count in _kinds(run.rows))
        blocks.append("\n".join([*lines, "", f"错的题：{kinds or '没有'}。"]))
    return "\n\n".join(blocks) + "\n"


def figure_lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """One metric a line, for the terminal; what is no metric is left to --json."""
    for f in _figures({name: f for name, f in figures.items() if isinstance(f, Mapping) and "n" in f}):
        yield f"{f.name:<24}{f.value:>8}  [{f.interval}]  n={f.n}  {f.label}"


def _section(number: int, run: Run, all_text: bool) -> Section:
    shown_rows = (dict(r) if all_text or not run.hides(r) else _without_text(r) for r in run.rows)
    rows = [{**ABSENT, **r} for r in shown_rows]
    rows.sort(key=lambda r: (r["right"], [list(FAILURES).index(k) for k in r["failures"]]))
    return Section(
        key=f"s{number}",
        title=_title(run),
        config=run.config,
        figures=_figures(run.metrics),
        kinds=_kinds(run.rows),
        rows=rows,
        right=sum(bool(r["right"]) for r in run.rows),
    )


def _title(run: Run) -> str:
    name = SETS.get(run.name, run.name)
    return f"{name} {run.name}{'（留出集）' if run.config.get('heldout') else ''}" if name != run.name else name


def _without_text(row: Mapping[str, Any]) -> dict[str, Any]:
    gone = {"turns": [HIDDEN], "answer": HIDDEN, "facts": [], "facts_missing": [], "said_never": [], "note": ""}
    return {**row, **gone, "unsupported": [], "choices": [], "citations": []}


def _figures(metrics: Mapping[str, Metric]) -> list[Figure]:
    order = [*(name for name in METRICS if name in metrics), *(name for name in metrics if name not in METRICS)]
    return [_figure(name, metrics[name]) for name in order]


def _figure(name: str, m: Metric) -> Figure:
    interval = f"{shown(name, m['low'])} – {shown(name, m['high'])}"
    bar = (m["value"] * BAR, m["low"] * BAR, m["high"] * BAR) if is_share(name) else None
    return Figure(
        name, metric_label(name), shown(name, m["value"]), interval, int(m["n"]), name in LOWER_IS_BETTER, bar
    )


def _kinds(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    """(kind, label, cases) of what went wrong, the worst kind first."""
    counted = Counter(kind for row in rows for kind in row["failures"])
    return [(kind, label, counted[kind]) for kind, label in FAILURES.items() if counted[kind]]
