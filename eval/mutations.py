"""`python -m eval.mutations`: how many wrong sentences grounding catches, and whether it lets any right one fall.

Right answers are the starter knowledge composed in every way and the answers to the questions of the open sets. Each
is shown as it is (does anything unsupported show? does anything right fall?) and with one thing changed.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from assistant.answering.answer import Citation, Status
from assistant.answering.compose.draft import Draft
from assistant.answering.grounding.check import ground
from assistant.answering.understanding.understand import Context
from eval.answers_at_hand import starter_drafts, starter_names
from eval.cases import read_cases
from eval.intervals import wilson
from eval.mutators import (
    NEGATION,
    NUMBER,
    OFFICES,
    PAPERS,
    PERSONS,
    SUBJECT,
    Mutant,
    negation_mutants,
    number_mutants,
    of_the_answer,
    subject_mutants,
)  # fmt: skip
from eval.throwaway import starter_home
from eval.wording import figures_in, laws_in

SETS = Path(__file__).parent / "sets"
OPEN_SETS = ("lay_a", "lay_b", "multiturn", "thresholds", "gate", "refusal")  # never the held-out ones
TODAY = date(2026, 11, 24)
MARK = re.compile(r"\[(\d+)\]")
MARKED = re.compile(r"(.*?)((?:\[\d+\])+)", re.S)
LIST_NUMBER = re.compile(r"^(?:- )?(?:\d{1,2}\. )?(?:### )?")
EXAMPLES = 12
ROUNDS = 3  # draws of other values and names for the same place

Ground = Callable[[Draft], tuple[str, tuple[Citation, ...]] | None]


@dataclass(frozen=True, slots=True)
class RightLine:
    """A line that a citizen is shown and what it cites."""

    line: str
    citations: tuple[Citation, ...]


def run(n: int = 10_000, seed: int = 0, check: Ground = ground, today: date = TODAY) -> dict[str, Any]:
    """Figures over at most `n` mutants of each kind and `n` right answers; the same seed gives the same mutants."""
    random = Random(seed)  # noqa: S311 - a seeded draw, no secret
    drafts = [*set_drafts(today), *starter_drafts(today)]
    shown = unsupported = false_drops = 0
    for draft in drafts[:n] if len(drafts) > n else drafts:
        grounded = check(draft)
        false_drops += len(draft.lead) - _lead_count(draft, grounded)
        if grounded:
            shown += 1
            unsupported += _unsupported_count(*grounded, starter_names())
    lines = right_lines(drafts)
    kinds: Mapping[str, Callable[[str, Random], Iterator[Mutant]]] = {
        NUMBER: number_mutants,
        NEGATION: negation_mutants,
        SUBJECT: subject_mutants([*starter_names(), OFFICES, PAPERS, PERSONS]),
    }
    result: dict[str, Any] = {f"caught_{kind}": _caught(lines, make, n, random, check) for kind, make in kinds.items()}
    return result | {"answers": shown, "unsupported_shown": unsupported, "false_drops": false_drops, "seed": seed}


def right_lines(drafts: Sequence[Draft]) -> list[RightLine]:
    """Every distinct line, folded ones too, with what it cites."""
    found: dict[tuple[str, str], RightLine] = {}
    for draft in drafts:
        for line in (*draft.lead, *(line for detail in draft.details for line in detail.lines)):
            cited = tuple(c for c in draft.citations if f"[{c.n}]" in line)
            if cited:
                found.setdefault((MARK.sub("", line), cited[0].entry_id), RightLine(line, cited))
    return list(found.values())


def set_drafts(today: date) -> Iterator[Draft]:
    """The answers of the pipeline, without a model, to every question of the open sets."""
    now = datetime(today.year, today.month, today.day, 10, tzinfo=UTC)
    questions = [turn for name in OPEN_SETS for case in read_cases(SETS / f"{name}.jsonl") for turn in case.turns]
    with starter_home(None, lambda: now) as (_, answering):
        for question in dict.fromkeys(questions):
            answer = answering.answer(question, Context())
            if answer.citations:
                yield Draft(Status.ANSWERED_FULL, tuple(answer.text.split("\n\n")[0].split("\n")), (), answer.citations)


def _lead_count(draft: Draft, grounded: tuple[str, tuple[Citation, ...]] | None) -> int:
    if grounded is None:
        return 0
    told = {MARK.sub("", line) for line in grounded[0].split("\n\n### ")[0].split("\n")}
    return sum(MARK.sub("", line) in told for line in draft.lead)


def _unsupported_count(text: str, citations: Sequence[Citation], names: Sequence[Sequence[str]]) -> int:
    """Parts of a shown answer with a figure, a law or a name that what they cite does not hold, checked apart."""
    by_n = {str(c.n): f"{c.title}\n{c.section}\n{c.quote}\n{c.source}\n{c.effective_to}" for c in citations}
    known = [name for group in names for name in group]
    count = 0
    for line in text.split("\n"):
        for said, marks in MARKED.findall(LIST_NUMBER.sub("", line)):
            told = "\n".join(by_n[n] for n in MARK.findall(marks)).split("\n")
            passage = "\n".join(LIST_NUMBER.sub("", row) for row in told)
            spoken = re.sub(r"（[一二三四五六七八九十]+）|「[^」]*」", "", said)
            count += bool(
                figures_in(spoken) - figures_in(passage)
                or laws_in(spoken) - laws_in(passage)
                or any(name in spoken and name not in passage for name in known)
            )
    return count


def _caught(
    lines: Sequence[RightLine], make: Callable[[str, Random], Iterator[Mutant]], n: int, random: Random, check: Ground
) -> dict[str, Any]:
    made = list(
        {m.line: (right, m) for _ in range(ROUNDS) for right in lines for m in make(right.line, random)}.values()
    )
    random.shuffle(made)
    hits = total = equivalent = 0
    missed: list[str] = []
    ways: Counter[str] = Counter()
    for right, mutant in made:
        if total == n:
            break
        if not of_the_answer(mutant, right.line):
            continue
        if same_meaning(mutant, right):
            equivalent += 1
            continue
        total += 1
        draft = Draft(Status.ANSWERED_FULL, (mutant.line,), (), right.citations)
        grounded = check(draft)
        if grounded is None or mutant.said not in MARK.sub("", grounded[0]):
            hits += 1
        else:
            ways[mutant.how] += 1
            missed.append(f"{mutant.how} | {mutant.line}")
    low, high = wilson(hits, total)
    value = hits / total if total else 0.0
    return {
        "value": value, "n": total, "low": low, "high": high, "equivalent": equivalent, "missed_by": dict(ways.most_common(8)),
        "missed": missed[:EXAMPLES],
    }  # fmt: skip


def same_meaning(mutant: Mutant, right: RightLine) -> bool:
    """True when the source says the changed clause too, word for word: then it is no wrong sentence."""
    told = [f"{c.quote}\n{c.source}" for c in right.citations]
    edges = r"[\s，。；：、（）“”→]"
    stands = re.compile(rf"(?:^|{edges}){re.escape(mutant.said)}(?:$|{edges})")
    return mutant.line == right.line or any(stands.search(t) for t in told)


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    sys.stdout.write(json.dumps(run(asked.n, asked.seed), ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
