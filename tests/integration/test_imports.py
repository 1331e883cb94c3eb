"""Importing a module does nothing: no socket, no file, no thread, and no need of any other module first."""

import importlib
import json
import os
import subprocess
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

import pytest

from tests.samples import ROOT

PACKAGES = ("assistant", "eval", "ingest", "knowledge_base", "web")
# Imported once before the forks, in the same empty folder and with the same sockets refused: they take seconds.
# onnxruntime is not among them: unless it is told otherwise it begins telemetry when it is imported, so every module
# of ours that imports it must be seen to tell it.
VENDORS = ("chromadb", "sqlalchemy", "alembic", "tantivy", "jieba", "cn2an", "numpy", "onnx", "tokenizers",
           "fastapi", "uvicorn", "pydantic_settings", "typer", "rich", "httpx", "yaml", "scipy", "jinja2", "pypinyin", "langchain_core", "langchain_openai")  # fmt: skip


def modules() -> list[str]:
    """Every module of ours by name."""
    files = [f.relative_to(ROOT).with_suffix("") for p in PACKAGES for f in sorted((ROOT / p).rglob("*.py"))]
    return ["app", *(".".join(f.parts).removesuffix(".__init__") for f in files)]


# --- in the child --------------------------------------------------------------------------------------------------


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen"):
        raise RuntimeError(f"{event} {args[1:]} while importing")


def _files() -> set[Path]:
    """What lies in the working folder and the home, both empty at first."""
    return {path for folder in {Path.cwd(), Path.home()} for path in folder.rglob("*") if path.is_file()}


def _import_in_fork(name: str) -> str:
    """What went wrong when `name` was the first of our modules to be imported; empty when nothing did."""
    before = _files()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        trouble = ""
        try:
            threads = threading.active_count()
            importlib.import_module(name)
            if threading.active_count() != threads:
                trouble = f"threads: {threading.enumerate()}"
            ours = Path(str(sys.modules[name].__file__))
            if ROOT not in ours.parents and not trouble:
                trouble = f"imported from {ours}"
        except BaseException:
            trouble = traceback.format_exc()
        os.write(writing, trouble.encode()[-4000:])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        trouble = pipe.read().decode(errors="replace")
    status = os.waitpid(child, 0)[1]
    if made := _files() - before:
        for path in made:  # the next module is judged on its own
            path.unlink()
        return f"made {sorted(map(str, made))} {trouble}"
    return trouble or (f"exit {status}" if status else "")


def child() -> None:
    """Import each named module in a process of its own; print the troubles as JSON."""
    sys.addaudithook(_refuse)
    sys.path.insert(0, str(ROOT))
    for vendor in VENDORS:
        importlib.import_module(vendor)
    assert not _files(), f"a vendor's import made {_files()}"
    troubles = {name: trouble for name in sys.argv[1:] if (trouble := _import_in_fork(name))}
    sys.stdout.write(json.dumps(troubles))


# --- in the test ---------------------------------------------------------------------------------------------------


def run(folder: Path, *names: str) -> dict[str, str]:
    """The troubles of these modules, imported in an empty folder with an empty home."""
    (folder / "cwd").mkdir()
    (folder / "home").mkdir()
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.integration.test_imports import child; child()"
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder / "home"), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8",
        "XIAOBAO_PORT": "not a number",  # settings are read at the entry point, not at import
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-c", code, *names],
        cwd=folder / "cwd",
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert ran.returncode == 0, ran.stderr
    troubles: dict[str, str] = json.loads(ran.stdout)
    return troubles


def test_every_module_imports_alone_and_does_nothing(tmp_path: Path) -> None:
    names = modules()
    assert len(names) > 80
    assert run(tmp_path, *names) == {}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import socket\nsocket.create_connection(('127.0.0.1', 9))", "while importing"),
        ("import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()", "threads"),
        ("import no_such_module", "ModuleNotFoundError"),
        ("open('made.txt', 'w').close()", "made.txt"),
    ],
)
def test_a_module_that_does_something_is_caught(tmp_path: Path, source: str, said: str) -> None:
    """The same check over planted modules."""
    (tmp_path / "planted.py").write_text(f"import sys\n{source}\n")
    (tmp_path / "cwd").mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "cwd")}
    code = (
        f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(tmp_path)!r}]\n"
        "from tests.integration import test_imports as t\n"
        "sys.addaudithook(t._refuse); print(t._import_in_fork('planted'))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "cwd", env=environment, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    assert said in ran.stdout
