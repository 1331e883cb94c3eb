"""Trains the model of question_kinds.py; only the command that makes the shipped files imports this."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from knowledge_base.embedding.embedder import Vector
from knowledge_base.question_kinds import VECTOR_WEIGHT, Floats, KindModel, grams_of, row_of

SELDOM = 3  # a gram in fewer texts says nothing yet
PENALTY = 1e-4
MOST_STEPS = 300


def train(texts: Sequence[str], kinds: Sequence[str], vectors: Vector | None) -> KindModel:
    """Fit to texts of known kinds; the same input gives the same model. Rare kinds weigh more than their number."""
    names = tuple(sorted(set(kinds)))
    wanted = np.array([names.index(kind) for kind in kinds])
    counts = Counter(gram for text in texts for gram in set(grams_of(text)))
    grams = {gram: i for i, gram in enumerate(sorted(g for g, n in counts.items() if n >= SELDOM))}
    rarity = np.array([math.log(len(texts) / counts[gram]) for gram in grams])
    read = _matrix(texts, grams, rarity)
    centre = np.zeros(0)
    if vectors is not None:
        centre = vectors.mean(axis=0).astype(np.float64)
        read = hstack([read, csr_matrix((vectors - centre) * VECTOR_WEIGHT)]).tocsr()
    weights, bias = _fitted(read, wanted, len(names))
    return KindModel(names, grams, rarity, centre, weights, bias)


def _matrix(texts: Sequence[str], grams: Mapping[str, int], rarity: Floats) -> csr_matrix:
    rows = [row_of(text, grams, rarity) for text in texts]
    starts = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.array([i for row in rows for i in row])
    values = np.array([v for row in rows for v in row.values()])
    return csr_matrix((values, columns, starts), shape=(len(texts), len(grams)))


def _fitted(read: csr_matrix, wanted: NDArray[np.int64], kinds: int) -> tuple[Floats, Floats]:
    """Weights and bias of the least penalised loss."""
    rows, columns = read.shape
    importance = np.sqrt(len(wanted) / np.bincount(wanted))[wanted]
    importance /= importance.mean()
    right = np.arange(rows), wanted
    turned = read.T.tocsr()

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights, bias = flat[: columns * kinds].reshape(columns, kinds), flat[columns * kinds :]
        score = read @ weights + bias
        score -= score.max(axis=1, keepdims=True)
        share = np.exp(score)
        share /= share.sum(axis=1, keepdims=True)
        missed = -(importance * np.log(share[right] + 1e-12)).mean() + PENALTY / 2 * (weights**2).sum()
        share[right] -= 1
        share *= importance[:, np.newaxis] / rows
        return missed, np.concatenate([(turned @ share + PENALTY * weights).ravel(), share.sum(axis=0)])

    found = minimize(
        loss, np.zeros((columns + 1) * kinds), jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS}
    )
    return found.x[: columns * kinds].reshape(columns, kinds), found.x[columns * kinds :]
