"""Automatic numbers of Word paragraphs (第一条, 一、, （一）), which are not in the text but in the numbering part."""

from dataclasses import dataclass, field
from typing import Any

from knowledge_base.text import to_chinese

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHINESE = {"chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "japaneseCounting", "ideographDigital",
           "chineseLegalSimplified", "taiwaneseCountingThousand"}  # fmt: skip
LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and looks: "第%1条" with chineseCounting gives 第一条."""

    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of one document as Word does."""

    document: Any
    _levels: dict[str, dict[int, Level]] = field(init=False)
    _lists: dict[str, str] = field(init=False)
    _counts: dict[str, list[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        root = _numbering_root(self.document)
        self._levels = (
            {n.get(f"{W}abstractNumId"): _levels(n) for n in root.iter(f"{W}abstractNum")} if root is not None else {}
        )
        self._lists = {}
        for num in root.iter(f"{W}num") if root is not None else ():
            abstract = num.find(f"{W}abstractNumId")
            if abstract is not None:
                self._lists[num.get(f"{W}numId")] = abstract.get(f"{W}val")

    def label_of(self, paragraph: Any) -> str:
        """The number Word prints before a paragraph ("" for none or a bullet); call once for each, in order."""
        list_id, depth = _place(paragraph)
        abstract = self._lists.get(list_id or "")
        levels = self._levels.get(abstract or "", {})
        if abstract is None or depth not in levels:
            return ""
        counts = self._counts.setdefault(abstract, [0] * LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else levels[depth].start
        counts[depth + 1 :] = [0] * (LEVELS - depth - 1)
        return _written(levels, counts, depth)


def _numbering_root(document: Any) -> Any:
    try:
        return document.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):  # a document without lists has no numbering part
        return None


def _levels(abstract: Any) -> dict[int, Level]:
    made: dict[int, Level] = {}
    for level in abstract.iter(f"{W}lvl"):
        form, text, start = (level.find(f"{W}{name}") for name in ("numFmt", "lvlText", "start"))
        made[int(level.get(f"{W}ilvl"))] = Level(
            form.get(f"{W}val") if form is not None else "decimal",
            text.get(f"{W}val") or "" if text is not None else "",
            int(start.get(f"{W}val")) if start is not None else 1,
        )
    return made


def _place(paragraph: Any) -> tuple[str | None, int]:
    """List id and depth, from the paragraph or else from its style and the styles that one is based on."""
    found = _numbered(paragraph._p.pPr)
    style = paragraph.style
    while found is None and style is not None:
        found = _numbered(style.element.find(f"{W}pPr"))
        style = style.base_style
    return found or (None, 0)


def _numbered(properties: Any) -> tuple[str | None, int] | None:
    numbered = properties.find(f"{W}numPr") if properties is not None else None
    if numbered is None:
        return None
    list_id, depth = numbered.find(f"{W}numId"), numbered.find(f"{W}ilvl")
    return (
        list_id.get(f"{W}val") if list_id is not None else None,
        min(LEVELS - 1, int(depth.get(f"{W}val"))) if depth is not None else 0,
    )


def _written(levels: dict[int, Level], counts: list[int], depth: int) -> str:
    text = levels[depth].text
    if levels[depth].form in ("bullet", "none") or "%" not in text:
        return ""
    for at in range(depth + 1):
        if at in levels:
            text = text.replace(f"%{at + 1}", _number(counts[at] or levels[at].start, levels[at].form))
    return f"{text} " if text.endswith(("条", "章", "节", ".")) else text


def _number(value: int, form: str) -> str:
    if form in CHINESE:
        return to_chinese(value)
    if form in ("lowerLetter", "upperLetter") and 1 <= value <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + value - 1)
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    return str(value)
