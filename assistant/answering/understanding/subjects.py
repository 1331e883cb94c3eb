"""Which matter a few words mean beside the ones spoken of: 备案, 书店, 个体户, and which are a case of the same one."""

from assistant.answering.matters import Matter, Matters
from assistant.answering.understanding.follow_up_words import APPLICANT, KIND_OF_MATTER
from assistant.answering.understanding.mentions import mentions
from knowledge_base.lexicon import Lexicon
from knowledge_base.similarity import alike, bigrams, coverage

# 书店 is known as 开书店, 香烟 as 卖香烟, 烟草 as 烟草证.
BEFORE = ("开", "办", "卖", "做")
AFTER = ("证", "许可", "备案")
ELSEWHERE = 0.4  # share of a message's own words in another matter's names that makes it a new topic


def named(text: str, matters: Matters, lexicon: Lexicon) -> tuple[str, ...]:
    """Entry ids of the matters that a text names; of several that share a lay word, the one whose name holds it."""
    found = mentions(text, matters, lexicon)
    if len(found.matters) < 2:
        return found.ids
    said = [m.word for m in lexicon.matches(text) if len(m.row.matters) > 1]
    holding = tuple(m.entry_id for m in found.matters if any(w in m.name for w in said))
    return holding or found.ids


def opened(text: str, matters: Matters, lexicon: Lexicon) -> tuple[str, ...]:
    """The matters that a trade or a thing leads to when it is opened, sold or licensed (书店 → 开书店)."""
    if len(text) < 2:
        return ()
    tries = (*(b + text for b in BEFORE), *(text + a for a in AFTER))
    names = {n for m in matters for n in (m.name, *m.names)}
    names.update(w for row in lexicon.rows for w in row.lay)
    whole = (t for t in tries if t in names)
    found: tuple[str, ...] = next((ids for t in whole if (ids := mentions(t, matters, lexicon).ids)), ())
    if found or len(text) < 3 or KIND_OF_MATTER.fullmatch(text):
        return found
    begun = {m.entry_id for m in matters if any(n.startswith(text) for n in (m.name, *m.names))}
    return tuple(begun) if len(begun) == 1 else ()


def resolved(
    text: str, last: tuple[str, ...], recent: tuple[str, ...], matters: Matters, lexicon: Lexicon
) -> tuple[str, ...]:
    """Entry ids that `text` means after `last` was spoken of; empty when it names nothing.

    Its own names come first, then a recent matter of the kind it says, then the sibling of the last one.
    """
    found = named(text, matters, lexicon) or opened(text.removesuffix("的"), matters, lexicon)
    if found:
        return _nearest(found, last, matters)
    kind = KIND_OF_MATTER.search(text) or APPLICANT.fullmatch(text)
    if kind is None:
        return ()
    others = of_kind(kind[0], tuple(i for i in recent if i not in last), matters)
    return others or _sibling(kind[0], text, last, matters)


def of_kind(kind: str, ids: tuple[str, ...], matters: Matters) -> tuple[str, ...]:
    """The first of these matters that is of a kind (备案, 许可, 补贴); a bare 证 is any that is called so."""
    known = [m for i in ids if (m := matters.get(i)) is not None]
    short = kind.removesuffix("证") or kind
    return next(((m.entry_id,) for m in known if short in m.name or (kind == "证" and "证" in "".join(m.names))), ())


def scenario_of(text: str, last: tuple[str, ...], matters: Matters, lexicon: Lexicon) -> bool:
    """True when the words are part of a longer name of what was spoken of: 个体户 after 注销 is 个体户注销."""
    if set(named(text, matters, lexicon)) & set(last):
        return False
    said = [m.word for m in lexicon.matches(text)] + [n.name for n in matters.named_in(text)]
    core = max(said, key=len, default=text.removesuffix("的"))
    if len(core) < 2 or KIND_OF_MATTER.fullmatch(core):
        return False
    lay = [w for row in lexicon.rows if set(row.matters) & set(last) for w in row.lay]
    names = [n for i in last if (m := matters.get(i)) is not None for n in m.names]
    return any(core in name and core != name for name in (*names, *lay))


def fit(text: str, matter: Matter, question: str) -> float:
    """How well words point back to a matter that was asked about with this question; 0 when not at all."""
    kinds = {m[0].removesuffix("证") or m[0] for m in KIND_OF_MATTER.finditer(text)}
    called = " ".join((matter.name, *matter.names))
    of_kind_said = any(k in matter.name for k in kinds)
    said = bigrams(text)
    shared = coverage(said, called) + coverage(said, question)
    return shared + of_kind_said if of_kind_said or not kinds or shared else 0.0


def named_elsewhere(content: frozenset[str], last: tuple[str, ...], matters: Matters) -> bool:
    """True when these words stand in the names of a matter that was not spoken of, more than in the last one's."""
    shares = {m.entry_id: coverage(content, " ".join((m.name, *m.names))) for m in matters}
    here = max((shares.get(i, 0.0) for i in last), default=0.0)
    return max((share for i, share in shares.items() if i not in last), default=0.0) > max(here, ELSEWHERE)


def _nearest(found: tuple[str, ...], last: tuple[str, ...], matters: Matters) -> tuple[str, ...]:
    """Of several matters, those most like what was spoken of: 书店 after a sanitation licence is its 卫生备案."""
    old = [m for i in last if (m := matters.get(i)) is not None]
    if len(found) < 2 or not old:
        return found
    scored = {i: max(alike(m.name, o.name) for o in old) for i in found if (m := matters.get(i)) is not None}
    best = max(scored.values(), default=0.0)
    return tuple(i for i, score in scored.items() if score == best) if best else found


def _sibling(kind: str, text: str, last: tuple[str, ...], matters: Matters) -> tuple[str, ...]:
    """The matter of this kind whose name is most like the last one's."""
    old = [m for i in last if (m := matters.get(i)) is not None]
    if not old or len(kind) < 2 or any(kind in o.name for o in old):
        return ()
    rivals = [m for m in matters if m.entry_id not in last and kind in " ".join((m.name, *m.names))]
    scored = [(max(alike(m.name, o.name) for o in old) + coverage(bigrams(text), m.everything) / 10, m) for m in rivals]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return (best[1].entry_id,) if best and best[0] > 0.15 else ()
