"""What the law database claims, held against what the laws themselves say."""

from datetime import date

import pytest

from ingest.documents import Section
from ingest.errors import BadFile
from ingest.laws_db import LawVersion, endings, find_database, read_laws, resolve
from knowledge_base.entries import LegalStatus

IN_FORCE, REPEALED = LegalStatus.IN_FORCE, LegalStatus.REPEALED


def law(key: str, year: int, status: LegalStatus = IN_FORCE, last: str = "本法自公布之日起施行。") -> LawVersion:
    day = date(year, 1, 1)
    articles = (Section("第一条", 1, 0, (), "甲。"), Section("第二条", 2, 0, (), last))
    return LawVersion(f"{key}{year}", key, key, None, day, day, status, articles)


CODE = law("环境法典", 2026, last="本法自2026年8月15日起施行。《中华人民共和国环境保护法》、《清洁生产法》同时废止。")


def test_a_repeal_that_another_law_confirms_is_no_doubt() -> None:
    (found,) = resolve([law("环境保护法", 2015, REPEALED)], endings([CODE]))
    assert (found.status, found.doubts) == (REPEALED, ())


def test_a_repeal_that_nothing_confirms_is_a_doubt() -> None:
    (found,) = resolve([law("农村土地承包法", 2018, REPEALED)], endings([CODE]))
    assert found.status is REPEALED and len(found.doubts) == 1 and "没有后续版本" in found.doubts[0]


def test_a_law_said_to_be_in_force_that_another_ended_is_a_doubt() -> None:
    (found,) = resolve([law("清洁生产法", 2012)], endings([CODE]))
    assert len(found.doubts) == 1 and "环境法典" in found.doubts[0]


def test_a_law_made_after_its_namesake_was_ended_is_not_ended() -> None:
    (found,) = resolve([law("清洁生产法", 2027)], endings([CODE]))
    assert found.doubts == ()


def test_a_law_that_ends_its_own_earlier_version_does_not_end_itself() -> None:
    assert endings([law("甲法", 2020, last="《甲法》同时废止。")]) == {}


def test_two_versions_of_one_day_cannot_be_told_apart() -> None:
    older, newer = resolve([law("甲法", 2020), law("甲法", 2020)])
    assert (older.status, newer.status) == (LegalStatus.AMENDED, IN_FORCE)
    assert any("分不清先后" in d for d in older.doubts)


@pytest.fixture(scope="module")
def real() -> list[LawVersion]:
    try:
        return list(read_laws(find_database()))
    except BadFile:
        pytest.skip("the extra `laws` is not installed")


def test_the_real_database_reads_with_its_articles(real: list[LawVersion]) -> None:
    assert len(real) == 378
    licence = next(v for v in real if v.law_key == "行政许可法")
    assert [a.number for a in licence.articles] == list(range(1, len(licence.articles) + 1))
    criminal = next(v for v in real if v.law_key == "刑法")
    assert (120, 1) in {(a.number, a.sub_number) for a in criminal.articles}
    interpretation = next(v for v in real if "信用卡规定的解释" in v.name)
    assert interpretation.articles == () and interpretation.parts


def test_each_amendment_of_the_constitution_is_a_text_of_its_own(real: list[LawVersion]) -> None:
    keys = [v.law_key for v in real if v.name.startswith("中华人民共和国宪法修正案")]
    assert len(keys) == len(set(keys)) == 5


def test_a_law_with_missing_articles_says_so(real: list[LawVersion]) -> None:
    code = next(v for v in real if v.law_key == "生态环境法典")
    assert len(code.doubts) == 1 and "1120、1201" in code.doubts[0]


def test_few_doubts_of_the_real_database_are_left_when_laws_are_asked(real: list[LawVersion]) -> None:
    ended = endings(real)
    by_key: dict[str, list[LawVersion]] = {}
    for version in real:
        by_key.setdefault(version.law_key, []).append(version)
    doubts = [d for versions in by_key.values() for r in resolve(versions, ended) for d in r.doubts]
    assert any("农村土地承包法" in d for d in doubts)
    assert not any("环境保护法" in d for d in doubts)  # ended by the 生态环境法典
    assert len(doubts) <= 6
