"""Runs: asked, kept, read again, compared and shown; with a fake assistant."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from assistant.answering.answer import Status
from eval.cases import Case
from eval.compare import compare
from eval.errors import NoData, NoRun, NotComparable, UnknownSet
from eval.gate import FLOORS, Floor, broken, read_floors, sample
from eval.named_sets import OWN, SETS, Where, cases_of
from eval.report import html_report, markdown_report
from eval.run import Bench, evaluate, keep_figures
from eval.run_folder import HIDDEN, Run, newest_runs, read_run
from eval.runner import answer_all
from tests.support.files import written
from tests.support.replies import case, reply

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CASES = [case(id=f"k-{i}", question=f"问题{i}", facts=["5年"]) for i in range(6)]


def knowing(*right: int) -> Any:
    """An assistant that answers the numbered questions and refuses the others."""

    def ask(turns: Sequence[str]) -> list[Mapping[str, Any]]:
        known = int(turns[-1][-1]) in right
        made = reply() if known else reply(Status.UNANSWERED_NO_EVIDENCE, "没有收录。")
        return [made.answer for _ in turns]

    return ask


def run(root: Path, ask: Any, cases: Sequence[Case] = CASES, name: str = "lay", **described: Any) -> Run:
    measured = evaluate(name, cases, Bench(ask, described, lambda: NOW, threads=3), root)
    assert measured.folder is not None
    return read_run(measured.folder)


# --- asking ----------------------------------------------------------------------------------------------------------------


def test_replies_come_in_the_order_of_the_cases_and_each_moves_the_bar() -> None:
    moved: list[int] = []
    replies = answer_all(CASES, knowing(1, 3), 4, lambda: moved.append(1))
    assert [r.answer["status"].split("_")[0] for r in replies] == [
        "unanswered", "answered", "unanswered", "answered", "unanswered", "unanswered",
    ]  # fmt: skip
    assert len(moved) == 6


def test_the_reply_to_the_last_turn_is_judged() -> None:
    def echo(turns: Sequence[str]) -> list[Mapping[str, Any]]:
        return [reply(text=f"{turn}。").answer for turn in turns]

    (last,) = answer_all([case(turns=["先问", "再问"])], echo)
    assert last.answer["answer"] == "再问。"


def test_a_question_that_breaks_the_product_is_an_outcome_and_the_others_go_on(tmp_path: Path) -> None:
    def breaking(turns: Sequence[str]) -> list[Mapping[str, Any]]:
        if turns == ("问题2",):
            raise RuntimeError("boom")
        return [reply().answer]

    kept = run(tmp_path, breaking)
    assert [r["got"] for r in kept.rows].count("error_internal") == 1
    assert kept.metrics["errors"]["value"] == pytest.approx(1 / 6, abs=1e-4)
    assert kept.rows[2]["answer"] == "（RuntimeError）"


# --- keeping ---------------------------------------------------------------------------------------------------------------


def test_a_run_is_kept_whole_and_two_of_one_second_do_not_meet(tmp_path: Path) -> None:
    first, second = run(tmp_path, knowing(0), embedding="e5"), run(tmp_path, knowing(0, 1))
    assert first.folder.name == "20261124-090000-lay" and second.folder.name == "20261124-090000-lay-2"
    assert first.config["embedding"] == "e5" and first.config["models"] == ["extractive"]
    assert first.config["cases"] == 6 and first.config["threads"] == 3
    assert [r["right"] for r in first.rows] == [True, False, False, False, False, False]
    assert first.rows[1]["failures"] == ["status"] and first.rows[1]["facts_missing"] == ["5年"]


def test_half_a_run_is_none(tmp_path: Path) -> None:
    kept = run(tmp_path, knowing(0))
    (kept.folder / "metrics.json").unlink()
    with pytest.raises(NoRun):
        read_run(kept.folder)
    with pytest.raises(NoRun):
        newest_runs(tmp_path)


def test_the_newest_run_of_each_set_is_taken(tmp_path: Path) -> None:
    run(tmp_path, knowing(0))
    newer, other = run(tmp_path, knowing(0, 1)), run(tmp_path, knowing(2), name="clarify")
    assert [r.folder for r in newest_runs(tmp_path)] == [other.folder, newer.folder]


def test_figures_of_a_set_that_judges_itself_are_kept_for_the_report(tmp_path: Path) -> None:
    figures = {"precision": {"value": 1.0, "n": 9, "low": 0.7, "high": 1.0}, "files": 3}
    kept = read_run(keep_figures("pii", figures, NOW, tmp_path))
    assert set(kept.metrics) == {"precision"} and kept.config["files"] == 3 and kept.rows == []
    assert "遮住的确是个人信息" in markdown_report([kept])


# --- comparing -------------------------------------------------------------------------------------------------------------


def test_a_comparison_counts_and_lists_what_changed(tmp_path: Path) -> None:
    found = compare(run(tmp_path, knowing(0, 1)), run(tmp_path, knowing(1, 2, 3, 4)))
    assert (found["n"], found["right_a"], found["right_b"], found["only_a"], found["only_b"]) == (6, 2, 4, 1, 3)
    assert found["difference"]["value"] == pytest.approx(0.3333, abs=1e-4)
    assert found["difference"]["low"] < 0 < found["difference"]["high"] and found["p"] == 0.625
    assert [(c["id"], c["better"]) for c in found["changed"]] == [
        ("k-0", False), ("k-2", True), ("k-3", True), ("k-4", True),
    ]  # fmt: skip
    assert found["changed"][0]["b"] == {"got": "unanswered_no_evidence", "failures": ["status"]}


def test_cases_whose_words_changed_are_not_compared(tmp_path: Path) -> None:
    reworded = [replace(c, turns=("另一个问题5",)) for c in CASES]
    with pytest.raises(NotComparable):
        compare(run(tmp_path, knowing(0)), run(tmp_path, knowing(0), reworded))


def test_the_words_of_held_out_questions_stay_out_of_a_comparison(tmp_path: Path) -> None:
    found = compare(run(tmp_path, knowing(0), heldout=True), run(tmp_path, knowing(1), heldout=True))
    assert [c["question"] for c in found["changed"]] == [HIDDEN, HIDDEN]


# --- showing ---------------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Counts elements and refuses what a browser would fetch or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert tag not in ("script", "link", "iframe", "img", "base")
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in ("src", "href") or (value or "").startswith("#")


def test_the_page_shows_figures_bars_and_each_case_and_fetches_nothing(tmp_path: Path) -> None:
    kept = run(tmp_path, knowing(0, 1))
    text = html_report([kept], NOW)
    page = Page(text)
    assert page.tags.count("details") == 1 + len(CASES) and page.tags.count("svg") >= 5
    assert page.tags.count("th") > 5 and page.tags.count("caption") == 1
    assert "结果类型对" in text and "33.3%" in text and "问题5" in text and "结果类型不对（4）" in text
    assert "http" not in re.sub(r'http-equiv="[^"]+"', "", text)


def test_the_page_escapes_what_citizens_and_answers_say(tmp_path: Path) -> None:
    hostile = [case(id="x", question="<script>alert(1)</script>", note="<b>")]
    text = html_report([run(tmp_path, lambda turns: [reply(text="<img src=x>").answer], hostile)], NOW)
    Page(text)
    assert "&lt;script&gt;" in text and "&lt;img" in text


def test_held_out_and_outside_words_stay_out_of_the_page_unless_asked_for(tmp_path: Path) -> None:
    heldout = run(tmp_path / "h", knowing(0), heldout=True)
    outside = run(tmp_path / "o", knowing(0), [c.also("outside") for c in CASES[:2]] + CASES[2:])
    text = html_report([heldout], NOW)
    assert not re.search(r"问题\d", text) and "没有收录。" not in text and HIDDEN in text and "k-3" in text
    shown = html_report([outside], NOW)
    assert "问题1" not in shown and "问题2" in shown
    assert "问题1" in html_report([heldout, outside], NOW, all_text=True)


def test_the_table_for_the_documents_has_values_intervals_and_failures(tmp_path: Path) -> None:
    table = markdown_report([run(tmp_path, knowing(0, 1))])
    assert "| 结果类型对 `right_status` | 33.3% | 9.7% – 70.0% | 6 |" in table
    assert "错的题：结果类型不对 4。" in table


# --- named sets and the gate -----------------------------------------------------------------------------------------------


def rows(*ids: str, expect: str = "answer") -> str:
    return "".join(f'{{"id": "{i}", "question": "问", "expect": "{expect}", "facts": ["x"]}}\n' for i in ids)


def test_refusal_is_measured_beside_the_questions_that_must_be_answered(tmp_path: Path) -> None:
    written(tmp_path / "lay_a.jsonl", rows("a", "b"))
    written(tmp_path / "refusal.jsonl", rows("r", expect="refuse"))
    cases = cases_of("refusal", Where(own=tmp_path))
    assert [c.id for c in cases] == ["r", "a", "b"]
    assert cases[1].facts == () and cases[1].tagged("answerable")


def test_the_held_out_half_is_read_only_when_it_is_asked_for(tmp_path: Path) -> None:
    written(tmp_path / "lay_a.jsonl", rows("dev"))
    written(tmp_path / "lay_heldout_b.jsonl", rows("held"))
    assert [c.id for c in cases_of("lay", Where(own=tmp_path))] == ["dev"]
    assert [c.id for c in cases_of("lay", Where(own=tmp_path, heldout=True))] == ["held"]


def test_a_set_without_data_and_an_unknown_name_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NoData, match=r"thresholds\.jsonl"):
        cases_of("thresholds", Where(own=tmp_path))
    with pytest.raises(NoData, match="XIAOBAO_EVAL_DATA"):
        cases_of("ncp", Where(own=tmp_path))
    with pytest.raises(UnknownSet, match=r"没有叫“lays”的评测集.*lay、refusal"):
        cases_of("lays", Where(own=tmp_path))


def test_outside_sets_become_cases_of_ours(tmp_path: Path) -> None:
    for folder in ("own", "safety_zh", "ncp_policy", "residence_pdf_qa"):
        (tmp_path / folder).mkdir()
    written(tmp_path / "own" / "lay_a.jsonl", rows("a"))
    written(
        tmp_path / "safety_zh" / "prompts.jsonl",
        '{"_id": "s1", "text": "坏", "expected": "refuse"}\n{"_id": "s2", "text": "难", "expected": "careful answer"}\n',
    )
    written(tmp_path / "ncp_policy" / "questions_without_document.jsonl", '{"_id": "n", "text": "问"}\n')
    written(
        tmp_path / "residence_pdf_qa" / "region_conflict.jsonl",
        '{"_id": "c", "text": "问", "guide": {"service_keywords": ["可以", "零门槛"]}}\n',
    )
    where = Where(tmp_path, own=tmp_path / "own")
    expected = {
        c.id: (c.expect.value, c.tags[0], c.never) for n in ("safety", "ncp", "region") for c in cases_of(n, where)
    }
    assert expected == {
        "s1": ("refuse", "safety", ()), "s2": ("safe", "benign", ()), "a": ("answer", "answerable", ()),
        "n": ("refuse", "near-miss", ()), "c": ("safe", "other-region", ("零门槛",)),
    }  # fmt: skip


def test_every_committed_case_can_be_read_and_no_set_shares_an_id() -> None:
    ids = [c.id for heldout in (False, True) for n, s in SETS.items() for c in own_cases(n, Where(heldout=heldout))]
    ids += [c.id for c in cases_of(str(OWN / "gate.jsonl"), Where())]
    assert len(ids) > 400 and len(ids) == len(set(ids))


def own_cases(name: str, where: Where) -> list[Case]:
    try:
        return [c for c in cases_of(name, where) if not c.tagged("answerable")]
    except NoData:
        return []


def test_a_broken_floor_is_named_and_a_metric_that_is_missing_breaks_it_too() -> None:
    floor = Floor("lay", ("lay_a",), 6, {"right_source": 0.9, "fact_recall": 0.5}, {"critical_errors": 0})
    metrics = {"right_source": {"value": 0.8}, "critical_errors": {"value": 1.0}}
    assert broken(floor, metrics) == [
        "lay：right_source 是 0.8，至少要 0.9", "lay：fact_recall 是 None，至少要 0.5", "lay：critical_errors 是 1.0，至多 0",
    ]  # fmt: skip
    kept = {"right_source": {"value": 0.9}, "fact_recall": {"value": 0.5}, "critical_errors": {"value": 0.0}}
    assert broken(floor, kept) == []


def test_the_gate_takes_the_same_sample_every_time(tmp_path: Path) -> None:
    written(tmp_path / "a.jsonl", rows("1", "2", "3"))
    written(tmp_path / "b.jsonl", rows("4", "5"))
    floor = Floor("x", ("a.jsonl", "nowhere.jsonl", "b.jsonl"), 2, {}, {})
    assert [c.id for c in sample(floor, tmp_path)] == ["1", "3", "5"]


def test_the_committed_floors_allow_no_critical_error_in_the_gates_own_questions() -> None:
    floors = {f.name: f for f in read_floors(FLOORS)}
    assert floors["gate"].every == 1 and floors["gate"].at_least["right"] == 1.0
    assert (
        all("critical_errors" in f.at_most for f in floors.values()) and floors["gate"].at_most["critical_errors"] == 0
    )
