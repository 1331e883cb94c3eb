"""The child of the sandbox: a path a line in, documents as JSON lines out, under limits of its own."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from ingest.errors import BadFile
from ingest.parsers import parse_file
from ingest.wire import as_json

DOCUMENTS_PER_LINE = 200

Message = dict[str, Any]


def main(memory: int, cpu_seconds: int, scratch: str) -> None:
    """Answer until standard input ends. `memory` in bytes of address space, `cpu_seconds` for one file.

    Temporary files go into `scratch`, which the parent removes even when this process is killed.
    """
    tempfile.tempdir = scratch
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # its threads reserve address space, and nothing here computes
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    _limit_memory(memory)
    for line in sys.stdin:
        _limit_cpu(cpu_seconds)
        for message in messages(Path(json.loads(line))):
            _say(answers, message)


def messages(path: Path) -> Iterator[Message]:
    """Documents in batches, then the end; or a failure."""
    try:
        batch: list[Message] = []
        for document in parse_file(path):
            batch.append(as_json(document))
            if len(batch) == DOCUMENTS_PER_LINE:
                yield {"documents": batch}
                batch = []
        yield {"documents": batch}
        yield {"end": True}
    except BadFile as error:
        yield {"failure": [error.code, str(error)]}
    except OSError as error:
        yield {"failure": ["unreadable", f"文件打不开：{error.strerror or '没有权限'}"]}
    except MemoryError:
        yield {"failure": ["too_much_memory", "读这个文件需要的内存超过上限，请拆分后再装入"]}
    except Exception as error:  # a parser library may raise anything; the file is bad, the run goes on
        yield {"failure": ["damaged", f"读不出来（{type(error).__name__}），文件可能损坏，请重新导出"]}


def _say(answers: IO[str], message: Message) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


def _limit_memory(memory: int) -> None:
    if sys.platform != "win32":
        import resource  # there is none on Windows, which parses without it

        with suppress(ValueError, OSError):  # a stricter limit is already set
            # The soft limit only: LibreOffice, when it is needed, may take more.
            resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _limit_cpu(seconds: int) -> None:
    """Counted from here on; ends this process even when its parent is gone."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        with suppress(ValueError, OSError):
            limit = int(used.ru_utime + used.ru_stime) + seconds
            resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
