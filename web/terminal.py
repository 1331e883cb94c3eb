"""What a person sees in the terminal: answers, hits, progress bars. Answers to stdout, everything else to stderr."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from web.ports import SearchPage


class Advance(Protocol):
    """Moves a progress bar on."""

    def __call__(self, steps: int = 1) -> None:
        """`steps` more are done."""


def console() -> Console:
    """Where progress and messages go."""
    return Console(stderr=True, soft_wrap=True)


def say(text: str) -> None:
    """One line for the person at the terminal."""
    console().print(text, highlight=False, markup=False)


@contextmanager
def bar(title: str, total: int | None) -> Iterator[Advance]:
    """A progress bar on stderr while the block runs; plain lines where stderr is not a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(), transient=False) as progress:
        task = progress.add_task(title, total=total)

        def advance(steps: int = 1) -> None:
            progress.advance(task, steps)

        yield advance


@contextmanager
def stages(title: str) -> Iterator[Any]:
    """A bar for work that reports (stage, share): the first conversion of the model."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console()) as progress:
        task = progress.add_task(title, total=1.0, visible=False)

        def report(stage: str, share: float) -> None:
            progress.update(task, completed=share, description=f"{title}：{stage}", visible=True)

        yield report


@contextmanager
def phases() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each kind of work in turn: (what, done, of)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console()) as progress:
        tasks: dict[str, TaskID] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        yield report


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A throw-away home, gone afterwards."""
    with TemporaryDirectory(prefix="xiaobao-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def print_metrics(metrics: Mapping[str, float]) -> None:
    """One measure a line."""
    for name, value in metrics.items():
        sys.stdout.write(f"{name:<12}{value:g}\n")


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on one line of stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def print_answer(answer: Mapping[str, Any]) -> None:
    """An answer as a person reads it: text, choices, sources, notice."""
    out = Console(soft_wrap=True)
    out.print(answer["answer"], highlight=False, markup=False)
    for i, choice in enumerate(answer["choices"], 1):
        out.print(f"  {i}. {choice['label']}：{choice['question']}", highlight=False, markup=False)
    if answer["citations"]:
        out.print("\n来源", style="bold")
    for c in answer["citations"]:
        where = f"{c['title']} · {c['section']}" if c["section"] else c["title"]
        out.print(f"  [{c['n']}] {where}（第{c['version']}版，{c['source']}）", highlight=False, markup=False)
    out.print(f"\n{answer['notice']}", style="dim", highlight=False, markup=False)


def page_json(page: SearchPage) -> dict[str, Any]:
    """A search page as the HTTP API gives it."""
    hits = [{k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(h).items()} for h in page.hits]
    return {"hits": hits, "total_ms": page.total_ms, "rejected": page.rejected}


def print_found(hits: Sequence[Mapping[str, Any]]) -> None:
    """Search hits, best first."""
    out = Console(soft_wrap=True)
    if not hits:
        out.print("没有找到。换个说法再试，或者拨打12345。")
    for i, hit in enumerate(hits, 1):
        text = hit["text"].replace("\n", " ")
        title = f"{i}. {hit['title']} · {hit['section']}（{hit['legal_status']}，{hit['source_status']}）"
        out.print(title, style="bold", markup=False, highlight=False)
        out.print(f"   {text[:160]}{'…' if len(text) > 160 else ''}", highlight=False, markup=False)
