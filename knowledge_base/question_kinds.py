"""A small linear model that tells what is asked here from what is not: it reads a question's characters and its vector.

Multinomial logistic regression over character unigrams, bigrams and the embedding; without an embedder over the
characters alone. Trained on the stored questions and the examples of knowledge_base/refusals.py, shipped as a file.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embedding.embedder import Vector

ANSWERED = "answered"
VECTOR_WEIGHT = 4.0  # of the centred embedding beside the grams, whose rows have length 1

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class KindModel:
    """`weights` [grams (+ dimensions), kinds]; `centre` is the mean embedding, empty where vectors are not read."""

    kinds: tuple[str, ...]
    grams: Mapping[str, int]
    rarity: Floats
    centre: Floats
    weights: Floats
    bias: Floats

    def shares(self, text: str, vector: Vector | None) -> dict[str, float]:
        """Probability of each kind for a normalised question; `vector` is left out where the model reads none."""
        row = row_of(text, self.grams, self.rarity)
        score = self.bias.copy()
        if row:
            score += np.array(list(row.values())) @ self.weights[list(row)]
        if self.centre.size and vector is not None:
            score += (vector - self.centre) * VECTOR_WEIGHT @ self.weights[len(self.grams) :]
        weight = np.exp(score - score.max())
        return dict(zip(self.kinds, (weight / weight.sum()).tolist(), strict=True))


def save(model: KindModel, path: Path, model_id: str) -> None:
    """Write the model; `model_id` names the embedder whose vectors it reads ("" for none)."""
    np.savez_compressed(
        path,
        model_id=model_id,
        kinds=np.array(model.kinds),
        grams=np.array(list(model.grams)),
        rarity=model.rarity.astype(np.float16),
        centre=model.centre.astype(np.float32),
        weights=model.weights.astype(np.float16),
        bias=model.bias.astype(np.float32),
    )


def load(path: Path) -> tuple[str, KindModel]:
    """(the embedder's id, the model) as saved."""
    with np.load(path) as file:
        grams = {str(gram): i for i, gram in enumerate(file["grams"])}
        floats: dict[str, Any] = {k: file[k].astype(np.float64) for k in ("rarity", "centre", "weights", "bias")}
        return str(file["model_id"]), KindModel(tuple(map(str, file["kinds"])), grams, **floats)


def grams_of(text: str) -> list[str]:
    """Characters, pairs of them, and the pairs that begin and end."""
    said = "".join(c for c in text if c.isalnum())
    return [*said, *(said[i : i + 2] for i in range(len(said) - 1)), f"^{said[:2]}", f"{said[-2:]}$"]


def row_of(text: str, grams: Mapping[str, int], rarity: Floats) -> dict[int, float]:
    """Column → weight of a text's grams, of length 1."""
    found = sorted({grams[gram] for gram in grams_of(text) if gram in grams})
    length = math.sqrt(sum(rarity[i] ** 2 for i in found)) or 1.0
    return {i: float(rarity[i]) / length for i in found}
