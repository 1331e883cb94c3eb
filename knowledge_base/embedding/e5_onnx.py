"""Weights → a folder with ONNX model, tokenizer and manifest: made once per home, reused while it is intact."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import onnx
from filelock import FileLock

from knowledge_base.embedding.e5_graph import build_graph
from knowledge_base.embedding.e5_tokenizer import write_tokenizer
from knowledge_base.embedding.e5_weights import SHA256, E5Weights
from knowledge_base.errors import EmbeddingUnavailable

MODEL_FILE, TOKENIZER_FILE, MANIFEST_FILE = "model.onnx", "tokenizer.json", "manifest.json"
VERSION = "3"  # of the conversion; part of the embedder's model id, since other tables make other vectors

Progress = Callable[[str, float], None]


def convert(
    weights_file: Path, target: Path, progress: Progress = lambda stage, share: None, sha256: str = SHA256
) -> Path:
    """Make `target` hold the int8 model; an intact one is reused. Atomic: a stop in the middle leaves no half model.

    `progress` gets the stage and the share done (0 to 1); `sha256` is that of the weights. Raises
    EmbeddingUnavailable when the file has another one or the disk refuses.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Two processes that convert into one folder: the second waits and finds the work done.
        with FileLock(target.parent / f".{target.name}.lock"):
            if not is_intact(target, sha256):
                _convert(weights_file, target, progress, sha256)
    except OSError as error:
        raise EmbeddingUnavailable(f"无法准备向量模型文件夹 {target}：{error.strerror or error}") from error
    return target


def _convert(weights_file: Path, target: Path, progress: Progress, sha256: str) -> None:
    made = target.parent / f".{target.name}.making"
    shutil.rmtree(made, ignore_errors=True)  # what a killed conversion left
    made.mkdir()
    progress("读取权重", 0.0)
    weights = E5Weights(weights_file, sha256)
    progress("生成计算图", 0.1)
    onnx.save_model(build_graph(weights), str(made / MODEL_FILE))
    progress("生成分词器", 0.4)
    write_tokenizer(weights.pieces, made / TOKENIZER_FILE)
    progress("校验", 0.9)
    digests = {name: _sha256(made / name) for name in (MODEL_FILE, TOKENIZER_FILE)}
    manifest = {"version": VERSION, "source": sha256, "sha256": digests}
    (made / MANIFEST_FILE).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)
    progress("完成", 1.0)


def is_intact(folder: Path, sha256: str = SHA256) -> bool:
    """True when the folder holds this version's conversion of the weights with this checksum, every byte unchanged."""
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        if (manifest["version"], manifest["source"]) != (VERSION, sha256):
            return False
        return all(_sha256(folder / name) == manifest["sha256"][name] for name in (MODEL_FILE, TOKENIZER_FILE))
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
