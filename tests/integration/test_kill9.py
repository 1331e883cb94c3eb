"""kill -9 at every step of a publication: after a restart SQL and both indexes are equal and nothing promised is lost.

The victim is a real process. It wraps one named step so that the process kills itself there, and notes every
publication that was acknowledged to its caller before that.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.embedding.fake import HashEmbedder
from knowledge_base.home import Home, HomeLock
from knowledge_base.indexer import Indexer
from knowledge_base.library import Library
from knowledge_base.opening import LibraryConfig, open_library
from knowledge_base.outbox import IndexName, Outbox
from knowledge_base.records import Change, Records
from tests.conftest import OpenHome
from tests.samples import LEXICON, NOW, ROOT, change

BATCHES, PER_BATCH = 4, 7
NOTES = "acknowledged.txt"


def batch(number: int) -> list[Change]:
    """New entries, and one entry that every batch changes."""
    fresh = [
        change(f"e{number}-{i}", f"编号{7000 + 100 * number + i}", f"# 甲\n正文{number}\n# 乙\n附文{i}")
        for i in range(PER_BATCH)
    ]
    return [*fresh, change("shared", "共同条目", f"第{number}稿", questions=[f"第{number}问"])]


# --- in the victim -------------------------------------------------------------------------------------------------


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def deadly(
    step: Callable[..., Any], at: int, *, before: bool, when: Callable[..., bool] = lambda *_: True
) -> Callable[..., Any]:
    """`step`, but the `at`-th call (of those that `when` counts) is the last thing that happens."""
    calls = 0

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += when(*args)
        if calls == at and before:
            die()
        result = step(*args, **kwargs)
        if calls == at:
            die()
        return result

    return wrapped


class DeadlyWriter:
    """Tantivy's writer, dying at its `at`-th document or around its `at`-th commit."""

    def __init__(self, writer: Any, step: str, at: int, before: bool) -> None:
        self._writer = writer
        self._deadly = {step: deadly(getattr(writer, step), at, before=before)}

    def __getattr__(self, name: str) -> Any:
        return self._deadly.get(name) or getattr(self._writer, name)


def arm(library: Library, step: str) -> None:
    """Prepare the library to die at the named step."""
    words, vectors = library.words, library.vectors
    if step == "in-the-sql-transaction":
        Records._publish_one = deadly(Records._publish_one, 20, before=True)  # the third batch, half written
    elif step == "after-sql-commit-before-words":
        words.replace = deadly(words.replace, 3, before=True)
    elif step == "in-the-middle-of-a-word-batch":
        words._writer = DeadlyWriter(words._writer, "add_document", 40, False)
    elif step == "before-the-word-commit":
        words._writer = DeadlyWriter(words._writer, "commit", 3, True)
    elif step == "after-the-word-commit":
        words._writer = DeadlyWriter(words._writer, "commit", 3, False)
    elif step == "after-words-before-mark":
        Outbox.mark = deadly(Outbox.mark, 3, before=True, when=lambda _, index, __: index is IndexName.WORDS)
    elif step == "after-words-after-mark":
        Outbox.mark = deadly(Outbox.mark, 3, before=False, when=lambda _, index, __: index is IndexName.WORDS)
    elif step == "after-embedding-before-vectors":
        Indexer._embed = deadly(Indexer._embed, 3, before=False, when=lambda _, chunks, *__: bool(chunks))
    elif step == "after-vectors-before-mark":
        Outbox.mark = deadly(Outbox.mark, 2, before=True, when=lambda _, index, __: index is IndexName.VECTORS)
    elif step == "between-the-shelves":
        vectors.update = deadly(vectors.update, 3, before=False)
    elif step == "after-everything":
        Outbox.mark = deadly(Outbox.mark, BATCHES, before=False, when=lambda _, index, __: index is IndexName.VECTORS)
    elif step.startswith("at-ms-"):
        threading.Timer(int(step.removeprefix("at-ms-")) / 1000, die).start()
    else:
        raise ValueError(step)


def victim(folder: str, step: str) -> None:
    """Publish batch after batch, noting each one that was acknowledged, until the armed step kills this process."""
    home = Home(Path(folder))
    HomeLock(home).acquire()
    with ThreadPoolExecutor(2) as executor:
        library = open_library(LibraryConfig(home), HashEmbedder(), LEXICON, executor, lambda: NOW).library
        arm(library, step)
        with (home.path / NOTES).open("a", encoding="utf-8") as notes:
            for number in range(BATCHES):
                for entry_id in library.publish(batch(number)):
                    notes.write(f"{entry_id} {number}\n")
                notes.flush()
                os.fsync(notes.fileno())
                library.follow_vectors()
        if step.startswith("at-ms-"):
            threading.Event().wait(30)  # it was quicker than its timer


def nursery() -> None:
    """Fork a victim for each "folder<tab>step" line and tell the signal that ended it: libraries are imported once."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                victim(*line.rstrip("\n").split("\t"))
            finally:
                sys.stderr.flush()
                os._exit(1)
        sys.stdout.write(f"{-os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


# --- in the test ---------------------------------------------------------------------------------------------------

Kill = Callable[[Path, str], list[tuple[str, int]]]


@pytest.fixture(scope="module")
def kill() -> Iterator[Kill]:
    """Runs a victim in a home to its death; returns what it had acknowledged as (entry id, batch)."""
    command = [sys.executable, "-c", "from tests.integration.test_kill9 import nursery; nursery()"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout

        def run(home: Path, step: str) -> list[tuple[str, int]]:
            home.mkdir(parents=True, exist_ok=True)
            process.stdin.write(f"{home}\t{step}\n")
            process.stdin.flush()
            assert process.stdout.readline() == f"{int(signal.SIGKILL)}\n", f"not killed at {step}"
            notes = home / NOTES
            lines = notes.read_text("utf-8").splitlines() if notes.exists() else []
            return [(entry, int(number)) for entry, number in (line.split() for line in lines)]

        yield run
        process.stdin.close()


def check(library: Library, acknowledged: list[tuple[str, int]]) -> None:
    """Equal everywhere; everything acknowledged is there, once, in its newest text; batches are whole or absent."""
    library.replay()
    library.follow_vectors()
    verification = library.verify()
    assert verification.equal, verification
    assert library.records.counts()["words_pending"] == library.records.counts()["vectors_pending"] == 0

    published = library.records.published_ids()
    assert {entry for entry, _ in acknowledged} <= set(published)
    batches = {int(i[1]) for i in published if i != "shared"}
    assert len(published) == len(batches) * PER_BATCH + bool(batches)
    assert batches == set(range(len(batches)))
    assert len(batches) >= len({number for _, number in acknowledged})

    if batches:
        shared = library.entry("shared")
        assert shared.version == len(batches)
        assert shared.content.body == f"第{max(batches)}稿"
        assert library.records.questions(["shared"]) == {"shared": [f"第{n}问" for n in range(len(batches))]}
    for entry_id in published:
        chunks = [c.id for c in library.records.chunks([entry_id])[entry_id]]
        number = library.entry(entry_id).content.title.removeprefix("编号")
        hits = [s.chunk_id for s in library.words.search(number, 200)]
        assert all(hits.count(chunk) == 1 for chunk in chunks), entry_id
    if batches:
        every = library.vectors.search(HashEmbedder().embed_query("编号"), 500)
        assert len(every) == len({s.chunk_id for s in every}) == verification.chunks
        library.rebuild()
        fresh = library.vectors.search(HashEmbedder().embed_query("编号"), 500)
        assert {s.chunk_id: s.score for s in every} == pytest.approx({s.chunk_id: s.score for s in fresh}, abs=1e-4)


STEPS = {  # the step, and how many batches must have been acknowledged by then
    "in-the-sql-transaction": 2,
    "after-sql-commit-before-words": 2,
    "in-the-middle-of-a-word-batch": 2,
    "before-the-word-commit": 2,
    "after-the-word-commit": 2,
    "after-words-before-mark": 2,
    "after-words-after-mark": 2,
    "after-embedding-before-vectors": 3,
    "after-vectors-before-mark": 2,
    "between-the-shelves": 2,
    "after-everything": 4,
}


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_each_step(step: str, tmp_path: Path, open_home: OpenHome, kill: Kill) -> None:
    acknowledged = kill(tmp_path / "home", step)
    assert len({number for _, number in acknowledged}) == STEPS[step]
    library = open_home(HashEmbedder(), tmp_path / "home")
    check(library, acknowledged)
    library.publish(batch(9))  # and life goes on
    library.follow_vectors()
    assert library.verify().equal
    assert library.search("编号7903").kept[0].version.entry.id == "e9-3"


@pytest.mark.parametrize("step", ["at-ms-40", "at-ms-130", "at-ms-310"])
def test_a_kill_at_any_moment(step: str, tmp_path: Path, open_home: OpenHome, kill: Kill) -> None:
    acknowledged = kill(tmp_path / "home", step)
    check(open_home(HashEmbedder(), tmp_path / "home"), acknowledged)


def test_one_kill_after_another(tmp_path: Path, open_home: OpenHome, kill: Kill) -> None:
    """A restart that is killed again goes on from there."""
    kill(tmp_path / "home", "after-sql-commit-before-words")
    kill(tmp_path / "home", "before-the-word-commit")
    acknowledged = kill(tmp_path / "home", "after-vectors-before-mark")
    library = open_home(HashEmbedder(), tmp_path / "home")
    library.replay()
    library.follow_vectors()
    assert library.verify().equal
    assert {entry for entry, _ in acknowledged} <= set(library.records.published_ids())
