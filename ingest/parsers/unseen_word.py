"""Runs of a Word file that the page does not show: hidden format, white on white, letters too small to read."""

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TINY = 4  # half points
OFF = ("0", "false", "off", "none")
PLAIN_FILLS = ("", "auto", "FFFFFF", None)
STYLE_DEPTH = 12  # styles based on one another


def blank_unseen(document: Any) -> int:
    """Empty the unseen runs in place; returns how many held text. Comments, deletions and alt texts are never read."""
    styles = {s.get(f"{W}styleId"): s for s in document.styles.element.iter(f"{W}style")}
    count = 0
    for run in document.element.body.iter(f"{W}r"):
        texts = [t for t in run.iter(f"{W}t") if t.text and t.text.strip()]
        if texts and _unseen(run, styles):
            count += 1
            for text in texts:
                text.text = ""
    return count


def _unseen(run: Any, styles: dict[str, Any]) -> bool:
    sources = _sources(run, styles)
    vanish = _first(sources, "vanish")
    if vanish is not None and vanish.get(f"{W}val", "1") not in OFF:
        return True
    size = _first(sources, "sz")
    if size is not None and _number(size.get(f"{W}val")) <= TINY:
        return True
    colour = _first(sources, "color")
    return colour is not None and _near_white(colour.get(f"{W}val", "")) and not _shaded(run, sources)


def _sources(run: Any, styles: dict[str, Any]) -> list[Any]:
    """Run properties that apply, nearest first: the run's own, its style's, its paragraph style's."""
    own = run.find(f"{W}rPr")
    found = [own] if own is not None else []
    paragraph = next((a for a in run.iterancestors(f"{W}p")), None)
    named = [own.find(f"{W}rStyle") if own is not None else None]
    named.append(paragraph.find(f"{W}pPr/{W}pStyle") if paragraph is not None else None)
    for name in named:
        style = styles.get(name.get(f"{W}val")) if name is not None else None
        for _ in range(STYLE_DEPTH):
            if style is None:
                break
            properties = style.find(f"{W}rPr")
            if properties is not None:
                found.append(properties)
            based = style.find(f"{W}basedOn")
            style = styles.get(based.get(f"{W}val")) if based is not None else None
    return found


def _first(sources: list[Any], name: str) -> Any:
    return next((hit for s in sources if (hit := s.find(f"{W}{name}")) is not None), None)


def _number(value: str | None) -> float:
    return float(value) if value and value.replace(".", "", 1).isdigit() else float("inf")


def _near_white(value: str) -> bool:
    if len(value) != 6:
        return False
    try:
        return all(int(value[i : i + 2], 16) >= 0xF4 for i in (0, 2, 4))
    except ValueError:
        return False


def _shaded(run: Any, sources: list[Any]) -> bool:
    """True when something dark may stand behind the run: shading of run, paragraph, cell, or a table's style."""
    if _first(sources, "highlight") is not None or _filled(_first(sources, "shd")):
        return True
    for ancestor in run.iterancestors():
        if ancestor.tag == f"{W}p" and _filled(ancestor.find(f"{W}pPr/{W}shd")):
            return True
        if ancestor.tag == f"{W}tc" and _filled(ancestor.find(f"{W}tcPr/{W}shd")):
            return True
        if ancestor.tag == f"{W}tbl":
            style = ancestor.find(f"{W}tblPr/{W}tblStyle")
            return style is not None and style.get(f"{W}val") not in ("TableGrid", "TableNormal")
    return False


def _filled(shading: Any) -> bool:
    return shading is not None and shading.get(f"{W}fill") not in PLAIN_FILLS
