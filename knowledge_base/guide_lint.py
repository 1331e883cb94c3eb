"""Guide lint: contradictions inside one 办事指南 that would mislead a citizen (a test and a console warning each)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from knowledge_base.fields.guide import CaseType, GuideFields, OnlineDepth

CATCH_ALL = re.compile(r"其他(相关)?(材料|条件|文件|资料|证明)|等(相关)?材料|法律法规规定的其他")
INSTANT_WORDS = ("即办", "当场", "即时", "立等")


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One broken rule: `rule` is its stable name, `message` is for the editor."""

    rule: str
    message: str


def lint_guide(guide: GuideFields) -> list[LintFinding]:
    """Every broken rule of domain.md §2, in the order of the rules below."""
    return [finding for rule in RULES for finding in rule(guide)]


def _instant_matches_promise(guide: GuideFields) -> Iterator[LintFinding]:
    promised = guide.promised_limit.text if guide.promised_limit else ""
    instant = any(word in promised for word in INSTANT_WORDS)
    if instant != (guide.case_type is CaseType.INSTANT):
        yield LintFinding("instant", f"承诺时限“{promised or '未填'}”与办件类型“{guide.case_type}”不一致")


def _visits_match_depth(guide: GuideFields) -> Iterator[LintFinding]:
    if guide.online_depth is OnlineDepth.FULL and guide.visits > 0:
        yield LintFinding("visits", "全程网办的事项到现场次数应为 0")
    if guide.visits > 0 and not guide.visit_reason:
        yield LintFinding("visits", "到现场次数大于 0 时应写明原因")


def _fee_has_basis(guide: GuideFields) -> Iterator[LintFinding]:
    if guide.fee.charged and not (guide.fee.basis and guide.fee.standard):
        yield LintFinding("fee", "收费事项应写明收费依据和标准")


def _phones_differ(guide: GuideFields) -> Iterator[LintFinding]:
    if guide.consult == guide.complaint:
        yield LintFinding("phones", "咨询与监督投诉不能是同一个渠道")


def _result_has_sample(guide: GuideFields) -> Iterator[LintFinding]:
    if guide.result.name and not guide.result.sample:
        yield LintFinding("result", f"办理结果“{guide.result.name}”没有样本")


def _no_catch_all(guide: GuideFields) -> Iterator[LintFinding]:
    for text in [c.text for c in guide.conditions] + [m.name for m in guide.materials]:
        if CATCH_ALL.search(text):
            yield LintFinding("catch_all", f"含兜底表述：{text}")


def _online_standard_same(guide: GuideFields) -> Iterator[LintFinding]:
    for material in guide.materials:
        if material.online_standard and material.online_standard != material.acceptance_standard:
            yield LintFinding("standard", f"材料“{material.name}”线上线下受理标准不一致")


def _material_has_checkpoint(guide: GuideFields) -> Iterator[LintFinding]:
    for material in guide.materials:
        if not material.checkpoints:
            yield LintFinding("checkpoint", f"材料“{material.name}”没有审查要点，应当取消或补上要点")


RULES: tuple[Callable[[GuideFields], Iterator[LintFinding]], ...] = (
    _instant_matches_promise,
    _visits_match_depth,
    _fee_has_basis,
    _phones_differ,
    _result_has_sample,
    _no_catch_all,
    _online_standard_same,
    _material_has_checkpoint,
)
