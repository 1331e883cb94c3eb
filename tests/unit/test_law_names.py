"""Naming laws and articles: many spellings, one article."""

from collections.abc import Sequence

import pytest

from knowledge_base.law_names import ArticleReference, LawNames, article_key, law_key, split_title

LAWS = ("行政许可法", "食品安全法", "食品安全法实施条例", "上海市食品安全条例", "刑法", "道路交通安全法", "安全生产法")
names = LawNames(lambda: LAWS)


def references(text: str) -> list[tuple[str, str]]:
    return [(r.law_key, r.article) for r in names.references(text)]


@pytest.mark.parametrize(
    "title",
    [
        "中华人民共和国行政许可法", "《中华人民共和国行政许可法》", "行政许可法", "《行政许可法》", "行政 许可法",
        "中华人民共和国行政许可法（2019年修正）", "行政许可法(2019修正)",
    ],
)  # fmt: skip
def test_spellings_of_a_law_share_one_key(title: str) -> None:
    assert law_key(title) == "行政许可法"


def test_laws_that_differ_keep_different_keys() -> None:
    assert law_key("食品安全法") != law_key("食品安全法实施条例")
    assert law_key("某条例（试行）") == "某条例（试行）"


@pytest.mark.parametrize(
    "text",
    [
        "行政许可法第32条", "行政许可法第三十二条", "《行政许可法》第三十二条规定了什么", "《中华人民共和国行政许可法》第三十二条",
        "中华人民共和国行政许可法 第 32 条", "请问“行政许可法”第三十二条的内容", "按照许可法第三十二条怎么办",
        "行政许可法的第三十二条", "行政许可法第三十二条第四项",
    ],
)  # fmt: skip
def test_an_article_is_found_in_every_spelling(text: str) -> None:
    assert references(text) == [("行政许可法", "32")]


def test_several_articles() -> None:
    both = [("行政许可法", "32"), ("行政许可法", "82")]
    assert references("行政许可法第三十二条、第八十二条") == both
    assert references("行政许可法第三十二条和第八十二条，还有第32条") == both
    assert references("食品安全法第35条与行政许可法第三十二条") == [("食品安全法", "35"), ("行政许可法", "32")]


def test_an_article_of_an_article() -> None:
    assert references("刑法第一百二十条之一") == [("刑法", "120-1")]
    assert references("刑法第120条之2") == [("刑法", "120-2")]
    assert references("刑法第一百二十条") == [("刑法", "120")]


def test_the_longer_name_is_meant() -> None:
    assert references("食品安全法实施条例第十五条") == [("食品安全法实施条例", "15")]
    assert references("食品安全法第十五条") == [("食品安全法", "15")]
    assert references("《上海市食品安全条例》第十九条") == [("上海市食品安全条例", "19")]


@pytest.mark.parametrize("text", ["婚姻法第三条", "第三十二条", "行政许可法", "行政许可法第条", "", "安全法第一条"])
def test_what_is_not_named_is_not_guessed(text: str) -> None:
    assert references(text) == []


def test_references_do_not_repeat() -> None:
    assert names.references("刑法第1条和刑法第一条") == [ArticleReference("刑法", "1")]


def test_names_are_read_once_until_the_knowledge_changes() -> None:
    laws: list[str] = ["行政许可法"]
    reads: list[int] = []

    def read() -> Sequence[str]:
        reads.append(1)
        return list(laws)

    known = LawNames(read)
    assert known.references("刑法第一条") == []
    laws.append("刑法")
    assert known.references("刑法第一条") == []
    assert len(reads) == 1
    known.forget()
    assert known.references("刑法第一条") == [ArticleReference("刑法", "1")]
    assert len(reads) == 2


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("商标法 第二条", ("商标法", "2", "第二条")),
        ("商标法第二条", ("商标法", "2", "第二条")),
        ("刑法 第一百二十条之一", ("刑法", "120-1", "第一百二十条之一")),
        (" 中华人民共和国商标法 第 60 条 ", ("中华人民共和国商标法", "60", "第 60 条")),
        ("商标法", None),
        ("第二条", None),
        ("商标法 第二条 规定", None),
    ],
)
def test_titles_are_split(title: str, parts: tuple[str, str, str] | None) -> None:
    assert split_title(title) == parts


def test_article_keys() -> None:
    assert article_key(32) == "32"
    assert article_key(120, 1) == "120-1"
