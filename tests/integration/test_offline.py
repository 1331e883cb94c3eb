"""小宝 works without a network: a whole life of a home reaches for no address, not even a refused one."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import NetworkRefused
from tests.samples import ROOT

LIFE = """
import json, os, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

attempts = []


def watch(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"):
        if args[0].family.name != "AF_UNIX":
            attempts.append(f"{event} {args[1:]}")
            raise OSError(101, "Network is unreachable")
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        attempts.append(f"{event} {args[0]}")
        raise OSError(-3, "Temporary failure in name resolution")


sys.addaudithook(watch)
import app
from assistant.answering.understanding.understand import Context
from knowledge_base.embedding.fake import HashEmbedder
from knowledge_base.home import Home
from knowledge_base.opening import LibraryConfig, open_library
from knowledge_base.starter import starter_changes, starter_lexicon

folder = Path(sys.argv[1])
with app.opened(app.Settings(home=folder / "words", embedding="none", laws=False)) as assistant:
    answer = assistant.answering.answer("食品经营许可证有效期几年", Context())
    document = folder / "某办法.txt"
    document.write_text("某办法\\n第一条 为了规范户外招牌设置，制定本办法。\\n第二条 设置户外招牌应当备案。\\n", "utf-8")
    assistant.ingestion.files([document])
    found = [h.version.content.title for h in assistant.library.search("设置户外招牌应当备案").kept]

with ThreadPoolExecutor(2) as executor:
    opened = open_library(LibraryConfig(Home(folder / "both")), HashEmbedder(), starter_lexicon(), executor, app._now)
    opened.library.publish(starter_changes()[:30])
    opened.library.follow_vectors()
    dense = max(h.dense for h in opened.library.search("食品经营许可").kept)
    opened.library.rebuild()

# Native code does not pass the audit hook, but its sockets are ours all the same.
held = {os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{fd}")}
inet = {
    f"socket:[{line.split()[9]}]"
    for table in ("tcp", "tcp6", "udp", "udp6")
    for line in Path(f"/proc/self/net/{table}").read_text().splitlines()[1:]
}
result = {"attempts": attempts, "sockets": sorted(held & inet), "answer": answer.text, "found": found, "dense": dense}
Path(sys.argv[2]).write_text(json.dumps(result), "utf-8")
os._exit(0)
"""


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="no-procfs: sockets are counted in /proc")
def test_a_whole_life_reaches_for_no_address(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    ran = subprocess.run(
        [sys.executable, "-c", LIFE, str(tmp_path), str(tmp_path / "result.json")],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=110,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    result = json.loads((tmp_path / "result.json").read_text("utf-8"))
    assert result["attempts"] == []
    assert result["sockets"] == []
    assert "5年" in result["answer"]
    assert any("某办法" in title for title in result["found"])
    assert result["dense"] > 0


# --- the guard over this very suite ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reach",
    [
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)),
        lambda: socket.socket(socket.AF_INET6).connect_ex(("2001:db8::1", 80)),
        lambda: socket.getaddrinfo("example.com", 443),
        lambda: socket.gethostbyname("example.com"),
        lambda: urllib.request.urlopen("http://example.com/", timeout=1),
        lambda: asyncio.run(asyncio.open_connection("192.0.2.1", 80)),
    ],
)
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_the_suite_is_refused_any_other_host(reach: object, network_refused: list[str]) -> None:
    with pytest.raises(NetworkRefused, match="测试不得访问网络"):
        reach()
    assert len(network_refused) == 1
    network_refused.clear()


def test_a_swallowed_attempt_is_still_noted(network_refused: list[str]) -> None:
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    except Exception:
        assert network_refused == ["socket.getaddrinfo 192.0.2.1"] or network_refused == ["socket.connect 192.0.2.1"]
    network_refused.clear()


def test_loopback_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        answering = threading.Thread(target=lambda: server.accept()[0].close())
        answering.start()
        socket.create_connection(("localhost", port), timeout=5).close()
        answering.join()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1)
