"""generate: passages and a question become a draft whose every sentence cites, or the reason why there is none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.answering import replies
from assistant.answering.answer import Answer, Choice, Status
from assistant.answering.compose.draft import Citing, Draft, fits
from assistant.answering.generate.passages import Passage, as_data, supporting
from assistant.answering.generate.schemas import WrittenAnswer, WrittenSentence
from assistant.models.chat_model import ChatModel, Message, ModelUnavailable, Role
from assistant.models.prompts import Prompt, read_prompt
from assistant.privacy.masking import mask_personal
from knowledge_base.entries import EntryKind
from knowledge_base.text import normalise

PROMPT = Path(__file__).parent / "prompts" / "answer.md"
MOST_SENTENCES = 4
LONGEST_SENTENCE = 120  # characters; a longer one is not one thing said
MOST_CHOICES = 5
MARKS = re.compile(
    r"[\[【［]\s*(?:S|资料)?\s*\d+(?:\s*[,，、]\s*S?\d+)*\s*[\]】］]", re.IGNORECASE
)  # citations are ours to set
LINK = re.compile(
    r"https?://[^\s，。；、）)】」》]+|(?:[a-z0-9-]+\.)+(?:cn|com|net|org|gov)\b[^\s，。；、）)】」》]*", re.IGNORECASE
)
SHAPE = re.compile(r"^[\s#>*\-•·]+|[*`#]+")  # our pages give headings and folds their meaning

NO_PASSAGES, NOT_ENOUGH, NO_GIST, WRITTEN, CLARIFIED = "no_passages", "not_enough", "no_gist", "written", "clarified"
UNGROUNDED = "ungrounded"  # written, and its gist fell when it was held against its sources


@dataclass(frozen=True, slots=True)
class Generated:
    """`draft` is None where the answer without the model stands; `outcome` says why (or a Reason's value).

    `model` names the model and its prompt's digest, for the trace.
    """

    draft: Draft | Answer | None
    outcome: str
    model: str

    def trace(self, *, used: bool) -> str:
        """For `Trace.model`: who wrote the answer, and where it was not the model, why."""
        if used:
            return self.model
        why = UNGROUNDED if self.outcome == WRITTEN else self.outcome
        return f"extractive ({self.model}: {why})" if self.model else "extractive"


def generate(
    question: str, passages: Sequence[Passage], today: date, model: ChatModel, deadline: float,
    beside: Draft | None = None,
) -> Generated:  # fmt: skip
    """Write an answer to a standalone question from `passages` alone; nothing in it is checked yet.

    `beside` is the answer without the model: its folded details and matters are kept under the new lead.
    """
    prompt = read_prompt(PROMPT)
    name = f"{model.name} {prompt.name}@{prompt.digest}"
    if not passages:
        return Generated(None, NO_PASSAGES, name)
    try:
        written = model.structured(_messages(prompt, question, passages, today), WrittenAnswer, deadline)
    except ModelUnavailable as unavailable:
        return Generated(None, unavailable.reason.value, name)
    by_token = {p.token: p for p in passages}
    if written.status == "clarify":
        choices = _choices(written.choices, by_token)
        asked = Answer(Status.CLARIFY_MATTER, replies.reply(Status.CLARIFY_MATTER), choices=choices)
        return Generated(asked if len(choices) > 1 else None, CLARIFIED if len(choices) > 1 else NOT_ENOUGH, name)
    if written.status == "not_enough":
        return Generated(None, NOT_ENOUGH, name)
    draft = _draft(written.sentences, by_token, beside)
    return Generated(draft, WRITTEN if draft else NO_GIST, name)


def _messages(prompt: Prompt, question: str, passages: Sequence[Passage], today: date) -> tuple[Message, ...]:
    asked = mask_personal(normalise(question))  # the caller masks; a slip there must not leave the house
    return Message(Role.SYSTEM, prompt.text), Message(Role.USER, as_data(passages, asked, today))


def _draft(sentences: Sequence[WrittenSentence], known: Mapping[str, Passage], beside: Draft | None) -> Draft | None:
    """Lead lines with marks. The first sentence is the gist: when it names no passage, nothing is left."""
    citing = Citing(list(beside.citations) if beside else [])
    lead: list[str] = []
    matters = list(beside.matters) if beside else []
    for i, sentence in enumerate(sentences[:MOST_SENTENCES]):
        cited = [known[t] for t in dict.fromkeys(t.strip().upper() for t in sentence.sources) if t in known]
        line = _line(sentence.text, cited, citing)
        if line is None:
            if i == 0:
                return None
        elif fits(lead, line):
            lead.append(line)
            matters += [
                p.version.entry.id for p in cited if p.version.entry.kind in (EntryKind.GUIDE, EntryKind.POLICY)
            ]
    if not lead:
        return None
    status = beside.status if beside else Status.ANSWERED_FULL
    details = beside.details if beside else ()
    return Draft(status, tuple(lead), details, tuple(citing.citations), tuple(dict.fromkeys(matters)))


def _line(text: str, cited: Sequence[Passage], citing: Citing) -> str | None:
    """One cited line; None for a sentence that names no passage, is no sentence, or brings a link of its own."""
    said = SHAPE.sub("", MARKS.sub("", normalise(text).replace("\n", " "))).strip().rstrip("。")
    if not cited or not said or len(said) > LONGEST_SENTENCE:
        return None
    if any(not any(link in p.text for p in cited) for link in LINK.findall(said)):
        return None
    quotes = [supporting(said, p) for p in cited]
    figures = any(c.isdigit() for c in said.replace("12345", ""))
    unbacked = figures and any(e in quote for p, quote in zip(cited, quotes, strict=True) for e in p.examples)
    marks = "".join(citing.mark(p.version, p.section, q) for p, q in zip(cited, quotes, strict=True))
    return f"{said}{'（示例）' if unbacked and '示例' not in said else ''}。{marks}"


def _choices(tokens: Sequence[str], known: Mapping[str, Passage]) -> tuple[Choice, ...]:
    """Buttons named by the entries themselves: no word of the model is on them."""
    titles = dict.fromkeys(known[t].version.content.title for t in tokens if t in known)
    return tuple(Choice(title, title) for title in list(titles)[:MOST_CHOICES])
