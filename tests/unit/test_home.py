"""One owner per data folder; what a killed owner left behind is neither believed nor in the way."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from knowledge_base.errors import HomeInUse
from knowledge_base.home import Home, HomeLock, running_server
from tests.samples import ROOT

OWNER = """
import sys, time
from pathlib import Path
from knowledge_base.home import Home, HomeLock
lock = HomeLock(Home(Path(sys.argv[1])))
lock.acquire()
if sys.argv[2:]:
    lock.announce(sys.argv[2])
print("held", flush=True)
time.sleep(60)
"""


@contextmanager
def another_owner(home: Home, *url: str) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the home, announcing `url` if given; killed at the end."""
    command = [sys.executable, "-c", OWNER, str(home.path), *url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout and process.stdout.readline() == "held\n"
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "宝 山" / "home")


def test_a_second_process_is_refused_and_told_where_the_first_listens(home: Home) -> None:
    with another_owner(home, "http://127.0.0.1:8123") as owner:
        with pytest.raises(HomeInUse) as refused:
            HomeLock(home).acquire()
        assert refused.value.code == "home_in_use"
        for part in (str(home.path), "http://127.0.0.1:8123", str(owner.pid)):
            assert part in str(refused.value)
        assert running_server(home) == {"url": "http://127.0.0.1:8123", "pid": owner.pid}


def test_a_command_that_owns_the_home_is_no_server(home: Home) -> None:
    with another_owner(home):
        with pytest.raises(HomeInUse, match="另一个进程"):
            HomeLock(home).acquire()
        assert running_server(home) is None


def test_a_kill_frees_the_home_and_its_address_is_not_believed(home: Home) -> None:
    with another_owner(home, "http://127.0.0.1:8123") as owner:
        owner.send_signal(signal.SIGKILL)
        owner.wait(10)
    assert home.server_file.exists()
    assert running_server(home) is None
    lock = HomeLock(home)
    lock.acquire()
    assert not home.server_file.exists()
    lock.release()


def test_a_refused_process_leaves_the_owner_as_it_was(home: Home) -> None:
    with another_owner(home, "http://127.0.0.1:8123") as owner:
        for _ in range(2):
            with pytest.raises(HomeInUse):
                HomeLock(home).acquire()
        assert json.loads((home.path / "owner.json").read_text())["pid"] == owner.pid
        assert running_server(home) is not None


def test_release_gives_the_home_back(home: Home) -> None:
    lock = HomeLock(home)
    lock.acquire()
    assert json.loads((home.path / "owner.json").read_text()) == {"pid": os.getpid()}
    lock.announce("http://127.0.0.1:8000")
    assert home.server_file.stat().st_mode & 0o777 == 0o600
    lock.release()
    assert not home.server_file.exists()
    with another_owner(home):
        pass


@pytest.mark.parametrize("left", ["", "{", '{"url": "http://127', "null"])
def test_a_torn_server_file_is_not_believed(home: Home, left: str) -> None:
    home.path.mkdir(parents=True)
    home.server_file.write_text(left)
    assert running_server(home) is None
    with another_owner(home):
        home.server_file.write_text(left)
        with pytest.raises(HomeInUse, match="另一个进程"):
            HomeLock(home).acquire()


def test_no_home_has_no_server(tmp_path: Path) -> None:
    assert running_server(Home(tmp_path / "none")) is None
    assert not (tmp_path / "none").exists()


def test_paths_lie_in_the_home(home: Home) -> None:
    for path in (home.words, home.vectors, home.models, home.server_file):
        assert path.is_relative_to(home.path)
    assert home.database_url == f"sqlite:///{home.path / 'xiaobao.sqlite'}"
