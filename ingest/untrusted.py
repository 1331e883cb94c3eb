"""Knowledge is data: sentences that address a machine instead of the reader are left out, and said to be left out.

A false statement is not an instruction; it is the editor's to find. What is found here speaks to an assistant, sets
its rules, or writes its turns of a conversation.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any

from ingest.documents import Block, ParsedDocument
from ingest.errors import BadFile
from ingest.machine_words import (
    IN_NORMS,
    INSTRUCTIONS,
    MENTIONED,
    TOGETHER,
    TURN_ALONE,
    TURN_OF_MACHINE,
    TURN_OF_USER,
    USED,
)
from knowledge_base.text import normalise

Parser = Callable[[Path], Iterator[ParsedDocument]]

SENTENCE = re.compile(r"[^。！？；!?;]*[。！？；!?;]*[”’」』）)\"']*")
NORM = re.compile(r"不得|禁止|应当|违反|处以|罚款|条例|本办法|本规定")  # a rule about machines, not a word to one
SPACED = re.compile(r"(?<=[㐀-鿿A-Za-z])[\s·•*_~\-—|、.]{1,3}(?=[㐀-鿿])|(?<=[㐀-鿿])[\s·•*_~\-—|]{1,3}(?=[A-Za-z])")
LETTERS = re.compile(r"(?<![A-Za-z])(?:[A-Za-z][ .·\-_]){3,}[A-Za-z](?![A-Za-z])")  # i g n o r e
LONGEST_COMMAND = 200  # characters; three words far apart in a long sentence mean nothing
ENCODED = re.compile(r"[A-Za-z0-9+/]{24,4000}={0,2}")
MARK_BEGINS, MARK_ENDS = re.compile(r"<\|im_start\|>|<<SYS>>|\[INST\]"), re.compile(r"<\|im_end\|>|<</SYS>>|\[/INST\]")
ENDS_OPEN = re.compile(r"[：:]\s*$")
ITEM = re.compile(
    r"^\s*(?:[-*•●]|[0-9一二三四五六七八九十]{1,3}[.、．)）]|[（(][0-9一二三四五六七八九十]{1,3}[）)]|第.步)"
)
TRADITIONAL = str.maketrans(
    "請說記規則設語機統無視從現開戶問覆輸對話轉賬鏈連結點擊應須為聽總庫檔這個區導資訊過後給時據",
    "请说记规则设语机统无视从现开户问复输对话转账链连结点击应须为听总库档这个区导资讯过后给时据",
)


def without_instructions(text: str) -> tuple[str, list[str]]:
    """The text without what speaks to a machine, and the removed pieces.

    From the first such sentence of a line the rest of that line goes too; a line that such a sentence opens with a
    colon, and the turns of a made-up conversation, go whole. Text without any of it comes back unchanged.
    """
    if not _suspicious(text):
        return text, []
    lines = text.split("\n")
    kept, removed = _without(lines)
    return "\n".join(k for k, line in zip(kept, lines, strict=True) if k or not line), removed


def instruction_note(name: str, count: int) -> str:
    """The sentence of the report that says what was left out of which file."""
    return f"{name}：略去 {count} 处写给机器、不是写给读者的话，请核对这份文件的来历"


def for_readers(parser: Parser) -> Parser:
    """The parser, giving only what is meant for readers; one note a file says how much was left out.

    Raises BadFile `only_instructions` when nothing else is in the file.
    """

    @wraps(parser)
    def parse(path: Path) -> Iterator[ParsedDocument]:
        last: ParsedDocument | None = None  # one is held back: the note comes with the last document of the file
        count = 0
        for document in parser(path):
            cleaned, removed = _cleaned(document, path)
            count += removed
            if cleaned is None:
                continue
            if last is not None:
                yield last
            last = cleaned
        if last is not None:
            yield replace(last, notes=(*last.notes, instruction_note(path.name, count))) if count else last
        elif count:
            raise BadFile("only_instructions", "文件里只有写给机器的话，没有可以装入的内容，请核对它的来历")

    return parse


def _cleaned(document: ParsedDocument, path: Path) -> tuple[ParsedDocument | None, int]:
    """The document without instructions (None when nothing is left) and how many pieces went."""
    words = "\n".join((document.title, document.text, *document.questions, *_strings(document.fields)))
    if not _suspicious(words):
        return document, 0
    blocks, count = _clean_blocks(document.blocks)
    title, in_title = without_instructions(document.title)
    asked = [without_instructions(q) for q in document.questions]
    questions = tuple(q for q, removed in asked if q and not removed)
    fields, in_fields = _clean_value(document.fields)
    count = max(count, in_fields) + len(in_title) + sum(len(removed) for _, removed in asked[1:])
    emptied = document.text.strip() and not any(b.text for b in blocks)
    if emptied or (document.questions and not title):
        return None, max(count, 1)
    name = title or path.stem
    return replace(document, title=name, blocks=blocks, questions=questions, fields=fields), count


def _clean_blocks(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], int]:
    """All blocks read as one run of lines, so that an instruction may begin in one and end in the next."""
    units: list[str] = []
    shape: list[list[int]] = []  # per block, how many units each of its lines has
    for block in blocks:
        lines = [_cells(line) if block.kind == "table" else [line] for line in block.text.split("\n")]
        shape.append([len(cells) for cells in lines])
        units += [cell for cells in lines for cell in cells]
    kept, removed = _without(units)
    if not removed:
        return tuple(blocks), 0
    made, at = [], 0
    for block, counts in zip(blocks, shape, strict=True):
        lines_left = []
        for count in counts:
            before, cells = units[at : at + count], kept[at : at + count]
            at += count
            if any(c.strip() for c in cells) or not any(c.strip() for c in before):
                lines_left.append("|".join(cells))
        text = "\n".join(lines_left)
        if text.strip():
            made.append(replace(block, text=text))
    return tuple(made), len(removed)


def _cells(line: str) -> list[str]:
    return line.split("|") if line.startswith("|") else [line]


def _without(units: Sequence[str]) -> tuple[list[str], list[str]]:
    """Lines with their instructions cut away ("" where nothing is left), and the cut pieces in order."""
    state = _Reading(marks_end=any(MARK_ENDS.search(unit) for unit in units))
    kept, removed = [], []
    for i, unit in enumerate(units):
        following = next((u for u in units[i + 1 : i + 4] if u.strip()), "")
        left = state.read(unit, following)
        kept.append(left)
        if left != unit:
            removed.append(unit[len(left) :].strip())
    return kept, removed


@dataclass(slots=True)
class _Reading:
    """What the lines so far have begun: an instruction that goes on below, a conversation, or a marked block."""

    marks_end: bool
    listed: bool = False
    open: bool = False
    talking: bool = False
    marked: bool = False

    def read(self, unit: str, following: str) -> str:
        """What of this line stays."""
        if not unit.strip():
            return unit
        line = _bare(unit)
        if self.marked or MARK_BEGINS.search(line):
            self.marked = self.marks_end and not MARK_ENDS.search(line)
            return ""
        if TURN_ALONE.match(line) and following:
            self.open = True
            return ""
        if self._continues(line) or self._is_turn(line, _bare(following)):
            return ""
        self.talking = False
        at = _begins_at(unit)
        self.open = at is not None and bool(ENDS_OPEN.search(unit))
        self.listed = self.open
        return unit if at is None else unit[:at].rstrip()

    def _continues(self, line: str) -> bool:
        item = bool(ITEM.match(line))
        if self.open or (self.listed and item):
            self.open, self.listed = False, item
            return True
        self.listed = False
        return False

    def _is_turn(self, line: str, following: str) -> bool:
        machine, user = bool(TURN_OF_MACHINE.match(line)), bool(TURN_OF_USER.match(line))
        if machine or (user and (self.talking or bool(TURN_OF_MACHINE.match(following)))):
            self.talking = True
            return True
        return False


def _begins_at(unit: str) -> int | None:
    """Where the first sentence that speaks to a machine begins, None without one."""
    if not _suspicious(unit):
        return None
    whole = is_instruction(unit)
    at = 0
    for piece in SENTENCE.findall(unit):
        if piece and is_instruction(piece):
            return at
        at += len(piece)
    return 0 if whole else None  # only together do its sentences make the instruction


def is_instruction(sentence: str) -> bool:
    """True for words to a machine, plain, spaced out, or encoded."""
    bare = _bare(sentence)
    if any(p.search(bare) for p in INSTRUCTIONS):
        return True
    if not NORM.search(bare) and (any(p.search(bare) for p in IN_NORMS) or _all_together(bare)):
        return True
    return any(_speaks(decoded) for decoded in _decoded(sentence))


def _all_together(bare: str) -> bool:
    """A machine, what it is to say and a command, in one sentence."""
    if not TOGETHER[0].search(bare):
        return False
    told = USED.sub("", bare)
    return len(told) <= LONGEST_COMMAND and all(p.search(told) for p in TOGETHER)


def _speaks(text: str) -> bool:
    bare = _bare(text)
    return any(p.search(bare) for p in (*INSTRUCTIONS, *IN_NORMS))


def _suspicious(text: str) -> bool:
    """A cheap look that lets almost every real text pass at once."""
    return bool(MENTIONED.search(_bare(text)) or ENCODED.search(text))


def _bare(text: str) -> str:
    """For matching only: canonical, simplified for the words that matter, letters set apart brought together."""
    plain = LETTERS.sub(lambda m: re.sub(r"[ .·\-_]", "", m[0]), normalise(text).translate(TRADITIONAL))
    return "\n".join(SPACED.sub("", line) for line in plain.split("\n"))


def _decoded(text: str) -> Iterator[str]:
    for found in ENCODED.findall(text):
        raw = found.rstrip("=")
        for decode in (_base64, bytes.fromhex):
            try:
                yield decode(raw).decode("utf-8")
            except (ValueError, binascii.Error):
                continue


def _base64(raw: str) -> bytes:
    return base64.b64decode(raw + "=" * (-len(raw) % 4), validate=True)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _clean_value(value: Any) -> tuple[Any, int]:
    """A record's fields without instructions; items of a list that held one go whole."""
    if isinstance(value, str):
        text, removed = without_instructions(value)
        return text, len(removed)
    if isinstance(value, dict):
        made = {key: _clean_value(inner) for key, inner in value.items()}
        return {key: v for key, (v, _) in made.items()}, sum(n for _, n in made.values())
    if isinstance(value, list | tuple):
        items = [_clean_value(inner) for inner in value]
        return [v for v, n in items if not (n and isinstance(v, str))], sum(n for _, n in items)
    return value, 0


def clean_cells(rows: Iterable[Sequence[str]]) -> tuple[list[list[str]], int]:
    """Rows of a sheet, each cell read on its own, so that one bad cell does not cost its row; and how many were bad."""
    made, count = [], 0
    for row in rows:
        read = [without_instructions(cell) for cell in row]
        count += sum(len(removed) for _, removed in read)
        made.append([text for text, _ in read])
    return made, count
