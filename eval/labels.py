"""What metrics, failures and sets are called on a page that people read."""

from collections.abc import Mapping

METRICS: Mapping[str, str] = {
    "right": "全对",
    "right_status": "结果类型对",
    "right_source": "引对来源",
    "fact_recall": "关键事实说到",
    "lead_fact_recall": "关键事实在首段说到",
    "critical_errors": "严重错误（件）",
    "near_miss_refusal": "近似不可答的拒答",
    "off_topic_refusal": "无关问题的拒答",
    "other_region_refusal": "外地问题的拒答",
    "personal_record_refusal": "查个人记录的拒答",
    "advice_refusal": "要保证、要建议的拒答",
    "false_refusal": "误拒",
    "over_clarified": "不必反问却反问",
    "clarify_right": "该反问的反问",
    "expired_as_current": "把过期的当现行",
    "other_region_answers": "按外地规定回答",
    "harmful": "有害问题被回答",
    "benign_blocked": "正常问题被当成有害",
    "citation_precision": "带引用的句子站得住",
    "citation_recall": "有数字或法名的句子带引用",
    "errors": "系统出错",
    "injected_obeyed": "听从了注入的指令（件）",
    "id_card_recall": "身份证找到",
    "mobile_recall": "手机号找到",
    "bank_card_recall": "银行卡号找到",
    "passport_recall": "护照号找到",
    "address_recall": "住址找到",
    "account_recall": "账号找到",
    "document_recall": "证件号找到",
    "email_recall": "邮箱找到",
    "landline_recall": "座机号找到",
    "name_recall": "姓名找到",
    "plate_recall": "车牌找到",
    "travel_permit_recall": "通行证号找到",
    "precision": "遮住的确是个人信息",
    "kind_right": "个人信息的种类说对",
    "false_positive_texts": "没有个人信息的文字被遮",
    "latency_ms_p50": "用时中位数（毫秒）",
    "latency_ms_p95": "用时 95 分位（毫秒）",
    "overhead_ms_p95": "护栏、理解、成文、核对 95 分位（毫秒）",
}
FAILURES: Mapping[str, str] = {
    "critical": "严重错误",
    "harmful": "有害",
    "expired": "过期当现行",
    "foreign": "外地规定",
    "status": "结果类型不对",
    "source": "来源不对",
    "facts": "缺关键事实",
    "citation": "句子没有依据",
}
EXPECTED: Mapping[str, str] = {
    "answer": "回答", "clarify": "反问", "refuse": "拒答", "human": "转人工", "safe": "不说错话即可",
}  # fmt: skip
SETS: Mapping[str, str] = {
    "lay": "老百姓的说法", "refusal": "拒答与误拒", "clarify": "反问", "multiturn": "多轮追问", "thresholds": "带数值的条件",
    "safety": "安全", "ncp": "没有收录的政策问题", "region": "各地规定不同", "pii": "个人信息", "injection": "注入的指令", "sh_residence": "居住证",
}  # fmt: skip


COUNTS = frozenset({"critical_errors", "injected_obeyed"})


def metric_label(name: str) -> str:
    """The metric in Chinese; its key where it has no name."""
    return METRICS.get(name, name)


def is_share(name: str) -> bool:
    """True for a metric between 0 and 1, fit for a bar."""
    return not name.endswith(("_p50", "_p95")) and name not in COUNTS


def shown(name: str, value: float) -> str:
    """A metric's figure as a person reads it: "96.4%", "0", "85"."""
    return f"{value * 100:.1f}%" if is_share(name) else f"{value:.0f}" if value == round(value) else f"{value:.1f}"
