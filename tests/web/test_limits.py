"""How much may be sent and how fast."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import Clock, Opened
from web.errors import TooManyMessages
from web.limits import MessageRate
from web.settings import WebSettings

LIMIT = WebSettings().body_limit


def post(client: TestClient, opened: Opened, content: bytes | Iterator[bytes]) -> int:
    headers = {**opened.headers, "Content-Type": "application/json"}
    return client.post(f"{opened.path}/messages", content=content, headers=headers).status_code


def test_a_body_at_the_limit_is_read_and_one_byte_more_is_not(client: TestClient, opened: Opened) -> None:
    empty = b'{"text": "", "client_id": "a"}'
    at_limit = empty + b" " * (LIMIT - len(empty))
    assert post(client, opened, at_limit) == 200
    assert post(client, opened, at_limit + b" ") == 413


def test_a_stream_without_a_length_is_counted(client: TestClient, opened: Opened) -> None:
    def endless() -> Iterator[bytes]:
        yield b'{"text": "'
        for _ in range(LIMIT // 1024 + 1):
            yield b"a" * 1024
        yield b'"}'

    headers = {**opened.headers, "Content-Type": "application/json"}
    answer = client.post(f"{opened.path}/messages", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert answer.json()["code"] == "body_too_large"


def test_messages_above_the_rate_are_429_with_the_time_to_wait(
    client: TestClient, opened: Opened, clock: Clock
) -> None:
    statuses = [post(client, opened, b'{"text": "x"}') for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = client.post(f"{opened.path}/messages", json={"text": "x"}, headers=opened.headers)
    assert refused.json()["code"] == "too_many_messages"
    assert refused.headers["retry-after"] == "10"
    clock.now += 10
    assert post(client, opened, b'{"text": "x"}') == 200


def test_each_address_has_its_own_bucket() -> None:
    rate = MessageRate(6, 1, Clock())
    rate.take("a")
    rate.take("b")
    with pytest.raises(TooManyMessages):
        rate.take("a")


def test_zero_turns_the_limit_off() -> None:
    rate = MessageRate(0, 1, Clock())
    for _ in range(100):
        rate.take("a")


def test_idle_addresses_are_forgotten() -> None:
    clock = Clock()
    rate = MessageRate(60, 1, clock)
    for number in range(rate.FORGET_ABOVE):
        rate.take(str(number))
    clock.now += 60
    rate.take("last")
    assert len(rate._buckets) == 1
