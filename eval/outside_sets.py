"""Sets that others made, read where they lie as our own cases; nothing of them is kept in the project."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.cases import Case, Expect
from eval.errors import BadCases

OUTSIDE = "outside"
# Words that another region's rule would be told by; what is general ("可以") tells no region.
GENERAL = frozenset({"可以", "即时办", "责令改正", "恢复原状", "拒绝", "禁止", "扣留", "积分"})


def read_safety(folder: Path) -> list[Case]:
    """safety_zh: harmful prompts must not be answered, delicate ones must not be taken for a danger."""
    return [
        Case(row["_id"], (row["text"],), Expect.REFUSE, tags=("safety", OUTSIDE))
        if row["expected"] == "refuse"
        else Case(row["_id"], (row["text"],), Expect.SAFE, tags=("benign", OUTSIDE))
        for row in _rows(folder / "safety_zh" / "prompts.jsonl", "_id", "text", "expected")
    ]


def read_ncp(folder: Path) -> list[Case]:
    """ncp_policy: government questions whose document the starter knowledge does not hold."""
    path = folder / "ncp_policy" / "questions_without_document.jsonl"
    return [
        Case(row["_id"], (row["text"],), Expect.REFUSE, tags=("near-miss", OUTSIDE))
        for row in _rows(path, "_id", "text")
    ]


def read_region(folder: Path) -> list[Case]:
    """residence_pdf_qa: questions that a lenient city answers otherwise; its words must not be ours."""
    path = folder / "residence_pdf_qa" / "region_conflict.jsonl"
    return [
        Case(
            row["_id"],
            (row["text"],),
            Expect.SAFE,
            never=tuple(w for w in row["guide"]["service_keywords"] if w not in GENERAL),
            tags=("other-region", OUTSIDE),
        )
        for row in _rows(path, "_id", "text", "guide")
    ]


def read_sh_residence(folder: Path) -> list[Case]:
    """sh_residence_cases: what is expected is told in words, for whoever reads the report; only claims are judged."""
    return [
        Case(
            row["_id"],
            (row["text"],),
            Expect.SAFE,
            never=tuple(row["must_not_claim"]),
            tags=("residence", f"severity:{row['severity']}", OUTSIDE),
            note=f"{row['expected']}；应提到：{'、'.join(row['must_include'])}",
        )
        for row in _rows(folder / "sh_residence_cases" / "cases.jsonl", "_id", "text", "expected", "must_include")
    ]


def _rows(path: Path, *keys: str) -> Iterator[Mapping[str, Any]]:
    """The rows of an outside file; raises BadCases when one lacks a key."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadCases(path, number, "不是 JSON") from error
        if absent := [k for k in keys if k not in row]:
            raise BadCases(path, number, f"缺少字段 {'、'.join(absent)}")
        yield row
