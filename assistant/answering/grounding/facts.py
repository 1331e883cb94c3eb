"""Literal facts: laws and their articles, document numbers, telephone numbers, links, times of day, rates."""

import re

from assistant.answering.grounding.numbers import HOTLINE

LAW = re.compile(r"《([^》]+)》")
ARTICLE = re.compile(r"第\d+条(?:之\d+)?(?:第\d+款)?(?:第\d+项)?")
BETWEEN = re.compile(r"[《\n。;]")  # where what a law's name governs ends
DOCUMENT = re.compile(r"[〔\[(]\d{4}[〕\])]第?\d+号")
LINK = re.compile(
    r"(?:https?://|www\.)[^\s,。;、)】」》”]+|(?:[a-z0-9-]+\.)+(?:cn|com|net|org|gov)[^\s,。;、)】」》”]*", re.I
)
PHONE = re.compile(
    r"(?<![\d.])(?:0\d{2,3}-?)?\d{7,8}(?![\d元千米个平])|(?<!\d)1\d{10}(?!\d)|(?<!\d)(?:1[012]\d|9[56]\d{2,4})(?=热线|电话)"
)
CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)")
RATE = re.compile(r"每(?:人|年|月|日|周|次|户|季度|家|平方米|份|件|位|名|个月)")
LITERALS = (DOCUMENT, LINK, PHONE, CLOCK, RATE)
PLACE_WORDS = re.compile(r"第\d+(?:章|节|编|款|项|届|类)")


def laws_of(text: str) -> set[str]:
    """Names in 《》 of canonical text."""
    return set(LAW.findall(text))


def missing_facts(said: str, told: str) -> str | None:
    """The first literal fact of `said` that does not stand in `told` (both canonical), None when all do."""
    for law in LAW.finditer(said):
        if law[1] not in told:
            return law[1]
        article = ARTICLE.match(said, law.end())
        if article and not _article_stands(law[1], article[0], told):
            return f"{law[1]}{article[0]}"
    for pattern in (ARTICLE, PLACE_WORDS, *LITERALS):
        for match in pattern.finditer(said):
            if not _stands(match[0], told) and not HOTLINE.fullmatch(match[0]):
                return match[0]
    return None


def _stands(fact: str, told: str) -> bool:
    at = told.find(fact)
    while at >= 0:
        before, after = told[at - 1 : at], told[at + len(fact) : at + len(fact) + 1]
        if not (fact[0].isdigit() and before.isdigit()) and not (fact[-1].isdigit() and after.isdigit()):
            return True
        at = told.find(fact, at + 1)
    return False


def _article_stands(law: str, article: str, told: str) -> bool:
    """True when `told` names this article after this law, before it names another."""
    at = told.find(law)
    while at >= 0:
        begin = at + len(law)
        end = BETWEEN.search(told, begin)
        if article in told[begin : end.start() if end else len(told)]:
            return True
        at = told.find(law, at + 1)
    return False
