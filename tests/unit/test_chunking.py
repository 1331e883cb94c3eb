"""Chunks: nothing lost, nothing too long, the same ids every time."""

from itertools import count, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.chunking import CHUNK_CHARACTERS, OVERLAP_CHARACTERS, chunks_of, split_lines
from knowledge_base.digests import digest_of
from knowledge_base.entries import Content, EntryKind, passage_of
from knowledge_base.starter import starter_changes

LIMIT = 60  # small, so that hypothesis reaches every edge
short = st.text(alphabet="食品经营许可，。；abc12", min_size=1, max_size=LIMIT)
long = st.text(alphabet="食品经营许可，。；、！abc12", min_size=LIMIT + 1, max_size=LIMIT * 6)


def numbered(shape: str) -> str:
    """Each "字" of the shape becomes another character, so that a piece stands in the line at one place only."""
    fresh = count(0x4E00)
    return "".join(chr(next(fresh)) if c == "字" else c for c in shape)


clauses = st.builds(lambda n, mark: "字" * n + mark, st.integers(1, LIMIT + 9), st.sampled_from("，。；、！"))
shapes = st.lists(clauses, min_size=8, max_size=30).map("".join).filter(lambda s: len(s) > LIMIT).map(numbered)
unbroken = st.integers(LIMIT + 1, LIMIT * 6).map(lambda n: numbered("字" * n))


def size(piece: str) -> int:
    return len(piece.replace("\n", ""))


@given(st.lists(short, max_size=12))
def test_whole_lines_are_packed_in_order_and_none_is_lost(lines: list[str]) -> None:
    pieces = list(split_lines(tuple(lines), LIMIT))
    assert [line for piece in pieces for line in piece.split("\n")] == lines
    assert all(size(piece) <= LIMIT for piece in pieces)
    assert all(size(left) + len(right.split("\n")[0]) > LIMIT for left, right in pairwise(pieces))


@given(st.one_of(shapes, unbroken))
@settings(deadline=None)  # the sentence splitter is imported by the first
def test_a_long_line_is_cut_without_losing_a_character(line: str) -> None:
    """Each piece stands in the line and begins no later than the last one ended."""
    end = 0
    pieces = list(split_lines((line,), LIMIT))
    for piece in pieces:
        assert size(piece) <= LIMIT
        for part in piece.split("\n"):
            start = line.find(part, max(0, end - OVERLAP_CHARACTERS - 1))
            assert 0 <= start <= end, (part, end)
            end = max(end, start + len(part))
    assert end == len(line)


@given(st.lists(st.one_of(short, long), min_size=1, max_size=5))
@settings(deadline=None)
def test_every_sentence_of_every_line_is_somewhere(lines: list[str]) -> None:
    pieces = "\n".join(split_lines(tuple(lines), LIMIT))
    for line in lines:
        for sentence in line.replace("。", "。\n").replace("；", "；\n").replace("！", "！\n").split("\n"):
            if len(sentence) <= LIMIT // 2:
                assert sentence in pieces


def test_a_sentence_is_cut_at_its_end_when_it_fits() -> None:
    sentences = [f"第{n}句话说明经营场所应当符合的要求。" for n in range(1, 60)]
    pieces = list(split_lines(("".join(sentences),), 100))
    assert len(pieces) > 5
    assert all(piece.endswith("。") and piece.startswith("第") for piece in pieces)


def test_a_table_repeats_caption_and_header_in_each_piece() -> None:
    header = ("表一 收费标准", "|项目|金额|", "|---|---|")
    rows = tuple(f"|第{n:02}项证照工本费|{n}元|" for n in range(30))
    pieces = list(split_lines((*header, *rows), LIMIT))
    assert len(pieces) > 3
    assert all(piece.startswith("\n".join(header) + "\n") for piece in pieces)
    assert [line for piece in pieces for line in piece.split("\n")[3:]] == list(rows)


def test_no_lines_are_no_pieces() -> None:
    assert list(split_lines(())) == []


def test_a_chunk_knows_where_it_stands() -> None:
    content = Content("某法", "# 第一章 总则\n第一条 甲\n# 第二章\n第二条 乙")
    first, second = chunks_of("law", EntryKind.REGULATION, content, 3)
    assert (first.entry_id, first.version, first.section, first.heading) == ("law", 3, "第一章 总则", ("第一章 总则",))
    assert first.passage == "某法 第一章 总则\n第一条 甲" == passage_of("某法", ("第一章 总则",), "第一条 甲")
    assert first.digest == digest_of(first.passage)
    assert first.id == f"law:{first.digest[:16]}"
    assert second.id != first.id


def test_the_same_passage_keeps_its_id_and_a_changed_one_does_not() -> None:
    before = chunks_of("e", EntryKind.GUIDE, Content("题", "# 甲\n不变\n# 乙\n旧"), 1)
    after = chunks_of("e", EntryKind.GUIDE, Content("题", "# 丙\n新增\n# 甲\n不变\n# 乙\n新"), 2)
    assert before[0].id == after[1].id
    assert before[1].id not in {c.id for c in after}
    assert chunks_of("other", EntryKind.GUIDE, Content("题", "# 甲\n不变"))[0].id != before[0].id


def test_a_passage_that_stands_twice_has_two_ids_and_one_digest() -> None:
    made = chunks_of("e", EntryKind.GUIDE, Content("题", "# 甲\n同样\n# 甲\n同样"))
    assert len({c.id for c in made}) == 2
    assert len({c.digest for c in made}) == 1


def test_starter_chunks_are_unique_and_within_bounds() -> None:
    chunks = [c for change in starter_changes() for c in change.chunks]
    assert len({c.id for c in chunks}) == len(chunks) > 500
    assert all(0 < size(c.text) <= CHUNK_CHARACTERS for c in chunks)
    assert [c for change in starter_changes() for c in change.chunks] == chunks
