"""What examples and the model trained on them say against answering: a reason to end, or doubt that the best entry fits.

Nearness alone is about topics and the model alone about wording; a reason to end needs both.
"""

import math
from dataclasses import dataclass

from assistant.answering.understanding.exits import Intent
from knowledge_base.question_kinds import ANSWERED
from knowledge_base.refusals import NOT_HELD, Likeness, Refused

INTENTS = {
    Refused.UNSAFE: Intent.UNSAFE,
    Refused.OWN_RECORD: Intent.OWN_RECORD,
    Refused.ADVICE: Intent.ADVICE,
    Refused.PROMISE: Intent.PROMISE,
    Refused.OFF_TOPIC: Intent.OFF_TOPIC,
}
# Kinds whose topics are not ours; the others speak of the very matters that are held.
ELSEWHERE = {NOT_HELD.rstrip(":"), Refused.OFF_TOPIC, Refused.OTHER_REGION, Refused.ADVICE}


@dataclass(frozen=True, slots=True)
class Reading:
    """`like` is the share from which a kind counts, `behind` how far its nearest example may lie behind the nearest
    stored question (in cosine); both were read off the development sets."""

    like: float = 0.4
    behind: float = 0.01
    surely: float = 0.85  # a share that counts whatever lies near
    clipped: float = 0.02  # beyond this, nearness of a stored question says no more


def intent_like(likeness: Likeness, nearest: float, reading: Reading = Reading()) -> Intent | None:
    """Why the question ends here, going by examples; `nearest` is the cosine of the nearest stored question."""
    if not likeness.shares:
        return None
    kind = max(INTENTS, key=lambda k: likeness.shares.get(k, 0.0))
    share = likeness.shares.get(kind, 0.0)
    near = next((a.cosine for a in likeness.near if a.entry_id == kind), 0.0)
    if share >= reading.surely or (share >= reading.like and near >= nearest - reading.behind):
        return INTENTS[kind]
    return None


def doubts(likeness: Likeness, nearest: float, reading: Reading = Reading()) -> tuple[float, float]:
    """(how far an example of another topic lies before the nearest stored question, log-odds that it is answered)."""
    if not likeness.shares:
        return 0.0, 0.0
    cosines = {kind: a.cosine for a in reversed(likeness.near) if (kind := _kind(a.entry_id))}
    farthest = min((a.cosine for a in likeness.near), default=nearest) - 0.005
    against = max((c for kind, c in cosines.items() if kind in ELSEWHERE), default=farthest)
    ahead = against - max(nearest, cosines.get(Refused.BESIDE, 0.0))
    share = min(max(likeness.shares.get(ANSWERED, 0.0), 1e-4), 1 - 1e-4)
    return max(-reading.clipped, ahead) + reading.clipped / 2, math.log(share / (1 - share))


def _kind(entry_id: str) -> str:
    return entry_id.split(":", 1)[0]
