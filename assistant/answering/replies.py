"""Every sentence that 小宝 says on its own account. Facts are not here: they come from knowledge, with a citation."""

from collections.abc import Mapping

from assistant.answering.answer import Action, Status

NOTICE = "本回答由AI生成，仅供参考；办理以窗口和“一网通办”公布的为准。"

# What to do next is part of every reply that is not an answer.
REPLIES: Mapping[Status, str] = {
    Status.ANSWERED_GREETING: "您好，我是小宝，宝山“一网通办”的 AI 助手。您可以用平常的话问我办事的条件、材料、时限、费用和地点。",
    Status.CLARIFY_MATTER: "您问的是哪一种？",
    Status.CLARIFY_WHICH: "您说的是哪一件事？请带上事情的名字再问一次，比如“食品经营许可要办多久”。",
    Status.REFUSED_OFF_TOPIC: "这个问题不属于政务办事，小宝答不了。办事的条件、材料、时限、费用可以问我；其他诉求可以拨打12345。",
    Status.REFUSED_OTHER_REGION: "这是{region}的事项，小宝只掌握上海宝山的办事规定。请查当地的政务服务网，或者拨打当地的12345。",
    Status.REFUSED_PERSONAL_RECORD: (
        "个人办件和账户信息要本人登录后查：请在“一网通办”或“随申办”的“我的办件”里看，也可以拨打12345。"
    ),
    Status.REFUSED_ADVICE: "小宝不做法律、医疗、投资方面的判断，也不能保证办理结果。办事规定可以问我；要人帮忙请转人工或者拨打12345。",
    Status.REFUSED_UNSAFE: "这件事小宝不能帮忙。如果是正常办事遇到了困难，请转人工或者拨打12345，由工作人员帮您想办法。",
    Status.REFUSED_INSTRUCTION: "小宝只回答办事的问题，不按别的指令做，也不说自己的内部设置。想办什么事请直接说；要人帮忙请转人工或者拨打12345。",
    Status.REFUSED_SECRECY: "涉及国家秘密、工作秘密的内容不能在这里问，也不要发给小宝。公开的办事规定可以问我；其他请按保密规定向主管部门了解，或者拨打12345。",
    Status.REFUSED_TOO_LONG: "您的问题超过了{limit}个字，小宝没法一次看完。请挑最想问的一件事，分开来问；也可以转人工或者拨打12345。",
    Status.REFUSED_EMPTY: "没有看到您的问题。请用一句话写下您想办的事，比如“开面馆要办什么证”；也可以拨打12345。",
    Status.UNANSWERED_NOT_COVERED: "{outside}",
    Status.UNANSWERED_NO_EVIDENCE: (
        "小宝的知识里没有找到能回答这个问题的依据，不敢乱说。请换个说法再问，或者转人工、拨打12345。"
    ),
    Status.UNANSWERED_ASPECT_UNKNOWN: (
        "小宝收录了“{matter}”，但没有收录它的{aspect}。请看“一网通办”上的这个事项，或者转人工、拨打12345。"
    ),
    Status.HANDED_OVER_REQUESTED: "人工帮办席位还没有在这里开通。请拨打12345，会有人接听；您也可以到区政务服务中心的帮办窗口。",
    Status.ERROR_INTERNAL: "小宝这边出了故障，您的问题已经收到，没有丢。请稍后再试，急事请拨打12345。",
}


def model_notice(name: str, filing_number: str | None) -> str:
    """The notice under an answer that a model wrote: which one, and its 备案号."""
    filing = f"，备案号{filing_number}" if filing_number else ""
    return f"{NOTICE}（模型：{name}{filing}）"


NEARBY = "小宝的知识里没有找到能直接回答这个问题的依据，不敢乱说。下面几件事比较接近，是的话可以点开看；都不是请换个说法，或者转人工、拨打12345。"

HANDOFF = Action("handoff", "转人工")
CALL = Action("call", "拨打12345", "12345")

NEXT_ACTIONS = (HANDOFF, CALL)


def reply(status: Status, **facts: str) -> str:
    """The reply text of a status that is not an answer, its blanks filled in."""
    return REPLIES[status].format(**facts)
