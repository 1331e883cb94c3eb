"""From settings to a model that can be asked, and back: what was opened is closed at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from assistant.models.calls import BudgetedModel
from assistant.models.chat_model import ChatModel
from assistant.models.config import ModelConfig
from assistant.models.local import start_local_server


@contextmanager
def opened_model(config: ModelConfig | None) -> Iterator[ChatModel | None]:
    """The configured model; None without a configuration. Asks the endpoint nothing yet. Raises ModelMisconfigured."""
    if config is None:
        yield None
        return
    # LangChain takes a second to import: only who has a model waits for it.
    from assistant.models.langchain_openai import LangChainEndpoint  # noqa: PLC0415

    local = start_local_server(config.local_path, config.concurrency) if config.local_path else None
    if local:
        config = replace(config, base_url=local.base_url, api_key=local.api_key, local_path=None)
    endpoint = LangChainEndpoint(config)
    try:
        yield BudgetedModel(config, endpoint)
    finally:
        endpoint.close()
        if local:
            local.close()
