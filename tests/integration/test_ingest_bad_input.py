"""The sandbox itself: one child for many files, a new one after trouble, and nothing of the child's is believed."""

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.documents import Block, Failure, ParsedDocument
from ingest.sandbox import Sandbox, parse_safely
from ingest.wire import as_json, from_json
from ingest.worker import messages
from knowledge_base.entries import EntryKind, LegalStatus
from tests.support.files import docx_file, jsonl, law_text, written


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def child_of(sandbox: Sandbox) -> int:
    assert sandbox._child is not None
    return sandbox._child.pid


def titles(found: object) -> list[str]:
    assert isinstance(found, list), found
    return [d.title for d in found]


def test_one_child_reads_many_files(tmp_path: Path, sandbox: Sandbox) -> None:
    files = [
        written(tmp_path / "a.txt", law_text("甲办法")),
        docx_file(tmp_path / "b.docx", [("h1", "乙指南"), ("p", "文。")]),
    ]
    assert titles(sandbox.parse(files[0])) == ["甲办法"]
    first = child_of(sandbox)
    assert titles(sandbox.parse(files[1])) == ["乙指南"]
    assert child_of(sandbox) == first


def test_what_the_child_read_is_what_the_parser_read(tmp_path: Path, sandbox: Sandbox) -> None:
    from ingest.parsers import parse_file

    path = jsonl(
        tmp_path / "a.jsonl", [{"question": f"问{n}", "答案": "x", "answer": f"答{n}\u2028"} for n in range(450)]
    )
    assert sandbox.parse(path) == list(parse_file(path))  # more than two batches


def test_a_child_that_dies_is_replaced(tmp_path: Path, sandbox: Sandbox) -> None:
    path = written(tmp_path / "a.txt", law_text("甲办法"))
    sandbox.parse(path)
    first = child_of(sandbox)
    os.kill(first, 9)
    answer = sandbox.parse(path)
    assert (isinstance(answer, Failure) and answer.code == "crashed") or titles(answer) == ["甲办法"]
    assert titles(sandbox.parse(path)) == ["甲办法"]
    assert child_of(sandbox) != first


def test_nothing_of_the_child_is_left(tmp_path: Path) -> None:
    with Sandbox() as sandbox:
        sandbox.parse(written(tmp_path / "a.txt", law_text()))
        child, scratch = child_of(sandbox), Path(sandbox._scratch.name)  # type: ignore[union-attr]
        assert scratch.is_dir()
    assert not scratch.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_file_is_found_from_any_folder(tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "a.txt", law_text("甲办法"))
    # A module of ours in the folder of the files must not be what the child imports.
    written(tmp_path / "ingest.py", "raise SystemExit('wrong module')")
    monkeypatch.chdir(tmp_path)
    assert titles(sandbox.parse(Path("a.txt"))) == ["甲办法"]


def test_a_name_that_cannot_be_stored_is_no_obstacle(tmp_path: Path, sandbox: Sandbox) -> None:
    raw = os.fsencode(tmp_path) + b"/\xff\xfe.txt"
    Path(os.fsdecode(raw)).write_text("一句话说完。\n", encoding="utf-8")
    (document,) = sandbox.parse(Path(os.fsdecode(raw)))  # type: ignore[misc]
    document.title.encode("utf-8")
    assert document.text == "一句话说完。"


def test_one_file_alone(tmp_path: Path) -> None:
    assert titles(parse_safely(written(tmp_path / "a.txt", law_text("甲办法")))) == ["甲办法"]
    answer = parse_safely(written(tmp_path / "b.txt", ""))
    assert answer == Failure("empty", "文件是空的（0 字节），请检查后重新导出")


def test_a_document_crosses_the_wire_unchanged() -> None:
    document = ParsedDocument(
        "标题",
        (Block("heading", "一、", 2), Block("table", "| 甲 |\n| --- |")),
        kind_hint=EntryKind.CASE,
        issuer="某局",
        doc_number="某规〔2020〕1号",
        effective_from=date(2020, 1, 1),
        effective_to=date(2024, 12, 31),
        legal_status=LegalStatus.REPEALED,
        notes=("注意",),
        record_id="r1",
        questions=("问",),
        fields={"question": "问", "answer": {"text": "答"}},
    )
    assert from_json(json.loads(json.dumps(as_json(document)))) == document


@pytest.mark.parametrize(
    "change", [{"blocks": [["script", "x", 0]]}, {"legal_status": "随便"}, {"effective_from": "昨天"}, {"notes": 3}]
)
def test_nonsense_from_the_child_is_refused(change: dict[str, object]) -> None:
    good = as_json(ParsedDocument("标题", ()))
    from_json(good)
    with pytest.raises((ValueError, TypeError)):
        from_json({**good, **change})


def test_a_parser_that_raises_anything_is_a_failure_with_a_chinese_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ingest.worker

    def explode(path: Path) -> Iterator[ParsedDocument]:
        raise ZeroDivisionError("secret text of the file")

    monkeypatch.setattr(ingest.worker, "parse_file", explode)
    (message,) = messages(tmp_path / "a.txt")
    assert message == {"failure": ["damaged", "读不出来（ZeroDivisionError），文件可能损坏，请重新导出"]}
