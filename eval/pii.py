"""Masking of personal data, measured: generated sentences with labelled spans, and look-alikes that must stay."""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from random import Random
from statistics import NormalDist
from typing import Any

from assistant.privacy.findings import Finding
from assistant.privacy.masking import find_personal
from eval.pii_lookalikes import LOOKALIKES
from eval.pii_surroundings import SURROUNDINGS
from eval.pii_values import PERSONAL

SETS = Path(__file__).parent / "sets" / "pii"
SLOT = re.compile(r"\{(\w+)\}")
SEED = 20261125
TRUE_SHARE = 0.5  # of a masked span's characters must be labelled
Z_95 = NormalDist().inv_cdf(0.975)

Mask = Callable[[str], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Label:
    """One piece of personal data that was written into a text."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Written:
    """A generated text; without labels when nothing in it is personal."""

    text: str
    labels: tuple[Label, ...]


def personal_texts(seed: int, n: int) -> list[Written]:
    """n sentences with personal data; the same seed gives the same sentences."""
    return _texts("personal.txt", Random(seed), n)  # noqa: S311  # repeatable, nothing secret


def lookalike_texts(seed: int, n: int) -> list[Written]:
    """n sentences without personal data, full of numbers."""
    return _texts("nothing.txt", Random(seed + 1), n)  # noqa: S311


def run(mask: Mask = find_personal, seed: int = SEED, n: int = 2000) -> dict[str, dict[str, float]]:
    """Recall by kind, precision over all texts, and the share of look-alike texts in which anything was masked.

    `mask` gives the spans that it would mask; n personal texts and n // 2 (at least 1000) look-alikes are judged.
    A label counts as found when every letter and digit of it is masked. Each figure is {value, n, low, high}.
    """
    judged = _judge(mask, personal_texts(seed, n) + lookalike_texts(seed, max(1000, n // 2)))
    figures = {f"{kind}_recall": _share(judged.found[kind], judged.labels[kind]) for kind in sorted(judged.labels)}
    figures["precision"] = _share(judged.true_spans, judged.spans)
    figures["kind_right"] = _share(judged.kind_right, judged.true_spans)
    figures["false_positive_texts"] = _share(judged.false_texts, judged.clean_texts)
    return figures


def missed(mask: Mask = find_personal, seed: int = SEED, n: int = 2000) -> list[dict[str, Any]]:
    """Every label that was not wholly masked and every wrong span: generated text only, for work on the masker."""
    rows: list[dict[str, Any]] = []
    for written in personal_texts(seed, n) + lookalike_texts(seed, max(1000, n // 2)):
        spans = mask(written.text)
        rows += [
            {"missed": label.kind, "value": written.text[label.start : label.end], "text": written.text}
            for label in written.labels
            if not _is_covered(written.text, label, spans)
        ]
        rows += [
            {"wrong": str(span.kind), "value": written.text[span.start : span.end], "text": written.text}
            for span in spans
            if _label_of(span, written.labels) is None
        ]
    return rows


@dataclass(slots=True)
class _Judged:
    labels: Counter[str]
    found: Counter[str]
    spans: int = 0
    true_spans: int = 0
    kind_right: int = 0
    clean_texts: int = 0
    false_texts: int = 0


def _judge(mask: Mask, texts: Sequence[Written]) -> _Judged:
    judged = _Judged(Counter(), Counter())
    for written in texts:
        spans = mask(written.text)
        judged.spans += len(spans)
        for label in written.labels:
            judged.labels[label.kind] += 1
            judged.found[label.kind] += _is_covered(written.text, label, spans)
        for span in spans:
            label_of_span = _label_of(span, written.labels)
            judged.true_spans += label_of_span is not None
            judged.kind_right += label_of_span is not None and label_of_span.kind == str(span.kind)
        if not written.labels:
            judged.clean_texts += 1
            judged.false_texts += bool(spans)
    return judged


def _is_covered(text: str, label: Label, spans: Sequence[Finding]) -> bool:
    places = (i for i in range(label.start, label.end) if text[i].isalnum())
    return all(any(span.start <= i < span.end for span in spans) for i in places)


def _label_of(span: Finding, labels: Sequence[Label]) -> Label | None:
    """The label that a span shares most with, when labelled characters make up enough of the span."""
    shared = {label: max(0, min(span.end, label.end) - max(span.start, label.start)) for label in labels}
    if not shared or sum(shared.values()) < TRUE_SHARE * (span.end - span.start):
        return None
    return max(labels, key=shared.__getitem__)


def _texts(file: str, rng: Random, n: int) -> list[Written]:
    """Every template in turn, so that each comes about equally often."""
    templates = [line for line in (SETS / file).read_text(encoding="utf-8").splitlines() if line]
    return [_fill(templates[i % len(templates)], rng) for i in range(n)]


def _fill(template: str, rng: Random) -> Written:
    text, labels, place = "", [], 0
    for slot in SLOT.finditer(template):
        text += template[place : slot.start()]
        place = slot.end()
        if slot[1] in PERSONAL:
            value = PERSONAL[slot[1]](rng)
            labels.append(Label(value.kind, len(text), len(text) + len(value.text)))
            text += value.text
        else:
            text += (SURROUNDINGS.get(slot[1]) or LOOKALIKES[slot[1]])(rng)
    return Written(text + template[place:], tuple(labels))


def _share(hits: int, n: int) -> dict[str, float]:
    """A share with its Wilson 95 % interval."""
    if n == 0:
        return {"value": 0.0, "n": 0, "low": 0.0, "high": 1.0}
    p, z2 = hits / n, Z_95**2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return {"value": p, "n": n, "low": max(0.0, centre - half), "high": min(1.0, centre + half)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures as one JSON object, or with --missed what went wrong, one JSON object a line."""
    parser = argparse.ArgumentParser(description="个人信息识别的评测")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("-n", type=int, default=2000)
    parser.add_argument("--missed", action="store_true", help="逐条列出漏掉的和误伤的")
    options = parser.parse_args(arguments)
    if options.missed:
        rows = missed(seed=options.seed, n=options.n)
        sys.stdout.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    else:
        sys.stdout.write(json.dumps(run(seed=options.seed, n=options.n), ensure_ascii=False, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
