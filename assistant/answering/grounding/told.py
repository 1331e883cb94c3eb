"""What a citation says, prepared once for all sentences that rest on it."""

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.answering.grounding.canon import LIST_MARK, canon
from assistant.answering.grounding.numbers import Quantity, dates, quantities
from assistant.answering.grounding.polarity import Clause, clauses_of

# What our own lines say of a field, beside how its section spells it. Only what always follows stands here.
FOLLOWS = (
    (re.compile(r"到现场次数:0(?!\d)"), "全程网上办,不用跑现场"),
    (re.compile(r"(?<!不)收费:"), "要收费:"),
    (re.compile(r"(?<!不)收费:([^\n]+)"), r"要收费:\1"),
    (re.compile(r"办理结果:([^\n]+)"), r"办好后拿到\1"),
    (re.compile(r"申请期:([^\n]+?)至([^\n]+)"), r"申请期是\1至\2,已于\2截止,不能了"),
    (re.compile(r"有效期:([^\n]+?)至([^\n]+)"), r"已于\2截止,不能了"),
    (re.compile(r"失效日期:([^\n]+)"), r"已于\1截止,不能了"),
)  # fmt: skip
EDGES = frozenset("\n。;!?；！？")
OPENERS = EDGES | frozenset(":：(（“→")
CLOSERS = EDGES | frozenset(")(）（”→")


@dataclass
class Told:
    """The words of one or several citations and, when first needed, what is read from them.

    `names` (title and section) say what the words are about; they state nothing: a section 收费 is no fee.
    """

    raw: str
    names: str = ""

    @cached_property
    def statements(self) -> str:
        """What is said, canonical, with what follows from it."""
        text = canon(self.raw)
        more = [pattern.sub(form, m[0]) for pattern, form in FOLLOWS for m in pattern.finditer(text)]
        return "\n".join((text, *more))

    @cached_property
    def text(self) -> str:
        """All canonical words, title and section too."""
        return f"{canon(self.names)}\n{self.statements}" if self.names else self.statements

    def quotes(self, said: str) -> bool:
        """True when raw words stand here as they are, from the beginning of a sentence or label to the end of one."""
        return _stands_whole(said, self.raw)

    @cached_property
    def quantities(self) -> dict[str, list[Quantity]]:
        """Quantities by value."""
        by_value: dict[str, list[Quantity]] = {}
        for q in quantities(self.text):
            by_value.setdefault(q.value, []).append(q)
        return by_value

    @cached_property
    def dates(self) -> set[tuple[str, ...]]:
        """Dates as `dates` gives them."""
        return dates(self.text)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses."""
        return clauses_of(self.statements)

    def holds(self, said: str) -> bool:
        """True when canonical words stand here, from the beginning of a sentence or label to the end of one."""
        return _stands_whole(said, self.statements)


def told_by(evidence: str, names: str = "") -> Told:
    """A citation: its quote and source, and by what names it goes."""
    return Told(LIST_MARK.sub("", evidence), names)


def together(parts: list[Told]) -> Told:
    """Several citations that one sentence names."""
    return parts[0] if len(parts) == 1 else Told("\n".join(p.raw for p in parts), "\n".join(p.names for p in parts))


def _stands_whole(said: str, text: str) -> bool:
    at = text.find(said)
    while at >= 0:
        end = at + len(said)
        if (at == 0 or text[at - 1] in OPENERS) and (end == len(text) or text[end] in CLOSERS):
            return True
        at = text.find(said, at + 1)
    return False
