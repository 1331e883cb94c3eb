"""The starter knowledge hangs together: every name that a file mentions exists."""

import re
from collections import Counter

import numpy as np
import pytest
import yaml
from sqlalchemy import Engine

from knowledge_base import starter
from knowledge_base.digests import digest_of
from knowledge_base.entries import EntryKind, SourceStatus
from knowledge_base.starter import FOLDER, load_starter_vectors, starter_changes, starter_lexicon
from knowledge_base.vector_cache import SqlVectorCache
from tests.samples import TODAY

CHANGES = starter_changes()
BY_ID = {c.entry.id: c for c in CHANGES}
GUIDES = {c.entry.id: c for c in CHANGES if c.entry.kind is EntryKind.GUIDE}
POINTS = {c.entry.id: c for c in CHANGES if c.entry.kind is EntryKind.CHECKPOINT}
MATTERS = {c.entry.id for c in CHANGES if c.entry.kind in (EntryKind.GUIDE, EntryKind.POLICY)}
LEXICON = starter_lexicon()


def test_ids_and_keys_are_unique() -> None:
    assert [i for i, n in Counter(c.entry.id for c in CHANGES).items() if n > 1] == []
    assert len({c.entry.key for c in CHANGES}) == len(CHANGES)


def test_every_file_became_an_entry() -> None:
    assert set(GUIDES) == {p.stem for p in (FOLDER / "guides").glob("*.yaml")}
    assert {c.entry.id for c in CHANGES if c.entry.kind is EntryKind.POLICY} == {
        p.stem for p in (FOLDER / "policies").glob("*.yaml")
    }
    faqs = [row["id"] for p in (FOLDER / "faqs").glob("*.yaml") for row in yaml.safe_load(p.read_text("utf-8"))["faqs"]]
    assert sorted(faqs) == sorted(c.entry.id for c in CHANGES if c.entry.kind is EntryKind.FAQ)


@pytest.mark.parametrize("slug", sorted(GUIDES))
def test_related_matters_exist(slug: str) -> None:
    related = GUIDES[slug].content.fields["related"]
    assert set(related) <= MATTERS - {slug}
    assert len(set(related)) == len(related)


@pytest.mark.parametrize("slug", sorted(GUIDES))
def test_checkpoints_of_every_material_resolve(slug: str) -> None:
    """Each named point exists, belongs to this guide and is about that very material; none is left over."""
    named = [(m["name"], p) for m in GUIDES[slug].content.fields["materials"] for p in m["checkpoints"]]
    its = {i: c.content.fields for i, c in POINTS.items() if c.content.fields["item_code"] == slug}
    assert {p for _, p in named} == set(its)
    assert [(m, p) for m, p in named if its[p]["material"] != m] == []


def test_every_checkpoint_belongs_to_a_guide() -> None:
    assert {c.content.fields["item_code"] for c in POINTS.values()} <= set(GUIDES)


def test_matters_of_questions_exist() -> None:
    named = {m for c in CHANGES if c.entry.kind is EntryKind.FAQ for m in c.content.fields["matters"]}
    assert named <= MATTERS


def test_matters_of_the_lexicon_exist() -> None:
    named = {m for row in LEXICON.rows for m in row.matters}
    assert named and named <= MATTERS
    chosen = {c.matter for row in LEXICON.rows for c in row.choices if c.matter}
    assert chosen and chosen <= MATTERS


def test_a_lay_word_stands_in_one_row_and_is_long_enough_to_be_found() -> None:
    words = [w for row in LEXICON.rows for w in row.lay]
    assert [w for w, n in Counter(words).items() if n > 1] == []
    assert [w for w in words if len(w) < 2 or w != w.strip()] == []
    assert all(LEXICON.matches(w)[0].word == w for w in words)


def test_rows_that_ask_have_a_question_and_choices() -> None:
    asking = [row for row in LEXICON.rows if row.ask]
    assert asking
    assert [row.lay for row in asking if not (row.question and len(row.choices) >= 2)] == []
    assert [row.lay for row in LEXICON.rows if not (row.terms or row.matters or row.ask or row.outside)] == []


def test_only_the_hotline_is_given_as_a_number() -> None:
    """No telephone number without a source: 12345 is the only one."""
    number = re.compile(r"(?<!\d)(?:0\d{2,3}-?)?[1-9]\d{6,7}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)")
    for path in FOLDER.rglob("*.yaml"):
        assert number.findall(path.read_text("utf-8")) == [], path.name


def test_nothing_claims_to_be_verified() -> None:
    """Nobody in the district has checked these files yet."""
    assert {c.content.source_status for c in CHANGES} == {SourceStatus.REPRINTED, SourceStatus.EXAMPLE}
    assert not [p.name for p in FOLDER.rglob("*.yaml") if SourceStatus.VERIFIED.value in p.read_text("utf-8")]


def test_every_entry_has_an_owner_and_a_review_to_come() -> None:
    assert [c.entry.id for c in CHANGES if not c.entry.owner] == []
    assert [c.entry.id for c in CHANGES if c.entry.review_due is None or c.entry.review_due <= TODAY] == []


def test_an_expired_policy_says_so() -> None:
    assert str(BY_ID["hightech-reward-2020"].content.effective_to) == "2021-06-04"


def test_reading_twice_gives_the_same() -> None:
    assert starter_changes() == CHANGES


def test_shipped_vectors_are_taken_only_by_their_own_model(
    engine: Engine, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = FOLDER.__class__(str(tmp_path)) / "vectors.npz"
    cache = SqlVectorCache(engine)
    monkeypatch.setattr(starter, "VECTORS_FILE", file)
    assert load_starter_vectors(cache, "m") == 0
    digests = [digest_of("甲"), digest_of("乙")]
    np.savez(
        file, model_id="m", digests=np.array([list(bytes.fromhex(d)) for d in digests], dtype=np.uint8),
        steps=np.array([[127, 0], [0, 127]], dtype=np.int8), scales=np.full(2, 1 / 127, dtype=np.float32),
    )  # fmt: skip
    assert load_starter_vectors(cache, "other") == 0
    assert cache.get_many("other", digests) == {}
    assert load_starter_vectors(cache, "m") == 2
    np.testing.assert_allclose(cache.get_many("m", digests)[digests[1]], [0, 1], atol=1e-3)
