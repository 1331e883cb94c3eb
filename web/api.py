"""The table of contents of the web: conversations and knowledge in, a FastAPI application out."""

import time
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from web import errors
from web.chat import chat_routes
from web.edge import Edge
from web.limits import BodyLimit, MessageRate
from web.lookup import lookup_routes
from web.pages import page_routes, read_assets
from web.ports import Conversations, Knowledge
from web.settings import WebSettings

DESCRIPTION = """上海宝山“一网通办”AI 助手小宝的接口。

出错时统一返回 `application/problem+json`，`code` 稳定，`detail` 是可以直接给用户看的中文。
一段对话只能凭开启时得到的令牌读写；编号不对和令牌不对的答复相同。
"""


def create_api(
    conversations: Conversations,
    knowledge: Knowledge,
    settings: WebSettings,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> FastAPI:
    """The whole web application. `clock` gives monotonic seconds for the rate limit."""
    # The interactive docs pages load scripts from elsewhere, so only openapi.json is served.
    app = FastAPI(title="小宝", version="1", description=DESCRIPTION, docs_url=None, redoc_url=None)
    rate = MessageRate(settings.messages_per_minute, settings.message_burst, clock)
    app.include_router(chat_routes(conversations, rate))
    app.include_router(lookup_routes(knowledge))
    app.include_router(page_routes(read_assets()))
    errors.install(app)
    _add_layers(app, settings)
    _describe(app)
    return app


def _add_layers(app: FastAPI, settings: WebSettings) -> None:
    # The last one added is the outermost: headers stand on every response, refusals included.
    app.add_middleware(BodyLimit, limit=settings.body_limit)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type"],
        expose_headers=["Retry-After"],
    )
    app.add_middleware(Edge, frame_ancestors=settings.frame_ancestors)


def _describe(app: FastAPI) -> None:
    generate = app.openapi

    def described() -> dict[str, Any]:
        schema = generate()
        _describe_stream(schema)
        _describe_problem(schema)
        return schema

    app.openapi = described  # type: ignore[method-assign]


def _describe_stream(schema: dict[str, Any]) -> None:
    # FastAPI writes `itemSchema`, which only OpenAPI 3.2 knows; readers of 3.1 refuse the whole file.
    stream = schema["paths"]["/api/conversations/{conversation_id}/messages"]["post"]["responses"]["200"]["content"]
    stream["text/event-stream"] = {"schema": {"type": "string", "description": "事件流，见上面的说明"}}


def _describe_problem(schema: dict[str, Any]) -> None:
    described = errors.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = schema.setdefault("components", {}).setdefault("schemas", {})
    parts.update(described.pop("$defs", {}))
    parts["Problem"] = described
