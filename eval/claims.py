"""Sentences of a reply's first paragraph that state a figure or name a law, held against what they cite."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.wording import COUNTRY, figures_in, laws_in

MARKS = re.compile(r"(?:\s*\[\d+\])+")
NUMBER = re.compile(r"\d+")
SENTENCE = re.compile(r"[^。！？；]+[。！？；]?")
ORDINAL = re.compile(r"^\s*(?:（[一二三四五六七八九十]+）|\d{1,2}[.、](?!\d))")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that must stand on a source: `cited` when it carries a mark, `supported` when all of it stands there."""

    text: str
    cited: bool
    supported: bool


def lead_of(text: str) -> str:
    """The first paragraph: all that is shown without unfolding anything."""
    return text.strip().split("\n\n", 1)[0]


def claims_of(answer: Mapping[str, Any], asked: str) -> list[Claim]:
    """The claims of an answer's lead. A mark covers what stands before it in its line, back to the mark before.

    `asked` is what the citizen said: an answer may repeat the citizen's own figure ("您66岁，…") without a source for it.
    """
    own = figures_in(asked)
    sources = {int(c["n"]): c for c in answer["citations"]}
    claims = []
    for line in _lines(lead_of(answer["answer"])):
        for span, marks in _spans(line):
            evidence = [_words_of(sources[n]) for n in marks if n in sources]
            for sentence in SENTENCE.findall(span):
                sentence = ORDINAL.sub("", sentence)
                if figures_in(sentence) or laws_in(sentence):
                    claims.append(_claim(sentence, bool(marks), "\n".join(evidence), own))
    return claims


def _claim(sentence: str, cited: bool, evidence: str, own: set[str]) -> Claim:
    told = evidence.replace(COUNTRY, "")
    stands = figures_in(sentence) - own <= figures_in(evidence) and all(law in told for law in laws_in(sentence))
    return Claim(sentence.strip(), cited, cited and stands)


def _lines(lead: str) -> list[str]:
    """The lines of a lead; those inside one quotation are one, since its mark stands at its end."""
    lines: list[str] = []
    for line in lead.split("\n"):
        if lines and lines[-1].count("“") > lines[-1].count("”"):
            lines[-1] += f"\n{line}"
        else:
            lines.append(line)
    return lines


def _spans(line: str) -> list[tuple[str, list[int]]]:
    """Pieces of a line, each with the numbers of the marks that end it."""
    found, start = [], 0
    for match in MARKS.finditer(line):
        found.append((line[start : match.start()], [int(n) for n in NUMBER.findall(match[0])]))
        start = match.end()
    return [*found, (line[start:], [])]


def _words_of(citation: Mapping[str, Any]) -> str:
    """All that a citizen sees of a citation."""
    shown = (citation.get(key) for key in ("title", "section", "quote", "source", "effective_from", "effective_to"))
    return "\n".join(str(s) for s in shown if s)
