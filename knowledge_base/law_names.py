"""Naming a law and its articles: two spellings of one law meet in one key, "行政许可法第32条" finds the article."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge_base.text import chinese_number

COUNTRY = "中华人民共和国"
DATE_SUFFIX = re.compile(r"[（(]\d{4}[^）)]*[）)]\s*$")
MARKS = re.compile(r"[《》〈〉「」\s“”\"]")
NUMBER = r"[0-9〇零一二三四五六七八九十百千两]+"
ARTICLE = re.compile(rf"第\s*({NUMBER})\s*条(?:\s*之\s*({NUMBER}))?")
TITLED = re.compile(rf"^(?P<law>.+?)\s*(?P<label>第\s*{NUMBER}\s*条(?:\s*之\s*{NUMBER})?)$")


@dataclass(frozen=True, slots=True)
class ArticleReference:
    """A law and one of its articles ("32", "120-1")."""

    law_key: str
    article: str


def law_key(title: str) -> str:
    """The name two versions of one law share: no country, quotes, spaces or date in brackets."""
    bare = DATE_SUFFIX.sub("", MARKS.sub("", title))
    return bare.removeprefix(COUNTRY)


def article_key(number: int, sub_number: int = 0) -> str:
    """ "32", or "120-1" for 第一百二十条之一."""
    return f"{number}-{sub_number}" if sub_number else str(number)


def split_title(title: str) -> tuple[str, str, str] | None:
    """(law as written, article key, label) of a title such as "商标法 第二条"; None when it names no article."""
    match = TITLED.match(title.strip())
    if match is None:
        return None
    key = _article(ARTICLE.search(match["label"]))
    return (match["law"].strip(), key, match["label"]) if key else None


def _article(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    number = chinese_number(match[1])
    sub = chinese_number(match[2]) if match[2] else 0
    return article_key(number, sub or 0) if number else None


class LawNames:
    """Finds the laws and articles that a question names; the list of laws is read again after each change."""

    def __init__(self, read_keys: Callable[[], Sequence[str]]) -> None:
        self._read_keys = read_keys
        self._lock = threading.Lock()
        self._keys: tuple[str, ...] | None = None

    def forget(self) -> None:
        """The knowledge changed: read the names again when next needed."""
        with self._lock:
            self._keys = None

    def references(self, text: str) -> list[ArticleReference]:
        """Every article that `text` names together with its law, in order, without repeats."""
        found: dict[ArticleReference, None] = {}
        law: str | None = None
        last_end = 0
        for match in ARTICLE.finditer(text):
            law = self._law_before(MARKS.sub("", text[last_end : match.start()])) or law
            last_end = match.end()
            key = _article(match)
            if law and key:
                found[ArticleReference(law, key)] = None
        return list(found)

    def _law_before(self, text: str) -> str | None:
        """The law whose name stands latest (then longest) in `text`; a unique ending such as 许可法 also names it."""
        bare = text.replace(COUNTRY, "")
        named = [(bare.rfind(k) + len(k), len(k), k) for k in self._known() if k in bare]
        if named:
            return max(named)[2]
        tail = re.search(r"[一-鿿]{2,}(?:法|条例|办法|规定|细则|决定)(?=[一-鿿]{0,3}$)", bare)
        if tail is None:
            return None
        for start in range(len(tail[0]) - 2):
            ending = [k for k in self._known() if k.endswith(tail[0][start:])]
            if len(ending) == 1:
                return ending[0]
            if ending:
                return None
        return None

    def _known(self) -> tuple[str, ...]:
        with self._lock:
            if self._keys is None:
                self._keys = tuple(self._read_keys())
            return self._keys
