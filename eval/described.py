"""What answered, so that a figure can be had again: versions, thresholds, prompts and the state of the index."""

import hashlib
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.answering.pipeline import Answering
from knowledge_base.digests import digest_of
from knowledge_base.entries import EntryKind
from knowledge_base.library import Library

PACKAGES = ("xiaobao", "chromadb", "tantivy", "jieba", "onnxruntime", "numpy", "sqlalchemy")


def describe(library: Library, answering: Answering, embedding: str, **chosen: Any) -> dict[str, Any]:
    """JSON-ready, without secrets and without any citizen's words; `chosen` is what the operator asked for."""
    return {
        **chosen,
        "embedding": embedding,
        "thresholds": asdict(answering.thresholds),
        "prompts": prompt_digests(Path(str(files("assistant")))),
        "index": index_digest(library),
        "entries": library.records.counts()["entries"],
        "versions": {"python": platform.python_version(), **{p: _version(p) for p in PACKAGES}},
    }


def index_digest(library: Library) -> str:
    """One digest over every published entry and its version: equal digests mean equal knowledge."""
    published = [f"{i}@{v}" for kind in EntryKind for i, v in library.records.published_versions(kind)]
    return digest_of("\n".join(sorted(published)))


def prompt_digests(folder: Path) -> dict[str, str]:
    """File → sha256 of every prompt below `folder`; empty while there are none."""
    found = sorted(path for path in folder.rglob("prompts/*") if path.is_file() and path.suffix != ".py")
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def models_in(answers: Sequence[Mapping[str, Any]]) -> list[str]:
    """Which models answered, by name."""
    return sorted({str(a["trace"].get("model", "")) for a in answers})


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
