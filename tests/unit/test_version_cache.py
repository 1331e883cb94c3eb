"""Versions in memory: what was read once is there again, the one used longest ago gives way."""

from datetime import UTC, datetime

from knowledge_base.entries import Content, Entry, EntryKind, EntryVersion, VersionState
from knowledge_base.version_cache import VersionCache


def version(entry_id: str, number: int = 1) -> EntryVersion:
    entry = Entry(entry_id, entry_id, EntryKind.GUIDE)
    return EntryVersion(
        entry, number, VersionState.PUBLISHED, Content(entry_id, ""), datetime(2026, 11, 25, tzinfo=UTC)
    )


def test_versions_of_one_entry_are_kept_apart() -> None:
    cache: VersionCache[EntryVersion] = VersionCache()
    cache.put("a", 1, version("a", 1))
    assert cache.get("a", 1) == version("a", 1)
    assert cache.get("a", 2) is None


def test_the_version_used_longest_ago_gives_way() -> None:
    cache: VersionCache[EntryVersion] = VersionCache(kept=2)
    cache.put("a", 1, version("a"))
    cache.put("b", 1, version("b"))
    cache.get("a", 1)
    cache.put("c", 1, version("c"))
    assert cache.get("b", 1) is None
    assert cache.get("a", 1) and cache.get("c", 1)
