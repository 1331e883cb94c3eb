"""ground: a draft becomes checked text; every sentence is held against what it cites. The table of contents."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answering.answer import Citation
from assistant.answering.compose.draft import Draft
from assistant.answering.grounding.canon import LIST_MARK, MARK, canon
from assistant.answering.grounding.facts import laws_of, missing_facts
from assistant.answering.grounding.frames import ASKING, FIXED, LIMITING, OURS, OWN, UNKNOWN
from assistant.answering.grounding.lines import Part, Sentence, sentences_of
from assistant.answering.grounding.negation import opposed
from assistant.answering.grounding.numbers import LISTED, backs, date_stands, dates, quantities
from assistant.answering.grounding.polarity import NEGATIVE, clauses_of
from assistant.answering.grounding.subjects import missing_names
from assistant.answering.grounding.support import Similar, foreign, misplaced, missing_support, swapped
from assistant.answering.grounding.told import Told, together, told_by

__all__ = ["MARK", "drop_unsupported", "ground", "unsupported", "unsupported_numbers"]

ENDS = "。;；,，、. \u3000-•"


def ground(draft: Draft, similar: Similar | None = None, said: str = "") -> tuple[str, tuple[Citation, ...]] | None:
    """The draft's checked text and the citations it still uses, renumbered; None when no lead line survives.

    `similar` gives how alike a sentence and its evidence are (0–1); `said` is what the citizen said, whose own figures
    may be repeated to them ("您66岁").
    """
    check = _Check({c.n: _told(c) for c in draft.citations}, similar, said)
    lead = check.kept(draft.lead)
    if not lead:
        return None
    blocks = ["\n".join(lead)]
    for detail in draft.details:
        lines = check.kept(detail.lines)
        if lines:
            blocks.append("\n".join((f"### {detail.title}", *lines)))
    return _renumbered("\n\n".join(blocks), draft.citations)


def drop_unsupported(lines: Sequence[str], evidence: Mapping[int, str], similar: Similar | None = None) -> list[str]:
    """Lines as far as each sentence stands in the texts it cites; a cited number must exist."""
    return _Check({n: told_by(text) for n, text in evidence.items()}, similar, "").kept(lines)


def unsupported(sentence: str, evidence: str, similar: Similar | None = None) -> str | None:
    """Why `sentence` does not stand in `evidence`, as "kind：words"; None when it does."""
    return _Check({}, similar, "").reason(sentence, told_by(evidence))


def unsupported_numbers(sentence: str, evidence: str) -> set[str]:
    """Values (Chinese numerals read as digits) and law names of `sentence` that do not stand in `evidence`."""
    said, told = canon(sentence), canon(evidence)
    values, days = {q.value for q in quantities(told)}, dates(told)
    missing = {q.shown for q in quantities(said) if q.value not in values}
    missing |= {"-".join(filter(None, d[:3])) for d in dates(said) if not date_stands(d, days)}
    return missing | {law for law in laws_of(said) if law not in told}


def _told(c: Citation) -> Told:
    until = f"\n失效日期:{c.effective_to}" if c.effective_to else ""
    since = f"\n生效日期:{c.effective_from}" if c.effective_from else ""
    return told_by(f"{c.quote}\n{c.source}{since}{until}", f"{c.title}\n{c.section}")


class _Check:
    """One call's evidence, read once."""

    def __init__(self, told: Mapping[int, Told], similar: Similar | None, said: str) -> None:
        self._told = told
        self._similar = similar
        self._said = {q.value for q in quantities(canon(said))} if said else set()
        self._joined: dict[tuple[int, ...], Told] = {}

    def kept(self, lines: Sequence[str]) -> list[str]:
        """The lines as far as they stand."""
        return [kept for line in lines if (kept := self._line(line))]

    def _line(self, line: str) -> str:
        """The line without what does not stand; empty when its first sentence or a limit of it falls."""
        sentences = sentences_of(line)
        stands = [self._sentence(s) for s in sentences]
        if all(stands):
            return line
        if not stands[0] or any(not ok and LIMITING.search(s.text) for s, ok in zip(sentences, stands, strict=True)):
            return ""
        left = [s for s, ok in zip(sentences, stands, strict=True) if ok]
        return "".join(s.text if s.own or not s.parts else _marked(s) for s in left)

    def _sentence(self, sentence: Sentence) -> bool:
        return all(self._part(p) for p in sentence.parts)

    def _part(self, part: Part) -> bool:
        if any(n not in self._told for n in part.cited):
            return False
        if not part.cited:
            return part.text.startswith(ASKING) or not _states(part.text)
        told = self._all(part.cited)
        raw = LIST_MARK.sub("", OURS.sub("", part.text)).strip(ENDS)
        return (bool(raw) and told.quotes(raw)) or self.reason(part.text, told) is None

    def _all(self, cited: tuple[int, ...]) -> Told:
        if cited not in self._joined:
            self._joined[cited] = together([self._told[n] for n in cited])
        return self._joined[cited]

    def reason(self, text: str, told: Told) -> str | None:
        """What in `text` does not stand in `told`; None when all of it does."""
        text = OURS.sub("", text)
        if UNKNOWN in text:
            return f"框：{text}"
        said = LISTED.sub("", canon(text).replace("(示例)", "")).strip(ENDS)
        if not said or told.holds(said) or FIXED.match(said):
            return None
        for quantity in quantities(said):
            if quantity.value in self._said and OWN.search(said[: quantity.start]):
                continue
            if not any(backs(quantity, t) for t in told.quantities.get(quantity.value, ())):
                return f"数字：{quantity.comparator}{quantity.shown}{quantity.dimension}"
        for day in dates(said):
            if not date_stands(day, told.dates):
                return f"日期：{'-'.join(day)}"
        if fact := missing_facts(said, told.text):
            return f"依据：{fact}"
        if name := missing_names(said, told.text):
            return f"名称：{name}"
        clauses = clauses_of(said)
        if clause := misplaced(clauses, told.clauses):
            return f"数字：{clause}"
        if clause := opposed(clauses, told.clauses):
            return f"肯定否定：{clause}"
        if clause := swapped(clauses, told.clauses):
            return f"改动：{clause}"
        if run := foreign(said, told.text):
            return f"外来：{run}"
        return "少依据" if missing_support(said, told.text, self._similar) else None


def _states(text: str) -> bool:
    """True when words without a source state something that needs one."""
    said = canon(text).strip(ENDS)
    if not said or FIXED.match(said):
        return False
    if quantities(said) or dates(said) or missing_facts(said, "") or laws_of(said):
        return True
    return any(force in NEGATIVE for clause in clauses_of(said) for force, _ in clause.heads)


def _marked(sentence: Sentence) -> str:
    """A sentence that rested on the mark of one that fell gets that mark itself."""
    return sentence.text + "".join(f"[{n}]" for n in sentence.parts[-1].cited)


def _renumbered(text: str, citations: Sequence[Citation]) -> tuple[str, tuple[Citation, ...]]:
    """Number the citations by first use; those that fell with their sentence are gone."""
    order = list(dict.fromkeys(int(n) for n in MARK.findall(text)))
    new = {old: i for i, old in enumerate(order, 1)}
    by_n = {c.n: c for c in citations}
    return MARK.sub(lambda m: f"[{new[int(m[1])]}]", text), tuple(replace(by_n[old], n=i) for old, i in new.items())
