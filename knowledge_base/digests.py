"""Content digests: what is equal is neither embedded nor written twice."""

import hashlib


def digest_of(text: str) -> str:
    """sha256 of the text as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
