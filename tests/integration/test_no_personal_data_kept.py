"""A whole run of conversations full of personal data: none of it in the database, the logs, the search or the answers."""

import itertools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.conversations import Conversations, Opened
from eval.pii import Written, personal_texts
from tests.support.guides import Shelf, answering

SEED = 7
QUESTIONS = 240
SHORTEST = 5  # characters of a value: shorter ones (a name, 3号) may stand in a text by chance


def raw_values(texts: list[Written]) -> set[str]:
    """Every labelled number as it was written, and as its digits alone."""
    values = set()
    for written in texts:
        for label in written.labels:
            value = written.text[label.start : label.end]
            values.add(value)
            values.add("".join(c for c in value if c.isascii() and c.isalnum()))
    return {value for value in values if len(value) >= SHORTEST and any(c.isdigit() for c in value)}


@contextmanager
def everything_logged() -> Iterator[list[str]]:
    """Each record of any logger at DEBUG, with its arguments and traceback as text."""
    lines: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{self.format(record)} {record.args!r}")

    root, handler = logging.getLogger(), Keeping()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def bytes_of_every_file(folder: Path) -> bytes:
    """The database, its write-ahead log, and whatever else lies there."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files), "the log beside the database is part of what is looked at"
    return b"\n".join(path.read_bytes() for path in files)


def leaked(values: set[str], kept: bytes) -> list[str]:
    """Values that stand in what was kept, in UTF-8 or as JSON escapes them."""
    return [v for v in values if v.encode() in kept or ascii(v)[1:-1].encode() in kept]


def hold_conversations(talk: Conversations, texts: list[Written]) -> list[Opened]:
    """Ask each text in conversations of ten turns; rate every second turn with the next text as comment."""
    opened: list[Opened] = []
    for place, written in enumerate(texts):
        if place % 10 == 0:
            opened.append(talk.open())
        now = opened[-1]
        talk.ask(now.id, now.token, written.text, f"m{place}")
        if place % 2:
            talk.rate(now.id, now.token, None, 1 + place % 5, texts[(place + 1) % len(texts)].text)
    return opened


def test_no_byte_of_personal_data_is_kept_or_passed_on(
    engine: Engine, now: Callable[[], datetime], tmp_path: Path
) -> None:
    shelf, ids = Shelf(), itertools.count(1)
    talk = Conversations(engine, answering(shelf), lambda: f"c{next(ids)}", lambda: f"token-{next(ids)}", now)
    texts = personal_texts(SEED, QUESTIONS)
    values = raw_values(texts)
    assert len(values) > QUESTIONS
    with everything_logged() as logged:
        opened = hold_conversations(talk, texts)
        logging.getLogger("xiaobao").debug("run of %d", len(opened))
    said = [message for each in opened for message in talk.messages(each.id, each.token)]
    assert len(said) == QUESTIONS and len(logged) >= 1 and len(shelf.asked) > QUESTIONS / 2
    assert leaked(values, bytes_of_every_file(tmp_path)) == []
    assert leaked(values, "\n".join(logged).encode()) == []
    assert leaked(values, "\n".join(shelf.asked).encode()) == []
    assert leaked(values, "\n".join(f"{m.question}{m.answer}" for m in said).encode()) == []


def test_the_search_for_leaks_would_see_one(engine: Engine, tmp_path: Path) -> None:
    texts = personal_texts(SEED, 20)
    values = raw_values(texts)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE leak (words TEXT)")
        connection.exec_driver_sql("INSERT INTO leak VALUES (?)", (texts[0].text,))
    assert leaked(values, bytes_of_every_file(tmp_path))
