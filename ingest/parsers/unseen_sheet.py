"""Hidden rows and columns of a workbook, read from its parts: the fast reader of cells does not know them."""

import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TRUE = ("1", "true")


@dataclass(frozen=True, slots=True)
class Hidden:
    """What one sheet hides; rows and columns count from 1, columns as (first, last)."""

    rows: frozenset[int] = frozenset()
    columns: tuple[tuple[int, int], ...] = ()
    sheet: bool = False

    def column(self, number: int) -> bool:
        """True for a hidden column."""
        return any(first <= number <= last for first, last in self.columns)


def hidden_parts(path: Path) -> dict[str, Hidden]:
    """What every sheet hides, by its title."""
    from lxml import etree

    found: dict[str, Hidden] = {}
    with zipfile.ZipFile(path) as archive:
        targets = {
            r.get("Id"): r.get("Target", "") for r in etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        }
        for sheet in etree.fromstring(archive.read("xl/workbook.xml")).iter("{*}sheet"):
            target = targets.get(sheet.get(RELATION), "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            if part in archive.namelist():
                with archive.open(part) as stream:
                    rows, columns = _hidden_in(stream)
                found[sheet.get("name", "")] = Hidden(rows, columns, sheet.get("state", "visible") != "visible")
    return found


def hidden_note(name: str, hidden: Hidden) -> str:
    """What the report says of a sheet that hides something, "" when it hides nothing."""
    if not (hidden.rows or hidden.columns):
        return ""
    columns = sum(last - first + 1 for first, last in hidden.columns)
    return f"{name}：隐藏的 {len(hidden.rows)} 行、{columns} 列没有读"


def _hidden_in(stream: Any) -> tuple[frozenset[int], tuple[tuple[int, int], ...]]:
    from lxml import etree

    rows: set[int] = set()
    columns: list[tuple[int, int]] = []
    number = 0
    for _, element in etree.iterparse(stream, tag=("{*}row", "{*}col"), resolve_entities=False, no_network=True):
        if etree.QName(element).localname == "col":
            if element.get("hidden") in TRUE or element.get("width") == "0":
                columns.append((int(element.get("min")), int(element.get("max"))))
        else:
            number = int(element.get("r") or number + 1)
            if element.get("hidden") in TRUE or element.get("ht") == "0":
                rows.add(number)
        element.clear()
    return frozenset(rows), tuple(columns)
