"""sentence-transformers models from local folders: an embedder, a reranker, and e5 written as such a folder."""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge_base.embedding.e5_tokenizer import LONGEST, write_tokenizer
from knowledge_base.embedding.e5_weights import E5Shape, E5Weights, find_weights
from knowledge_base.embedding.embedder import Vector
from knowledge_base.errors import EmbeddingUnavailable

QUERY_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "  # the e5 family's
BATCH = 32
DIGEST_LENGTH = 12


class SentenceTransformersEmbedder:
    """Embedder on a sentence-transformers folder; a hub name is refused, so nothing is ever downloaded."""

    def __init__(
        self, folder: Path, query_prefix: str = QUERY_PREFIX, passage_prefix: str = PASSAGE_PREFIX, threads: int = 0
    ) -> None:
        """Raises EmbeddingUnavailable when the extra is not installed or the folder holds no model."""
        vendor = _vendor(folder)
        if threads:
            import torch

            torch.set_num_threads(threads)
        try:
            self._model = vendor.SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise EmbeddingUnavailable(f"{folder} 不是可用的 sentence-transformers 模型文件夹") from error
        limit = self._model.max_seq_length
        self._model.max_seq_length = min(limit, LONGEST) if limit else LONGEST
        self._prefixes = query_prefix, passage_prefix
        self._name = f"sentence-transformers/{folder.name}-{_fingerprint(folder)}"

    @property
    def model_id(self) -> str:
        """See Embedder; names the folder and its content."""
        return f"{self._name}/float32/{self._prefixes[0]!r}-{self._prefixes[1]!r}"

    @property
    def dimensions(self) -> int:
        """See Embedder."""
        return int(self._model.get_embedding_dimension())

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """See Embedder."""
        return self._embed([self._prefixes[1] + text for text in texts])

    def embed_query(self, text: str) -> Vector:
        """See Embedder."""
        row: Vector = self._embed([self._prefixes[0] + text])[0]
        return row

    def embed_questions(self, texts: Sequence[str]) -> Vector:
        """See Embedder."""
        return self._embed([self._prefixes[0] + text for text in texts])

    def _embed(self, texts: list[str]) -> Vector:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        found = self._model.encode(texts, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)


class CrossEncoderReranker:
    """Reranker on a cross-encoder folder (one output: the relevance of a passage to a query)."""

    def __init__(self, folder: Path) -> None:
        """Raises EmbeddingUnavailable when the extra is not installed or the folder holds no model."""
        vendor = _vendor(folder)
        try:
            self._model = vendor.CrossEncoder(str(folder), device="cpu", local_files_only=True, max_length=LONGEST)
        except (OSError, ValueError) as error:
            raise EmbeddingUnavailable(f"{folder} 不是可用的交叉编码器文件夹") from error

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        """See Reranker."""
        if not passages:
            return []
        pairs = [(query, passage) for passage in passages]
        return [float(s) for s in self._model.predict(pairs, batch_size=BATCH, show_progress_bar=False)]


def export_e5(target: Path, weights_file: Path | None = None) -> Path:
    """Write the packaged e5 (float32, 470 MB) as a sentence-transformers folder with mean pooling and normalisation.

    Raises EmbeddingUnavailable when the weights or the safetensors package are missing.
    """
    try:
        from safetensors.numpy import save_file
    except ImportError:
        raise _missing() from None
    weights = E5Weights(weights_file or find_weights())
    target.mkdir(parents=True, exist_ok=True)
    tensors = {name: weights.tensor(name) for name in weights.names()}
    save_file(tensors, str(target / "model.safetensors"), metadata={"format": "pt"})
    write_tokenizer(weights.pieces, target / "tokenizer.json")
    for name, content in _export_files(weights.shape).items():
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
    return target


def _export_files(shape: E5Shape) -> dict[str, Any]:
    modules = "sentence_transformers.models"
    steps = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    special = {
        "bos_token": "<s>",
        "eos_token": "</s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "mask_token": "<mask>",
    }
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.intermediate,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": shape.norm_epsilon,
            "hidden_act": "gelu",
            "pad_token_id": 1,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            **special,
        },
        "special_tokens_map.json": special,
        "sentence_bert_config.json": {"max_seq_length": LONGEST, "do_lower_case": False},
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"{modules}.{kind}"}
            for i, (path, kind) in enumerate(steps)
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }


def _vendor(folder: Path) -> Any:
    """The package, imported with the hub switched off; only for a folder that exists."""
    if not folder.is_dir():
        raise EmbeddingUnavailable(f"没有模型文件夹 {folder}（只从本地文件夹读取，不联网下载）")
    os.environ["HF_HUB_OFFLINE"] = "1"  # read once, when the hub's own package is imported
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    try:
        import sentence_transformers
    except ImportError:
        raise _missing() from None
    return sentence_transformers


def _missing() -> EmbeddingUnavailable:
    return EmbeddingUnavailable(
        "没有安装 sentence-transformers，请用 pip install 'xiaobao[sentence-transformers]' 安装这一扩展"
    )


def _fingerprint(folder: Path) -> str:
    """Of the configuration and the sizes of the weights: cheap, and another model gets another one."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".json":
            digest.update(path.read_bytes())
        elif path.is_file():
            digest.update(f"{path.name}:{path.stat().st_size}".encode())
    return digest.hexdigest()[:DIGEST_LENGTH]
