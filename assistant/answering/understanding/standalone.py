"""A message that leans on earlier turns becomes a question that stands alone: "那要多久？" → "居住登记 要多久？"."""

import re
from collections.abc import Callable

from assistant.answering.matters import Matters
from assistant.answering.understanding import follow_up_words as words
from assistant.answering.understanding import subjects
from assistant.answering.understanding.aspects import Aspect, aspects_of
from assistant.answering.understanding.choosing import chosen
from assistant.answering.understanding.regions import other_region
from assistant.answering.understanding.talk import Kind as Kind
from assistant.answering.understanding.talk import Said, Standalone, Talk
from assistant.answering.understanding.turns import Context
from knowledge_base.lexicon import Lexicon
from knowledge_base.sections import MATERIALS
from knowledge_base.similarity import bigrams, coverage

LONGEST_LEANING = 30  # a longer message that names no matter is a new question, not a follow-up
OF_THE_MATTER = 0.5  # share of a message's own words that must stand in the last matter's text
WEAK = frozenset({Aspect.NEED, Aspect.STEPS, Aspect.CONDITIONS})  # what a choice's own question asks anyway


Reading = Callable[[str, Talk], Standalone | None]


def standalone(text: str, context: Context, matters: Matters, lexicon: Lexicon) -> Standalone:
    """The standalone question that `text` (normalised, masked) asks in its conversation; reads nothing else."""
    said: tuple[Said, ...] = ()
    for turn in context.turns:  # earlier turns leaned on those before them
        talk = Talk(said, matters, lexicon)
        said = (*said, talk.with_reply(turn, _rewritten(turn.question, talk)))
    return _rewritten(text, Talk(said, matters, lexicon))


def _rewritten(text: str, talk: Talk) -> Standalone:
    rest = words.without_courtesy(text)
    if not rest:
        agreed = _choice(text, talk) if talk.said and words.AFFIRMS.match(text) else None
        return agreed or Standalone(text, told=(text,), courtesy=True)
    fresh = words.HARD_CHANGE.sub("", rest)
    alone = Standalone(fresh or rest, told=(fresh or rest,))
    if not talk.said or fresh != rest or other_region(rest) or words.DENIES.match(rest):
        return alone
    return next((s for read in READINGS if (s := read(rest, talk)) is not None), alone)


def _choice(text: str, talk: Talk) -> Standalone | None:
    """The citizen answers the question that he was asked, or says which of the things his last words may mean."""
    options = talk.open_choices()
    option = chosen(words.MEANT.sub("", words.WRONG.sub("", text)) or text, options, talk.matters, talk.lexicon)
    if option is None:
        return None
    asked = option.choice.question
    aspects = aspects_of(asked)
    wanted = _asked_now(text) or tuple(a for a in talk.last.aspects if a not in WEAK)
    if wanted and not set(wanted) <= set(aspects):  # the button asks another aspect than the citizen did
        name = talk.names((option.matter,) if option.matter else ())
        asked, aspects = _ask(_joined(name, words.bare_subject(asked)), wanted), wanted
    return Standalone(asked, (option.matter,) if option.matter else (), aspects, Kind.CHOICE, _told(text, talk))


def _correction(text: str, talk: Talk) -> Standalone | None:
    """不是，我说的是X: X takes the place of what was misunderstood, and is asked as that was."""
    meant = words.WRONG.sub("", text)
    denied = _denied(meant, talk)
    if meant == text and not denied and not words.SAYS_AGAIN.match(text):
        return None
    if denied:
        meant = meant[: denied.start()] + meant[denied.end() :]
    meant = words.MEANT.sub("", meant).strip("，,。！! ")
    if not meant:
        return None
    told = (meant,) if words.values_in(meant) else (text,)
    exchanged = talk.last.text.replace(denied[1], meant.removeprefix("办")) if denied else talk.last.text
    own = subjects.named(meant, talk.matters, talk.lexicon)
    if denied and len(own) > 1:
        shunned = bigrams(denied[1].rstrip("的"))
        own = tuple(i for i in own if not shunned & bigrams(talk.names((i,)))) or own
    aspects = aspects_of(meant) or talk.last.aspects
    if not own and exchanged != talk.last.text and (found := talk.mentions(exchanged).ids):
        return Standalone(exchanged, found, aspects, Kind.CORRECTION, told)
    own = own or subjects.resolved(meant, talk.last.matters, talk.recent(), talk.matters, talk.lexicon)
    if own and (own != talk.last.matters or aspects_of(meant)):
        asked = meant if aspects_of(meant) else _ask(meant, aspects)
        return Standalone(_joined(talk.names(own), asked), own, aspects, Kind.CORRECTION, told)
    if talk.mentions(meant).topic and not own:
        return None
    if not words.own_content(meant) and aspects_of(meant):  # only the aspect was mistaken
        return Standalone(_joined(talk.about(), meant), talk.last.matters, aspects, Kind.CORRECTION, _told(meant, talk))
    corrected = words.exchange(talk.last.text, meant) or _joined(meant, talk.last.text)
    return Standalone(corrected, talk.last.matters, aspects, Kind.CORRECTION, _told(meant, talk))


def _denied(text: str, talk: Talk) -> re.Match[str] | None:
    """What "不是Y，我…" takes back; only what was spoken of can be (不是上海户口，能办吗 takes nothing back)."""
    denied = words.NOT_THAT.search(text) or words.BUT_NOT.search(text)
    if denied is None or words.SAYS_AGAIN.match(text):
        return denied
    taken = denied[1].removesuffix("的")
    spoken = f"{talk.last.text} {talk.names(talk.last.matters)}"
    fact_alone = bool(words.values_in(taken)) and not words.values_in(text[denied.end() :])
    return denied if taken in spoken and not fact_alone else None


def _back_reference(text: str, talk: Talk) -> Standalone | None:
    """刚才说的那个X: the matter of an earlier turn that X fits best, not the last one's."""
    marker = words.BACK.search(text)
    if marker is None:
        return None
    rest = (text[: marker.start()] + text[marker.end() :]).strip("，,。 ").replace("那个", "").replace("那项", "")
    first = bool(words.FIRST_SAID.search(marker[0]))
    turns = talk.said if first else talk.said[::-1]
    fits = [(subjects.fit(rest, m, s.text), s, m) for s in turns for i in s.matters if (m := talk.matters.get(i))]
    best = max((f for f, _, _ in fits), default=0)
    if best == 0:
        return None
    said, matter = next((s, m) for f, s, m in fits if f == best)
    aspects = aspects_of(rest) if words.QUESTION.search(rest) else aspects_of(rest) or said.aspects
    return Standalone(_joined(matter.name, rest), (matter.entry_id,), aspects, Kind.BACK_REFERENCE, (rest, *said.told))


def _value(text: str, talk: Talk) -> Standalone | None:
    """A fact about himself that the last question lacked, or an answer that chose none of the choices."""
    own = talk.mentions(text)
    if words.QUESTION.search(text) or len(text) > LONGEST_LEANING or aspects_of(text):
        return None
    if own.topic and not (own.matters and set(own.ids) <= set(talk.last.matters)):
        return None
    fact = bool(words.values_in(text)) or bool(own.matters)
    near = coverage(words.own_content(text), talk.everything()) >= OF_THE_MATTER
    if not (fact or near or talk.last.turn.status.group == "clarify"):
        return None
    asked = words.exchange(talk.last.text, text) if fact else None
    return Standalone(
        asked or _joined(text, talk.last.text), talk.last.matters, talk.last.aspects, Kind.VALUE, _told(text, talk)
    )


def _pronoun(text: str, talk: Talk) -> Standalone | None:
    """它, 这个证, 那个备案: the last matter, or the one of the recent matters that is of this kind."""
    found = words.PRONOUN.search(text)
    if found is None or _names_another(text, talk):
        return None
    kind = words.KIND_OF_MATTER.search(found[0])
    meant = talk.last.matters
    if kind:
        recent = talk.recent()
        meant = subjects.of_kind(kind[0], recent, talk.matters) or (
            subjects.resolved(kind[0], meant, recent, talk.matters, talk.lexicon) or meant
        )
    name = talk.names(meant) or talk.about()
    if not name:
        return None
    asked = text[: found.start()] + name + text[found.end() :]
    aspects = aspects_of(words.PRONOUN.sub("", text)) or aspects_of(text)
    return Standalone(asked, meant, aspects, Kind.PRONOUN, _told(text, talk))


def _subject(text: str, talk: Talk) -> Standalone | None:
    """个人呢, 换成公司呢, 那备案的呢: the last question, asked of something else."""
    if not words.SUBJECT.search(text) or len(text) > LONGEST_LEANING:
        return None
    subject = words.subject_of(text)
    if aspects_of(subject) or words.QUESTION.search(subject) or not words.own_content(subject):
        return None
    own = talk.mentions(subject)
    last = talk.last
    aspects = last.aspects
    told = (text,) if words.PERSON.search(subject) else _told(text, talk)
    if not own.ids or subjects.scenario_of(subject, last.matters, talk.matters, talk.lexicon):
        exchanged = words.exchange(last.text, subject)
        if exchanged and len(words.own_content(words.impersonal(subject))) <= 1:
            return _exchanged(exchanged, subject, talk, told)
    keeps = words.CONDITIONAL.search(text) and coverage(words.own_content(subject), talk.everything()) > 0
    if keeps or subjects.scenario_of(subject, last.matters, talk.matters, talk.lexicon):
        return Standalone(_ask(_joined(subject, talk.about()), aspects), last.matters, aspects, Kind.SUBJECT, told)
    meant = subjects.resolved(subject, last.matters, talk.recent(), talk.matters, talk.lexicon)
    if meant:
        return Standalone(_ask(_joined(subject, talk.names(meant)), aspects), meant, aspects, Kind.SUBJECT, (text,))
    if own.topic:  # a lay word that needs a choice, or something not collected: said with what was asked
        return Standalone(_ask(subject, aspects), (), aspects, Kind.SUBJECT, (text,))
    content = words.own_content(words.impersonal(subject))
    if content and not subject.endswith("的") and coverage(content, talk.everything()) == 0:
        return Standalone(_ask(subject, aspects), (), aspects, Kind.SUBJECT, (text,))  # another thing, not a case of it
    asked = (
        _ask(_joined(subject, talk.about()), aspects) if aspects else _joined(subject, words.bare_subject(last.text))
    )
    return Standalone(asked, last.matters, aspects, Kind.SUBJECT, told)


def _exchanged(exchanged: str, subject: str, talk: Talk, told: tuple[str, ...]) -> Standalone:
    """The last question with one value in another's place, which may be another matter (公司 → 个体户)."""
    last = talk.last
    own = talk.mentions(exchanged).ids
    kind = words.APPLICANT.search(subject)
    if kind and not own and any(words.APPLICANT.search(talk.names((i,))) for i in last.matters):
        own = subjects.resolved(kind[0], last.matters, talk.recent(), talk.matters, talk.lexicon)
    meant = own if kind and own else last.matters
    return Standalone(exchanged, meant, last.aspects, Kind.SUBJECT, told if meant == last.matters else (subject,))


def _aspect(text: str, talk: Talk) -> Standalone | None:
    """那要多久, 材料呢: only what is asked; the matter is the last one."""
    own = talk.mentions(text)
    aspects = words.asked_in(text)
    last = talk.last
    if own.topic:
        asks_nothing = bool(own.ids) and not aspects and last.turn.status.value == "clarify_which" and last.aspects
        if not asks_nothing:
            return None
        return Standalone(_ask(text, last.aspects), own.ids, last.aspects, Kind.SUBJECT, (text,))
    content = words.own_content(text)
    if len(text) > LONGEST_LEANING or not (aspects or words.QUESTION.search(text) or not content):
        return None
    if content and aspects:
        subject = words.bare_subject(text).removeprefix("那").removeprefix("个")
        meant = subjects.opened(subject, talk.matters, talk.lexicon)
        if not meant and words.KIND_OF_MATTER.fullmatch(subject):
            meant = subjects.resolved(subject, last.matters, talk.recent(), talk.matters, talk.lexicon)
        if meant and not set(meant) & set(last.matters):
            return None if not last.matters else Standalone(text, meant, aspects, Kind.SUBJECT, (text,))
    if content and not _of_last(text, content, talk):
        return None
    aspects = _materials_meant(aspects, text, talk)
    asked = _joined(talk.about(), text.removeprefix("那么").removeprefix("那"))
    return Standalone(asked, last.matters, aspects, Kind.ASPECT, _told(text, talk))


READINGS: tuple[Reading, ...] = (_choice, _correction, _back_reference, _value, _pronoun, _subject, _aspect)


def _of_last(text: str, content: frozenset[str], talk: Talk) -> bool:
    """True when a message's own words belong to the matter last spoken of, and not rather to another's name."""
    if words.ELLIPTIC.search(text):
        return True
    if not words.OF_ANY_MATTER.search(text) and coverage(content, talk.everything()) < OF_THE_MATTER:
        return False
    return bool(words.LEANS.search(text)) or not subjects.named_elsewhere(content, talk.last.matters, talk.matters)


def _materials_meant(aspects: tuple[Aspect, ...], text: str, talk: Talk) -> tuple[Aspect, ...]:
    """ "需要照片吗" asks for a material of the matter, not whether the matter itself is needed."""
    thing = bigrams(words.needed_thing(text))
    if aspects != (Aspect.NEED,) or not thing:
        return aspects
    asked = " ".join(m.section(MATERIALS) for i in talk.last.matters if (m := talk.matters.get(i)) is not None)
    return (Aspect.MATERIALS,) if coverage(thing, asked) >= OF_THE_MATTER else aspects


def _asked_now(text: str) -> tuple[Aspect, ...]:
    """Aspects that a message asks; a statement ("条件够的") asks none."""
    return aspects_of(text) if words.QUESTION.search(text) else ()


def _names_another(text: str, talk: Talk) -> bool:
    """True when a text says by itself that it is about something not spoken of last."""
    own = talk.mentions(words.PRONOUN.sub("", text))
    return own.topic and not set(own.ids) & set(talk.last.matters)


def _told(text: str, talk: Talk) -> tuple[str, ...]:
    """This message and what was told before on the same matter, newest first."""
    return (text, *talk.last.told)


def _ask(subject: str, aspects: tuple[Aspect, ...]) -> str:
    """The subject with what is asked of it, in plain words."""
    return " ".join((subject, *(words.ASK[a] for a in aspects)))


def _joined(first: str, then: str) -> str:
    """Both parts, without repeating one that stands in the other."""
    if not first or first in then:
        return then
    return first if not then or then in first else f"{first} {then}"
