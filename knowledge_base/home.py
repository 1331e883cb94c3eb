"""The data folder (XIAOBAO_HOME): where things lie in it, and the lock that makes one process its owner."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from knowledge_base.errors import HomeInUse


@dataclass(frozen=True, slots=True)
class Home:
    """Paths below one data folder."""

    path: Path

    @property
    def database_url(self) -> str:
        """The embedded profile's SQLite file."""
        return f"sqlite:///{self.path / 'xiaobao.sqlite'}"

    @property
    def words(self) -> Path:
        """Tantivy folder."""
        return self.path / "index" / "words"

    @property
    def vectors(self) -> Path:
        """Chroma folder."""
        return self.path / "index" / "vectors"

    @property
    def models(self) -> Path:
        """Converted embedding models."""
        return self.path / "models"

    @property
    def server_file(self) -> Path:
        """Address of the server that owns this home, while it runs."""
        return self.path / "server.json"


class HomeLock:
    """Held by the one process that may write to a home; the operating system frees it when the process dies."""

    def __init__(self, home: Home) -> None:
        self._home = home
        home.path.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(str(home.path / "home.lock"))

    def acquire(self) -> None:
        """Take the home or raise HomeInUse with the owner's address or process id."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise HomeInUse(self._occupied()) from None
        self._home.server_file.unlink(missing_ok=True)
        (self._home.path / "owner.json").write_text(json.dumps({"pid": os.getpid()}), encoding="utf-8")

    def release(self) -> None:
        """Give the home back."""
        self._home.server_file.unlink(missing_ok=True)
        self._lock.release()

    def announce(self, url: str) -> None:
        """Tell commands started beside this server where it listens (readable by the same user only)."""
        descriptor = os.open(self._home.server_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"url": url, "pid": os.getpid()}, file)

    def _occupied(self) -> str:
        server = running_server(self._home)
        if server:
            return f"数据目录 {self._home.path} 正由 {server['url']} 的服务使用（进程 {server['pid']}）；请先停止它再运行本命令"
        return f"数据目录 {self._home.path} 正由另一个进程使用；请等它结束后再运行本命令"


def running_server(home: Home) -> dict[str, Any] | None:
    """`{url, pid}` of the server that owns `home`, or None; a file left by a killed server is not believed."""
    try:
        server: dict[str, Any] = json.loads(home.server_file.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    probe = FileLock(str(home.path / "home.lock"))
    try:
        probe.acquire(timeout=0)
    except Timeout:
        return server
    probe.release()
    return None
