"""From text without fields: the article that was named, or the sentences that answer best, always as quotes."""

import re
from collections.abc import Sequence

from assistant.answering.answer import Status
from assistant.answering.compose.draft import LEAD_CHARACTERS, Citing, Detail, Draft
from assistant.answering.compose.guide import framed
from knowledge_base.entries import EntryKind
from knowledge_base.fields import FaqFields, read_fields
from knowledge_base.retrieval import Hit
from knowledge_base.sections import QUESTIONS
from knowledge_base.similarity import bigrams, coverage

SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
MOST_QUOTES = 2
MOST_PASSAGES = 3
SECOND_SHARE = 0.3  # of the question in a second quote, to stand beside the first


def compose_article(hits: Sequence[Hit]) -> Draft:
    """The articles that the question named, in their own words; the full text folds below."""
    citing = Citing()
    lead: list[str] = []
    details: list[Detail] = []
    for hit in hits[:MOST_QUOTES]:
        content = hit.version.content
        text = "\n".join(line for line in content.body.splitlines() if not line.startswith("#")).strip()
        mark = citing.mark(hit.version, hit.chunk.section, text, content.source)
        shown = text if len(text) <= LEAD_CHARACTERS else _cut(text, LEAD_CHARACTERS // len(hits[:MOST_QUOTES]))
        lead.append(f"{_cited_title(content.title)}：“{shown.replace(chr(10), '')}”{mark}")
        if shown != text:
            details.append(Detail(f"{content.title}全文", tuple(f"{line}{mark}" for line in text.split("\n") if line)))
    return Draft(Status.ANSWERED_FULL, tuple(lead), tuple(details), tuple(citing.citations))


def compose_quotes(question: str, hits: Sequence[Hit]) -> Draft:
    """The sentences of the best hits that cover most of the question; the passage around them folds below."""
    citing = Citing()
    lead: list[str] = []
    details: list[Detail] = []
    budget = LEAD_CHARACTERS
    for hit in hits[:MOST_PASSAGES]:
        quote = best_sentences(question, hit.chunk.text, budget)
        said = (
            bool(quote) and len(lead) < MOST_QUOTES and (not lead or coverage(bigrams(question), quote) >= SECOND_SHARE)
        )
        if said:
            mark = citing.mark(hit.version, hit.chunk.section, quote, hit.version.content.source)
            lead.append(f"{_cited_title(hit.version.content.title)}：“{quote}”{mark}")
            budget = max(60, budget - len(quote))
        # What is not quoted above still folds below: it was found to bear on the question.
        full = citing.mark(hit.version, hit.chunk.section, hit.chunk.text, hit.version.content.source)
        lines = [line for line in hit.chunk.text.split("\n") if line.strip()]
        details.append(Detail(hit.version.content.title, tuple(f"{line}{full}" for line in lines)))
    return Draft(Status.ANSWERED_FULL, tuple(lead), tuple(details), tuple(citing.citations))


def compose_faq(hit: Hit, as_asked: float = 1.0) -> Draft:
    """A question-and-answer entry: its answer, then what it adds. `as_asked` is the cosine of its nearest wording."""
    faq = read_fields(EntryKind.FAQ, hit.version.content.fields)
    assert isinstance(faq, FaqFields)
    citing = Citing()
    mark = citing.mark(hit.version, QUESTIONS, faq.answer.text, faq.answer.basis)
    details = (
        Detail("补充", tuple(f"- {d.text}{citing.mark(hit.version, QUESTIONS, d.text, d.basis)}" for d in faq.details)),
    )
    lead = (f"{framed(faq.question, as_asked)}{faq.answer.text.rstrip('。')}。{mark}",)
    return Draft(Status.ANSWERED_FULL, lead, details if faq.details else (), tuple(citing.citations), faq.matters)


def best_sentences(question: str, text: str, budget: int) -> str:
    """The run of whole sentences, at most `budget` characters, that covers most of the question's bigrams."""
    asked = bigrams(question)
    sentences = [(m.start(), m.end()) for m in SENTENCE.finditer(text)]
    best, best_score = "", 0.0
    for i, (start, _) in enumerate(sentences):
        for _, end in sentences[i : i + 3]:
            run = text[start:end].strip()
            if len(run) > budget and end != sentences[i][1]:
                break
            score = coverage(asked, run) - len(run) / 4000
            if score > best_score:
                best, best_score = run, score
    return best if len(best) <= budget * 2 else _cut(best, budget)


def _cut(text: str, limit: int) -> str:
    """Whole sentences up to `limit`, then an ellipsis; a first sentence that is longer is cut at a comma."""
    kept = ""
    for match in SENTENCE.finditer(text):
        if kept and len(kept) + len(match[0]) > limit:
            break
        kept += match[0]
    if len(kept) > limit * 1.5:
        kept = kept[: kept.rfind("，", 0, limit) + 1 or limit]
    return kept if kept == text else f"{kept}……"


def _cited_title(title: str) -> str:
    match = re.match(r"^(?P<law>.+?)\s*(?P<rest>第\S+条\S*)$", title)
    return f"《{match['law']}》{match['rest']}" if match else f"《{title}》"
