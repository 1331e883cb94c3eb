"""`xiaobao eval`: a file of cases over real homes, its run folder, the report and the comparison."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import app
from eval.throwaway import starter_home, throwaway_conversations
from knowledge_base.home import Home
from tests.samples import article
from tests.support.files import written
from tests.support.homes import now, numbered
from web.assembly import Assistant, Entry
from web.cli import build_cli

CASES = """
{"id": "food-years", "question": "食品经营许可证有效期几年？", "expect": "answer", "titles": ["食品经营许可"], "facts": ["五年"], "never": ["长期有效"]}
{"id": "food-then", "turns": ["食品经营许可怎么办", "那有效期几年？"], "expect": "answer", "titles": ["食品经营许可"], "facts": ["5年"]}
{"id": "beijing", "question": "北京车牌摇号怎么弄", "expect": "refuse", "tags": ["other_region"]}
{"id": "wrong-on-purpose", "question": "食品经营许可证有效期几年？", "expect": "refuse", "tags": ["near_miss"], "never": ["5年"]}
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """One opened home with the starter knowledge, words only, and one entry of the operator's own."""
    settings = app.Settings(home=tmp_path_factory.mktemp("home"), embedding="none", laws=False)
    with app.opened(settings) as opened:
        opened.library.publish([article("紫藤管理办法", 3, "第三条 种植紫藤的，应当向街镇登记。")])
        yield opened


@pytest.fixture
def entry(assistant: Assistant, tmp_path: Path) -> Entry:
    """Hands out what is open already; runs are kept below tmp_path."""

    @contextmanager
    def opened(*, serving: bool = False) -> Iterator[Assistant]:
        yield assistant

    return Entry(opened, lambda: Home(tmp_path), "127.0.0.1", 8000, lambda: None, now, numbered())


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return written(tmp_path / "mine.jsonl", CASES)


def run(entry: Entry, *arguments: object) -> Result:
    return CliRunner().invoke(build_cli(entry), ["eval", *map(str, arguments)], env={"XIAOBAO_EVAL_DATA": None})


def only_line(result: Result) -> dict[str, Any]:
    (line,) = result.stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_file_of_cases_gives_one_object_of_metrics(entry: Entry, cases: Path) -> None:
    result = run(entry, "run", cases, "--json")
    assert result.exit_code == 0, result.output
    metrics = only_line(result)
    assert all({"value", "n", "low", "high"} == set(m) for m in metrics.values())
    assert metrics["right_source"]["value"] == 1.0 and metrics["fact_recall"] == metrics["right_source"]
    assert metrics["other_region_refusal"]["value"] == 1.0 and metrics["near_miss_refusal"]["value"] == 0.0
    assert (metrics["critical_errors"]["value"], metrics["critical_errors"]["n"]) == (1, 4)
    assert metrics["citation_recall"]["value"] == metrics["citation_precision"]["value"] == 1.0
    assert metrics["overhead_ms_p95"]["n"] == 4 and "评测 mine" in result.stderr


def test_the_run_folder_holds_config_cases_and_metrics(entry: Entry, cases: Path, tmp_path: Path) -> None:
    metrics = only_line(run(entry, "run", cases, "--json", "--threads", "2"))
    (folder,) = (tmp_path / "evals").iterdir()
    assert folder.name == "20261124-100000-mine"
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert (config["set"], config["home"], config["heldout"], config["threads"]) == ("mine", "settings", False, 2)
    assert config["embedding"] == "lexical-only" and config["models"] == ["extractive"] and len(config["index"]) == 64
    assert config["thresholds"]["quote"] > 0 and config["versions"]["python"]
    kept = [json.loads(line) for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [r["id"] for r in kept if not r["right"]] == ["wrong-on-purpose"]
    assert kept[1]["turns"] == ["食品经营许可怎么办", "那有效期几年？"] and kept[1]["got"].startswith("answered")
    assert json.loads((folder / "metrics.json").read_text(encoding="utf-8")) == metrics


def test_an_evaluation_leaves_nothing_among_the_operators_conversations(
    entry: Entry, cases: Path, assistant: Assistant
) -> None:
    run(entry, "run", cases, "--json")
    connection = sqlite3.connect(assistant.home.path / "xiaobao.sqlite")
    for table in ("conversations", "messages"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    connection.close()


def test_fresh_knows_only_the_starter_knowledge(entry: Entry, tmp_path: Path) -> None:
    asked = written(
        tmp_path / "own.jsonl",
        '{"id": "own", "question": "紫藤管理办法第三条怎么说", "expect": "answer", "titles": ["紫藤管理办法 第3条"]}',
    )
    here, fresh = run(entry, "run", asked, "--json"), run(entry, "run", asked, "--json", "--fresh")
    assert only_line(here)["right_source"]["value"] == 1.0
    assert only_line(fresh)["right_source"]["value"] == 0.0


def test_every_case_is_a_conversation_of_its_own() -> None:
    with starter_home(None, now) as (_, answering), throwaway_conversations(answering, now) as ask:
        followed = ask(["食品经营许可怎么办", "那有效期几年？"])
        alone = ask(["那有效期几年？"])
    assert followed[1]["status"].startswith("answered") and not alone[0]["status"].startswith("answered")


def test_report_and_comparison_read_what_was_kept(entry: Entry, cases: Path, tmp_path: Path) -> None:
    run(entry, "run", cases)
    run(entry, "run", cases)
    a, b = sorted((tmp_path / "evals").iterdir())
    result = run(entry, "report", "all", "--out", tmp_path / "page", "--markdown")
    assert result.exit_code == 0, result.output
    assert "### mine（4 题）" in result.stdout and "| 引对来源 `right_source` | 100.0%" in result.stdout
    page = (tmp_path / "page" / "index.html").read_text(encoding="utf-8")
    assert "wrong-on-purpose" in page and "<script" not in page
    compared = only_line(run(entry, "compare", a.name, b, "--json"))
    assert (compared["n"], compared["p"], compared["changed"]) == (4, 1.0, [])
    assert "McNemar" in run(entry, "compare", a, b).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "nobody"), "出错了（unknown_set）：没有叫“nobody”的评测集"),
        (("run", "region"), "出错了（no_data）"),
        (("report", "nowhere", "--markdown"), "出错了（no_run）"),
        (("compare", "a", "b"), "出错了（no_run）"),
        (("report",), "请用 --out"),
    ],
)
def test_wrong_use_is_one_chinese_line(entry: Entry, arguments: tuple[str, ...], said: str) -> None:
    result = run(entry, *arguments)
    assert result.exit_code == 2 and result.stdout == "" and said in result.stderr.replace("\n", "")


def test_a_bad_line_is_named_before_anything_is_asked(entry: Entry, tmp_path: Path) -> None:
    bad = written(tmp_path / "bad.jsonl", CASES.strip() + '\n{"id": "x"}\n')
    unopened = replace(entry, open=lambda *, serving=False: pytest.fail("opened a home"))
    result = run(unopened, "run", bad)
    assert result.exit_code == 2 and "bad.jsonl 第 5 行：expect 要是" in result.stderr.replace("\n", "")
