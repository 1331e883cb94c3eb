"""Parsing where a parser may hang or eat memory: in a child process with limits, reused from file to file."""

import multiprocessing
import resource
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.documents import Failure, ParsedDocument
from ingest.errors import BadFile
from ingest.parsers import parse_file
from ingest.parsers.sniff import sniff

SECONDS = 60.0  # for one file
MEMORY = 3 * 2**30  # bytes of address space, libraries included
DOCUMENTS_PER_MESSAGE = 200

Message = tuple[str, object]


class Sandbox:
    """A child process that parses; killed and replaced when a file takes too long or too much."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._child: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def parse(self, path: Path) -> Sequence[ParsedDocument] | Failure:
        """All documents of one file, or why there are none; returns within `seconds` whatever the file does."""
        try:
            sniff(path)  # cheap refusals need no child
        except BadFile as error:
            return Failure(error.code, str(error))
        except OSError as error:
            return Failure("unreadable", f"文件打不开：{error.strerror or '没有权限'}")
        return self._ask(path)

    def _ask(self, path: Path) -> Sequence[ParsedDocument] | Failure:
        pipe = self._ready()
        found: list[ParsedDocument] = []
        try:
            pipe.send(str(path))
            while pipe.poll(self._seconds):
                kind, value = pipe.recv()
                if kind == "documents":
                    found.extend(value)
                elif kind == "failure":
                    return Failure(*value)
                else:
                    return found
        except (EOFError, OSError):
            self._stop()
            return Failure("crashed", "读取时解析程序异常退出，文件可能损坏或过大，请重新导出后再试")
        self._stop()
        return Failure("timeout", f"{self._seconds:.0f} 秒内没有读完，已经放弃；请拆分文件后再装入")

    def _ready(self) -> Connection:
        if self._child is not None and self._child.is_alive() and self._pipe is not None:
            return self._pipe
        # spawn: a forked child would inherit locks and threads of the server
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._child = context.Process(target=_child, args=(theirs, self._memory), daemon=True, name="parser")
        self._child.start()
        theirs.close()
        self._pipe = ours
        return ours

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._child is not None:
            self._child.kill()
            self._child.join()
            self._child.close()
        self._pipe = self._child = None


def _child(pipe: Connection, memory: int) -> None:
    """The child's life: a path in, messages out, until the pipe closes."""
    with suppress(ValueError, OSError):  # a system without the limit parses without it
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    while True:
        try:
            path = Path(pipe.recv())
        except (EOFError, OSError):
            return
        for message in _messages(path):
            pipe.send(message)


def _messages(path: Path) -> Iterator[Message]:
    try:
        batch: list[ParsedDocument] = []
        for document in parse_file(path):
            batch.append(document)
            if len(batch) == DOCUMENTS_PER_MESSAGE:
                yield "documents", batch
                batch = []
        yield "documents", batch
        yield "end", None
    except BadFile as error:
        yield "failure", (error.code, str(error))
    except MemoryError:
        yield "failure", ("too_much_memory", "读这个文件需要的内存超过上限，请拆分后再装入")
    except Exception as error:  # a parser library may raise anything; the file is bad, the run goes on
        yield "failure", ("damaged", f"读不出来（{type(error).__name__}），文件可能损坏，请重新导出")
