"""Every setting is documented with its true default, and nothing is documented that is not a setting."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app import Settings
from tests.samples import ROOT

MANUAL = ROOT / "docs" / "operating.md"
ROW = re.compile(r"^\| `(XIAOBAO_[A-Z_]+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
NAME = re.compile(r"XIAOBAO_[A-Z_]*[A-Z]")
FOR_TESTS = {
    "XIAOBAO_TEST_POSTGRES_URL",
    "XIAOBAO_TEST_MODELS",
    "XIAOBAO_JOURNEY_URL",
    "XIAOBAO_CHROMIUM",
    "XIAOBAO_EVAL_DATA",
}
FIELDS = {f"XIAOBAO_{name.upper()}": field for name, field in Settings.model_fields.items()}


def shown(default: Any) -> str:
    """A default as the manual writes it."""
    if default is None:
        return "不填"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return "`[]`" if default == () else f"`{default}`"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the person who runs the tests."""
    for name in FIELDS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_manual_lists_exactly_the_settings_in_their_order() -> None:
    assert [row[0] for row in ROW.findall(MANUAL.read_text("utf-8"))] == list(FIELDS)


@pytest.mark.parametrize("name", FIELDS)
def test_the_manual_gives_the_true_default(name: str) -> None:
    default = {row[0]: row[1] for row in ROW.findall(MANUAL.read_text("utf-8"))}[name]
    assert default == shown(FIELDS[name].default)


@pytest.mark.parametrize("name", FIELDS)
def test_every_setting_says_in_chinese_what_it_is(name: str) -> None:
    description = FIELDS[name].description
    assert description and re.search("[一-鿿]", description)


def test_no_other_setting_is_mentioned_anywhere() -> None:
    places = [ROOT / "README.md", ROOT / "Makefile", ROOT / "app.py", *(ROOT / "docs").rglob("*.md")]
    for package in ("assistant", "eval", "ingest", "knowledge_base", "web"):
        places += (ROOT / package).rglob("*.py")
    mentioned = {name: place.name for place in places for name in NAME.findall(place.read_text("utf-8"))}
    assert len(mentioned) >= len(FIELDS)
    assert {n: p for n, p in mentioned.items() if n not in FIELDS and n not in FOR_TESTS} == {}


def test_examples_of_the_file_are_valid(tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    assert examples
    for example in examples:
        keys = tomllib.loads(example)
        assert set(keys) <= set(Settings.model_fields)
        (tmp_path / "xiaobao.toml").write_text(example, "utf-8")
        read = Settings()
        assert all(str(getattr(read, k)) == str(tuple(v) if isinstance(v, list) else v) for k, v in keys.items())


def test_the_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().port == 8000
    (tmp_path / "xiaobao.toml").write_text("port = 8001\nhost = '0.0.0.0'\n")
    monkeypatch.setenv("XIAOBAO_PORT", "8002")
    assert (Settings().port, Settings().host) == (8002, "0.0.0.0")
    assert Settings(port=8003).port == 8003


def test_lists_are_written_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_ALLOWED_ORIGINS", '["https://portal.example"]')
    assert Settings().allowed_origins == ("https://portal.example",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "x"),
        ("EMBEDDING", "bert"),
        ("THREADS", "-1"),
        ("LAWS", "perhaps"),
        ("MESSAGES_PER_MINUTE", "-5"),
    ],
)
def test_a_wrong_value_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"XIAOBAO_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_secrets_are_not_shown() -> None:
    settings = Settings(database_url="postgresql://u:geheim@h/d", embedding_key="geheim")
    assert "geheim" not in repr(settings) and "geheim" not in str(settings)
