"""openapi.json is valid, documented in Chinese, and holds every route of the API."""

import re
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient

CJK = re.compile("[一-鿿]")


@pytest.fixture
def schema(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def test_it_is_valid(schema: dict[str, Any]) -> None:
    schemathesis.openapi.from_dict(schema).validate()


def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    parts = set(schema["components"]["schemas"])
    assert {name.rsplit("/", 1)[1] for name in re.findall(r"#/components/schemas/\w+", str(schema))} <= parts


def test_every_operation_has_chinese_words(schema: dict[str, Any]) -> None:
    operations = [operation for methods in schema["paths"].values() for operation in methods.values()]
    assert len(operations) >= 12
    for operation in operations:
        assert CJK.search(operation["summary"])
        assert CJK.search(operation["description"])


def test_errors_are_documented_as_problems(schema: dict[str, Any]) -> None:
    for methods in schema["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if status >= "400":
                    assert list(response["content"]) == ["application/problem+json"], operation["summary"]


def test_pages_are_not_part_of_it(schema: dict[str, Any]) -> None:
    assert all(path.startswith(("/api/", "/healthz", "/readyz")) for path in schema["paths"])


@pytest.mark.parametrize("address", ["/docs", "/redoc"])
def test_no_docs_page_that_loads_scripts_from_elsewhere(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404
