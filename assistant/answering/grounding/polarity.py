"""Polarity of clauses: what is said, permitted, demanded, forbidden, waived or denied, and about which words."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from assistant.answering.grounding.numbers import without_dates


class Force(StrEnum):
    """How a clause says what it says."""

    PLAIN = "说明"
    MAY = "可以"
    MUST = "必须"
    MUST_NOT = "不得"
    NEED_NOT = "不用"
    NOT = "不"


NEGATIVE = frozenset({Force.MUST_NOT, Force.NEED_NOT, Force.NOT})
# What a sentence may say (left) when its source says (right).
BACKED_BY = {
    Force.PLAIN: frozenset({Force.PLAIN, Force.MAY, Force.MUST}),
    Force.MAY: frozenset({Force.MAY, Force.PLAIN}),
    Force.MUST: frozenset({Force.MUST, Force.PLAIN}),
    Force.MUST_NOT: frozenset({Force.MUST_NOT, Force.NOT}),
    Force.NEED_NOT: frozenset({Force.NEED_NOT, Force.NOT}),
    Force.NOT: NEGATIVE,
}
# Words that hold such a character without saying such a thing.
INERT = (
    "不动产|不良|不便|不同|不论|不管|不仅|不但|不过|不等|不只|不法|不可抗力|不定时|不少于|不低于|不短于|不小于|不多于|不高于|不大于|(?:不|没有?|未)(?:得|能|可|应|会)?(?:超过|少于|低于|高于|多于|大于)|"
    "不满(?=\\d)|未满(?=\\d)|不足(?=\\d)|不到(?=\\d)|未到(?=\\d)|无论|无障碍|无犯罪|无业|未成年|未来|未婚|未写明|未就业|未成立|非法|非物质|非公|非居住|非机动|非营利|除非|是否|"
    "可能|功能|职能|智能|性能|能力|能源|节能|能手|只能|才能|主要|重要|必要|要求|要点|要件|要素|摘要|简要|概要|纪要|提要|要约|要害|需求|急需|适应|相应|对应|响应|供应|"
    "应急|应用|应收|反应|效应|应答|应届|应税|可靠|认可|许可|可行|可见|可疑|可回收|可共享|免疫|难免|避免|以免|任免|免税店|未必|要么|要是|办不成事|"
    "要不要|需不需要|能不能|可不可以|用不用|收不收|办不办|交不交|有没有|是不是|会不会|符不符合"
)
TOKENS = (
    (Force.MUST, "不得不|不能不|不可不|非(?=[^,。;]{1,6}不可)"),
    (Force.MUST_NOT, "不可以|不得|不能够?|不可|不准予?|不许|不允许|不予|禁止|严禁|不应当?|不该|切勿|请勿|不宜|无权|不让|无法"),
    (
        Force.NEED_NOT,
        "可以不用?|可不|不一定(?:要|需要)?|不需要?|不用|不必|不要求|不强制|不要|无需|毋需|无须|用不着|免于|免予|免除|免去|免(?=[交缴提收办征填跑带])|免",
    ),
    (Force.NOT, "不再|不会|并非|不是|不属于|不|没有|没|未曾?|尚未|无|非|除外|例外"),
    (Force.MAY, "可以|允许|准予|准许|能够|能|可|有权"),
    (Force.MUST, "应当|必须|需要|务必|一定要|须|应|需|要"),
)  # fmt: skip
SCAN = re.compile(f"(?P<INERT>{INERT})|" + "|".join(f"(?P<T{i}>{words})" for i, (_, words) in enumerate(TOKENS)))
ADVERBS = re.compile(
    r"^(?:再|另行|另外|也|都|先|自行|单独|直接|继续|重复|擅自|随意|另|予以|同时|一并|亲自|就|还|得|再次|依法|一次性|同样|又|去|来|到)+"
)
SENTENCES = re.compile(r"[。!?\n;→]+")
CLAUSES = re.compile(r"[,、:;。!?\n()“”→【】]+")
HAN = re.compile(r"[㐀-鿿]")
REACH = 5  # characters after a token that it is about
SMALL = frozenset("的了吗呢么啊呀吧把被给在就也和与或及由等其该此这那个为是有向到从按")


@dataclass(frozen=True)
class Clause:
    """A clause; `core` is it without polarity words, `spans` are (force, begin, end) of what each of those governs."""

    text: str
    core: str
    spans: tuple[tuple[Force, int, int], ...]
    sentence: "Clause | None"  # the whole sentence it stands in

    @cached_property
    def words(self) -> frozenset[str]:
        """Bigrams of the core; numbers stay whole; a one-character core is its own word."""
        return _words(self.core)

    @property
    def context(self) -> frozenset[str]:
        """The words of the whole sentence."""
        return self.sentence.words if self.sentence else self.words

    @property
    def heads(self) -> list[tuple[Force, str]]:
        """(force, the characters it governs), in order."""
        return [(force, self.core[begin:end]) for force, begin, end in self.spans]

    def forces_of(self, word: str) -> set[Force]:
        """The forces under which `word` stands in the clause; empty when it does not stand there."""
        found: set[Force] = set()
        at = self.core.find(word)
        while at >= 0:
            found.add(next((force for force, begin, end in self.spans if begin <= at < end), Force.PLAIN))
            at = self.core.find(word, at + 1)
        return found


def clauses_of(text: str) -> tuple[Clause, ...]:
    """The clauses of canonical text; each knows the sentence it stands in."""
    found: list[Clause] = []
    for sentence in SENTENCES.split(text):
        pieces = [p for p in CLAUSES.split(sentence) if p.strip()]
        whole = Clause(sentence, _core(sentence)[0], (), None) if pieces else None
        found.extend(Clause(p, *_core(p), whole) for p in pieces)
    return tuple(found)


def _core(piece: str) -> tuple[str, tuple[tuple[Force, int, int], ...]]:
    """The piece without polarity words, and for each such word its force and the span of the core it governs."""
    kept: list[str] = []
    found: list[tuple[Force, int]] = []
    size = last = 0
    for match in SCAN.finditer(piece):
        if match.lastgroup == "INERT":
            continue
        kept.append(piece[last : match.start()])
        size += match.start() - last
        last = match.end()
        force = TOKENS[int((match.lastgroup or "T0")[1:])][0]
        if match[0] in ("除外", "例外"):
            found.append((force, max(0, size - 3)))
        elif match.end() == len(piece) and size and force in NEGATIVE and not (found and found[-1][1] == size):
            found.append(
                (force, max(found[-1][1] if found else 0, size - 3))
            )  # "…的不一定要" denies what stands before
        elif found and found[-1][1] == size and force in NEGATIVE and found[-1][0] in NEGATIVE:
            found[-1] = (Force.PLAIN, size)  # two in a row undo each other
        elif found and found[-1][1] == size and found[-1][0] in (Force.MAY, Force.MUST):
            found[-1] = (force, size)
        elif found and found[-1][1] == size and found[-1][0] in NEGATIVE:
            continue  # 不 + 可以 and the like that no longer word names
        else:
            found.append((force, size))
    kept.append(piece[last:])
    core = "".join(kept)
    spans = []
    for i, (force, at) in enumerate(found):
        adverb = ADVERBS.match(core[at:])
        begin = at + (adverb.end() if adverb and at + adverb.end() < len(core) else 0)
        until = found[i + 1][1] if i + 1 < len(found) else len(core)
        modified = core.find("的", begin + 1, until)  # what comes after 的 is another thing
        until = modified if modified > 0 else until
        spans.append((force, begin, max(begin, min(begin + REACH, until))))
    return core, tuple(spans)


def _words(core: str) -> frozenset[str]:
    plain = without_dates(core)
    numbers = set(re.findall(r"\d+(?:\.\d+)?", core))
    pairs = {
        plain[i : i + 2]
        for i in range(len(plain) - 1)
        if HAN.match(plain[i]) and HAN.match(plain[i + 1]) and not (plain[i] in SMALL and plain[i + 1] in SMALL)
    }
    return frozenset(pairs | numbers or set(core[:1]))
