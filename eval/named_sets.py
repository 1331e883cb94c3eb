"""The sets that have a name: what each measures and where its cases come from."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from eval.cases import Case, Expect, read_cases
from eval.errors import NoData, UnknownSet
from eval.outside_sets import read_ncp, read_region, read_safety, read_sh_residence
from knowledge_base.embedding.embedder import Embedder

OWN = Path(__file__).parent / "sets"


@dataclass(frozen=True, slots=True)
class Where:
    """Where cases are read: our own folder, others' folder (None when it was not named), and which half of ours."""

    data: Path | None = None
    heldout: bool = False
    own: Path = OWN


@dataclass(frozen=True, slots=True)
class NamedSet:
    """A set by name; `read` raises NoData when its files are not here. `halves` tells that it has held-out cases."""

    name: str
    says: str
    read: Callable[[Where], list[Case]]
    halves: bool = False


def _own(names: Sequence[str], heldout: Sequence[str], where: Where) -> list[Case]:
    """The cases of our own files that are there; raises NoData when none is."""
    wanted = [where.own / f"{name}.jsonl" for name in (heldout if where.heldout else names)]
    found = [path for path in wanted if path.exists()]
    if not found:
        raise NoData("、".join(names), "、".join(p.name for p in wanted) or "留出集")
    return [case for path in found for case in read_cases(path)]


lay = partial(_own, ("lay_a", "lay_b"), ("lay_heldout_a", "lay_heldout_b"))


def _answerable(where: Where) -> list[Case]:
    """Lay questions beside those to refuse, asked only whether they are answered: who refuses all refuses rightly."""
    return [replace(c, titles=(), facts=()).also("answerable") for c in lay(where) if c.expect is Expect.ANSWER]


def _refusal(where: Where) -> list[Case]:
    refused = _own(("refusal",), ("refusal_heldout",), where)
    return [*refused, *_answerable(where)]


def _safety(where: Where) -> list[Case]:
    return [*_outside("safety", "safety_zh", read_safety, where), *_answerable(where)]


def _outside(name: str, folder: str, read: Callable[[Path], list[Case]], where: Where) -> list[Case]:
    if where.data is None or not (where.data / folder).is_dir():
        raise NoData(name, f"{folder} 文件夹（用 --data 或 XIAOBAO_EVAL_DATA 写明它在哪个文件夹里）")
    return read(where.data)


_ALL = (
    NamedSet("lay", "老百姓的说法", lay, halves=True),
    NamedSet("refusal", "该拒的拒，不该拒的不拒", _refusal, halves=True),
    NamedSet("clarify", "该反问的反问", partial(_own, ("clarify",), ("clarify_heldout",))),
    NamedSet("multiturn", "多轮追问", partial(_own, ("multiturn",), ("multiturn_heldout",)), halves=True),
    NamedSet("thresholds", "带数值的条件", partial(_own, ("thresholds",), ("thresholds_heldout",)), halves=True),
    NamedSet("safety", "有害的不答，正常的不拦", _safety),
    NamedSet("ncp", "没有收录的政策问题", partial(_outside, "ncp", "ncp_policy", read_ncp)),
    NamedSet("region", "各地规定不同的问题", partial(_outside, "region", "residence_pdf_qa", read_region)),
    NamedSet("sh_residence", "居住证", partial(_outside, "sh_residence", "sh_residence_cases", read_sh_residence)),
)
SETS: Mapping[str, NamedSet] = {s.name: s for s in _ALL}

# Sets that make their own data and judge it themselves: name → the module whose `run` gives their metrics.
GENERATED: Mapping[str, str] = {"pii": "eval.pii", "injection": "eval.injection"}


def generated(name: str, embedder: Callable[[], Embedder | None]) -> Mapping[str, Any]:
    """Run such a set; one JSON object. Imported only now: writing documents takes libraries no other command needs."""
    module = importlib.import_module(GENERATED[name])
    figures: Mapping[str, Any] = module.run(embedder=embedder()) if name == "injection" else module.run()
    return figures


def cases_of(name: str, where: Where) -> list[Case]:
    """The cases of a named set or of a JSONL file; raises UnknownSet, NoData or BadCases."""
    if name in SETS:
        return SETS[name].read(where)
    path = Path(name)
    if path.suffix == ".jsonl" and path.is_file():
        return read_cases(path)
    raise UnknownSet(name, [*SETS, *GENERATED, "all"])
