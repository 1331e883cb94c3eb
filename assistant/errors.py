"""What can go wrong around a conversation; these know nothing of HTTP."""


class AssistantError(Exception):
    """Base of every error here. `code` is stable and `str(error)` is Chinese, fit to show to a citizen."""

    code = "assistant_error"


class UnknownConversation(AssistantError):
    """Seen by a citizen whose conversation is gone, or whose token is wrong: one error, so existence never leaks."""

    code = "unknown_conversation"

    def __init__(self) -> None:
        super().__init__("没有找到这段对话，或者凭证不对；请重新开始一段对话")
