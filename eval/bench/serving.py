"""A real server on loopback under concurrent conversations: first byte and whole answer, as a citizen's page sees them."""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from eval.bench.search import percentile

QUESTIONS = (
    "想开个小面馆要办啥证",
    "食品经营许可证有效期几年",
    "卖烟要什么手续",
    "我这小货车3吨多，要营运证吗",
    "开宠物医院要哪些材料",
    "身份证过期了去哪换",
    "公司注销怎么办",
    "补贴怎么领",
    "今天天气怎么样",
    "公积金可以取出来付房租吗",
)
READY_SECONDS = 180


async def converse(client: httpx.AsyncClient, turns: int, start: int, pause: float = 0.0) -> list[tuple[float, float]]:
    """One conversation of `turns` questions, `pause` seconds of reading after each; (first byte, answer) in ms."""
    opened = (await client.post("/api/conversations")).raise_for_status().json()
    headers = {"Authorization": f"Bearer {opened['token']}"}
    times = []
    for turn in range(turns):
        body = {"text": QUESTIONS[(start + turn) % len(QUESTIONS)]}
        begin, first, finished = time.perf_counter(), 0.0, False
        async with client.stream(
            "POST", f"/api/conversations/{opened['id']}/messages", json=body, headers=headers
        ) as stream:
            async for chunk in stream.aiter_bytes():
                first = first or time.perf_counter() - begin
                finished = finished or b"event: done" in chunk
        if not finished:
            raise RuntimeError("an answer did not finish")
        times.append((first * 1000, (time.perf_counter() - begin) * 1000))
        await asyncio.sleep(pause)
    return times


async def load(url: str, conversations: int, turns: int, pause: float) -> list[tuple[float, float]]:
    """All conversations at once."""
    limits = httpx.Limits(max_connections=conversations)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits, trust_env=False) as client:
        await converse(client, 5, 0)  # warm up
        each = await asyncio.gather(*(converse(client, turns, i, pause) for i in range(conversations)))
    return [t for times in each for t in times]


def run(home: Path, port: int, conversations: int, turns: int, pause: float) -> dict[str, float]:
    """Start a server on `home`, load it, stop it."""
    environment = {**os.environ, "XIAOBAO_HOME": str(home), "XIAOBAO_PORT": str(port), "XIAOBAO_LAWS": "false"}
    command = [str(Path(sys.executable).parent / "xiaobao"), "serve"]
    begin = time.perf_counter()
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url)
        ready = time.perf_counter() - begin
        times = asyncio.run(load(url, conversations, turns, pause))
        resident = _resident_mb(server.pid)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
    return {
        "conversations": conversations,
        "pause_s": pause,
        "answers": len(times),
        "ready_s": round(ready, 2),
        **_summary("first_byte", [f for f, _ in times]),
        **_summary("answer", [a for _, a in times]),
        "rss_mb": resident,
    }


def _summary(name: str, values: Sequence[float]) -> dict[str, float]:
    ordered = list(values)
    return {f"{name}_p50_ms": percentile(ordered, 0.5), f"{name}_p95_ms": percentile(ordered, 0.95)}


def _wait(url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/readyz", timeout=2, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the server did not become ready")


def _resident_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".xiaobao"))
    parser.add_argument("--port", type=int, default=18099)
    parser.add_argument("--conversations", type=int, default=20)
    parser.add_argument("--turns", type=int, default=10)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds a citizen reads before the next question")
    given = parser.parse_args()
    print(json.dumps(run(given.home, given.port, given.conversations, given.turns, given.pause)))


if __name__ == "__main__":
    main()
