"""Personal data found and masked: the table of contents, one family a file.

Detection reads folded copies of a text (full-width, circled and spoken digits, invisible characters) and speaks of
places in the text as it was given. Recall goes before precision where the shape of a number convinces; service
numbers, codes, dates, amounts and thresholds stay, as answers need them.
"""

from collections.abc import Callable, Iterable, Sequence

from assistant.privacy import (
    accounts,
    addresses,
    bank_cards,
    documents,
    identity_numbers,
    names,
    phones,
    plates,
)
from assistant.privacy.chains import Chain, chains_of
from assistant.privacy.findings import Finding, merge
from assistant.privacy.folding import View, spoken_view, written_views

Family = Callable[[View, Sequence[Chain]], Iterable[Finding]]
NUMBERS: tuple[Family, ...] = (identity_numbers.find, bank_cards.find, phones.find, documents.find)
WORDS: tuple[Family, ...] = (accounts.find, plates.find, addresses.find, names.find)


def find_personal(text: str) -> tuple[Finding, ...]:
    """All personal data in a text of any length, raw or normalised: in order, without overlap, in linear time."""
    written = written_views(text)
    spoken = [view for view in map(spoken_view, written) if view is not None]
    found: list[Finding] = []
    for view in (*written, *spoken):
        chains = chains_of(view)
        for family in NUMBERS:
            found.extend(family(view, chains))
    for family in WORDS:
        for view in written:
            found.extend(family(view, ()))
    for view in spoken:
        found.extend(plates.find(view, ()))
    return merge(found)


def mask_personal(text: str) -> str:
    """The text with each piece of personal data replaced by what it is (〔身份证号〕); all else stays as given."""
    pieces, place = [], 0
    for finding in find_personal(text):
        pieces += [text[place : finding.start], finding.kind.token]
        place = finding.end
    return "".join((*pieces, text[place:]))
