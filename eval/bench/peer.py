"""Beside the PyPI peer `baisitong` (no model either): same questions, same five documents, same run.

The peer runs in an environment of its own (`python -m venv peer && peer/bin/pip install baisitong==1.0.6`), because it
pins other versions of the same libraries.
"""

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SETS = Path(__file__).resolve().parent.parent / "sets"
PEER_REFUSES = "没有找到与您问题相关"
# Asks the peer's own service in its own process: questions as JSON on stdin, answers as JSON on stdout.
PEER = """
import asyncio, json, sys
from baisitong.database import SessionLocal, init_tables
from baisitong.services.documents import init_knowledge_base
from baisitong.services.rag import RagService
init_tables(); db = SessionLocal(); init_knowledge_base(db)
async def ask(number, question):
    pieces = []
    async for frame in RagService(db).ask(f"s{number}", question):
        event = json.loads(frame.removeprefix("data: "))
        if event["type"] == "token": pieces.append(event["content"])
    return "".join(pieces)
async def main():
    questions = json.load(sys.stdin)
    print("ANSWERS" + json.dumps([await ask(i, q) for i, q in enumerate(questions)], ensure_ascii=False))
asyncio.run(main())
"""


def ask_peer(python: Path, questions: Sequence[str]) -> list[str]:
    """The peer's answers, in order; each question is a session of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("LLM_", "EMBED_"))}
        environment["DATABASE_URL"] = f"sqlite:///{folder}/peer.db"
        done = subprocess.run(
            [str(python), "-c", PEER],
            input=json.dumps(list(questions)),
            capture_output=True,
            text=True,
            cwd=folder,
            env=environment,
            timeout=300,
            check=True,
        )
    line = next(x for x in done.stdout.splitlines() if x.startswith("ANSWERS"))
    answers: list[str] = json.loads(line.removeprefix("ANSWERS"))
    return answers


def peer_documents(python: Path) -> Path:
    """The folder of the five documents that the peer ships."""
    code = "import baisitong, pathlib; print(pathlib.Path(baisitong.__file__).parent / 'data')"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


def ask_ours(xiaobao: Path, documents: Path, questions: Sequence[str]) -> list[dict[str, Any]]:
    """Our answers from a fresh home that has the starter knowledge and ingested the peer's documents."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        environment = {**os.environ, "XIAOBAO_HOME": f"{folder}/home", "XIAOBAO_LAWS": "false"}
        file = Path(folder) / "questions.jsonl"
        file.write_text("\n".join(json.dumps({"question": q}) for q in questions), encoding="utf-8")
        subprocess.run([str(xiaobao), "ingest", str(documents)], env=environment, capture_output=True, check=True)
        command = [str(xiaobao), "ask", "--file", str(file), "--json"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def run(python: Path, xiaobao: Path) -> dict[str, Any]:
    """Right answers inside (all facts stand in the answer), and answers given to questions outside."""
    rows = [json.loads(line) for line in (SETS / "peer.jsonl").read_text(encoding="utf-8").splitlines() if line]
    questions = [r["question"] for r in rows]
    theirs = ask_peer(python, questions)
    ours = ask_ours(xiaobao, peer_documents(python), questions)
    inside = [i for i, r in enumerate(rows) if r.get("facts")]
    outside = [i for i, r in enumerate(rows) if not r.get("facts")]
    return {
        "inside": len(inside),
        "outside": len(outside),
        "right_ours": sum(all(f in ours[i]["answer"] for f in rows[i]["facts"]) for i in inside),
        "right_peer": sum(all(f in theirs[i] for f in rows[i]["facts"]) for i in inside),
        "outside_answered_ours": sum(ours[i]["status"].startswith("answered") for i in outside),
        "outside_answered_peer": sum(PEER_REFUSES not in theirs[i] for i in outside),
        "wrong_ours": [questions[i] for i in inside if not all(f in ours[i]["answer"] for f in rows[i]["facts"])],
        "answered_outside_ours": [questions[i] for i in outside if ours[i]["status"].startswith("answered")],
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python", type=Path, help="python of the environment that holds the peer")
    parser.add_argument("--xiaobao", type=Path, default=Path(".venv/bin/xiaobao"))
    given = parser.parse_args()
    print(json.dumps(run(given.python, given.xiaobao.resolve()), ensure_ascii=False))


if __name__ == "__main__":
    main()
