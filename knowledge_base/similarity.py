"""How alike two short Chinese texts are, by their character bigrams."""

import itertools
import re
from collections.abc import Mapping, Set

HAN_OR_WORD = re.compile(r"[㐀-䶿一-鿿]+|[a-z]+|\d+(?:\.\d+)?")
# Characters that carry no matter of their own; a bigram made of two of them says nothing.
FILLER = frozenset("的了吗呢么啊呀吧把被给我你您他它这那个是有在要就都也和与或及能可以会想请问一下啥什怎样哪里儿")


def bigrams(text: str) -> frozenset[str]:
    """Content bigrams (and whole numbers and Latin words) of normalised text."""
    found: set[str] = set()
    for run in HAN_OR_WORD.findall(text.lower()):
        if not "㐀" <= run[0] <= "鿿":
            found.add(run)
            continue
        pairs = {a + b for a, b in itertools.pairwise(run)} or {run}
        found.update(p for p in pairs if not FILLER.issuperset(p))
    return frozenset(found)


def coverage(asked: Set[str], text: str, weight: Mapping[str, float] | None = None) -> float:
    """Share (0–1) of the asked bigrams that stand in `text`, weighted when weights are given."""
    if not asked:
        return 0.0
    lowered = text.lower()
    if weight is None:
        return sum(b in lowered for b in asked) / len(asked)
    total = sum(weight.get(b, 0.0) for b in asked)
    return sum(weight.get(b, 0.0) for b in asked if b in lowered) / total if total else 0.0


def alike(left: str, right: str) -> float:
    """Dice coefficient (0–1) of the two texts' content bigrams."""
    a, b = bigrams(left), bigrams(right)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
