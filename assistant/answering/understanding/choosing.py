"""Which of the offered choices a citizen means who answers in his own words instead of pressing one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.answer import Choice
from assistant.answering.matters import Matters
from assistant.answering.understanding.follow_up_words import AFFIRMS, DENIES, QUESTION
from assistant.answering.understanding.mentions import mentions
from knowledge_base.lexicon import Lexicon
from knowledge_base.similarity import FILLER, bigrams

ORDINAL = re.compile(
    r"^(?:就|我|选|要|是|问|说|的|那|办)*第?([一二三四五1-5])(?:个|种|项|条|样)?(?:吧|的|那种|那个|啊|呀|[。！!])*$"
)
FIRST = re.compile(r"前(一|面)(个|种|那个|那种|的)|前者|头一(个|种)")
LAST = re.compile(r"后(一|面)(个|种|那个|那种|的)|后者|最后(一|那)?(个|种|项)")
DENIED = re.compile(r"(?:不是|不要|不搞|不办|不走|不开|不想|没有|没|达不到|不到|非|不)([^，,。；]{1,8})")
HAS_NO = re.compile(r"没|不|无|非")
LONGEST_REPLY = 40
DIGITS = "一二三四五"
NONE_OF_THEM = re.compile(r"都不是|不知道|不清楚|随便|都可以|都行|都要|不晓得")


@dataclass(frozen=True, slots=True)
class Offered:
    """A choice with the matter it leads to (an entry id, when one is collected) and the words people use for it."""

    choice: Choice
    matter: str | None
    words: str


def offered(choices: Sequence[Choice], matters: Matters, lexicon: Lexicon) -> list[Offered]:
    """The choices as they can be recognised in a reply."""
    if not choices:
        return []
    known = {(c.label, c.question): c.matter for row in lexicon.rows for c in row.choices}
    found = []
    for choice in choices:
        matter_id = known.get((choice.label, choice.question))
        if matter_id is None:
            named = mentions(choice.question, matters, lexicon).ids
            matter_id = named[0] if len(named) == 1 else None
        matter = matters.get(matter_id) if matter_id else None
        words = " ".join((matter.name, *matter.names)) if matter else ""
        found.append(Offered(choice, matter.entry_id if matter else None, words))
    return found


def chosen(text: str, options: Sequence[Offered], matters: Matters, lexicon: Lexicon) -> Offered | None:
    """The choice that a reply takes; None when it takes none or asks something else."""
    if not options or len(text) > LONGEST_REPLY or NONE_OF_THEM.search(text) or DENIES.match(text):
        return None
    if len(options) == 1 and AFFIRMS.match(text):
        return options[0]
    at = _place(text, len(options))
    if at is not None:
        return options[at] if at < len(options) else None
    own = mentions(DENIED.sub(" ", text), matters, lexicon)
    meant = [o for o in options if o.matter and o.matter in own.ids]
    if len(meant) == 1:
        return meant[0]
    said_whole = [o for o in options if o.choice.label in text]
    if len(said_whole) == 1 and not DENIED.search(text):
        return said_whole[0]
    if own.topic and not meant and not _offered_word(text, options):
        return None
    return _likest(text, meant or options)


def _place(text: str, count: int) -> int | None:
    """The place in the row that an ordinal names, counted from 0."""
    ordinal = ORDINAL.match(text)
    if ordinal:
        return DIGITS.find(ordinal[1]) if ordinal[1] in DIGITS else int(ordinal[1]) - 1
    if len(text) <= 12 and FIRST.search(text):
        return 0
    return count - 1 if len(text) <= 12 and LAST.search(text) else None


def _offered_word(text: str, options: Sequence[Offered]) -> bool:
    """True when the reply takes up words of a label, even if they name something by themselves."""
    return any(bigrams(o.choice.label) & bigrams(text) for o in options)


def _likest(text: str, options: Sequence[Offered]) -> Offered | None:
    """The one choice that speaks more than all others from the reply, what it denies counting against."""
    denied = " ".join(m[1] for m in DENIED.finditer(text))
    affirmed = DENIED.sub(" ", text)
    scores = [_score(affirmed, denied, o, [p for p in options if p is not o]) for o in options]
    best = max(scores)
    # A question of its own needs more in common with a choice than a plain reply does.
    if best < (4 if QUESTION.search(text) else 1) or scores.count(best) > 1:
        left = [o for o, score in zip(options, scores, strict=True) if score >= 0]
        return left[0] if len(left) == 1 and len(options) > 1 and denied else None
    return options[scores.index(best)]


def _score(affirmed: str, denied: str, option: Offered, others: Sequence[Offered]) -> int:
    """What in the reply is said of this choice and of no other."""
    label, question = option.choice.label, option.choice.question
    score = 3 * len(_own(bigrams(label), [bigrams(o.choice.label) for o in others]) & bigrams(affirmed))
    score += 2 * len(_own(bigrams(question), [bigrams(o.choice.question) for o in others]) & bigrams(affirmed))
    score += len(_own(bigrams(option.words), [bigrams(o.words) for o in others]) & bigrams(affirmed))
    letters = _own(frozenset(label) - FILLER, [frozenset(o.choice.label) for o in others])
    score += len(letters & frozenset(affirmed))
    denials = len(letters & frozenset(denied))
    return score + denials if HAS_NO.search(label) else score - 3 * denials


def _own(mine: frozenset[str], theirs: Sequence[frozenset[str]]) -> frozenset[str]:
    return mine.difference(*theirs) if theirs else mine
