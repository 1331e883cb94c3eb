"""Whatever is sent, the answer is one that openapi.json promises, and never a fault."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks as conformance

from tests.web.fakes import FakeConversations, FakeKnowledge
from web.api import create_api
from web.settings import WebSettings

PROMISES: list[Any] = [
    not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_schema_conformance,
]
STEADY = settings(
    max_examples=20, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


def test_every_answer_is_one_that_was_promised() -> None:
    app = create_api(FakeConversations(), FakeKnowledge(), WebSettings(messages_per_minute=0))
    tried = set()
    for found in schemathesis.openapi.from_asgi("/openapi.json", app).get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @STEADY
        @given(case=operation.as_strategy())
        def promised(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(checks=PROMISES, headers={"Authorization": "Bearer secret-1"})

        promised()
        tried.add(operation.label)
    assert len(tried) == 12
