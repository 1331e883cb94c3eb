"""The real documents (set XIAOBAO_DOCS to their folder): every file read, every article with its number."""

import os
import re
from pathlib import Path

import pytest

from ingest.documents import Failure, ParsedDocument
from ingest.sandbox import Sandbox
from ingest.structure import is_statute, sections_of
from ingest.validity import read_validity

DOCS = Path(os.environ.get("XIAOBAO_DOCS", "/nowhere"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DOCS.is_dir(), reason="XIAOBAO_DOCS names no folder of real documents"),
]
LAWS = ("shanghai_regulations", "national", "ministry_rules")
RADICAL = re.compile("[\u2e80-\u2fdf]")


@pytest.fixture(scope="module")
def read() -> dict[str, ParsedDocument | Failure]:
    """First document of every file, by its path below the folder."""
    found: dict[str, ParsedDocument | Failure] = {}
    with Sandbox() as sandbox:
        for path in sorted(p for p in DOCS.glob("*/*") if p.is_file()):
            parsed = sandbox.parse(path)
            found[str(path.relative_to(DOCS))] = parsed if isinstance(parsed, Failure) else parsed[0]
    return found


def test_only_the_file_of_pictures_cannot_be_read(read: dict[str, ParsedDocument | Failure]) -> None:
    failed = {name: f.code for name, f in read.items() if isinstance(f, Failure)}
    assert failed in ({"office/浙江政务服务用户认证对接申请流程.docx": "no_text"},) or set(failed.values()) <= {
        "no_text", "needs_libreoffice",
    }  # fmt: skip


def test_every_law_has_all_its_articles(read: dict[str, ParsedDocument | Failure]) -> None:
    checked = 0
    for name, document in read.items():
        if not name.startswith(LAWS) or isinstance(document, Failure) or not is_statute(document):
            continue
        text = (DOCS / name).read_text(encoding="utf-8")
        written = set(
            re.findall(
                r"(?:^|。 )[ \u3000]*(?:#+ )?第([零〇一二三四五六七八九十百]+)条(?![第、的规])", text, re.MULTILINE
            )
        )
        articles = [s for s in sections_of(document) if s.number is not None]
        assert [s.number for s in articles] == list(range(1, len(written) + 1)), name
        checked += 1
    assert checked == 68


def test_printed_laws_are_whole_and_in_ordinary_characters(read: dict[str, ParsedDocument | Failure]) -> None:
    expected = {
        "上海市居住证管理办法": 24,
        "北京市非机动车": 55,
        "南宁市": 48,
        "居住证暂行条例": 23,
        "道路交通安全法": 124,
    }
    for start, count in expected.items():
        (document,) = [d for n, d in read.items() if n.startswith(f"pdf/{start}")]
        assert isinstance(document, ParsedDocument)
        articles = sections_of(document)
        assert [a.number for a in articles] == list(range(1, count + 1)), start
        assert not RADICAL.search(document.text)
        assert not re.search(r"https?://|\d+/\d+\s*$|ICP", "\n".join(a.text for a in articles)), start


def test_two_versions_of_one_regulation_have_their_days() -> None:
    def days(name: str) -> list[str]:
        return [
            str(read_validity(p.name, p.read_text(encoding="utf-8")).effective_from)
            for p in sorted((DOCS / "shanghai_regulations").glob(f"{name}(*.md"))
        ]

    assert days("上海市优化营商环境条例") == ["2020-04-10", "2024-09-27"]
    assert days("上海市住宅物业管理规定") == ["2011-04-01", "2020-12-30"]


def test_every_guide_keeps_its_title_materials_and_steps(read: dict[str, ParsedDocument | Failure]) -> None:
    guides = {n: d for n, d in read.items() if n.startswith("service_guides_html")}
    assert len(guides) == 48
    for name, document in guides.items():
        assert isinstance(document, ParsedDocument)
        headings = [s.heading_path[-1] for s in sections_of(document) if s.heading_path]
        assert headings[-2:] == ["需要申请材料", "办理流程及时限"], name
        assert document.title != "Document" and document.title[:4] in name
