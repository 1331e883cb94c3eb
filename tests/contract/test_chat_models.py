"""Every chat model keeps one contract: the scripted one, and LangChain's over an endpoint that we make fail."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from assistant.models.calls import BudgetedModel, EndpointFailed
from assistant.models.chat_model import ChatModel, Message, ModelUnavailable, Reason, Role
from assistant.models.config import ModelConfig
from assistant.models.fakes import ScriptedModel
from assistant.models.langchain_openai import LangChainEndpoint
from assistant.models.opening import opened_model
from tests.support.model_server import Mode, ModelServer, closed_port, running

ASKED = (Message(Role.SYSTEM, "只输出 JSON"), Message(Role.USER, "风筝要几天？"))
VALUE = {"days": 20, "note": "工作日"}


class Verdict(BaseModel):
    """What these tests ask for."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": False})
    days: int
    note: str


Given = Callable[[Sequence[Mode]], ChatModel]


class ChatModelContract:
    """What every chat model must do; subclasses give `given`: a model whose endpoint goes through these modes."""

    def test_a_reply_becomes_a_value_of_the_schema(self, given: Given) -> None:
        model = given([Mode.OK])
        assert model.structured(ASKED, Verdict, model.deadline()) == Verdict(**VALUE)

    def test_words_and_fences_around_the_value_are_looked_past(self, given: Given) -> None:
        model = given([Mode.FENCED])
        assert model.structured(ASKED, Verdict, model.deadline()) == Verdict(**VALUE)

    def test_its_name_stays(self, given: Given) -> None:
        model = given([Mode.OK])
        name = model.name
        model.structured(ASKED, Verdict, model.deadline())
        assert name and model.name == name

    def test_a_deadline_that_has_passed_asks_nothing(self, given: Given) -> None:
        model = given([Mode.OK])
        with pytest.raises(ModelUnavailable) as failed:
            model.structured(ASKED, Verdict, model.deadline() - 1000)
        assert failed.value.reason is Reason.BUDGET
        assert model.structured(ASKED, Verdict, model.deadline()) == Verdict(**VALUE)

    @pytest.mark.parametrize("mode", [Mode.NOT_JSON, Mode.TRUNCATED, Mode.WRONG_SCHEMA])
    def test_a_misshapen_reply_is_repaired_once(self, given: Given, mode: Mode) -> None:
        model = given([mode, Mode.OK])
        assert model.structured(ASKED, Verdict, model.deadline()) == Verdict(**VALUE)

    @pytest.mark.parametrize("mode", [Mode.NOT_JSON, Mode.TRUNCATED, Mode.WRONG_SCHEMA])
    def test_misshapen_twice_is_malformed(self, given: Given, mode: Mode) -> None:
        model = given([mode])
        with pytest.raises(ModelUnavailable) as failed:
            model.structured(ASKED, Verdict, model.deadline())
        assert failed.value.reason is Reason.MALFORMED

    @pytest.mark.parametrize("mode", [Mode.ERROR_500, Mode.RATE_LIMITED])
    def test_a_passing_fault_is_tried_again(self, given: Given, mode: Mode) -> None:
        model = given([mode, mode, Mode.OK])
        assert model.structured(ASKED, Verdict, model.deadline()) == Verdict(**VALUE)

    @pytest.mark.parametrize(
        ("mode", "reason"),
        [
            (Mode.ERROR_500, Reason.FAILED),
            (Mode.RATE_LIMITED, Reason.RATE_LIMITED),
            (Mode.BAD_REQUEST, Reason.REFUSED),
            (Mode.UNAUTHORIZED, Reason.REFUSED),
            (Mode.DECLINED, Reason.REFUSED),
        ],
    )
    def test_a_lasting_fault_is_named(self, given: Given, mode: Mode, reason: Reason) -> None:
        model = given([mode])
        with pytest.raises(ModelUnavailable) as failed:
            model.structured(ASKED, Verdict, model.deadline())
        assert failed.value.reason is reason

    def test_an_error_repeats_nothing_that_was_asked(self, given: Given) -> None:
        model = given([Mode.BAD_REQUEST])
        with pytest.raises(ModelUnavailable) as failed:
            model.structured(ASKED, Verdict, model.deadline())
        assert "风筝" not in f"{failed.value} {failed.value.detail} {failed.value.__cause__}"

    def test_threads_may_share_it(self, given: Given) -> None:
        model = given([Mode.OK])
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: model.structured(ASKED, Verdict, model.deadline()), range(12)))
        assert found == [Verdict(**VALUE)] * 12


SCRIPT: dict[Mode, Any] = {
    Mode.OK: VALUE,
    Mode.FENCED: f"好的：\n```json\n{json.dumps(VALUE)}\n```",
    Mode.NOT_JSON: "好的，没有问题",
    Mode.TRUNCATED: json.dumps(VALUE)[:9],
    Mode.WRONG_SCHEMA: {"unexpected": [1, 2]},
    Mode.ERROR_500: EndpointFailed(Reason.FAILED, again=True),
    Mode.RATE_LIMITED: EndpointFailed(Reason.RATE_LIMITED, again=True),
    Mode.BAD_REQUEST: EndpointFailed(Reason.REFUSED, ill=False),
    Mode.UNAUTHORIZED: EndpointFailed(Reason.REFUSED),
    Mode.DECLINED: EndpointFailed(Reason.REFUSED, ill=False),
}


class TestScriptedModel(ChatModelContract):
    @pytest.fixture
    def given(self) -> Given:
        def build(modes: Sequence[Mode]) -> ChatModel:
            rest = list(modes)
            return ScriptedModel(lambda messages, schema: SCRIPT[rest.pop(0) if len(rest) > 1 else rest[0]])

        return build


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with running(value=VALUE) as server:
        yield server


Open = Callable[..., BudgetedModel]


@pytest.fixture
def open_model(server: ModelServer) -> Iterator[Open]:
    """Models over the endpoint that never wait between tries and jitter nothing."""
    endpoints = []

    def build(**options: Any) -> BudgetedModel:
        config = ModelConfig(**{"model": "kite-7b", "base_url": server.url, "api_key": "geheim"} | options)
        endpoints.append(LangChainEndpoint(config))
        return BudgetedModel(config, endpoints[-1], sleep=lambda seconds: None, jitter=lambda: 0.0)

    yield build
    for endpoint in endpoints:
        endpoint.close()


class OverLangChain(ChatModelContract):
    method = ""

    @pytest.fixture
    def given(self, server: ModelServer, open_model: Open) -> Given:
        def build(modes: Sequence[Mode]) -> ChatModel:
            server.modes = list(modes)
            return open_model(method=self.method)

        return build


class TestJsonSchema(OverLangChain):
    method = "json_schema"

    def test_the_schema_goes_along(self, given: Given, server: ModelServer) -> None:
        model = given([Mode.OK])
        model.structured(ASKED, Verdict, model.deadline())
        sent = server.asked[0].body
        assert sent["response_format"]["json_schema"]["schema"]["required"] == ["days", "note"]
        assert (sent["model"], sent["temperature"], sent["max_tokens"]) == ("kite-7b", 0, 800)
        assert [m["content"] for m in sent["messages"]] == [m.text for m in ASKED]


class TestFunctionCalling(OverLangChain):
    method = "function_calling"


class TestJsonMode(OverLangChain):
    method = "json_mode"


# --- what only the endpoint can show ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        # None of these ends by itself, so that the call comes back at all shows its deadline.
        (Mode.HANG, Reason.TIMEOUT),
        (Mode.DRIP, Reason.TIMEOUT),
        (Mode.DRIP_HEADERS, Reason.TIMEOUT),
        (Mode.ENDLESS, Reason.MALFORMED),
        (Mode.MALFORMED, Reason.MALFORMED),
        (Mode.HTML, Reason.MALFORMED),
        (Mode.BROKEN_OFF, Reason.FAILED),
    ],
)
def test_a_sick_endpoint_is_let_go_of(server: ModelServer, open_model: Open, mode: Mode, reason: Reason) -> None:
    server.modes = [mode]
    model = open_model(timeout_s=0.5, budget_s=0.5, retries=0)
    with pytest.raises(ModelUnavailable) as failed:
        model.structured(ASKED, Verdict, model.deadline())
    assert failed.value.reason is reason
    assert len(server.asked) == 1
    assert not server.stopped.is_set()


def test_one_slow_call_leaves_the_rest_of_the_budget(server: ModelServer, open_model: Open) -> None:
    server.modes = [Mode.HANG, Mode.OK]
    model = open_model(timeout_s=0.3, budget_s=10)
    deadline = model.deadline()
    with pytest.raises(ModelUnavailable, match="时限"):
        model.structured(ASKED, Verdict, deadline)
    assert model.structured(ASKED, Verdict, deadline) == Verdict(**VALUE)


def test_a_port_where_nobody_listens_is_refused(open_model: Open) -> None:
    model = open_model(base_url=f"http://127.0.0.1:{closed_port()}/v1", timeout_s=0.5, budget_s=0.5)
    with pytest.raises(ModelUnavailable) as failed:
        model.structured(ASKED, Verdict, model.deadline())
    assert failed.value.reason is Reason.REFUSED


@pytest.mark.parametrize(
    ("mode", "requests"),
    [(Mode.ERROR_500, 3), (Mode.RATE_LIMITED, 3), (Mode.BROKEN_OFF, 3)]
    + [(mode, 1) for mode in (Mode.BAD_REQUEST, Mode.UNAUTHORIZED, Mode.DECLINED, Mode.MALFORMED)],
)
def test_only_what_may_pass_is_tried_again(server: ModelServer, open_model: Open, mode: Mode, requests: int) -> None:
    server.modes = [mode]
    model = open_model(retries=2)
    with pytest.raises(ModelUnavailable):
        model.structured(ASKED, Verdict, model.deadline())
    assert len(server.asked) == requests


def test_a_wait_that_the_endpoint_asks_for_beyond_the_budget_is_not_waited(
    server: ModelServer, open_model: Open
) -> None:
    server.modes, server.retry_after = [Mode.RATE_LIMITED], "3600"
    model = open_model()
    with pytest.raises(ModelUnavailable) as failed:
        model.structured(ASKED, Verdict, model.deadline())
    assert failed.value.reason is Reason.RATE_LIMITED
    assert len(server.asked) == 1


def test_a_kept_connection_serves_the_next_call(server: ModelServer, open_model: Open) -> None:
    model = open_model()
    for _ in range(3):
        assert model.structured(ASKED, Verdict, model.deadline()).days == 20
    assert len(server.asked) == 3


def test_the_environment_changes_nothing(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch, network_refused: list[str]
) -> None:
    """Nobody's variables send a citizen's question elsewhere, or a trace of it."""
    elsewhere = "http://192.0.2.1:9/v1"
    for name in ("OPENAI_API_BASE", "OPENAI_BASE_URL", "OPENAI_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY",
                 "LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"):  # fmt: skip
        monkeypatch.setenv(name, elsewhere)
    for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    for name in ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_API_KEY", "LANGSMITH_API_KEY"):
        monkeypatch.setenv(name, "foreign")
    with opened_model(ModelConfig("kite-7b", server.url)) as model:
        assert model is not None
        assert model.structured(ASKED, Verdict, model.deadline()) == Verdict(**VALUE)
    assert network_refused == []
    assert "foreign" not in str(server.asked[0].headers)
    assert not any("stainless" in name.lower() for name in server.asked[0].headers)


def test_no_question_is_logged_at_any_level(
    server: ModelServer, open_model: Open, caplog: pytest.LogCaptureFixture
) -> None:
    server.modes = [Mode.ERROR_500, Mode.OK]
    model = open_model()
    with caplog.at_level(logging.DEBUG):
        model.structured(ASKED, Verdict, model.deadline())
    assert "风筝" not in caplog.text and "geheim" not in caplog.text


def test_no_model_is_configured() -> None:
    with opened_model(None) as model:
        assert model is None


def test_the_key_is_not_shown() -> None:
    config = ModelConfig("m", "http://127.0.0.1/v1", "geheim")
    assert "geheim" not in repr(config) and "geheim" not in repr(replace(config, retries=0))
