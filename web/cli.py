"""The command line: each command opens the home (or goes through the server that owns it) and prints."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.answering.understanding.understand import Context
from assistant.errors import AssistantError
from ingest.pipeline import Given, gather
from ingest.report import IngestReport
from knowledge_base.entries import EntryKind
from knowledge_base.errors import EmbeddingUnavailable, KnowledgeBaseError
from knowledge_base.home import running_server
from web import terminal
from web.assembly import Assistant, Entry
from web.cli_eval import add_eval
from web.remote import RemoteAssistant
from web.serve import serve_forever

AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")]
Day = Annotated[str | None, typer.Option(help="日期，如 2026-01-31")]


def build_cli(entry: Entry) -> typer.Typer:
    """All commands over one way of opening a home."""
    app = typer.Typer(help="宝你HUI 小宝：上海宝山“一网通办”AI 助手", no_args_is_help=True, add_completion=False)
    _add_serve(app, entry)
    _add_ask(app, entry)
    _add_search(app, entry)
    _add_ingest(app, entry)
    _add_index(app, entry)
    add_eval(app, entry)
    _add_status(app, entry)
    return app


@contextmanager
def explained() -> Iterator[None]:
    """A domain error becomes one Chinese line and exit code 2."""
    try:
        yield
    except (KnowledgeBaseError, AssistantError) as error:
        terminal.say(f"出错了（{error.code}）：{error}")
        raise typer.Exit(2) from error


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise typer.BadParameter(f"不是日期：{value}（写成 2026-01-31）") from error


@contextmanager
def _remote(entry: Entry) -> Iterator[RemoteAssistant | None]:
    """The server that owns the home, None when none runs."""
    server = running_server(entry.home())
    if server is None:
        yield None
        return
    with RemoteAssistant(server["url"]) as remote:
        yield remote


def _add_serve(app: typer.Typer, entry: Entry) -> None:
    @app.command(help="启动服务；数据目录是空的就先装入初始知识")
    def serve() -> None:
        with explained(), entry.open(serving=True) as assistant:
            serve_forever(assistant, entry.host, entry.port)


def _add_ask(app: typer.Typer, entry: Entry) -> None:
    @app.command(help="问一个问题，或用 --file 问一个文件里的全部问题")
    def ask(
        question: Annotated[str | None, typer.Argument(help="问题")] = None,
        file: Annotated[
            Path | None, typer.Option(help='每行一个 {"question": …} 的文件', exists=True, dir_okay=False)
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        if (question is None) == (file is None):
            raise typer.BadParameter("请给一个问题，或者用 --file 给一个文件")
        questions = [question] if question is not None else _questions(file)
        with explained(), _remote(entry) as remote:
            if remote:
                _answer_all(questions, remote.ask, as_json)
                return
            with entry.open() as assistant:
                _answer_all(questions, lambda q: _ask_here(assistant, q), as_json)


def _questions(file: Path | None) -> list[str]:
    """The questions of a JSONL file; raises BadParameter naming the bad line."""
    assert file is not None
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(str(json.loads(line)["question"]))
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise typer.BadParameter(f'{file} 第 {number} 行不是 {{"question": …}}') from error
    return found


def _ask_here(assistant: Assistant, question: str) -> dict[str, Any]:
    return assistant.answering.answer(question, Context()).as_json()


def _answer_all(questions: list[str], ask: Any, as_json: bool) -> None:
    """Each question on its own, in order; a bar on stderr when there are several."""
    show = terminal.print_json if as_json else _show_answer
    if len(questions) == 1:
        show(ask(questions[0]))
        return
    with terminal.bar("回答", len(questions)) as advance:
        for question in questions:
            show(ask(question))
            advance()


def _show_answer(answer: dict[str, Any]) -> None:
    """An answer for a person; a problem that a running server replied with becomes its sentence and exit code 1."""
    if "answer" not in answer:
        terminal.say(f"出错了（{answer.get('code', 'error')}）：{answer.get('detail', '服务没有给出原因')}")
        raise typer.Exit(1)
    terminal.print_answer(answer)


def _add_search(app: typer.Typer, entry: Entry) -> None:
    @app.command(help="搜索知识")
    def search(
        query: Annotated[str, typer.Argument(help="检索词，可以是平常的话")],
        limit: Annotated[int, typer.Option("-k", min=1, max=100, help="最多几条")] = 10,
        as_of: Day = None,
        as_json: AsJson = False,
    ) -> None:
        moment = _day(as_of)
        with explained(), _remote(entry) as remote:
            if remote:
                found = remote.search(query, limit, as_of)
                terminal.print_json(found) if as_json else terminal.print_found(found["hits"])
                return
            with entry.open() as assistant:
                page = terminal.page_json(assistant.knowledge.search(query, limit, moment, ()))
            terminal.print_json(page) if as_json else terminal.print_found(page["hits"])


def _add_ingest(app: typer.Typer, entry: Entry) -> None:
    @app.command(help="装入文件或文件夹里的知识；同样的文件再装一次不会重复")
    def ingest(
        paths: Annotated[list[Path], typer.Argument(help="文件或文件夹", exists=True)],
        kind: Annotated[EntryKind | None, typer.Option(help="条目的种类")] = None,
        effective_from: Day = None,
        effective_to: Day = None,
        as_json: AsJson = False,
    ) -> None:
        given = Given(kind, _day(effective_from), _day(effective_to))
        files = gather(paths)
        with explained(), entry.open() as assistant:
            with terminal.bar("读取文件", len(files)) as advance:
                report = assistant.ingestion.files(files, given, lambda name: advance())
            pending = assistant.library.records.counts()["vectors_pending"]
            with terminal.bar("计算向量", pending) as advance:
                assistant.library.follow_vectors(advance)
        terminal.print_json(report.as_json()) if as_json else _print_report(report)
        if report.failures and not report.documents:
            raise typer.Exit(1)


def _print_report(report: IngestReport) -> None:
    out = sys.stdout
    out.write(
        f"文档 {report.documents} 份：新增 {report.created} 条，更新 {report.updated} 条，未变 {report.unchanged} 条，"
        f"撤下 {report.retired} 条，被新版取代 {report.superseded} 条，失败 {len(report.failures)} 个文件\n"
    )
    for failure in report.failures:
        out.write(f"  失败（{failure.code}） {failure.path}：{failure.message}\n")
    for note in report.notes:
        out.write(f"  注意：{note}\n")


def _add_index(app: typer.Typer, entry: Entry) -> None:
    index = typer.Typer(help="检索索引", no_args_is_help=True)
    app.add_typer(index, name="index")

    @index.command(help="从数据库重建两个索引")
    def rebuild() -> None:
        with explained(), entry.open() as assistant:
            total = assistant.library.records.counts()["entries"]
            with terminal.bar("重建索引", 2 * total) as advance:
                entries = assistant.library.rebuild(advance)
        terminal.say(f"已重建 {entries} 个条目的索引")

    @index.command("starter-vectors", help="重算随初始知识发布的向量（改了 starter 之后运行）")
    def starter_vectors() -> None:
        # Training reads scipy, which no other command should wait for.
        from knowledge_base.starter_derived import write_starter_kinds, write_starter_vectors  # noqa: PLC0415

        with explained():
            embedder = entry.embedder()
            if embedder is None:
                raise EmbeddingUnavailable("没有向量模型，无法计算")
            terminal.say(f"已写入 {write_starter_vectors(embedder)} 个向量")
            terminal.say(f"已从 {write_starter_kinds(embedder)} 句话学好“问不问得着”")

    @index.command(help="核对数据库和两个索引是否一致")
    def verify(as_json: AsJson = False) -> None:
        with explained(), entry.open() as assistant:
            found = assistant.library.verify()
        terminal.print_json(found.as_json()) if as_json else terminal.say(found.summary)
        if not found.equal:
            raise typer.Exit(1)


def _add_status(app: typer.Typer, entry: Entry) -> None:
    @app.command(help="知识库的规模和后台装入的进度")
    def status() -> None:
        with explained(), _remote(entry) as remote:
            if remote:
                terminal.print_json(remote.status())
                return
            with entry.open() as assistant:
                terminal.print_json(assistant.knowledge.status())
