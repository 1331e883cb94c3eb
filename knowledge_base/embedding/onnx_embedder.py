"""The default embedder: the converted int8 e5 with onnxruntime, on the CPU, from a local folder."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from knowledge_base.embedding.e5_onnx import MODEL_FILE, TOKENIZER_FILE, VERSION
from knowledge_base.embedding.embedder import Vector
from knowledge_base.embedding.quiet_onnxruntime import onnxruntime
from knowledge_base.embedding.saturation import products_saturate
from knowledge_base.errors import EmbeddingUnavailable

TOKENS_PER_BATCH = 768  # padded tokens in one run: beyond this the activations leave the cache
PAD = 1
# Their kernels are slower than the two operators each of them replaces (the first one several times).
SLOWER_FUSIONS = ["SkipLayerNormFusion", "BiasGeluFusion"]


class OnnxEmbedder:
    """Embedder on a folder that `e5_onnx.convert` made; a text's vector does not depend on its neighbours.

    Safe to share between threads (onnxruntime's run and the tokenizer are).
    """

    model_id = f"multilingual-e5-small/int8-{VERSION}/query-passage"
    dimensions = 384

    def __init__(self, folder: Path, threads: int = 0) -> None:
        """`threads` 0 means one per physical core. Raises EmbeddingUnavailable when the folder is not readable."""
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / MODEL_FILE),
                _options(threads),
                providers=["CPUExecutionProvider"],
                disabled_optimizers=SLOWER_FUSIONS,
            )
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        except Exception as error:  # both libraries raise bare Exception subclasses of their own
            raise EmbeddingUnavailable(f"无法打开向量模型文件夹 {folder}，请删除它后重试") from error

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """See Embedder."""
        return self._embed([f"passage: {text}" for text in texts])

    def embed_query(self, text: str) -> Vector:
        """See Embedder."""
        row: Vector = self._embed([f"query: {text}"])[0]
        return row

    def token_ids(self, text: str) -> list[int]:
        """Ids of one text without a prefix, with <s> and </s>."""
        ids: list[int] = self._tokenizer.encode(text).ids
        return ids

    def _embed(self, texts: Sequence[str]) -> Vector:
        encoded = [e.ids for e in self._tokenizer.encode_batch_fast(texts)]
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for batch in _batches([len(ids) for ids in encoded]):
            width = max(len(encoded[i]) for i in batch)
            ids = np.full((len(batch), width), PAD, dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, i in enumerate(batch):
                ids[row, : len(encoded[i])] = encoded[i]
                mask[row, : len(encoded[i])] = 1
            out[batch] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return out


def _options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Spinning threads would take the second core from everything else while they wait.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if products_saturate():
        options.add_session_config_entry("session.x64quantprecision", "1")  # exact, at half the speed
    return options


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Indexes in groups of like length, each within TOKENS_PER_BATCH when padded."""
    groups: list[list[int]] = []
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if groups and (len(groups[-1]) + 1) * lengths[i] <= TOKENS_PER_BATCH:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups
