"""What can go wrong in the ground; these know nothing of HTTP (web/errors.py maps them)."""


class KnowledgeBaseError(Exception):
    """Base of every error here. `code` is stable and `str(error)` is Chinese, fit to show to an operator."""

    code = "knowledge_base_error"


class InvalidFields(KnowledgeBaseError):
    """Seen by an editor or an ingesting operator: the fields do not fit the kind's model."""

    code = "invalid_fields"

    def __init__(self, kind: str, problems: list[str]) -> None:
        super().__init__(f"{kind} 的字段不合格：{'；'.join(problems)}")
        self.problems = problems


class UnknownEntry(KnowledgeBaseError):
    """Seen by whoever follows a citation or edits: no such entry, or not in that version."""

    code = "unknown_entry"

    def __init__(self, entry_id: str, version: int | None = None) -> None:
        which = f"第 {version} 版" if version else ""
        super().__init__(f"没有找到知识条目 {entry_id} {which}".rstrip())


class HomeInUse(KnowledgeBaseError):
    """Seen by an operator whose command meets a running server on the same data folder."""

    code = "home_in_use"


class EmbeddingUnavailable(KnowledgeBaseError):
    """Seen by an operator: the configured embedding model cannot run here; search goes on with words only."""

    code = "embedding_unavailable"
