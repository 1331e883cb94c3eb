"""Grounding: each cited sentence is held against the words it cites; what does not stand there is dropped."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answering.answer import Citation
from assistant.answering.compose.draft import Draft
from knowledge_base.law_names import COUNTRY
from knowledge_base.text import chinese_number, normalise

MARK = re.compile(r"\[(\d+)\]")
NUMBER = re.compile(r"\d+(?:\.\d+)?|[零〇一二三四五六七八九十百千万两]+(?=[年月日天个件份元岁周项条款次%吨公里米倍])")
HOTLINE = "12345"  # where to ask is no fact about a matter
LAW = re.compile(r"(?<=《)[^》]+(?=》)")


def unsupported_numbers(sentence: str, evidence: str) -> set[str]:
    """Numbers (Chinese numerals read as digits) and law names of `sentence` that do not stand in `evidence`."""
    bare = MARK.sub("", sentence)
    stands, told = _numbers(evidence), evidence.replace(COUNTRY, "")
    laws = {law.replace(COUNTRY, "") for law in LAW.findall(bare)}
    return (_numbers(bare) - stands) | {law for law in laws if law not in told}


def _numbers(text: str) -> set[str]:
    found: set[str] = set()
    for match in NUMBER.finditer(normalise(text).replace(HOTLINE, "")):
        word = match[0]
        value = float(word) if word[0].isdigit() else chinese_number(word)
        found.add(word if value is None else f"{float(value):g}")
    return found


def drop_unsupported(lines: Sequence[str], evidence: Mapping[int, str]) -> list[str]:
    """Lines whose every number and law name stands in one of the texts they cite; a cited number must exist."""
    kept = []
    for line in lines:
        cited = [int(n) for n in MARK.findall(line)]
        if any(n not in evidence for n in cited):
            continue
        if cited and unsupported_numbers(line, "\n".join(evidence[n] for n in cited)):
            continue
        if not cited and (_numbers(line) or LAW.search(line)):
            continue  # a number without a source is never shown
        kept.append(line)
    return kept


def ground(draft: Draft) -> tuple[str, tuple[Citation, ...]] | None:
    """The draft's checked text and the citations it still uses, renumbered; None when no lead line survives."""
    evidence = {c.n: f"{c.title}\n{c.section}\n{c.quote}\n{c.source}" for c in draft.citations}
    lead = drop_unsupported(draft.lead, evidence)
    if not lead:
        return None
    blocks = ["\n".join(lead)]
    for detail in draft.details:
        lines = drop_unsupported(detail.lines, evidence)
        if lines:
            blocks.append("\n".join((f"### {detail.title}", *lines)))
    return _renumbered("\n\n".join(blocks), draft.citations)


def _renumbered(text: str, citations: Sequence[Citation]) -> tuple[str, tuple[Citation, ...]]:
    """Number the citations by first use; those that fell with their sentence are gone."""
    order = list(dict.fromkeys(int(n) for n in MARK.findall(text)))
    new = {old: i for i, old in enumerate(order, 1)}
    by_n = {c.n: c for c in citations}
    return MARK.sub(lambda m: f"[{new[int(m[1])]}]", text), tuple(replace(by_n[old], n=i) for old, i in new.items())
