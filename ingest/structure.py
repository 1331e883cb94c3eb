"""Blocks → sections: 编/章/节/条 of a statute, headings of anything else; a reference to an article is not an article."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.documents import Block, ParsedDocument, Section
from knowledge_base.law_names import NUMBER
from knowledge_base.text import chinese_number, close_gaps

PART = re.compile(rf"^第\s*{NUMBER}\s*(编|分编|章|节)(?:\s|$|[^条款项之])")
PART_LABEL = re.compile(rf"^(第\s*{NUMBER}\s*(?:编|分编|章|节))\s*")
RANKS = {"编": 0, "分编": 1, "章": 2, "节": 3}
ARTICLE = re.compile(
    rf"^[【\[]?(第\s*({NUMBER})\s*条(?:\s*之\s*({NUMBER})(?![款项年月日个]))?)[】\]]?(?![款项的规])\s*[：:]?\s*(.*)$",
    re.DOTALL,
)
# "第三条、第五条的规定…", "第三条第二款…" at the beginning of a line are references, not articles.
REFERENCE = re.compile(r"^(第\S{1,6}[款项]|[、和及或至]|规定|所称|所列|第[^条]{1,8}条|以外|中的?“|修改为|删去)")
RUN_ON = re.compile(rf"(?<=[。；])\s(?=第{NUMBER}条\s)")  # "…报告。 第九条 …": two articles on one line
CONTENTS = re.compile(r"^目\s*[录次]$")
AMENDMENT = re.compile(
    r"关于(修改|修订|废止|公布|发布|批准).{2,}(的)?(决定|修正案|命令)$|^中华人民共和国(主席|国务院)令"
)
ANNEX = re.compile(r"^附\s*(件|表|录|则表)?\s*[一二三四五六七八九十\d]*\s*[：:]?\s*\S{0,40}$")
LAST_ARTICLE = re.compile(r"施行|实施|生效|执行|解释|废止")
LONGEST_HEADING = 40  # characters; a longer "章" line is prose
FEWEST_ARTICLES = 3  # below this a text merely mentions articles
FARTHEST_JUMP = 30  # article numbers that may be missing in between (repealed, or a page that is lost)

NUMBERED = (
    re.compile(r"^[一二三四五六七八九十]{1,3}、\s*(?=\S)"),
    re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]\s*(?=\S)"),
    re.compile(r"^\d{1,2}[.、．]\s*(?=[^\d\s])"),
)
LONGEST_NUMBERED = 30  # characters; a longer numbered line is a paragraph
FEWEST_NUMBERED = 2  # a lone "1." is an item, not a heading
BODY_LEVELS = 2  # numbered headings stand below the title and the document's own headings


@dataclass(slots=True)
class _Open:
    """The article being read."""

    label: str
    number: int
    sub_number: int
    path: tuple[str, ...]
    lines: list[str] = field(default_factory=list)


def is_statute(document: ParsedDocument) -> bool:
    """True when the document is written in articles that count up from a first one (and does not merely amend some)."""
    if AMENDMENT.search(document.title):
        return False
    numbers = [s.number for s in articles(document.blocks)]
    return len(numbers) >= FEWEST_ARTICLES and numbers[0] == 1


def sections_of(document: ParsedDocument) -> tuple[Section, ...]:
    """The articles of a statute, then its annexes (`number` None); or the headed sections of another document."""
    if is_statute(document):
        found, annexes = _split(document.blocks)
        return (*found, *annexes)
    return tuple(_headed(headings_found(document.blocks)))


def articles(blocks: Sequence[Block]) -> list[Section]:
    """Every article in order with its 编/章/节 path; 款 and 项 are the lines of its text."""
    return _split(blocks)[0]


def preamble_of(document: ParsedDocument) -> str:
    """What stands before the first 章 or article of a statute: 题注 (发布, 修订), a decree, the contents; else nothing."""
    if not is_statute(document):
        return ""
    lines = list(_lines(document.blocks))
    opened = next(i for i, line in enumerate(lines) if (m := _article(line)) and m.number == 1)
    before = [line for line in lines[:opened] if _rank(line) is None]
    return "\n".join(line for line in before if line != document.title)


def headings_found(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, short numbered lines (一、 （一） 1.) that head what follows made headings.

    An item next to another of its kind belongs to a list and stays what it is.
    """
    base = min(max((b.level for b in blocks if b.kind == "heading"), default=0), BODY_LEVELS)
    ranks = [_numbered(block) for block in blocks]
    counts = Counter(ranks)
    made = []
    for i, (block, rank) in enumerate(zip(blocks, ranks, strict=True)):
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        if rank is None or following is None or following.kind == "heading" or counts[rank] < FEWEST_NUMBERED:
            made.append(block)
            continue
        after = ranks[i + 1]
        in_list = rank == after or (i > 0 and rank == ranks[i - 1])
        empty = after is not None and after < rank
        made.append(block if in_list or empty else Block("heading", block.text, base + 1 + rank))
    return tuple(made)


def _numbered(block: Block) -> int | None:
    """0, 1 or 2 for a short line that 一、, （一） or 1. numbers, None for any other block."""
    if block.kind not in ("paragraph", "list_item") or len(block.text) > LONGEST_NUMBERED:
        return None
    if block.text.endswith(("。", "；", ";", "，", "：", ":")):
        return None
    return next((rank for rank, pattern in enumerate(NUMBERED) if pattern.match(block.text)), None)


def _split(blocks: Sequence[Block]) -> tuple[list[Section], list[Section]]:
    """Articles and, after the last of them, annexes."""
    lines = list(_lines(blocks))
    opening = _chain([_article(line) for line in lines])
    found: list[Section] = []
    path: dict[int, str] = {}
    current: _Open | None = None
    last = max(opening, default=-1)
    for i, line in enumerate(lines):
        if i > last and current is not None and ANNEX.match(line) and _is_final(current):
            _close(found, current)
            return found, _annexes(lines[i:])
        rank = _rank(line)
        if rank is not None and (i < last or current is None):
            _close(found, current)
            current = None
            path = {r: text for r, text in path.items() if r < rank}
            path[rank] = PART_LABEL.sub(lambda m: re.sub(r"\s", "", m[1]) + " ", close_gaps(line)).strip()
        elif i in opening:
            _close(found, current)
            current = opening[i]
            current.path = tuple(path[r] for r in sorted(path))
        elif current is not None:
            current.lines.append(line)
    _close(found, current)
    return found, []


def _chain(candidates: Sequence[_Open | None]) -> dict[int, _Open]:
    """The candidates, by line, that really open articles: their numbers count up.

    A number ahead of its turn is a reference when its turn still comes later; otherwise articles are missing.
    """
    places = [(i, c) for i, c in enumerate(candidates) if c is not None]
    latest = {(c.number, c.sub_number): i for i, c in places}
    chosen: dict[int, _Open] = {}
    number = sub = 0
    for i, candidate in places:
        key = (candidate.number, candidate.sub_number)
        if key <= (number, sub) or candidate.number > number + FARTHEST_JUMP:
            continue
        expected = key == (number + 1, 0) or (candidate.number == number and candidate.sub_number == sub + 1)
        if not expected and latest.get((number + 1, 0), -1) > i:
            continue
        chosen[i] = candidate
        number, sub = key
    return chosen


def _is_final(article: _Open) -> bool:
    return any(LAST_ARTICLE.search(line) for line in article.lines)


def _annexes(lines: Sequence[str]) -> list[Section]:
    """Each annex with its heading as path and label."""
    found: list[Section] = []
    heading, body = lines[0], list[str]()
    for line in lines[1:]:
        if ANNEX.match(line) and body:
            found.append(Section(heading, None, 0, (heading,), "\n".join(body)))
            heading, body = line, []
        else:
            body.append(line)
    return [*found, Section(heading, None, 0, (heading,), "\n".join(body))] if body else found


def _close(found: list[Section], article: _Open | None) -> None:
    if article is not None and article.lines:
        text = "\n".join(article.lines)
        found.append(Section(article.label, article.number, article.sub_number, article.path, text))


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        for line in RUN_ON.sub("\n", block.text).split("\n"):
            bare = line.strip().lstrip("#").strip().strip("*").strip()
            if bare and not CONTENTS.match(bare):
                yield bare


def _rank(line: str) -> int | None:
    """Rank of a 编/章/节 heading line, None for any other line."""
    match = PART.match(line)
    if match is None or len(line) > LONGEST_HEADING or line.endswith(("。", "；", "，", "：")):
        return None
    return RANKS[match[1]]


def _article(line: str) -> _Open | None:
    """The article that a line may open; whether it does is for `_chain` to say."""
    match = ARTICLE.match(line)
    if match is None or REFERENCE.match(match[4]):
        return None
    number = chinese_number(match[2])
    sub = chinese_number(match[3]) if match[3] else 0
    if not number or sub is None:
        return None
    rest = match[4].lstrip("*").strip()
    return _Open(re.sub(r"\s", "", match[1]), number, sub, (), [rest] if rest else [])


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
