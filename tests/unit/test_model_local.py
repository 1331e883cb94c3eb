"""A GGUF file of the operator's: what is missing is said in Chinese before anything is loaded."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.models.chat_model import ModelMisconfigured
from assistant.models.local import LocalServer, start_local_server


@dataclass
class Vendor:
    """As much of the package as is used: it keeps the parameters and opens an address of its own."""

    started: list[SimpleNamespace] = field(default_factory=list)

    def CommonParams(self) -> SimpleNamespace:
        return SimpleNamespace(
            model=SimpleNamespace(path=""), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace()
        )

    def Server(self, parameters: SimpleNamespace) -> SimpleNamespace:
        if "broken" in parameters.model.path:
            raise RuntimeError("failed to load")
        self.started.append(parameters)
        return SimpleNamespace(listening_address="http://127.0.0.1:4567")


def start(path: Path, vendor: Vendor, **options: Any) -> LocalServer:
    return start_local_server(path, **{"places": 1} | options, load=lambda: vendor)


def weights(folder: Path, name: str = "kite.gguf", head: bytes = b"GGUF") -> Path:
    path = folder / name
    path.write_bytes(head + bytes(16))
    return path


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    def absent() -> Any:
        raise ModuleNotFoundError

    with pytest.raises(ModelMisconfigured, match=r"xiaobao\[local-llm\]"):
        start_local_server(weights(tmp_path), 1, load=absent)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    vendor = Vendor()
    with pytest.raises(ModelMisconfigured, match=r"没有找到.*kite\.gguf"):
        start(tmp_path / "kite.gguf", vendor)


def test_a_file_of_another_format_is_not_given_to_the_loader(tmp_path: Path) -> None:
    vendor = Vendor()
    with pytest.raises(ModelMisconfigured, match="GGUF"):
        start(weights(tmp_path, head=b"PK\3\4"), vendor)
    assert vendor.started == []


def test_a_file_that_does_not_load_is_named(tmp_path: Path) -> None:
    vendor = Vendor()
    with pytest.raises(ModelMisconfigured, match="打不开"):
        start(weights(tmp_path, "broken.gguf"), vendor)


def test_it_serves_on_loopback_for_the_holder_of_the_key_alone(tmp_path: Path) -> None:
    vendor = Vendor()
    server = start(weights(tmp_path), vendor, places=2, threads=1)
    parameters = vendor.started[0]
    assert server.base_url == "http://127.0.0.1:4567/v1"
    assert parameters.hostnames == ["127.0.0.1"] and parameters.offline and not parameters.ui
    assert parameters.api_keys == [server.api_key] and len(server.api_key) > 20
    assert server.api_key not in repr(server)
    assert parameters.n_parallel == 2 and parameters.cpuparams.n_threads == 1
    server.close()
    assert server.running is None
