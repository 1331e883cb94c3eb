"""What a text mentions by itself: matters by name or lay word, lay words that need a choice, things not collected."""

from dataclasses import dataclass

from assistant.answering.matters import Matter, Matters, Named
from knowledge_base.lexicon import Lexicon, LexiconMatch, LexiconRow


@dataclass(frozen=True, slots=True)
class Mentions:
    """`matters` in order of mention; `unclear` is a lay word that needs a choice, `outside` one not collected."""

    matters: tuple[Matter, ...]
    unclear: LexiconRow | None
    outside: LexiconRow | None
    matched: bool

    @property
    def topic(self) -> bool:
        """True when the text says by itself what it is about; a word of many matters (办证, 到期) has no terms of its own
        and says nothing."""
        return bool(self.matters or (self.unclear and self.unclear.terms) or self.outside)

    @property
    def ids(self) -> tuple[str, ...]:
        """Entry ids of the matters."""
        return tuple(m.entry_id for m in self.matters)


def mentions(text: str, matters: Matters, lexicon: Lexicon) -> Mentions:
    """What normalised text mentions, without any conversation around it."""
    matched = lexicon.matches(text)
    named = [n for n in matters.named_in(text) if not any(_covers(m, n) for m in matched)]
    found: dict[str, tuple[int, Matter]] = {}
    for n in named:
        found.setdefault(n.matter.entry_id, (n.start, n.matter))
    settled = [m for m in matched if not m.row.ask]
    for m in settled:
        if any(n.start <= m.start and n.start + len(n.name) >= m.start + len(m.word) for n in named):
            continue  # the lay word is only a part of a name that is already understood
        for entry_id in m.row.matters:
            matter = matters.get(entry_id)
            if matter:
                found.setdefault(entry_id, (m.start, matter))
    ordered = tuple(matter for _, matter in sorted(found.values(), key=lambda pair: pair[0]))
    unclear = [m.row for m in matched if m.row.ask and m.row.choices]
    outside = [m.row for m in matched if m.row.outside and not m.row.matters]
    return Mentions(
        matters=ordered,
        unclear=unclear[0] if unclear and not named and not settled else None,
        outside=outside[0] if outside and not ordered else None,
        matched=bool(matched),
    )


def _covers(match: LexiconMatch, named: Named) -> bool:
    """True when a lay word takes a matter's name away: it is longer (个体户注销 is not about 个体户), or the same and
    must be asked back about, or names something not collected."""
    inside = match.start <= named.start and named.start + len(named.name) <= match.start + len(match.word)
    unclear = match.row.ask or (match.row.outside and not match.row.matters)
    return inside and (bool(unclear) or len(match.word) > len(named.name))
