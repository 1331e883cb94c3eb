"""Two entries come equally near: both are answered in short, each under its name, and the citizen sees which is meant."""

import re
from dataclasses import replace

from assistant.answering.answer import Citation
from assistant.answering.compose.draft import LEAD_CHARACTERS, Detail, Draft

MARK = re.compile(r"\[(\d+)\]")


def beside(name: str, draft: Draft, other_name: str, other: Draft) -> Draft:
    """`draft` with the first line of `other` below its own; each line begins with what it is about."""
    if not other.lead or other.matters == draft.matters:
        return draft
    shift = len(draft.citations)
    first = _headed(other_name, _shifted(other.lead[0], shift))
    lead = [_headed(name, draft.lead[0]), *draft.lead[1:]]
    while len(lead) > 1 and sum(map(len, (*lead, first))) > LEAD_CHARACTERS:
        lead.pop()
    details = tuple(
        Detail(f"{other_name}：{d.title}", tuple(_shifted(line, shift) for line in d.lines)) for d in other.details[:2]
    )
    return Draft(
        draft.status, (*lead, first), (*draft.details, *details),
        (*draft.citations, *(_renumbered(c, shift) for c in other.citations)), (*draft.matters, *other.matters),
    )  # fmt: skip


def _headed(name: str, line: str) -> str:
    return line if line.startswith("**") else f"**{name}**：{line}"


def _shifted(line: str, by: int) -> str:
    return MARK.sub(lambda m: f"[{int(m[1]) + by}]", line)


def _renumbered(citation: Citation, by: int) -> Citation:
    return replace(citation, n=citation.n + by)
