"""A GGUF file that the operator names, run by xllamacpp's server on loopback (extra `local-llm`); no weights ship."""

import importlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.models.chat_model import ModelMisconfigured

PACKAGE = "xllamacpp"
MAGIC = b"GGUF"
CONTEXT_TOKENS = 8192  # of each place; passages and rules take about half


@dataclass(slots=True)
class LocalServer:
    """A running server: an OpenAI-compatible address on loopback that only the holder of the key may use.

    It runs in this process and ends when `close` lets go of it.
    """

    base_url: str
    api_key: str = field(repr=False)
    running: Any = field(repr=False)

    def close(self) -> None:
        """Stop the server and give its memory back."""
        self.running = None


def start_local_server(
    weights: Path, places: int, threads: int = 0, load: Callable[[], Any] = lambda: importlib.import_module(PACKAGE)
) -> LocalServer:
    """Load `weights` and serve `places` calls at once. Takes seconds; raises ModelMisconfigured in Chinese.

    `load` gives the vendor's module.
    """
    _check(weights)
    try:
        vendor = load()
    except ModuleNotFoundError:
        raise ModelMisconfigured("要用本机模型，请先装附加包：pip install 'xiaobao[local-llm]'") from None
    parameters = _parameters(vendor, weights, places, threads)
    key = secrets.token_urlsafe(24)
    parameters.api_keys = [key]
    try:
        server = vendor.Server(parameters)
    except Exception as error:  # the C++ side raises what it likes
        raise ModelMisconfigured(f"本机模型文件打不开：{weights}（{type(error).__name__}）") from error
    return LocalServer(f"{server.listening_address}/v1", key, server)


def _check(weights: Path) -> None:
    if not weights.is_file():
        raise ModelMisconfigured(f"没有找到本机模型文件：{weights}")
    with weights.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise ModelMisconfigured(f"本机模型要 GGUF 格式的文件：{weights}")


def _parameters(vendor: Any, weights: Path, places: int, threads: int) -> Any:
    """Loopback on a free port, no pages, no tools, no downloads: chat completions and nothing else."""
    parameters = vendor.CommonParams()
    parameters.model.path = str(weights)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_parallel = places
    parameters.n_ctx = CONTEXT_TOKENS * places
    parameters.offline = True
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.verbosity = 0
    if threads:
        parameters.cpuparams.n_threads = threads
        parameters.cpuparams_batch.n_threads = threads
    return parameters
