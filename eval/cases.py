"""Cases: what is asked and what a right reply must and must not hold, read from JSONL."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from eval.errors import BadCases

KEYS = frozenset({"id", "question", "turns", "expect", "titles", "facts", "never", "tags", "status", "note"})


class Expect(StrEnum):
    """How a right reply ends."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    REFUSE = "refuse"
    HUMAN = "human"
    SAFE = "safe"  # anything that states none of `never`


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation whose last reply is judged.

    `turns` are the citizen's messages; any of `titles` must be cited; of each fact any wording must stand in the reply;
    a `never` phrase in its first paragraph is a critical error. `status` narrows `expect` to statuses that begin so;
    `note` is for whoever reads the report.
    """

    id: str
    turns: tuple[str, ...]
    expect: Expect
    titles: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    never: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    status: str = ""
    note: str = ""

    def tagged(self, *names: str) -> bool:
        """True when a tag is one of `names`, alone or as the value of a "kind:name" tag; case and _ do not matter."""
        return any(t in names for t in self.plain_tags())

    def plain_tags(self) -> tuple[str, ...]:
        """The tags' values: "kind:near_miss" → "near-miss"."""
        return tuple(t.rsplit(":", 1)[-1].lower().replace("_", "-") for t in self.tags)

    def also(self, *tags: str) -> "Case":
        """The same case with more tags."""
        return replace(self, tags=(*self.tags, *(t for t in tags if t not in self.tags)))

    def as_json(self) -> dict[str, Any]:
        """The row that `read_cases` reads; empty keys are left out."""
        row: dict[str, Any] = {"id": self.id, "turns": list(self.turns), "expect": self.expect.value}
        row |= {"titles": list(self.titles), "facts": [list(f) for f in self.facts], "never": list(self.never)}
        row |= {"tags": list(self.tags), "status": self.status, "note": self.note}
        return {key: value for key, value in row.items() if value}


def read_cases(path: Path) -> list[Case]:
    """Every case of a JSONL file, in order; raises BadCases naming the file and the line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadCases(path, None, f"读不了这个文件（{type(error).__name__}）") from error
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = case_from(json.loads(line))
        except json.JSONDecodeError as error:
            raise BadCases(path, number, f"不是 JSON（第 {error.colno} 列）") from error
        except ValueError as error:
            raise BadCases(path, number, str(error)) from error
        if case.id in cases:
            raise BadCases(path, number, f"编号 {case.id} 重复")
        cases[case.id] = case
    if not cases:
        raise BadCases(path, None, "一道题也没有")
    return list(cases.values())


def case_from(row: object) -> Case:
    """One row as a case; raises ValueError with a Chinese sentence about what is wrong."""
    if not isinstance(row, Mapping):
        raise ValueError("不是一个 JSON 对象")
    if unknown := sorted(set(row) - KEYS):
        raise ValueError(f"不认识的字段：{'、'.join(map(str, unknown))}（可用 {'、'.join(sorted(KEYS))}）")
    case_id, expect = row.get("id"), row.get("expect")
    if not isinstance(case_id, str) or not case_id.strip():
        raise ValueError("缺少编号 id")
    if expect not in set(Expect):
        raise ValueError(f"expect 要是 {'、'.join(Expect)} 之一，现在是 {expect!r}")
    return Case(
        id=case_id,
        turns=_turns(row),
        expect=Expect(expect),
        titles=_texts(row, "titles"),
        facts=_facts(row.get("facts", [])),
        never=_texts(row, "never"),
        tags=_texts(row, "tags"),
        status=str(row.get("status") or ""),
        note=str(row.get("note") or ""),
    )


def _turns(row: Mapping[str, Any]) -> tuple[str, ...]:
    if ("question" in row) == ("turns" in row):
        raise ValueError("question 和 turns 要有一个，也只能有一个")
    if "question" in row:
        if not isinstance(row["question"], str):
            raise ValueError("question 要是一段文字")
        return (row["question"],)
    turns = _texts(row, "turns")
    if not turns:
        raise ValueError("turns 是空的")
    return turns


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = row.get(key) or []
    if not isinstance(values, Sequence) or isinstance(values, str) or not all(isinstance(v, str) for v in values):
        raise ValueError(f"{key} 要是一列文字")
    return tuple(values)


def _facts(values: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(values, list):
        raise ValueError("facts 要是一列文字，每一项也可以是一列任选的写法")
    return tuple(_wordings(v) for v in values)


def _wordings(value: object) -> tuple[str, ...]:
    wordings: Iterable[object] = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    found = tuple(w for w in wordings if isinstance(w, str) and w.strip())
    if not found or len(found) != len([value] if isinstance(value, str) else value):  # type: ignore[arg-type]
        raise ValueError(f"facts 里有一项不是文字，也不是一列文字：{value!r}")
    return found
