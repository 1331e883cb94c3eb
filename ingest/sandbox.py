"""Parsing where a parser may hang or eat memory: in a child process with limits, reused from file to file."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingest.documents import Failure, ParsedDocument
from ingest.errors import BadFile
from ingest.parsers.sniff import sniff
from ingest.wire import from_json

SECONDS = 60.0  # for one file, from asking to its last document
MEMORY = 3 * 2**29  # bytes of address space, libraries included
MOST_TEXT = 2**30  # characters of answers for one file; more would not fit in our own memory
ROOT = Path(__file__).resolve().parent.parent
# -I: nothing of the folder we happen to be in, nor of the user's own packages, is imported.
CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from ingest.worker import main; main(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])"


class Sandbox:
    """A child process that parses; killed and replaced when a file takes too long or too much. One thread's at a time."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._child: subprocess.Popen[str] | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def parse(self, path: Path) -> Sequence[ParsedDocument] | Failure:
        """All documents of one file, or why there are none; returns within `seconds` whatever the file does."""
        try:
            sniff(path)  # cheap refusals need no child
        except BadFile as error:
            return Failure(error.code, str(error))
        except OSError as error:
            return Failure("unreadable", f"文件打不开：{error.strerror or '没有权限'}")
        child = self._ready()
        late = threading.Event()
        clock = threading.Timer(self._seconds, _kill_late, (child, late))
        clock.daemon = True
        clock.start()
        try:
            answer = self._ask(child, path)
        except (OSError, EOFError, ValueError, KeyError, TypeError):  # the child died, or spoke nonsense
            answer = Failure("crashed", "读取时解析程序异常退出，文件可能损坏或过大，请重新导出后再试")
        finally:
            clock.cancel()
        if late.is_set():
            answer = Failure("timeout", f"{self._seconds:.0f} 秒内没有读完，已经放弃；请拆分文件后再装入")
        if isinstance(answer, Failure) and answer.code in ("crashed", "timeout", "too_much_memory", "too_large"):
            self.close()  # whatever is left of the child is not to be trusted with the next file
        return answer

    def close(self) -> None:
        """End the child and all it started."""
        if self._child is not None:
            _kill(self._child)
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            self._child = None
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def _ask(self, child: subprocess.Popen[str], path: Path) -> Sequence[ParsedDocument] | Failure:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(json.dumps(str(path.resolve())) + "\n")
        child.stdin.flush()
        found: list[ParsedDocument] = []
        size = 0
        while line := child.stdout.readline():
            message: dict[str, Any] = json.loads(line)
            if "failure" in message:
                code, reason = message["failure"]
                return Failure(str(code), str(reason))
            if "end" in message:
                return found
            size += len(line)
            if size > MOST_TEXT:
                return Failure("too_large", "文件里的文字太多，请拆分后再装入")
            found.extend(map(from_json, message["documents"]))
        raise EOFError("child gone")

    def _ready(self) -> subprocess.Popen[str]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self.close()
        self._scratch = tempfile.TemporaryDirectory(prefix="xiaobao-parser-", ignore_cleanup_errors=True)
        # Not multiprocessing: it would import the server's main module again in the child, and pass pickles.
        self._child = subprocess.Popen(  # noqa: S603
            [
                sys.executable,
                "-I",
                "-X",
                "utf8",
                "-c",
                CHILD,
                str(ROOT),
                str(self._memory),
                str(int(self._seconds) + 5),
                self._scratch.name,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            start_new_session=True,  # a group of its own, so that a converter it started ends with it
        )
        return self._child


def parse_safely(path: Path, seconds: float = SECONDS, memory: int = MEMORY) -> Sequence[ParsedDocument] | Failure:
    """One file in a sandbox of its own; for many files keep one `Sandbox` open."""
    with Sandbox(seconds, memory) as sandbox:
        return sandbox.parse(path)


def _kill_late(child: subprocess.Popen[str], late: threading.Event) -> None:
    late.set()
    _kill(child)


def _kill(child: subprocess.Popen[str]) -> None:
    if child.poll() is None:  # a process that is gone may have left its number to another
        if sys.platform != "win32":
            with suppress(OSError):
                os.killpg(child.pid, signal.SIGKILL)
        child.kill()
    child.wait()
