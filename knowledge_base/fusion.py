"""How the dense and the lexical score of a passage, and what answered questions like this one, become one score."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge_base.question_book import Alike
from knowledge_base.words import Scored

Fused = tuple[str, float, float, float]  # chunk id, fused score, cosine, lexical score


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the two scores are joined; tuned on development questions only (docs/benchmarks.md)."""

    depth: int = 300
    dense_weight: float = 0.5
    lexical_weight: float = 0.5
    answered: int = 20  # nearest answered questions that speak for their entries
    answered_weight: float = 0.1
    answered_sharpness: float = 20.0  # of the softmax over their cosines


def answered_shares(alike: Sequence[Alike], sharpness: float) -> dict[str, float]:
    """How much of the nearest questions' softmax weight each entry answered (0–1)."""
    if not alike:
        return {}
    top = max(a.cosine for a in alike)
    weights = [math.exp(sharpness * (a.cosine - top)) for a in alike]
    shares: dict[str, float] = {}
    for near, weight in zip(alike, weights, strict=True):
        shares[near.entry_id] = shares.get(near.entry_id, 0.0) + weight / sum(weights)
    return shares


def fuse(dense: Sequence[Scored], lexical: Sequence[Scored], fusion: Fusion) -> list[Fused]:
    """Weighted sum: dense min-max over its list, lexical as a share of its best; (id, fused, dense, lexical)."""
    dense_share = _min_max({s.chunk_id: s.score for s in dense})
    top = max((s.score for s in lexical), default=0.0)
    lexical_share = {s.chunk_id: s.score / top for s in lexical} if top > 0 else {}
    cosine = {s.chunk_id: s.score for s in dense}
    raw = {s.chunk_id: s.score for s in lexical}
    if not dense:  # words only: the whole weight is theirs
        fusion = replace(fusion, dense_weight=0.0, lexical_weight=1.0)
    joined = [
        (
            chunk_id,
            fusion.dense_weight * dense_share.get(chunk_id, 0.0)
            + fusion.lexical_weight * lexical_share.get(chunk_id, 0.0),
            cosine.get(chunk_id, 0.0),
            raw.get(chunk_id, 0.0),
        )
        for chunk_id in {**cosine, **raw}
    ]
    return sorted(joined, key=lambda row: (-row[1], row[0]))


def _min_max(scores: Mapping[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {k: (v - low) / (high - low) if high > low else 1.0 for k, v in scores.items()}
