"""Runs the server on an opened home: says where it listens, loads the laws behind it, stops cleanly."""

import threading

from knowledge_base.errors import EmbeddingUnavailable
from web import terminal
from web.assembly import Assistant
from web.serving import server


def serve_forever(assistant: Assistant, host: str, port: int) -> None:
    """Serve until interrupted; the background load stops at its next batch and resumes at the next start."""
    running = server(assistant.api(), host, port)
    worker = threading.Thread(target=_background, args=(assistant,), name="background", daemon=True)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    url = f"http://{shown}:{port}"
    assistant.lock.announce(url)
    terminal.say(f"小宝已启动：{url}  （按 Ctrl+C 停止）")
    worker.start()
    try:
        running.run()
    finally:
        assistant.stopping.set()
        worker.join(timeout=20)


def _background(assistant: Assistant) -> None:
    """Vectors that were left over first, then the laws with theirs; what fails here is said and tried at next start."""
    stopped = assistant.stopping.is_set
    try:
        assistant.library.follow_vectors(stop=stopped)
        if assistant.load_laws and not stopped():
            assistant.load_laws(stopped)
            assistant.library.follow_vectors(stop=stopped)
    except EmbeddingUnavailable as error:
        terminal.say(f"提示：向量没有算完（{error.code}）：{error}；先用字词检索，下次启动再算")
