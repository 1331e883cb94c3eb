"""Support beyond facts: how much of a sentence stands in its source, and words swapped in an otherwise copied clause."""

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from assistant.answering.grounding.negation import likeness
from assistant.answering.grounding.numbers import Quantity, backs, quantities
from assistant.answering.grounding.polarity import Clause

Similar = Callable[[str, str], float]  # (sentence, evidence) → 0–1
LEAST_SHARE = 0.55  # of a sentence's words that must stand in its source
ALIKE = 0.8  # from which `similar` vouches for a sentence that says it in other words
COPIED = 0.6  # likeness from which a clause is a copy, so that what differs was changed
STRANGE = 3  # pairs of characters in a row that stand nowhere in the source: words of something else
SIDES = frozenset("前后内外上下满超不多少高低长短大小")
DIGIT = re.compile(r"\d")
# Which side of a figure is meant: held against the source with the figure itself.
SIDED = re.compile(
    r"不(?:得|能|可)?(?:超过|高于|多于|大于|少于|低于)|(?:超过|高于|多于|大于|少于|低于|不满|未满|不足|年满|至少|最少|最多|最高|最低|最长|至多)(?=\d)"
    r"|(?<=[日月年岁元克米%])(?:及?以[上下内]|之?内)|\d+(?:\.\d+)?"
)
HAN_RUN = re.compile(r"[㐀-鿿]+")
# Words that answers put around facts; they say nothing that a source must hold.
AROUND = re.compile(
    "申请人|申请|办理|办好后拿到|办好后|办好|具体|情况|需要|可以|应当|必须|准备|提供|提交|带上|携带|带好|携|这样|这些|那么|因此|所以|如果|如|的话|时候|时|期间|前往|前去|请到|请|就|也|都|还|再|先|后|然后|接着|最后|首先|"
    "要|能|可|会|到|去|在|向|由|和|或|与|及|以及|等|的|了|吗|呢|是|有|为|对|把|将|被|给|按|按照|根据|依据|规定|这个|那个|这项|该项|一般|通常|目前|现在|现行|属于|即可|即|就行|就可以|行|"
    "包括|分别|以|其中|另外|此外|并且|并|而且|同时|只要|只有|才|则|已|已经|完成|进行|方式|方面|事项|业务|手续|条件|材料|时间|时限|费用|地点|内容|下面|以下|如下|示例|现场|网上|窗口|咨询|"
    "拨打|电话|查询|了解|知道|告诉|建议|注意|提醒|最好|您好|您|自己|相关|有关|承诺|法定|收费|有效期"
)


def missing_support(said: str, told: str, similar: Similar | None) -> bool:
    """True when too little of `said` stands in `told` (both canonical)."""
    words = [
        run[i : i + 2] for run in HAN_RUN.findall(AROUND.sub(" ", SIDED.sub(" ", said))) for i in range(len(run) - 1)
    ]
    if len(words) < 2:
        return False
    if sum(w in told for w in words) / len(words) >= LEAST_SHARE:
        return False
    return similar is None or similar(said, told) < ALIKE


def foreign(said: str, told: str) -> str | None:
    """A run of characters of `said` that is too long to be chance and of which no pair stands in `told`."""
    for run in HAN_RUN.findall(AROUND.sub(" ", said)):
        strange = 0
        for i in range(len(run) - 1):
            strange = 0 if run[i : i + 2] in told else strange + 1
            if strange == STRANGE:
                return str(run)
    return None


def misplaced(said: Sequence[Clause], told: Sequence[Clause]) -> str | None:
    """The first clause with a figure that its source states elsewhere but not where it says the same."""
    texts = {t.text for t in told}
    for clause in said:
        figures = quantities(clause.text) if clause.text not in texts and DIGIT.search(clause.text) else []
        if not figures:
            continue
        counted = [(t, _worded(clause, t)) for t in told if DIGIT.search(t.text)]
        best = max((near for _, near in counted), default=0.0)
        places = [quantities(t.text) for t, near in counted if near >= max(COPIED, best - 0.05)]
        places = [p for p in places if p]
        if places and not any(_placed(figures, place) for place in places):
            return clause.text
    return None


def _placed(figures: Sequence[Quantity], place: Sequence[Quantity]) -> bool:
    """True when each figure has one of its own in `place`."""
    left = list(place)
    for figure in figures:
        backing = next((t for t in left if backs(figure, t)), None)
        if backing is None:
            return False
        left.remove(backing)
    return True


def _worded(said: Clause, told: Clause) -> float:
    """Likeness of two clauses without their figures."""
    a, b = ({w for w in words if not DIGIT.search(w)} for words in (said.words, told.words))
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def swapped(said: Sequence[Clause], told: Sequence[Clause]) -> str | None:
    """The first clause that copies a clause of its source but for words put in another's place."""
    texts = {t.text for t in told}
    for clause in said:
        if clause.text in texts or len(clause.text) < 4 or any(clause.text in t for t in texts):
            continue
        likest = max(told, key=lambda t: likeness(clause, t), default=None)
        if (
            likest is not None
            and likeness(clause, likest) >= COPIED
            and _replaced(SIDED.sub("", clause.text), SIDED.sub("", likest.text))
        ):
            return clause.text
    return None


def _replaced(said: str, told: str) -> bool:
    for tag, a, b, c, d in SequenceMatcher(None, told, said, autojunk=False).get_opcodes():
        if tag == "replace":
            if SIDES.issuperset(said[c:d]) and SIDES.issuperset(told[a:b]):
                return True
            here, there = AROUND.sub("", said[c:d]), AROUND.sub("", told[a:b])
            if here and there:
                return True
    return False
