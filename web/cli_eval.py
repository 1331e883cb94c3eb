"""`xiaobao eval …`: the same assistant, measured; runs are kept in the home and read again by report and compare."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.errors import AssistantError
from eval.compare import compare
from eval.described import describe
from eval.errors import EvalError, NoData
from eval.named_sets import GENERATED, SETS, Where, cases_of, generated
from eval.report import figure_lines, html_report, markdown_report
from eval.retrieval import Bench as RetrievalBench
from eval.retrieval import evaluate_retrieval, read_labelled, write_run
from eval.run import Bench, evaluate, keep_figures
from eval.run_folder import Run, newest_runs, read_run
from eval.throwaway import starter_home, throwaway_conversations
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.starter import starter_lexicon
from web import terminal
from web.assembly import Entry

DATA = "XIAOBAO_EVAL_DATA"
AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")]
Fresh = Annotated[bool, typer.Option("--fresh", help="用只有初始知识的临时数据目录回答，而不是设置里的那个")]
Heldout = Annotated[bool, typer.Option("--heldout", help="用留出集，而不是开发集")]
Data = Annotated[
    Path | None, typer.Option(help="外来评测数据的文件夹（含 safety_zh 等）", envvar=DATA, exists=True, file_okay=False)
]
Out = Annotated[Path | None, typer.Option(help="结果放在哪个文件夹下；不填放在数据目录的 evals")]
Threads = Annotated[int, typer.Option(min=1, max=64, help="同时问几题；量用时请用 1")]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the operator asked for."""

    where: Where
    fresh: bool
    root: Path
    threads: int


def add_eval(app: typer.Typer, entry: Entry) -> None:
    """The group `eval` with its commands."""
    evaluation = typer.Typer(help="评测", no_args_is_help=True)
    app.add_typer(evaluation, name="eval")
    _add_run(evaluation, entry)
    _add_all(evaluation, entry)
    _add_report(evaluation, entry)
    _add_compare(evaluation, entry)
    _add_retrieval(evaluation, entry)


@contextmanager
def explained() -> Iterator[None]:
    """An error of the evaluation or of the ground becomes one Chinese line and exit code 2."""
    try:
        yield
    except (EvalError, KnowledgeBaseError, AssistantError) as error:
        terminal.say(f"出错了（{error.code}）：{error}")
        raise typer.Exit(2) from error


def _threads() -> int:
    return min(4, os.cpu_count() or 1)


def _add_run(evaluation: typer.Typer, entry: Entry) -> None:
    @evaluation.command(help=f"跑一个评测集（{'、'.join([*SETS, *GENERATED])}）或一个题目文件")
    def run(
        name: Annotated[str, typer.Argument(metavar="集名|文件.jsonl", help="评测集的名字，或一个 JSONL 文件")],
        fresh: Fresh = False,
        heldout: Heldout = False,
        data: Data = None,
        out: Out = None,
        threads: Threads = _threads(),
        as_json: AsJson = False,
    ) -> None:
        chosen = Chosen(Where(data, heldout), fresh, out or _evals(entry), threads)
        with explained():
            metrics = _made(name, entry, chosen) if name in GENERATED else _measured([name], entry, chosen)[name]
        terminal.print_json(metrics) if as_json else _print(metrics)


def _add_all(evaluation: typer.Typer, entry: Entry) -> None:
    @evaluation.command("all", help="跑所有有数据的评测集")
    def every(
        fresh: Fresh = False,
        heldout: Heldout = False,
        data: Data = None,
        out: Out = None,
        threads: Threads = _threads(),
        as_json: AsJson = False,
    ) -> None:
        chosen = Chosen(Where(data, heldout), fresh, out or _evals(entry), threads)
        with explained():
            found: dict[str, Any] = _measured(_present(chosen.where), entry, chosen)
            found |= {name: _made(name, entry, chosen) for name in GENERATED if not heldout}
        if as_json:
            terminal.print_json(found)
            return
        for name, metrics in found.items():
            sys.stdout.write(f"{name}\n")
            _print(metrics)


def _present(where: Where) -> list[str]:
    """The named sets whose data is here; what is left out is said."""
    names = []
    for name, named in SETS.items():
        if where.heldout and not named.halves:
            continue
        try:
            named.read(where)
        except NoData as error:
            terminal.say(f"跳过：{error}")
        else:
            names.append(name)
    return names


def _measured(names: list[str], entry: Entry, chosen: Chosen) -> dict[str, Any]:
    """Read every set first, so that a bad file is told before anything is asked; then one opened home answers all."""
    cases = {name: cases_of(name, chosen.where) for name in names}
    found: dict[str, Any] = {}
    with _bench(entry, chosen) as bench:
        for name, some in cases.items():
            title = Path(name).stem
            with terminal.bar(f"评测 {title}", len(some)) as advance:
                measured = evaluate(title, some, bench, chosen.root, advance)
            terminal.say(f"逐题结果在 {measured.folder}")
            found[name] = measured.metrics
    return found


@contextmanager
def _bench(entry: Entry, chosen: Chosen) -> Iterator[Bench]:
    """The pipeline that citizens get, over the settings' home or a fresh one, with conversations that nobody keeps."""
    asked = {"home": "fresh" if chosen.fresh else "settings", "heldout": chosen.where.heldout}
    if chosen.fresh:
        embedder = entry.embedder()
        embedding = embedder.model_id if embedder else "lexical-only"
        with starter_home(embedder, entry.now) as (library, answering):
            described = describe(library, answering, embedding, **asked)
            with throwaway_conversations(answering, entry.now) as ask:
                yield Bench(ask, described, entry.now, chosen.threads)
        return
    with entry.open() as assistant:
        embedding = str(assistant.knowledge.status().get("embedding", ""))
        described = describe(assistant.library, assistant.answering, embedding, **asked)
        with throwaway_conversations(assistant.answering, entry.now) as ask:
            yield Bench(ask, described, entry.now, chosen.threads)


def _made(name: str, entry: Entry, chosen: Chosen) -> Mapping[str, Any]:
    """A set that makes its own data; always on homes of its own."""
    began = entry.now()
    with terminal.bar(f"评测 {name}", None):
        figures = generated(name, entry.embedder)
    terminal.say(f"结果在 {keep_figures(name, figures, began, chosen.root)}")
    return figures


def _evals(entry: Entry) -> Path:
    return entry.home().path / "evals"


def _print(metrics: Mapping[str, Any]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in figure_lines(metrics))


def _add_report(evaluation: typer.Typer, entry: Entry) -> None:
    @evaluation.command(help="把评测结果做成一页报告（HTML，不带脚本），或一张 Markdown 表")
    def report(
        runs: Annotated[
            list[str] | None, typer.Argument(metavar="[结果…|all]", help="结果文件夹；all 或不填是每个集最新的一次")
        ] = None,
        out: Annotated[Path | None, typer.Option(help="HTML 写到哪个文件或文件夹")] = None,
        markdown: Annotated[bool, typer.Option("--markdown", help="把汇总表打到标准输出")] = False,
        all_text: Annotated[bool, typer.Option("--all-text", help="外来数据和留出集也显示原文")] = False,
    ) -> None:
        if not (out or markdown):
            raise typer.BadParameter("请用 --out 写明报告放在哪里，或者用 --markdown 打印汇总表")
        with explained():
            found = [run for name in runs or ["all"] for run in _runs(entry, name)]
        if markdown:
            sys.stdout.write(markdown_report(found))
        if out:
            file = out if out.suffix == ".html" else out / "index.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(html_report(found, entry.now(), all_text), encoding="utf-8")
            terminal.say(f"报告在 {file}")


def _runs(entry: Entry, name: str) -> list[Run]:
    """`all`, a run's folder or name, or a folder of runs (then the newest of each set)."""
    root = _evals(entry)
    if name == "all":
        return newest_runs(root)
    folder = Path(name) if Path(name).is_dir() else root / name
    return [read_run(folder)] if (folder / "metrics.json").is_file() else newest_runs(folder)


def _add_compare(evaluation: typer.Typer, entry: Entry) -> None:
    @evaluation.command("compare", help="比较两次评测：同样的题，变好变坏是不是偶然，哪些题变了")
    def compare_runs(
        a: Annotated[str, typer.Argument(metavar="A", help="先前的结果文件夹")],
        b: Annotated[str, typer.Argument(metavar="B", help="后来的结果文件夹")],
        as_json: AsJson = False,
    ) -> None:
        with explained():
            found = compare(_one(entry, a), _one(entry, b))
        terminal.print_json(found) if as_json else _print_comparison(found)


def _one(entry: Entry, name: str) -> Run:
    return read_run(Path(name) if Path(name).is_dir() else _evals(entry) / name)


def _print_comparison(found: Mapping[str, Any]) -> None:
    out, d = sys.stdout, found["difference"]
    out.write(f"{found['n']} 题：A 对 {found['right_a']}，B 对 {found['right_b']}；")
    out.write(f"只有 A 对 {found['only_a']}，只有 B 对 {found['only_b']}\n")
    out.write(
        f"差 {d['value']:+.1%}（95% 区间 {d['low']:+.1%} 到 {d['high']:+.1%}），McNemar 精确 p = {found['p']:.4f}\n"
    )
    for case in found["changed"]:
        sign = "变好" if case["better"] else "变坏"
        out.write(f"  {sign} {case['id']}：{case['a']['got']} → {case['b']['got']}  {case['question']}\n")


def _add_retrieval(evaluation: typer.Typer, entry: Entry) -> None:
    @evaluation.command(help="检索评测：在临时目录里用产品自己的代码建索引、检索、计分")
    def retrieval(
        folder: Annotated[
            Path,
            typer.Argument(help="含 corpus.jsonl、queries.jsonl、qrels.tsv 的文件夹", exists=True, file_okay=False),
        ],
        corpus: Annotated[Path | None, typer.Option(help="另外指定 corpus.jsonl", exists=True, dir_okay=False)] = None,
        memory: Annotated[
            list[Path] | None, typer.Option(help="已答问题：含 queries.jsonl、qrels.tsv 的文件夹", exists=True)
        ] = None,
        out: Annotated[Path | None, typer.Option(help="写出 TREC 运行文件")] = None,
        cache: Annotated[Path | None, typer.Option(help="保留向量的 SQLite 文件，重复评测时省去计算")] = None,
        as_json: AsJson = False,
    ) -> None:
        with explained(), terminal.scratch_folder() as scratch, terminal.phases() as progress:
            bench = RetrievalBench(scratch, entry.embedder(), starter_lexicon(), entry.now, entry.new_id, cache)
            memories = [read_labelled(m) for m in memory or []]
            metrics, run = evaluate_retrieval(folder, corpus or folder / "corpus.jsonl", memories, bench, progress)
        if out:
            write_run(run, out)
        if as_json:
            terminal.print_json(metrics)
        else:
            terminal.print_metrics(metrics)
