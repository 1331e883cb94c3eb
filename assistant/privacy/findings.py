"""What personal data is called, and where in a text it stands."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of personal data, strongest first: where two overlap, the earlier one names the whole."""

    EMAIL = "email"
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    LANDLINE = "landline"
    PASSPORT = "passport"
    TRAVEL_PERMIT = "travel_permit"
    DOCUMENT = "document"
    PLATE = "plate"
    ACCOUNT = "account"
    ADDRESS = "address"
    NAME = "name"

    @property
    def token(self) -> str:
        """What stands in the text instead."""
        return f"〔{WORDS[self]}〕"


WORDS = {
    Kind.EMAIL: "邮箱",
    Kind.ID_CARD: "身份证号",
    Kind.BANK_CARD: "银行卡号",
    Kind.MOBILE: "手机号",
    Kind.LANDLINE: "电话号码",
    Kind.PASSPORT: "护照号",
    Kind.TRAVEL_PERMIT: "通行证号",
    Kind.DOCUMENT: "证件号",
    Kind.PLATE: "车牌号",
    Kind.ACCOUNT: "社交账号",
    Kind.ADDRESS: "门牌号",
    Kind.NAME: "姓名",
}
RANK = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data; `start` and `end` are character positions in the text that was given."""

    kind: Kind
    start: int
    end: int


def merge(findings: list[Finding]) -> tuple[Finding, ...]:
    """Overlapping findings made one (all of it is masked), in the order of the text."""
    merged: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if not merged or finding.start >= merged[-1].end:
            merged.append(finding)
            continue
        last = merged[-1]
        kind = min(last.kind, finding.kind, key=RANK.__getitem__)
        merged[-1] = Finding(kind, last.start, max(last.end, finding.end))
    return tuple(merged)
