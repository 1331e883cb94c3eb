"""The command line: over an opened home in this process, as a real process, and beside a running server."""

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner, Result

import app
from assistant.answering.understanding.understand import Context
from knowledge_base.errors import HomeInUse
from knowledge_base.home import Home, HomeLock
from tests.samples import ROOT
from tests.support.files import law_text, written
from tests.support.homes import now, numbered
from web.assembly import Assistant, Entry, Opener
from web.cli import build_cli
from web.serving import server

QUESTION = "食品经营许可证有效期几年？"
CHINESE = re.compile(r"[一-鿿]{4,}")
CONTRACT = {"status", "answer", "citations", "choices", "actions", "notice", "trace"}


def settings_for(folder: Path) -> app.Settings:
    return app.Settings(home=folder, embedding="none", laws=False)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """One opened home with the starter knowledge, words only, for all commands here."""
    with app.opened(settings_for(tmp_path_factory.mktemp("home"))) as opened:
        yield opened


def entry_for(assistant: Assistant, home: Home | None = None) -> Entry:
    """Opens nothing: hands out what is open already."""

    @contextmanager
    def opened(*, serving: bool = False) -> Iterator[Assistant]:
        yield assistant

    # a home without a server file, so that nothing is taken for a running server
    return entry_of(opened, home or Home(assistant.home.path / "nobody"))


def entry_of(opener: Opener, home: Home, port: int = 8000) -> Entry:
    """What app.py hands to the command line, without a model."""
    return Entry(opener, lambda: home, "127.0.0.1", port, lambda: None, now, numbered())


def run(entry: Entry, *arguments: str) -> Result:
    return CliRunner().invoke(build_cli(entry), list(arguments))


def said(result: Result) -> str:
    """What stands on stderr, the frame around a usage error and its line breaks taken away."""
    return re.sub(r"[\s│╭╮╰╯─]", "", result.stderr)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# --- ask -------------------------------------------------------------------------------------------------------------


def test_ask_json_is_one_object_of_the_contract_and_nothing_else(assistant: Assistant) -> None:
    result = run(entry_for(assistant), "ask", QUESTION, "--json")
    (answer,) = lines(result)
    assert result.exit_code == 0 and set(answer) == CONTRACT
    assert answer["status"] == "answered_full" and "5年" in answer["answer"]
    assert answer["citations"][0]["entry_id"] == "food-business-license" and answer["citations"][0]["n"] == 1


def test_ask_for_a_person_shows_text_sources_and_notice(assistant: Assistant) -> None:
    result = run(entry_for(assistant), "ask", QUESTION)
    assert "有效期5年" in result.stdout and "来源" in result.stdout and "[1] 食品经营许可" in result.stdout
    assert "AI生成" in result.stdout


def test_ask_file_answers_in_order_one_object_a_line(assistant: Assistant, tmp_path: Path) -> None:
    questions = ["社保卡丢了怎么办？", "你好", "", "银河系有多少颗星"]
    file = written(tmp_path / "q.jsonl", "\n".join(json.dumps({"question": q}) for q in questions) + "\n\n")
    result = run(entry_for(assistant), "ask", "--file", str(file), "--json")
    assert result.exit_code == 0
    assert [a["status"] for a in lines(result)] == [
        "answered_full", "answered_greeting", "refused_empty", "unanswered_no_evidence",
    ]  # fmt: skip


def test_questions_of_a_file_know_nothing_of_each_other(assistant: Assistant, tmp_path: Path) -> None:
    file = written(tmp_path / "q.jsonl", '{"question": "食品经营许可怎么办"}\n{"question": "那有效期几年？"}\n')
    first, second = lines(run(entry_for(assistant), "ask", "--file", str(file), "--json"))
    assert first["status"] == "answered_full" and second["status"].startswith("unanswered")


def test_the_bad_line_of_a_question_file_is_named(assistant: Assistant, tmp_path: Path) -> None:
    for bad in ('{"frage": "?"}', "kein JSON", "[1]"):
        file = written(tmp_path / "q.jsonl", f'{{"question": "你好"}}\n{bad}\n')
        result = run(entry_for(assistant), "ask", "--file", str(file), "--json")
        assert result.exit_code == 2 and "第2行" in said(result) and result.stdout == ""


@pytest.mark.parametrize(
    "arguments", [("ask",), ("ask", "问", "--file", __file__), ("search", "问", "--as-of", "昨天")]
)
def test_wrong_use_is_explained_in_chinese(assistant: Assistant, arguments: tuple[str, ...]) -> None:
    result = run(entry_for(assistant), *arguments)
    assert result.exit_code == 2 and result.stdout == ""
    assert "请给一个问题" in said(result) or "不是日期" in said(result)


# --- search ------------------------------------------------------------------------------------------------------------


def test_search_json_gives_hits_best_first(assistant: Assistant) -> None:
    (page,) = lines(run(entry_for(assistant), "search", "户外招牌设置备案", "-k", "3", "--json"))
    assert set(page) == {"hits", "total_ms", "rejected"}
    assert page["hits"][0]["entry_id"] == "outdoor-signboard-filing" and len(page["hits"]) == 3
    assert [h["score"] for h in page["hits"]] == sorted((h["score"] for h in page["hits"]), reverse=True)


def test_search_of_a_day_in_the_past_finds_what_held_then(assistant: Assistant) -> None:
    def found(*more: str) -> set[str]:
        return {
            h["entry_id"]
            for h in lines(run(entry_for(assistant), "search", "2020年高新技术企业奖励", "--json", *more))[0]["hits"]
        }

    assert "hightech-reward-2020" not in found()
    assert "hightech-reward-2020" in found("--as-of", "2021-06-01")


def test_search_for_a_person_says_when_nothing_is_found(assistant: Assistant) -> None:
    assert "没有找到" in run(entry_for(assistant), "search", "zzzz").stdout


# --- ingest and index ----------------------------------------------------------------------------------------------------


def test_ingest_reports_every_file_and_succeeds_if_one_came_in(assistant: Assistant, tmp_path: Path) -> None:
    written(tmp_path / "条例.txt", law_text("紫藤管理办法"))
    (tmp_path / "空.txt").touch()
    result = run(entry_for(assistant), "ingest", str(tmp_path), "--json")
    (report,) = lines(result)
    assert result.exit_code == 0
    assert (report["documents"], report["created"]) == (1, 4)
    assert [(Path(f["path"]).name, f["code"]) for f in report["failures"]] == [("空.txt", "empty")]
    (page,) = lines(run(entry_for(assistant), "search", "紫藤管理办法第三条", "--json"))
    assert page["hits"][0]["title"] == "紫藤管理办法 第三条"


def test_ingest_for_a_person_names_the_failure_and_its_reason(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "空.txt").touch()
    result = run(entry_for(assistant), "ingest", str(tmp_path / "空.txt"))
    assert result.exit_code == 1  # nothing came in
    assert "失败 1 个文件" in result.stdout and "失败（empty）" in result.stdout and "0 字节" in result.stdout


def test_the_operators_dates_and_kind_are_taken(assistant: Assistant, tmp_path: Path) -> None:
    file = written(tmp_path / "木槿通知.md", "# 木槿通知\n木槿补贴。\n")
    run(
        entry_for(assistant),
        "ingest",
        str(file),
        "--kind",
        "case",
        "--effective-from",
        "2021-01-01",
        "--effective-to",
        "2022-01-01",
    )
    search = ("search", "木槿通知", "--json")
    assert "木槿通知" not in [h["title"] for h in lines(run(entry_for(assistant), *search))[0]["hits"]]
    (page,) = lines(run(entry_for(assistant), *search, "--as-of", "2021-06-01"))
    assert (page["hits"][0]["title"], page["hits"][0]["kind"]) == ("木槿通知", "case")


def test_index_verify_notices_and_rebuild_repairs(assistant: Assistant) -> None:
    entry = entry_for(assistant)
    assert lines(run(entry, "index", "verify", "--json"))[0]["equal"] is True
    assistant.library.words.clear()
    result = run(entry, "index", "verify", "--json")
    assert result.exit_code == 1 and lines(result)[0]["words_missing"] > 0
    rebuilt = run(entry, "index", "rebuild")
    assert rebuilt.exit_code == 0 and "已重建" in rebuilt.stderr and rebuilt.stdout == ""
    verified = run(entry, "index", "verify")
    assert verified.exit_code == 0 and "一致" in verified.stderr


def test_status_tells_sizes_and_progress(assistant: Assistant) -> None:
    (status,) = lines(run(entry_for(assistant), "status"))
    assert status["entries"] > 50 and status["embedding"] == "lexical-only" and status["laws"]["state"] == "off"


# --- a home that somebody else has ---------------------------------------------------------------------------------------


def test_a_home_in_use_is_one_chinese_line_and_exit_2(assistant: Assistant) -> None:
    entry = replace(entry_for(assistant), open=partial(app.opened, settings_for(assistant.home.path)))
    for arguments in (
        ("ask", "你好"),
        ("search", "店招"),
        ("status",),
        ("index", "verify"),
        ("ingest", __file__),
        ("serve",),
    ):
        result = run(entry, *arguments)
        assert result.exit_code == 2, arguments
        assert result.stdout == ""
        assert result.stderr.startswith("出错了（home_in_use）：数据目录") and "Traceback" not in result.stderr


def test_a_home_is_free_again_after_a_failure(tmp_path: Path) -> None:
    unusable = app.Settings(
        home=tmp_path, embedding="none", laws=False, database_url=SecretStr(f"sqlite:///{tmp_path}/nowhere/x.sqlite")
    )
    with pytest.raises(OperationalError), app.opened(unusable):
        pass
    lock = HomeLock(Home(tmp_path))
    lock.acquire()
    with pytest.raises(HomeInUse):
        HomeLock(Home(tmp_path)).acquire()
    lock.release()


# --- beside a running server ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def running(assistant: Assistant) -> Iterator[Entry]:
    """The same home, served on a free port; an entry that must not open it."""
    serving = server(assistant.api(), "127.0.0.1", 0)
    thread = threading.Thread(target=serving.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not serving.started and time.monotonic() < deadline:
        time.sleep(0.02)
    port = serving.servers[0].sockets[0].getsockname()[1]
    assistant.lock.announce(f"http://127.0.0.1:{port}")
    yield entry_of(partial(app.opened, settings_for(assistant.home.path)), assistant.home, port)
    assistant.home.server_file.unlink()
    serving.should_exit = True
    thread.join(timeout=10)


def test_commands_beside_a_server_go_through_it(running: Entry, assistant: Assistant) -> None:
    (answer,) = lines(run(running, "ask", QUESTION, "--json"))
    here = assistant.answering.answer(QUESTION, Context()).as_json()
    assert {k: v for k, v in answer.items() if k != "trace"} == {k: v for k, v in here.items() if k != "trace"}
    (page,) = lines(run(running, "search", "户外招牌设置备案", "-k", "2", "--json"))
    assert page["hits"][0]["entry_id"] == "outdoor-signboard-filing" and len(page["hits"]) == 2
    (status,) = lines(run(running, "status"))
    assert status["ready"] is True


def test_asking_through_the_server_leaves_no_conversation_behind(running: Entry, assistant: Assistant) -> None:
    run(running, "ask", QUESTION, "--json")
    connection = sqlite3.connect(assistant.home.path / "xiaobao.sqlite")
    assert connection.execute("SELECT count(*) FROM conversations").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM messages").fetchone() == (0,)
    connection.close()


def test_what_the_server_refuses_is_one_chinese_line(running: Entry, assistant: Assistant) -> None:
    for arguments, status in ((("search", "招牌" * 200), 2), (("ask", "招牌" * 1500), 1)):
        result = run(running, *arguments)
        assert result.exit_code == status, result.output
        assert result.stdout == "" and result.stderr.startswith("出错了（") and "Traceback" not in result.stderr
        assert CHINESE.search(result.stderr.split("）：", 1)[1])
    connection = sqlite3.connect(assistant.home.path / "xiaobao.sqlite")
    assert connection.execute("SELECT count(*) FROM conversations").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize("arguments", [("ask", QUESTION), ("search", "招牌"), ("status",)])
def test_a_server_that_does_not_reply_is_one_chinese_line(
    assistant: Assistant, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    silent = Home(tmp_path)
    lock = HomeLock(silent)
    lock.acquire()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, but nobody listens
        lock.announce(f"http://127.0.0.1:{nobody.getsockname()[1]}")
        result = run(entry_for(assistant, silent), *arguments)
    lock.release()
    assert result.exit_code == 2 and result.stdout == ""
    assert result.stderr.startswith("出错了（server_silent）：") and CHINESE.search(result.stderr)


def test_writing_beside_a_server_is_refused_and_names_it(running: Entry, tmp_path: Path) -> None:
    result = run(running, "ingest", str(written(tmp_path / "a.md", "# 甲\n乙。\n")))
    assert result.exit_code == 2 and "http://127.0.0.1" in result.stderr and "请先停止" in result.stderr


# --- real processes --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("process") / "数据"


def xiaobao(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The real command in a process of its own."""
    chosen = {"XIAOBAO_HOME": str(home), "XIAOBAO_EMBEDDING": "none", "XIAOBAO_LAWS": "false"}
    return subprocess.run(
        [sys.executable, "-c", "import app; app.main()", *arguments],
        cwd=ROOT, env={**os.environ, **chosen, "PYTHONIOENCODING": "utf-8"}, capture_output=True, text=True, timeout=100,
    )  # fmt: skip


def test_the_first_command_on_an_empty_home_answers_and_keeps_stdout_clean(home: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "q.jsonl", '{"question": "食品经营许可证有效期几年？"}\n{"question": "你好"}\n')
    done = xiaobao(home, "ask", "--file", str(file), "--json")
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["status"] for a in answers] == ["answered_full", "answered_greeting"]
    assert "装入初始知识" in done.stderr and "回答" in done.stderr


def test_the_next_command_finds_the_home_as_it_was_left(home: Path) -> None:
    done = xiaobao(home, "index", "verify", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["equal"] is True and json.loads(done.stdout)["chunks"] > 200
    assert "装入初始知识" not in done.stderr
