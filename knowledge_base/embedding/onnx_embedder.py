"""The default embedder: the converted int8 e5 with onnxruntime, on the CPU, from a local folder."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from knowledge_base.embedding.e5_onnx import MODEL_FILE, TOKENIZER_FILE, VERSION
from knowledge_base.embedding.embedder import Vector
from knowledge_base.embedding.quiet_onnxruntime import onnxruntime
from knowledge_base.errors import EmbeddingUnavailable

TOKENS_PER_BATCH = 384  # padded tokens in one run: beyond this the activations leave the cache
PAD = 1
# Their kernels are slower than the two operators each of them replaces (the first one several times).
SLOWER_FUSIONS = ["SkipLayerNormFusion", "BiasGeluFusion"]


class OnnxEmbedder:
    """Embedder on a folder that `e5_onnx.convert` made; a text's vector does not depend on its neighbours.

    Safe to share between threads (onnxruntime's run and the tokenizer are). Each run stays on one thread and many
    texts are shared out among several: threads that never wait for each other embed a fifth more per processor second
    than threads that meet after every one of the graph's operators.
    """

    model_id = f"multilingual-e5-small/int8-{VERSION}/query-passage"
    dimensions = 384

    def __init__(self, folder: Path, threads: int = 0) -> None:
        """`threads` 0 means one per core. Raises EmbeddingUnavailable when the folder is not readable."""
        self._workers = ThreadPoolExecutor(threads or os.cpu_count() or 1, thread_name_prefix="embedding")
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / MODEL_FILE),
                _options(),
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

    def embed_questions(self, texts: Sequence[str]) -> Vector:
        """See Embedder."""
        return self._embed([f"query: {text}" for text in texts])

    def token_ids(self, text: str) -> list[int]:
        """Ids of one text without a prefix, with <s> and </s>."""
        ids: list[int] = self._tokenizer.encode(text).ids
        return ids

    def _embed(self, texts: Sequence[str]) -> Vector:
        encoded = [e.ids for e in self._tokenizer.encode_batch_fast(texts)]
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        batches = _batches([len(ids) for ids in encoded])
        if len(batches) == 1:  # a question: not worth a change of threads
            out[batches[0]] = self._run([encoded[i] for i in batches[0]])
            return out
        longest_first = batches[::-1]  # so that no worker is left alone with a long one at the end
        runs = self._workers.map(self._run, ([encoded[i] for i in batch] for batch in longest_first))
        for batch, vectors in zip(longest_first, runs, strict=True):
            out[batch] = vectors
        return out

    def _run(self, encoded: Sequence[Sequence[int]]) -> Vector:
        """One run over texts of like length, padded to the longest."""
        width = max(map(len, encoded))
        ids = np.full((len(encoded), width), PAD, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(encoded):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        vectors: Vector = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return vectors


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
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
