"""Files into a real knowledge base: again, changed, shortened, older and newer versions, laws that end others."""

from datetime import date
from pathlib import Path

import pytest

from ingest.pipeline import Given, gather
from ingest.report import IngestReport
from knowledge_base.entries import EntryKind, LegalStatus
from knowledge_base.library import Library
from tests.samples import TODAY
from tests.support.files import jsonl, law_text, written
from tests.support.homes import ingestion_of

NAME = "宝山区招牌管理办法"
QUESTION = "设置户外招牌备案时限"


def ingest(library: Library, *paths: Path, given: Given = Given()) -> IngestReport:
    return ingestion_of(library).files(list(paths), given)


def law_file(folder: Path, since: str, days: int, *, name: str = NAME, about: str = "") -> Path:
    """A version of a law: its third article names `days`."""
    return written(folder / f"{name}-{since}.txt", law_text(name, since, days, about))


def third_article(library: Library, as_of: date | None = None) -> list[str]:
    """The bodies of all third articles that hold on a day."""
    kept = library.search(QUESTION, as_of=as_of).kept
    return [h.version.content.body for h in kept if h.version.entry.article == "3"]


# --- again -----------------------------------------------------------------------------------------------------------


def test_the_same_files_again_change_nothing(tmp_path: Path, words_library: Library) -> None:
    files = [
        law_file(tmp_path, "2020年1月1日", 10),
        written(tmp_path / "a.md", "# 店招须知\n到街镇备案。\n"),
        jsonl(tmp_path / "q.jsonl", [{"question": "收费吗", "answer": "不收费。"}, {"title": "甲", "text": "乙。"}]),
    ]
    first = ingest(words_library, *files)
    assert (first.documents, first.created, first.updated) == (4, 7, 0)
    before = words_library.records.counts()
    again = ingest(words_library, *files)
    assert (again.created, again.updated, again.unchanged, again.retired) == (0, 0, 7, 0)
    assert words_library.records.counts() == before


def test_words_are_searchable_as_soon_as_a_file_is_in(tmp_path: Path, words_library: Library) -> None:
    ingest(words_library, written(tmp_path / "a.md", "# 店招须知\n到友谊路街道备案。\n"))
    (hit,) = words_library.search("友谊路街道").kept
    assert (hit.version.content.title, hit.version.content.source) == ("店招须知", "a.md")


def test_a_changed_file_is_a_new_version_and_the_old_one_can_still_be_read(
    tmp_path: Path, words_library: Library
) -> None:
    path = written(tmp_path / "a.md", "# 店招须知\n三日内办好。\n")
    ingest(words_library, path)
    report = ingest(words_library, written(path, "# 店招须知\n五日内办好。\n"))
    assert (report.created, report.updated) == (0, 1)
    (entry_id,) = words_library.records.published_ids()
    assert "五日" in words_library.entry(entry_id).content.body
    assert "三日" in words_library.entry(entry_id, 1).content.body
    assert words_library.search("三日内办好").kept[0].version.version == 2


def test_only_the_article_that_changed_gets_a_new_version(tmp_path: Path, words_library: Library) -> None:
    path = law_file(tmp_path, "2020年1月1日", 10)
    ingest(words_library, path)
    report = ingest(words_library, written(path, law_text(NAME, "2020年1月1日", 15)))
    assert (report.created, report.updated, report.unchanged) == (0, 1, 3)
    assert third_article(words_library)[0].endswith("时限为15日。")


def test_an_article_that_is_gone_is_retired(tmp_path: Path, words_library: Library) -> None:
    path = law_file(tmp_path, "2020年1月1日", 10)
    ingest(words_library, path)
    shorter = law_text(NAME, "2020年1月1日", 10).replace("第二条 本市行政区域内的户外招牌设置，适用本办法。", "")
    report = ingest(words_library, written(path, shorter.replace("第三条", "第二条").replace("第四条", "第三条")))
    assert report.retired == 1
    assert len(words_library.records.published_ids()) == 3
    assert words_library.verify().equal


# --- versions of one law -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("newest_first", [False, True])
def test_an_older_version_gives_way_whichever_comes_first(
    tmp_path: Path, words_library: Library, newest_first: bool
) -> None:
    files = [law_file(tmp_path, "2018年1月1日", 20), law_file(tmp_path, "2022年5月1日", 7)]
    report = ingest(words_library, *(reversed(files) if newest_first else files))
    assert report.superseded == 4
    assert [body.split("时限为")[1] for body in third_article(words_library)] == ["7日。"]
    assert words_library.verify().equal


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_day_in_the_past_finds_the_text_of_that_day(
    tmp_path: Path, words_library: Library, newest_first: bool
) -> None:
    files = [law_file(tmp_path, "2018年1月1日", 20), law_file(tmp_path, "2022年5月1日", 7)]
    ingest(words_library, *(reversed(files) if newest_first else files))
    for day, expected in ((date(2022, 4, 30), ["20日。"]), (date(2022, 5, 1), ["7日。"]), (date(2017, 12, 31), [])):
        assert [body.split("时限为")[1] for body in third_article(words_library, day)] == expected, day


def test_the_same_version_from_another_file_is_not_a_second_law(tmp_path: Path, words_library: Library) -> None:
    ingest(words_library, law_file(tmp_path, "2018年1月1日", 20))
    copy = written(tmp_path / "副本.txt", law_text(f"《{NAME}》", "2018年1月1日", 20))
    report = ingest(words_library, copy)
    assert (report.created, report.superseded) == (0, 0)
    assert len(third_article(words_library)) == 1


def test_an_article_added_to_an_archived_version_does_not_answer_for_today(
    tmp_path: Path, words_library: Library
) -> None:
    old, new = law_file(tmp_path, "2018年1月1日", 20), law_file(tmp_path, "2022年5月1日", 7)
    ingest(words_library, old, new)
    report = ingest(words_library, written(old, law_text(NAME, "2018年1月1日", 20) + "\n第五条 招牌应当紫藤色。\n"))
    assert report.created == 1
    assert [h for h in words_library.search("招牌应当紫藤色").kept if "紫藤" in h.chunk.text] == []


# --- laws that end other laws --------------------------------------------------------------------------------------------

OLD_NAME = "宝山区灯箱管理规定"


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_law_that_another_ends_is_repealed_whichever_comes_first(
    tmp_path: Path, words_library: Library, newest_first: bool
) -> None:
    old = law_file(tmp_path, "2015年1月1日", 30, name=OLD_NAME)
    new = law_file(tmp_path, "2022年5月1日", 7)
    written(new, law_text(NAME, "2022年5月1日", 7).rstrip() + f"《{OLD_NAME}》同时废止。\n")
    ingest(words_library, *([new, old] if newest_first else [old, new]))
    (ended,) = words_library.records.documents_of_law(OLD_NAME)
    assert (ended.legal_status, ended.effective_to) == (LegalStatus.REPEALED, date(2022, 5, 1))
    assert [body.split("时限为")[1] for body in third_article(words_library)] == ["7日。"]
    assert [body.split("时限为")[1] for body in third_article(words_library, date(2021, 1, 1))] == ["30日。"]


# --- what the operator says ----------------------------------------------------------------------------------------------


def test_the_operators_dates_win_over_the_text(tmp_path: Path, words_library: Library) -> None:
    path = written(tmp_path / "通知.md", "# 补贴通知\n本通知自2020年1月1日起施行，有效期至2030年12月31日。\n")
    ingest(words_library, path, given=Given(effective_from=date(2021, 2, 2), effective_to=date(2022, 3, 3)))
    (rejected,) = words_library.search("补贴通知").rejected
    content = rejected.hit.version.content
    assert (content.effective_from, content.effective_to) == (date(2021, 2, 2), date(2022, 3, 3))
    assert words_library.search("补贴通知", as_of=date(2022, 3, 3)).kept


def test_the_operators_kind_wins(tmp_path: Path, words_library: Library) -> None:
    ingest(words_library, written(tmp_path / "a.md", "# 案例\n某人办成了。\n"), given=Given(kind=EntryKind.CASE))
    assert words_library.search("某人办成了").kept[0].version.entry.kind is EntryKind.CASE


def test_a_text_whose_time_has_passed_is_kept_but_not_shown(tmp_path: Path, words_library: Library) -> None:
    ingest(words_library, written(tmp_path / "a.md", "# 补贴通知\n本通知有效期至2021年6月4日。\n"))
    results = words_library.search("补贴通知")
    assert not results.kept
    assert [(r.reason.value, r.on) for r in results.rejected] == [("expired", date(2021, 6, 4))]
    assert date(2021, 6, 4) < TODAY


def test_doubts_reach_the_report(tmp_path: Path, words_library: Library) -> None:
    report = ingest(words_library, written(tmp_path / "a.md", "# 某办法\n本办法自公布之日起施行。\n"))
    assert len(report.notes) == 1 and "没有找到公布日期" in report.notes[0]


# --- which files ---------------------------------------------------------------------------------------------------------


def test_folders_are_searched_in_a_stable_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/2.md", "b/1.md", "a.md", ".hidden.md", "c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        written(tmp_path / name, "正文。")
    found = [str(p.relative_to(tmp_path)) for p in gather([tmp_path / "c.txt", tmp_path, tmp_path / "b"])]
    assert found == ["c.txt", "a.md", "b/1.md", "b/2.md"]


def test_each_file_is_announced_once_read(tmp_path: Path, words_library: Library) -> None:
    files = [written(tmp_path / f"{n}.md", f"# {n}\n正文{n}。\n") for n in "甲乙丙"]
    seen: list[str] = []
    ingestion_of(words_library).files(files, on_file=seen.append)
    assert seen == ["甲.md", "乙.md", "丙.md"]
