"""JSON and JSON Lines: each record is a document; {title,text}, {question,answer} and {_id,title,text} are known."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.documents import Block, ParsedDocument
from ingest.errors import BadFile
from ingest.parsers.plain import blocks_of, read_text
from ingest.untrusted import for_readers
from knowledge_base.entries import EntryKind
from knowledge_base.text import normalise

QUESTION, ANSWER, VARIANTS = ("question", "问题"), ("answer", "答案"), ("variants", "其他问法")
TITLE, TEXT = ("title", "标题", "事项名称", "名称"), ("text", "content", "body", "正文", "内容")
ID = ("_id", "id", "编号")


@for_readers
def parse_json(path: Path) -> Iterator[ParsedDocument]:
    """A list of records, or one record; JSON Lines under this name are read as what they are."""
    text = read_text(path)
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError) and error.msg == "Extra data":
            yield from _of_lines(text)
            return
        raise BadFile("damaged", "JSON 不完整或格式不对，请检查后再装入") from error
    for number, record in enumerate(value if isinstance(value, list) else [value], 1):
        if not isinstance(record, Mapping):
            raise BadFile("damaged", "JSON 里应当是一个或一组对象")
        yield document_from_record(record, number)


@for_readers
def parse_jsonl(path: Path) -> Iterator[ParsedDocument]:
    """One record a line; a bad line is named."""
    yield from _of_lines(read_text(path))


def _of_lines(text: str) -> Iterator[ParsedDocument]:
    for number, line in enumerate(text.split("\n"), 1):  # not splitlines: U+2028 may stand inside a string
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise BadFile("damaged", f"第 {number} 行不是完整的 JSON，请检查后再装入") from error
        if not isinstance(record, Mapping):
            raise BadFile("damaged", f"第 {number} 行不是一个对象")
        yield document_from_record(record, number)


def document_from_record(record: Mapping[str, Any], number: int) -> ParsedDocument:
    """One document; fields of a record without text become "field：value" lines. Without an id its place names it."""
    record_id = _first(record, ID) or f"#{number}"
    question, answer = _first(record, QUESTION), _first(record, ANSWER)
    if question and answer:
        return _faq(record, question, answer, record_id)
    title, text = _first(record, TITLE), _first(record, TEXT)
    if not text:
        text = "\n".join(f"{k}：{v}" for k, v in record.items() if isinstance(v, str | int | float) and k not in ID)
    title = title or (record_id if not record_id.startswith("#") else text[:30])
    return ParsedDocument(title, tuple(blocks_of(text)), record_id=record_id)


def _faq(record: Mapping[str, Any], question: str, answer: str, record_id: str) -> ParsedDocument:
    listed: list[object] = next((record[k] for k in VARIANTS if isinstance(record.get(k), list)), [])
    variants = [normalise(str(v)) for v in listed]
    fields = {"question": question, "answer": {"text": answer, "status": "转载"}, "variants": variants}
    return ParsedDocument(
        question,
        (Block("paragraph", answer),),
        kind_hint=EntryKind.FAQ,
        record_id=record_id,
        questions=(question, *variants),
        fields=fields,
    )


def _first(record: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((normalise(str(record[n])) for n in names if record.get(n) not in (None, "")), "")
