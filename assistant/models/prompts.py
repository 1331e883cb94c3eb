"""Prompts are files, one each; an answer's trace carries their short digests, so that a change can be seen."""

import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path

DIGEST_CHARACTERS = 8


@dataclass(frozen=True, slots=True)
class Prompt:
    """The words of one prompt and the beginning of their sha256."""

    name: str
    text: str
    digest: str


@functools.cache
def read_prompt(path: Path) -> Prompt:
    """The prompt in a file; read once."""
    raw = path.read_bytes()
    return Prompt(path.stem, raw.decode("utf-8").strip(), hashlib.sha256(raw).hexdigest()[:DIGEST_CHARACTERS])
