"""Retrieval: fusion, validity, named articles, and what is searchable when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.entries import EntryKind, EntryVersion, LegalStatus
from knowledge_base.errors import EmbeddingUnavailable
from knowledge_base.fusion import Fusion, fuse
from knowledge_base.library import Library
from knowledge_base.records import Records
from knowledge_base.retrieval import Rejection, SearchResults, validity
from knowledge_base.words import Scored
from tests.conftest import OpenHome
from tests.samples import NOW, TODAY, CountingEmbedder, article, change, law

DAY = timedelta(days=1)


def kept(results: SearchResults) -> list[str]:
    return [h.version.entry.id for h in results.kept]


def rejected(results: SearchResults) -> dict[str, tuple[Rejection, date | None]]:
    return {r.hit.version.entry.id: (r.reason, r.on) for r in results.rejected}


# --- fusion ------------------------------------------------------------------------------------------------------


def test_fusion_is_a_weighted_sum_of_shares() -> None:
    dense = [Scored("a", 0.9), Scored("b", 0.8), Scored("c", 0.7)]
    lexical = [Scored("c", 12.0), Scored("d", 6.0)]
    rows = fuse(dense, lexical, Fusion(dense_weight=0.6, lexical_weight=0.4))
    assert [row[0] for row in rows] == ["a", "c", "b", "d"]
    assert [row[1] for row in rows] == pytest.approx([0.6, 0.4, 0.3, 0.2])
    raw = {row[0]: row[2:] for row in rows}
    assert (raw["c"], raw["d"]) == ((0.7, 12.0), (0.0, 6.0))


def test_words_alone_carry_the_whole_weight() -> None:
    rows = fuse([], [Scored("a", 8.0), Scored("b", 2.0)], Fusion())
    assert rows == [("a", 1.0, 0.0, 8.0), ("b", 0.25, 0.0, 2.0)]


def test_vectors_alone_keep_their_own_weight() -> None:
    fusion = Fusion(dense_weight=0.6, lexical_weight=0.4)
    assert fuse([Scored("a", 0.9), Scored("b", 0.1)], [], fusion) == [("a", 0.6, 0.9, 0.0), ("b", 0.0, 0.1, 0.0)]
    assert fuse([Scored("a", 0.3)], [], fusion)[0][1] == pytest.approx(0.6)
    assert fuse([], [], Fusion()) == []


scores = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.001, 1), max_size=8)


@given(scores, scores)
def test_fused_scores_are_shares_in_a_stable_order(dense: dict[str, float], lexical: dict[str, float]) -> None:
    one = [Scored(i, s) for i, s in dense.items()]
    two = [Scored(i, s) for i, s in lexical.items()]
    rows = fuse(one, two, Fusion())
    assert {r[0] for r in rows} == dense.keys() | lexical.keys()
    assert all(0 <= r[1] <= 1 + 1e-9 for r in rows)
    assert rows == sorted(rows, key=lambda r: (-r[1], r[0]))
    assert fuse(one[::-1], two[::-1], Fusion()) == rows


# --- validity ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [-1, 0, 1])
def test_the_first_and_the_last_day_count(library: Library, day: int) -> None:
    library.publish([change("a", "甲", effective_from=TODAY, effective_to=TODAY)])
    version = library.entry("a")
    wanted = {-1: (Rejection.NOT_YET, TODAY), 0: None, 1: (Rejection.EXPIRED, TODAY)}
    assert validity(version, TODAY + day * DAY) == wanted[day]


def test_what_does_not_hold_today_is_rejected_with_reason_and_date(library: Library) -> None:
    spring, autumn = date(2026, 3, 1), date(2027, 9, 1)
    library.publish(
        [
            change("now", "创业租房补贴现行标准"),
            change("over", "创业租房补贴旧标准", effective_to=spring),
            change("soon", "创业租房补贴新标准", effective_from=autumn),
            change("gone", "创业租房补贴废止标准", legal_status=LegalStatus.REPEALED),
        ]
    )
    library.follow_vectors()
    today = library.search("创业租房补贴标准")
    assert kept(today) == ["now"]
    assert rejected(today) == {
        "over": (Rejection.EXPIRED, spring),
        "soon": (Rejection.NOT_YET, autumn),
        "gone": (Rejection.REPEALED, None),
    }
    assert set(kept(library.search("创业租房补贴标准", as_of=spring))) == {"now", "over"}
    assert set(kept(library.search("创业租房补贴标准", as_of=autumn))) == {"now", "soon"}
    assert "soon" in rejected(library.search("创业租房补贴标准", as_of=autumn - DAY))


@pytest.fixture
def amended(library: Library) -> Library:
    """某法 of 2010, amended on 2026-01-01: articles 1 and 2 of both versions."""
    for document in (
        law("old", "噪声管理法", effective_from=date(2010, 1, 1)),
        law("new", "噪声管理法", effective_from=date(2026, 1, 1)),
    ):
        library.records.save_document(document, "噪声管理法", NOW)
    for name, begin, words in (("old", date(2010, 1, 1), "罚款两百元"), ("new", date(2026, 1, 1), "罚款五百元")):
        library.publish(
            [
                article(
                    "噪声管理法",
                    n,
                    f"夜间施工噪声{words}，第{n}款",
                    entry_id=f"{name}-{n}",
                    document_id=name,
                    effective_from=begin,
                )
                for n in (1, 2)
            ]
        )
    library.supersede("old", "new", date(2026, 1, 1))
    library.follow_words()
    library.follow_vectors()
    return library


def test_an_amended_law_is_archived_for_today_and_found_as_of_then(amended: Library) -> None:
    today = amended.search("夜间施工噪声罚款")
    assert set(kept(today)) == {"new-1", "new-2"}
    assert rejected(today) == {}  # the archive is not even searched for today
    assert amended.verify().equal
    past = amended.search("夜间施工噪声罚款", as_of=date(2020, 5, 1))
    assert set(kept(past)) == {"old-1", "old-2"}
    assert rejected(past) == dict.fromkeys(("new-1", "new-2"), (Rejection.NOT_YET, date(2026, 1, 1)))
    before = amended.search("夜间施工噪声罚款", as_of=date(2009, 5, 1))
    assert kept(before) == []
    assert rejected(before)["old-1"] == (Rejection.NOT_YET, date(2010, 1, 1))
    changeover = amended.search("夜间施工噪声罚款", as_of=date(2026, 1, 1))
    assert set(kept(changeover)) == {"new-1", "new-2"}
    assert rejected(changeover)["old-1"] == (Rejection.SUPERSEDED, date(2026, 1, 1))


def test_an_article_named_today_gives_the_new_text_and_says_the_old_is_superseded(amended: Library) -> None:
    found = amended.search("噪声管理法第一条")
    assert kept(found)[0] == "new-1"
    assert rejected(found)["old-1"] == (Rejection.SUPERSEDED, date(2026, 1, 1))
    assert kept(amended.search("噪声管理法第一条", as_of=date(2020, 1, 1)))[0] == "old-1"


# --- naming an article -------------------------------------------------------------------------------------------


@pytest.fixture
def laws(library: Library) -> Library:
    library.publish(
        [
            article("中华人民共和国行政许可法", 32, "申请材料不齐全的，应当当场或者在五日内一次告知"),
            article("中华人民共和国行政许可法", 82, "本法规定的期限以工作日计算，不含法定节假日"),
            article("中华人民共和国刑法", 120, "组织、领导恐怖活动组织的"),
            article("中华人民共和国刑法", 120, "资助恐怖活动组织的", sub=1),
            change("permit", "行政许可办理须知", "行政许可法第三十二条说的一次告知，行政许可法第三十二条，第三十二条"),
        ]
    )
    library.follow_vectors()
    return library


@pytest.mark.parametrize(
    ("query", "entries"),
    [
        ("行政许可法第32条", ["行政许可法-32"]),
        ("行政许可法第三十二条", ["行政许可法-32"]),
        ("《中华人民共和国行政许可法》第三十二条", ["行政许可法-32"]),
        ("行政许可法 第 ３２ 条 是什么", ["行政许可法-32"]),
        ("行政许可法第三十二条和第八十二条", ["行政许可法-32", "行政许可法-82"]),
        ("行政许可法第八十二条、刑法第一百二十条", ["行政许可法-82", "刑法-120"]),
        ("刑法第一百二十条之一", ["刑法-120-1"]),
        ("刑法第120条", ["刑法-120"]),
    ],
)
def test_named_articles_come_first_in_every_spelling(laws: Library, query: str, entries: list[str]) -> None:
    found = laws.search(query)
    assert kept(found)[: len(entries)] == entries
    assert all(h.named and h.score >= 1 for h in found.kept[: len(entries)])
    assert not any(h.named for h in found.kept[len(entries) :])


@pytest.mark.parametrize("query", ["婚姻登记条例第三十二条", "行政许可法第九百条", "第三十二条"])
def test_an_unknown_law_or_article_names_nothing(laws: Library, query: str) -> None:
    assert not any(h.named for h in laws.search(query).kept)


def test_a_law_published_a_moment_ago_can_be_named(laws: Library) -> None:
    assert not any(h.named for h in laws.search("噪声管理法第一条").kept)
    laws.publish([article("噪声管理法", 1, "夜间不得施工")])
    assert kept(laws.search("噪声管理法第一条"))[0] == "噪声管理法-1"


# --- what is searchable ------------------------------------------------------------------------------------------


def test_published_is_searchable_in_the_same_call(library: Library) -> None:
    assert kept(library.search("户外招牌")) == []
    library.publish([change("sign", "户外招牌设置备案")])
    assert kept(library.search("户外招牌")) == ["sign"]
    library.publish([change("sign", "户外招牌设置备案", "改成说垃圾分类")])
    assert library.search("垃圾分类").kept[0].version.version == 2
    library.retire(["sign"])
    assert kept(library.search("户外招牌")) == []
    assert library.verify().words_missing == library.verify().words_extra == ()


def test_a_bulk_load_is_searchable_when_it_follows(library: Library) -> None:
    library.publish([change("sign", "户外招牌设置备案")], follow=False)
    assert kept(library.search("户外招牌")) == []
    assert library.follow_words() == 1
    assert kept(library.search("户外招牌")) == ["sign"]


def test_an_attached_question_is_searchable_in_the_same_call(library: Library) -> None:
    library.publish([change("sign", "户外招牌设置备案")])
    assert kept(library.search("门头灯箱")) == []
    assert library.attach_questions({"sign": ["门头灯箱怎么弄"]}) == 1
    assert kept(library.search("门头灯箱")) == ["sign"]


def test_only_what_changed_is_embedded_and_ids_stay(library: Library, embedder: CountingEmbedder) -> None:
    library.publish([change("a", "题", "# 甲\n不变的一段\n# 乙\n旧的一段")])
    library.follow_vectors()
    before = library.records.chunks(["a"])["a"]
    assert len(embedder.passages) == 2
    library.publish([change("a", "题", "# 丙\n新的一段\n# 甲\n不变的一段")])
    library.follow_vectors()
    after = library.records.chunks(["a"])["a"]
    assert before[0].id == after[1].id
    assert embedder.passages[2:] == ["题 丙\n新的一段"]
    assert library.verify().equal
    library.publish([change("a", "题", "# 甲\n不变的一段\n# 乙\n旧的一段")])  # back again: known from the cache
    library.follow_vectors()
    assert len(embedder.passages) == 3
    assert library.verify().equal


def test_equal_passages_of_different_entries_are_embedded_once(library: Library, embedder: CountingEmbedder) -> None:
    library.publish([change("a", "同题", "同文"), change("b", "同题", "同文")])
    library.follow_vectors()
    assert len(embedder.passages) == 1
    assert set(kept(library.search("同题同文"))) == {"a", "b"}


def test_without_an_embedder_words_find_alone(words_library: Library) -> None:
    words_library.publish([change("food", "食品经营许可"), change("hotel", "旅馆业特种行业许可")])
    assert words_library.follow_vectors() == 2  # nothing to do, and said so
    found = words_library.search("食品经营许可")
    assert kept(found) == ["food", "hotel"]
    assert found.kept[0].score == 1.0
    assert all(h.dense == 0.0 for h in found.kept)
    assert words_library.verify().equal


def test_a_model_that_fails_does_not_take_the_words_down(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.publish([change("food", "食品经营许可")])
    library.follow_vectors()

    def fail(_text: str) -> None:
        raise EmbeddingUnavailable("向量服务没有回答")

    monkeypatch.setattr(library.retrieval.embedder, "embed_query", fail)
    (only,) = library.search("食品经营许可").kept
    assert (only.version.entry.id, only.score, only.dense) == ("food", 1.0, 0.0)


def test_the_lexicon_finds_the_official_term(words_library: Library) -> None:
    words_library.publish([change("food", "食品经营许可"), change("sign", "户外招牌")])
    assert kept(words_library.search("想开馆子")) == ["food"]


def test_kinds_are_filtered_before_the_limit(library: Library) -> None:
    library.publish([change(f"g{n}", f"食品经营许可指南{n}") for n in range(30)])
    library.publish([change("q", "食品问答", kind=EntryKind.FAQ), change("c", "食品要点", kind=EntryKind.CHECKPOINT)])
    library.follow_vectors()
    assert kept(library.search("食品经营许可", kinds=[EntryKind.FAQ], limit=3)) == ["q"]
    assert set(kept(library.search("食品经营许可", kinds=[EntryKind.FAQ, EntryKind.CHECKPOINT]))) == {"q", "c"}
    assert len(library.search("食品经营许可", limit=5).kept) == 5
    assert kept(library.search("食品经营许可", kinds=[EntryKind.CASE])) == []


def test_an_entry_is_one_hit_by_its_best_chunk(library: Library) -> None:
    library.publish([change("a", "食品经营许可", "# 材料\n申请书和布局图\n# 期限\n二十个工作日")])
    library.follow_vectors()
    (only,) = library.search("布局图").kept
    assert only.chunk.section == "材料"
    assert only.coverage == 1.0


def test_the_same_question_gives_the_same_order(library: Library) -> None:
    library.publish([change(f"e{n:02}", "完全一样的标题", "完全一样的正文") for n in (5, 3, 9, 1, 7)])
    library.follow_vectors()
    first = kept(library.search("完全一样"))
    assert first == sorted(first)
    assert all(kept(library.search("完全一样")) == first for _ in range(5))
    library.rebuild()
    assert kept(library.search("完全一样")) == first


def test_coverage_is_of_the_question_and_weighted_by_rarity(library: Library) -> None:
    library.publish([change("a", "居住证办理"), change("b", "食品许可办理"), change("c", "招牌办理")])
    found = {h.version.entry.id: h.coverage for h in library.search("居住证办理").kept}
    assert found["a"] == 1.0
    assert 0 < found["b"] < 0.5  # 办理 stands everywhere and weighs little


@pytest.mark.parametrize("query", ["", "   ", "？！", "\u200b", "a" * 5000, "第条之", "AND OR (\"'*:^~", "食" * 3000])
def test_any_text_may_be_asked(library: Library, query: str) -> None:
    library.publish([change("a", "食品经营许可")])
    library.follow_vectors()
    results = library.search(query)
    assert all(h.version.entry.id == "a" for h in results.kept)


def test_a_passage_is_never_shown_under_another_versions_number(
    words_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A publication that comes between reading the passage and reading its version."""
    words_library.publish([change("a", "食品经营许可", "旧文"), change("b", "食品经营备案")])
    records = words_library.records
    published = Records.published

    def late(self: Records, ids: Sequence[str]) -> dict[str, EntryVersion]:
        monkeypatch.undo()
        records.publish([change("a", "食品经营许可", "新文")], NOW)
        return published(self, ids)

    monkeypatch.setattr(Records, "published", late)
    found = words_library.search("食品经营许可").kept
    assert records.version("a").version == 2
    assert [h.version.entry.id for h in found] == ["b"]
    words_library.follow_words()
    assert words_library.search("食品经营许可").kept[0].chunk.text == "新文"


def test_a_question_draws_the_vector_of_its_entry(library: Library) -> None:
    library.publish([change("one", "户外招牌设置备案"), change("many", "招牌设置", "# 甲\n文甲\n# 乙\n文乙")])
    library.follow_vectors()

    def dense() -> dict[str, float]:
        return {h.version.entry.id: h.dense for h in library.search("门头灯箱怎么弄").kept}

    library.attach_questions({"one": ["门头灯箱怎么弄"], "many": ["门头灯箱怎么弄"]})
    before = dense()
    library.follow_vectors()
    after = dense()
    assert after["one"] > before["one"] + 0.05
    assert after["many"] == pytest.approx(before["many"], abs=1e-5)  # which of its passages answers is not known
    assert library.verify().equal


def test_questions_of_entries_that_no_longer_answer_are_not_alike(library: Library) -> None:
    library.publish([change("a", "甲", questions=["怎么办理"]), change("b", "乙", questions=["怎么办理"])])
    library.follow_vectors()
    assert {a.entry_id for a in library.search("怎么办理").alike} == {"a", "b"}
    library.retire(["a"])
    assert {a.entry_id for a in library.search("怎么办理").alike} == {"b"}


def test_nothing_known_is_nothing_found(library: Library) -> None:
    results = library.search("食品经营许可")
    assert (results.kept, results.rejected) == ((), ())


class Reversing:
    """A cross-encoder that likes what stands last."""

    def scores(self, _query: str, passages: Sequence[str]) -> list[float]:
        return [float(n) for n, _ in enumerate(passages)]


def test_a_reranker_orders_the_head_and_leaves_named_articles_in_front(open_home: OpenHome) -> None:
    library = open_home(CountingEmbedder())
    library.publish(
        [article("行政许可法", 32, "一次告知"), *(change(f"e{n}", f"行政许可法第三十二条说明{n}") for n in range(4))]
    )
    library.follow_vectors()
    plain = kept(library.search("行政许可法第三十二条"))
    reranked = replace(library.retrieval, reranker=Reversing(), rerank_depth=3)
    assert kept(reranked.search("行政许可法第三十二条")) == [plain[0], *plain[3:0:-1], plain[4]]
