"""The records keep one contract on SQLite and, where XIAOBAO_TEST_POSTGRES_URL names a server, on PostgreSQL."""

import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, event, func, insert, inspect, make_url, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

import assistant.handoff.tables
import assistant.tables
from knowledge_base.database import Base, migrate, open_engine, transaction
from knowledge_base.digests import digest_of
from knowledge_base.entries import EntryKind, LegalStatus, SourceStatus, VersionState
from knowledge_base.errors import UnknownEntry
from knowledge_base.loads import DONE, LOADING, Load, Loads
from knowledge_base.outbox import IndexName, Outbox
from knowledge_base.records import Change, Records
from knowledge_base.tables import EntryRow, OutboxRow
from knowledge_base.vector_cache import SqlVectorCache
from tests.samples import NOW, article, change, law

POSTGRES = os.environ.get("XIAOBAO_TEST_POSTGRES_URL")
LATER = NOW + timedelta(days=1)


def sizes(engine: Engine) -> dict[str, int]:
    """Rows in every table."""
    with engine.connect() as connection:
        return {
            t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in Base.metadata.sorted_tables
        }


def pending(engine: Engine, index: IndexName) -> list[str]:
    return [entry for _, entry in Outbox(engine).pending(index, 10_000)]


class RecordsContract:
    """What every database must do; subclasses give the `engine`."""

    @pytest.fixture
    def records(self, engine: Engine) -> Records:
        return Records(engine)

    def test_migrations_make_exactly_the_tables_of_the_metadata(self, engine: Engine) -> None:
        migrate(engine)  # again: a no-op
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        tables = set(inspect(engine).get_table_names())
        assert tables == {t.name for t in Base.metadata.sorted_tables} | {"alembic_version"}

    def test_a_publication_is_version_one_with_chunks_and_pending_in_both_indexes(
        self, engine: Engine, records: Records
    ) -> None:
        made = change(
            "food", "食品经营许可", "# 材料\n申请书\n# 费用\n不收费",
            fields={"名": ["一", 2, None]}, effective_from=date(2021, 4, 29), effective_to=date(2030, 1, 1),
            legal_status=LegalStatus.AMENDED, source_status=SourceStatus.VERIFIED,
        )  # fmt: skip
        made = replace(made, entry=replace(made.entry, owner="市场局", review_due=date(2027, 5, 24)))
        assert records.publish([made], NOW) == ["food"]
        version = records.version("food")
        assert (version.version, version.state, version.created_at) == (1, VersionState.PUBLISHED, NOW)
        assert version.content == made.content
        assert version.entry == made.entry
        assert records.published(["food", "nobody"]) == {"food": version}
        assert records.chunks(["food"])["food"] == [replace(c, version=1) for c in made.chunks]
        assert [c.section for c in records.chunks(["food"])["food"]] == ["材料", "费用"]
        assert pending(engine, IndexName.WORDS) == pending(engine, IndexName.VECTORS) == ["food"]
        assert records.counts() == {
            "entries": 1, "documents": 0, "chunks": 2, "words_pending": 1, "vectors_pending": 1,
        }  # fmt: skip

    def test_changed_content_is_a_new_version_and_the_old_one_stays_readable(self, records: Records) -> None:
        records.publish([change("a", "题", "旧文")], NOW)
        old_chunk = records.chunks(["a"])["a"][0].id
        assert records.publish([change("a", "题", "新文")], LATER) == ["a"]
        old, new = records.version("a", 1), records.version("a", 2)
        assert (old.state, old.content.body, old.created_at) == (VersionState.RETIRED, "旧文", NOW)
        assert (new.state, new.content.body, new.created_at) == (VersionState.PUBLISHED, "新文", LATER)
        assert records.version("a") == records.published(["a"])["a"] == new
        new_chunk = records.chunks(["a"])["a"][0].id
        assert records.every_chunk_id(["a"]) == {"a": {old_chunk, new_chunk}}
        assert set(records.chunks_by_id([old_chunk, new_chunk])) == {new_chunk}

    def test_each_part_of_the_content_counts_as_a_change(self, records: Records) -> None:
        made = change("a", "题", "文")
        parts = [
            {"title": "新题"}, {"body": "新文"}, {"fields": {"k": 1}}, {"source": "别处"},
            {"source_status": SourceStatus.VERIFIED}, {"effective_from": date(2026, 1, 1)},
            {"effective_to": date(2027, 1, 1)}, {"legal_status": LegalStatus.REPEALED},
        ]  # fmt: skip
        records.publish([made], NOW)
        for number, part in enumerate(parts, 2):
            made = replace(made, content=replace(made.content, **part))
            assert records.publish([made], NOW) == ["a"], part
            assert records.version("a").version == number

    def test_unchanged_content_writes_nothing(self, engine: Engine, records: Records) -> None:
        same = change("same", "题", "文", questions=["怎么办"], fields={"b": 1, "a": 2})
        records.publish([same, change("other", "别的")], NOW)
        before = sizes(engine)
        assert before["entries"] == before["entry_versions"] == before["outbox"] == 2
        again = replace(same, content=replace(same.content, fields={"a": 2, "b": 1}))
        assert records.publish([again], LATER) == []
        assert sizes(engine) == before
        assert records.publish([same, change("other", "别的", "改了"), change("new", "新的")], LATER) == [
            "other",
            "new",
        ]

    def test_a_new_question_asks_the_indexes_to_follow_but_makes_no_version(
        self, engine: Engine, records: Records
    ) -> None:
        records.publish([change("a", "题", questions=["怎么办"])], NOW)
        assert records.publish([change("a", "题", questions=["怎么办", "去哪办"])], NOW) == ["a"]
        assert records.version("a").version == 1
        assert records.questions(["a", "b"]) == {"a": ["怎么办", "去哪办"], "b": []}
        assert pending(engine, IndexName.WORDS) == ["a", "a"]

    def test_attached_questions_are_kept_once(self, engine: Engine, records: Records) -> None:
        records.publish([change("a", "甲"), change("b", "乙")], NOW)
        assert records.attach_questions({"a": ["问一", "问二", "问一"], "b": []}, NOW) == 1
        assert records.attach_questions({"a": ["问二"], "b": ["问二"]}, NOW) == 1
        assert records.questions(["a", "b"]) == {"a": ["问一", "问二"], "b": ["问二"]}
        assert pending(engine, IndexName.WORDS) == ["b", "a", "b", "a"]

    def test_questions_for_an_unknown_entry_are_refused_as_a_whole(self, engine: Engine, records: Records) -> None:
        records.publish([change("a", "甲")], NOW)
        before = sizes(engine)
        with pytest.raises(IntegrityError):
            records.attach_questions({"a": ["问一"], "nobody": ["问二"]}, NOW)
        assert sizes(engine) == before

    def test_a_retired_entry_leaves_answers_but_not_old_citations(self, engine: Engine, records: Records) -> None:
        records.publish([change("a", "甲"), change("b", "乙")], NOW)
        records.retire(["a"], LATER)
        assert records.published_ids() == ["b"]
        assert records.published(["a"]) == {}
        assert records.chunks(["a"]) == {"a": []}
        assert records.version("a").state is VersionState.RETIRED
        assert records.version("a", 1).content.title == "甲"
        assert pending(engine, IndexName.WORDS) == pending(engine, IndexName.VECTORS) == ["a", "b", "a"]
        assert records.publish([change("a", "甲")], LATER) == ["a"]  # equal words, but it must come back
        assert (records.version("a").version, records.published_ids()) == (2, ["a", "b"])

    def test_a_version_read_before_shows_what_became_of_its_entry(self, engine: Engine, records: Records) -> None:
        records.publish([change("a", "题", "文")], NOW)
        assert not records.published(["a"])["a"].entry.archived  # read once: kept in memory from here on
        with engine.begin() as connection:
            connection.execute(update(EntryRow).values(archived=True, superseded_on=date(2026, 1, 1)))
        again = records.published(["a"])["a"]
        assert again.entry.archived and again.entry.superseded_on == date(2026, 1, 1)

    def test_a_superseded_law_is_archived_with_its_date(self, engine: Engine, records: Records) -> None:
        old, new = (
            law("old", "某法", effective_from=date(2010, 1, 1)),
            law("new", "某法", effective_from=date(2026, 1, 1)),
        )
        for document in (new, old):
            records.save_document(document, "某法", NOW)
        records.publish(
            [article("某法", n, f"旧文{n}", entry_id=f"old-{n}", document_id="old") for n in (1, 2)]
            + [article("某法", 1, "新文", entry_id="a-new-1", document_id="new")],
            NOW,
        )
        moved = records.supersede("old", "new", date(2026, 1, 1), LATER)
        assert moved == 2
        entry = records.version("old-1").entry
        assert (entry.archived, entry.superseded_on) == (True, date(2026, 1, 1))
        assert records.version("a-new-1").entry.archived is False
        document = records.documents_of_law("某法")[0]
        assert (document.id, document.superseded_by, document.effective_to) == ("old", "new", date(2026, 1, 1))
        assert document.legal_status is LegalStatus.AMENDED
        assert [d.id for d in records.documents_of_law("某法")] == ["old", "new"]
        assert sorted(pending(engine, IndexName.WORDS)[:2]) == ["old-1", "old-2"]
        assert records.supersede("old", "new", date(2026, 1, 1), LATER) == 0
        assert records.articles("某法", "1") == ["a-new-1", "old-1"]
        assert records.law_keys() == ["某法"]

    @pytest.mark.parametrize("table", ["entries", "entry_versions", "chunks", "answered_questions", "outbox"])
    def test_a_failure_at_any_table_leaves_nothing(self, engine: Engine, records: Records, table: str) -> None:
        """The outbox row lies in the transaction of the change, so neither is ever there without the other."""
        before = sizes(engine)

        def fail(_c: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.startswith(f"INSERT INTO {table} "):
                raise RuntimeError(table)

        event.listen(engine, "before_cursor_execute", fail)
        with pytest.raises(RuntimeError, match=table):
            records.publish([change("a", "甲", questions=["问"])], NOW)
        event.remove(engine, "before_cursor_execute", fail)
        assert sizes(engine) == before
        assert records.publish([change("a", "甲", questions=["问"])], NOW) == ["a"]

    def test_one_bad_change_takes_the_whole_publication_back(self, engine: Engine, records: Records) -> None:
        records.publish([change("a", "甲", "旧")], NOW)
        before = sizes(engine)
        good = change("a", "甲", "新")
        stray = change("c", "丙")
        bad = Change(change("b", "乙").entry, stray.content, stray.chunks)  # chunks of an entry that does not exist
        with pytest.raises(IntegrityError):
            records.publish([good, bad], LATER)
        assert sizes(engine) == before
        assert records.version("a").content.body == "旧"
        assert records.version("a").state is VersionState.PUBLISHED

    def test_two_publications_at_once_are_two_versions(self, engine: Engine, records: Records) -> None:
        gate = threading.Barrier(4)
        failures: list[BaseException] = []

        def publish(number: int) -> None:
            try:
                gate.wait()
                for n in range(5):
                    records.publish([change("a", "题", f"第{number}人第{n}稿")], NOW)
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=publish, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert records.version("a").version == 20
        assert [records.version("a", n).state for n in range(1, 20)] == [VersionState.RETIRED] * 19

    def test_documents_are_kept_by_key(self, records: Records) -> None:
        first = law("d1", "甲法", effective_from=date(2020, 1, 1), repeals=("乙法",))
        records.save_document(first, "甲法", NOW)
        assert records.document(key="test/d1") == first
        assert records.document(key="test/none") is None
        changed = replace(first, title="甲法（修订）", doubts=("施行日期不明",), sha256=digest_of("other"))
        records.save_document(changed, "甲法", LATER)
        assert records.document(key="test/d1") == changed
        assert records.counts()["documents"] == 1
        assert records.repealing("乙法") == changed
        assert records.repealing("甲法") is None
        records.save_document(law("d0", "甲法"), "甲法", NOW)
        assert [d.id for d in records.documents_of_law("甲法")] == ["d0", "d1"]  # an unknown date comes first

    def test_lists_have_a_stable_order(self, records: Records) -> None:
        records.publish(
            [change(i, i, kind=k) for i, k in (("c", EntryKind.FAQ), ("a", EntryKind.FAQ), ("b", EntryKind.GUIDE))], NOW
        )
        assert records.published_ids() == ["a", "b", "c"]
        assert records.published_ids(EntryKind.FAQ) == ["a", "c"]
        assert records.published_versions(EntryKind.FAQ) == [("a", 1), ("c", 1)]
        records.publish([change("a", "a", "改", kind=EntryKind.FAQ)], NOW)
        assert records.published_versions(EntryKind.FAQ) == [("a", 2), ("c", 1)]

    def test_more_ids_than_one_statement_may_hold(self, engine: Engine, records: Records) -> None:
        made = [change(f"e{n:04}", f"题{n}") for n in range(620)]
        assert len(records.publish(made, NOW)) == 620
        ids = [c.entry.id for c in made]
        assert len(records.published(ids)) == len(records.chunks(ids)) == len(records.questions(ids)) == 620
        assert len(records.chunks_by_id([c.chunks[0].id for c in made])) == 620
        assert records.publish(made, NOW) == []
        rows = Outbox(engine).pending(IndexName.WORDS, 2000)
        Outbox(engine).mark(IndexName.WORDS, [row for row, _ in rows])
        assert records.counts()["words_pending"] == 0
        records.retire(ids, NOW)
        assert records.published_ids() == []

    def test_what_is_not_there_is_named(self, records: Records) -> None:
        records.publish([change("a", "甲")], NOW)
        with pytest.raises(UnknownEntry) as missing:
            records.version("b")
        assert missing.value.code == "unknown_entry"
        with pytest.raises(UnknownEntry, match="第 2 版"):
            records.version("a", 2)

    def test_an_outbox_row_goes_when_both_indexes_followed(self, engine: Engine, records: Records) -> None:
        outbox = Outbox(engine)
        records.publish([change("a", "甲"), change("b", "乙")], NOW)
        rows = outbox.pending(IndexName.WORDS, 10)
        assert [entry for _, entry in rows] == ["b", "a"]  # newest first
        assert outbox.pending(IndexName.WORDS, 1) == rows[:1]
        outbox.mark(IndexName.WORDS, [row for row, _ in rows])
        assert outbox.pending(IndexName.WORDS, 10) == []
        assert outbox.pending(IndexName.VECTORS, 10) == rows
        outbox.mark(IndexName.VECTORS, [rows[0][0]])
        assert sizes(engine)["outbox"] == 1
        outbox.mark(IndexName.VECTORS, [])
        assert outbox.enqueue_all(IndexName.VECTORS, NOW) == 2
        assert outbox.pending(IndexName.WORDS, 10) == []
        assert sorted(pending(engine, IndexName.VECTORS)) == ["a", "a", "b"]

    def test_moments_are_aware_and_the_same_everywhere(self, engine: Engine, records: Records) -> None:
        shanghai = datetime(2026, 11, 24, 17, 0, tzinfo=timezone(timedelta(hours=8)))
        records.publish([change("a", "甲")], shanghai)
        assert records.version("a").created_at == NOW
        assert records.version("a").created_at.tzinfo is UTC
        naive = {"entry_id": "a", "words_done": True, "vectors_done": True, "created_at": datetime(2026, 1, 1)}
        with pytest.raises(StatementError, match="naive"), transaction(engine) as connection:
            connection.execute(insert(OutboxRow).values(naive))

    def test_the_vector_cache_keeps_the_first_vector_of_a_digest(self, engine: Engine) -> None:
        cache = SqlVectorCache(engine)
        vectors = {f"{n:064}": np.array([n / 7, -1.0, 0.5], dtype=np.float32) for n in range(900)}
        cache.put_many("m", vectors)
        cache.put_many("m", {"0" * 64: np.ones(3, dtype=np.float32)})
        kept = cache.get_many("m", [*vectors, "unknown"])
        assert kept.keys() == vectors.keys()
        assert all(v.dtype == np.float32 for v in kept.values())
        np.testing.assert_allclose(kept["0" * 64], [0.0, -1.0, 0.5], atol=1e-3)
        np.testing.assert_allclose(kept[f"{5:064}"], vectors[f"{5:064}"], rtol=1e-3)
        assert cache.get_many("another", list(vectors)) == {}

    def test_a_load_is_remembered(self, engine: Engine) -> None:
        loads = Loads(engine)
        assert loads.get("laws") is None
        loads.save(Load("laws", LOADING, 3, 10, ("某法施行日期不明",)))
        loads.save(Load("starter", DONE, 5, 5))
        assert loads.get("laws") == Load("laws", LOADING, 3, 10, ("某法施行日期不明",))
        loads.save(Load("laws", DONE, 10, 10))
        assert loads.get("laws") == Load("laws", DONE, 10, 10)
        assert loads.get("starter") == Load("starter", DONE, 5, 5)


class TestSqliteRecords(RecordsContract):
    """On the embedded profile's file."""

    def test_an_acknowledged_commit_survives_power_loss(self, engine: Engine) -> None:
        with engine.connect() as connection:
            pragmas = [connection.scalar(text(f"PRAGMA {p}")) for p in ("journal_mode", "synchronous", "foreign_keys")]
        assert pragmas == ["wal", 2, 1]  # 2 is FULL

    def test_a_reader_does_not_wait_for_the_writer(self, engine: Engine) -> None:
        records = Records(engine)
        records.publish([change("a", "甲")], NOW)
        with transaction(engine) as connection:
            connection.execute(
                insert(OutboxRow).values(entry_id="a", words_done=True, vectors_done=True, created_at=NOW)
            )
            assert records.published_ids() == ["a"]


@pytest.mark.skipif(not POSTGRES, reason="no-postgres: XIAOBAO_TEST_POSTGRES_URL is not set")
class TestPostgresRecords(RecordsContract):
    """On PostgreSQL, in a schema of its own that is dropped again."""

    @pytest.fixture
    def engine(self) -> Iterator[Engine]:
        assert POSTGRES
        schema = f"xiaobao_test_{uuid.uuid4().hex[:12]}"
        admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={schema}"})
        engine = open_engine(url.render_as_string(hide_password=False))
        try:
            migrate(engine)
            yield engine
        finally:
            engine.dispose()
            with admin.connect() as connection:
                connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
            admin.dispose()
