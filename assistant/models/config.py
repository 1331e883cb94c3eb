"""What an operator sets about the model."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from assistant.models.chat_model import ModelMisconfigured

MOST_BUDGET_S = 10.0

Method = Literal["json_schema", "function_calling", "json_mode"]


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """One model at an OpenAI-compatible address (`base_url` ends before `/chat/completions`), or a GGUF file to run.

    `timeout_s` bounds one call, `budget_s` everything that one question spends on the model (seconds). `concurrency`
    is how many calls may run at once, `retries` how many more tries a call gets. `method` is how the endpoint is asked
    for structured output; json_mode is what every server understands. `filing_number` is the 备案号. Raises
    ModelMisconfigured.
    """

    model: str
    base_url: str = ""
    api_key: str | None = field(default=None, repr=False)
    filing_number: str | None = None
    timeout_s: float = 8.0
    budget_s: float = 10.0
    concurrency: int = 4
    retries: int = 2
    method: Method = "json_schema"
    max_tokens: int = 800
    local_path: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what can never work, in words for the operator."""
        if not self.model:
            raise ModelMisconfigured("没有填模型名（XIAOBAO_MODEL_NAME）")
        if bool(self.base_url) == bool(self.local_path):
            raise ModelMisconfigured(
                "模型地址（XIAOBAO_MODEL_URL）和本机模型文件（XIAOBAO_LOCAL_MODEL）要填一个，且只填一个"
            )
        if self.base_url and not self.base_url.startswith(("http://", "https://")):
            raise ModelMisconfigured("模型地址（XIAOBAO_MODEL_URL）要以 http:// 或 https:// 开头")
        if not 0 < self.timeout_s <= self.budget_s <= MOST_BUDGET_S:
            raise ModelMisconfigured(f"一次调用的时限要大于0、不超过总时限，总时限不超过{MOST_BUDGET_S:g}秒")
        if self.concurrency < 1 or self.retries < 0 or self.max_tokens < 1:
            raise ModelMisconfigured("同时调用数和最多字数要大于0，重试次数不能是负数")
