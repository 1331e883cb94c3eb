"""Two runs over the same cases: is the change more than chance, and which cases changed?"""

from collections.abc import Mapping
from typing import Any

from eval.errors import NotComparable
from eval.intervals import mcnemar, paired_difference
from eval.run_folder import HIDDEN, Run

SEED = 20261125  # the same interval every time


def compare(a: Run, b: Run, seed: int = SEED) -> dict[str, Any]:
    """Right and wrong of the cases both runs have (by id); raises NotComparable when they share none.

    `difference` is b - a with its 95 % interval, `p` McNemar's exact; `changed` lists the cases that only one got right.
    """
    first, second = {r["id"]: r for r in a.rows}, {r["id"]: r for r in b.rows}
    # The same id with other words is another case.
    shared = [i for i in first if i in second and first[i]["turns"] == second[i]["turns"]]
    if not shared:
        raise NotComparable(a.folder.name, b.folder.name)
    right_a, right_b = [bool(first[i]["right"]) for i in shared], [bool(second[i]["right"]) for i in shared]
    only_a = sum(x and not y for x, y in zip(right_a, right_b, strict=True))
    only_b = sum(y and not x for x, y in zip(right_a, right_b, strict=True))
    value, low, high = paired_difference(right_a, right_b, seed)
    return {
        "a": a.folder.name,
        "b": b.folder.name,
        "n": len(shared),
        "right_a": sum(right_a),
        "right_b": sum(right_b),
        "only_a": only_a,
        "only_b": only_b,
        "difference": {"value": round(value, 4), "low": round(low, 4), "high": round(high, 4)},
        "p": round(mcnemar(only_a, only_b), 6),
        "changed": [
            _change(first[i], second[i], a.hides(first[i])) for i in shared if first[i]["right"] != second[i]["right"]
        ],
    }


def _change(a: Mapping[str, Any], b: Mapping[str, Any], hidden: bool) -> dict[str, Any]:
    return {
        "id": a["id"],
        "question": HIDDEN if hidden else a["turns"][-1],
        "better": bool(b["right"]),
        "a": {"got": a["got"], "failures": a["failures"]},
        "b": {"got": b["got"], "failures": b["failures"]},
    }
