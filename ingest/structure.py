"""Blocks → sections: 编/章/节/条 of a statute, headings of anything else; a reference to an article is not an article."""

import re
from collections.abc import Iterator, Sequence

from ingest.documents import Block, ParsedDocument, Section
from knowledge_base.law_names import NUMBER
from knowledge_base.text import chinese_number, close_gaps

PART = re.compile(rf"^第\s*{NUMBER}\s*(编|分编|章|节)(?:\s|$|[^条款项之])")
RANKS = {"编": 0, "分编": 1, "章": 2, "节": 3}
ARTICLE = re.compile(rf"^(第\s*({NUMBER})\s*条(?:\s*之\s*({NUMBER}))?)(?![款项的规之])\s*[：:]?\s*(.*)$", re.DOTALL)
# "第三条、第五条的规定…", "第三条第二款…" at the beginning of a line are references, not articles.
REFERENCE = re.compile(r"^(第\S{1,6}[款项]|[、和及或至]|规定|所称|所列|第[^条]{1,8}条)")
RUN_ON = re.compile(rf"(?<=。)\s(?=第{NUMBER}条\s)")  # "…报告。 第九条 …": two articles on one line
CONTENTS = re.compile(r"^目\s*录$")
LONGEST_HEADING = 40  # characters; a longer "章" line is prose
FEWEST_ARTICLES = 3  # below this a text merely mentions articles


def is_statute(document: ParsedDocument) -> bool:
    """True when the document is written in articles that count up from a first one."""
    numbers = [s.number for s in articles(document.blocks)]
    return len(numbers) >= FEWEST_ARTICLES and numbers[0] == 1


def sections_of(document: ParsedDocument) -> tuple[Section, ...]:
    """The articles of a statute (its preamble is not one of them), or the headed sections of another document."""
    if is_statute(document):
        return tuple(articles(document.blocks))
    return tuple(_headed(document.blocks))


def articles(blocks: Sequence[Block]) -> list[Section]:
    """Every article in order with its 编/章/节 path; text after the last article's end (annexes) stays with it."""
    found: list[Section] = []
    path: dict[int, str] = {}
    label, number, sub, lines = "", 0, 0, list[str]()
    where: tuple[str, ...] = ()
    for line in _lines(blocks):
        part = _part(line)
        if part is not None:
            _close(found, label, number, sub, where, lines)
            label, lines = "", []
            path = {rank: text for rank, text in path.items() if rank < part}
            path[part] = re.sub(rf"^(第{NUMBER}(?:编|分编|章|节))", r"\1 ", close_gaps(line))
            continue
        opened = _article(line, number if label or found else 0)
        if opened:
            _close(found, label, number, sub, where, lines)
            label, number, sub, first = opened
            where = tuple(path[rank] for rank in sorted(path))
            lines = [first] if first else []
        elif label:
            lines.append(line)
    _close(found, label, number, sub, where, lines)
    return found


def _close(found: list[Section], label: str, number: int, sub: int, where: tuple[str, ...], lines: list[str]) -> None:
    if label and lines:
        found.append(Section(label, number, sub, where, "\n".join(lines)))


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        for line in RUN_ON.sub("\n", block.text).split("\n"):
            bare = line.strip().lstrip("#").strip()
            if bare and not CONTENTS.match(bare):
                yield bare


def _part(line: str) -> int | None:
    """Rank of a 编/章/节 heading line, None for any other line."""
    match = PART.match(line)
    if match is None or len(line) > LONGEST_HEADING or line.endswith(("。", "；")):
        return None
    return RANKS[match[1]]


def _article(line: str, last: int) -> tuple[str, int, int, str] | None:
    """(label, number, 之几, rest) when the line opens an article that may follow number `last`."""
    match = ARTICLE.match(line)
    if match is None or REFERENCE.match(match[4]):
        return None
    number = chinese_number(match[2])
    sub = chinese_number(match[3]) if match[3] else 0
    # Articles count up; a jump back or far ahead is a line that begins with a reference.
    if number is None or sub is None or not last <= number <= last + 30:
        return None
    return re.sub(r"\s", "", match[1]), number, sub, match[4].strip()


def _headed(blocks: Sequence[Block]) -> Iterator[Section]:
    path: dict[int, str] = {}
    lines: list[str] = []
    for block in blocks:
        if block.kind != "heading":
            lines.append(block.text)
            continue
        if lines:
            yield Section(None, None, 0, tuple(path[level] for level in sorted(path)), "\n".join(lines))
            lines = []
        path = {level: text for level, text in path.items() if level < block.level}
        path[block.level] = block.text
    if lines:
        yield Section(None, None, 0, tuple(path[level] for level in sorted(path)), "\n".join(lines))
