"""The fast evaluation gate: a few dozen questions over the starter knowledge; any wrong answer shuts it."""

import json
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.answering.pipeline import CITIZEN_KINDS, RETRIEVED, Answering
from assistant.answering.understand import Context
from assistant.matters_register import MattersRegister
from knowledge_base.embedding import EmbeddingConfig, open_embedder
from knowledge_base.embedding.embedder import Embedder
from knowledge_base.errors import EmbeddingUnavailable
from knowledge_base.home import Home
from knowledge_base.opening import LibraryConfig, open_library
from knowledge_base.starter import load_starter_vectors, starter_changes, starter_lexicon

CASES = Path(__file__).parent / "sets" / "gate.jsonl"


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what must and must not be in its answer. `source` is an entry id that must be cited."""

    question: str
    status: str
    source: str | None
    facts: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case ended; `wrong` says what, empty when right. `critical` is a forbidden statement."""

    case: Case
    wrong: str
    critical: bool


def read_cases(path: Path) -> list[Case]:
    """One JSON object a line: question, status (a group or a whole status), source, facts, never."""
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [
        Case(r["question"], r["status"], r.get("source"), tuple(r.get("facts", ())), tuple(r.get("never", ())))
        for r in rows
    ]


def judge(case: Case, answer: dict[str, Any]) -> Outcome:
    """Hold one answer against its case."""
    text, cited = answer["answer"], {c["entry_id"] for c in answer["citations"]}
    lead = text.split("\n\n")[0]
    said = [phrase for phrase in case.never if phrase in lead]
    if said:
        return Outcome(case, f"说了不该说的：{said}", critical=True)
    if not answer["status"].startswith(case.status):
        return Outcome(case, f"状态是 {answer['status']}，应为 {case.status}", critical=False)
    if case.source and case.source not in cited:
        return Outcome(case, f"没有引用 {case.source}，引用了 {sorted(cited)}", critical=False)
    absent = [fact for fact in case.facts if fact not in text]
    return Outcome(case, f"缺少 {absent}" if absent else "", critical=False)


def run(cases: Sequence[Case], embedder: Embedder | None) -> list[Outcome]:
    """Answer every case, each a new conversation, on a throw-away home with the starter knowledge."""
    with tempfile.TemporaryDirectory(prefix="gate-") as folder, ThreadPoolExecutor(4) as executor:
        lexicon = starter_lexicon()
        opened = open_library(LibraryConfig(Home(Path(folder))), embedder, lexicon, executor, lambda: datetime.now(UTC))
        library = opened.library
        if embedder:
            load_starter_vectors(opened.vector_cache, embedder.model_id)
        library.publish(starter_changes())
        library.follow_vectors()
        answering = Answering(
            lambda q: library.search(q, limit=RETRIEVED, kinds=CITIZEN_KINDS),
            MattersRegister(library).current,
            lexicon,
            lambda: datetime.now(UTC).date(),
            library.words.rarity,
        )
        outcomes = [judge(case, answering.answer(case.question, Context()).as_json()) for case in cases]
        opened.engine.dispose()
        return outcomes


def main() -> int:
    """Print one JSON object; 1 when the gate is shut."""
    with tempfile.TemporaryDirectory(prefix="gate-models-") as models:
        try:
            embedder = open_embedder(EmbeddingConfig("e5", Path(models)))
        except EmbeddingUnavailable:
            embedder = None
        outcomes = run(read_cases(CASES), embedder)
    wrong = [o for o in outcomes if o.wrong]
    critical = [o for o in outcomes if o.critical]
    for outcome in wrong:
        sys.stderr.write(f"错：{outcome.case.question}：{outcome.wrong}\n")
    right = 1 - len(wrong) / len(outcomes)
    sys.stdout.write(
        json.dumps({"n": len(outcomes), "right": round(right, 4), "critical_errors": len(critical)}) + "\n"
    )
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
