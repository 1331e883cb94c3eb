"""The default embedder: the converted int8 e5 with onnxruntime, on the CPU, from a local folder."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from knowledge_base.embedding.e5_onnx import MODEL_FILE, TABLE_FILE, TOKENIZER_FILE
from knowledge_base.embedding.e5_tokenizer import PAD
from knowledge_base.embedding.embedder import Vector

TOKENS_PER_BATCH = 2048  # padded tokens in one run: beyond this more memory, not more speed


class OnnxEmbedder:
    """Embedder on a folder that `e5_onnx.convert` made. Safe to share between threads (onnxruntime's run is)."""

    model_id = "multilingual-e5-small/int8-1"
    dimensions = 384

    def __init__(self, folder: Path, threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Spinning threads would take the second core from everything else while they wait.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        table = json.loads((folder / TABLE_FILE).read_text(encoding="utf-8"))
        self._table = {int(code): text for code, text in table.items()}
        self.folder = folder

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """See Embedder."""
        return self._embed([f"passage: {t}" for t in texts])

    def embed_query(self, text: str) -> Vector:
        """See Embedder."""
        row: Vector = self._embed([f"query: {text}"])[0]
        return row

    def token_ids(self, text: str) -> list[int]:
        """Ids of one text without a prefix, with <s> and </s>."""
        ids: list[int] = self._tokenizer.encode(text.translate(self._table)).ids
        return ids

    def _embed(self, texts: Sequence[str]) -> Vector:
        encoded = [e.ids for e in self._tokenizer.encode_batch_fast([t.translate(self._table) for t in texts])]
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for batch in _batches([len(ids) for ids in encoded]):
            width = max(len(encoded[i]) for i in batch)
            ids = np.full((len(batch), width), PAD, dtype=np.int64)
            for row, i in enumerate(batch):
                ids[row, : len(encoded[i])] = encoded[i]
            mask = (ids != PAD).astype(np.int64)
            out[batch] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return out


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Indexes in groups of like length, each within TOKENS_PER_BATCH when padded."""
    groups: list[list[int]] = []
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if groups and (len(groups[-1]) + 1) * lengths[i] <= TOKENS_PER_BATCH:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


