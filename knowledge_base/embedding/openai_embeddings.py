"""Embedder on any service that speaks OpenAI's `POST {base}/embeddings`."""

import time
from collections.abc import Callable, Sequence

import httpx
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge_base.embedding.embedder import Vector
from knowledge_base.errors import EmbeddingUnavailable

BATCH = 64
ATTEMPTS = 4
FIRST_WAIT, LONGEST_WAIT = 0.5, 8.0  # seconds
TIMEOUT = 30.0  # seconds
BUSY = {408, 429, 500, 502, 503, 504}


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore")
    index: int
    embedding: list[float] = Field(min_length=1)


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")
    data: list[_Row]


class OpenAIEmbedder:
    """Embedder by HTTP; the only one that uses the network, and only the address it was given.

    Cutting long texts is left to the service, which knows its own tokens. Errors never repeat the text that was sent.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None = None,
        *,
        query_prefix: str = "",
        passage_prefix: str = "",
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`base_url` ends before `/embeddings` (most often in `/v1`). Prefixes as the model's card asks for."""
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.Client(headers=headers, timeout=TIMEOUT, transport=transport)
        self._url = f"{base_url.rstrip('/')}/embeddings"
        self._model = model
        self._prefixes = query_prefix, passage_prefix
        self._sleep = sleep
        self._dimensions: int | None = None

    @property
    def model_id(self) -> str:
        """See Embedder; the service does not tell its precision, so its address stands for it."""
        return f"openai/{self._url}/{self._model}/{self._prefixes[0]!r}-{self._prefixes[1]!r}"

    @property
    def dimensions(self) -> int:
        """See Embedder; the first look asks the service."""
        if self._dimensions is None:
            self._embed(["维度"])
        assert self._dimensions is not None  # set by every reply
        return self._dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """See Embedder. Raises EmbeddingUnavailable when the service fails or answers wrongly."""
        return self._in_batches([self._prefixes[1] + text for text in texts])

    def embed_query(self, text: str) -> Vector:
        """See Embedder. Raises EmbeddingUnavailable when the service fails or answers wrongly."""
        row: Vector = self._embed([self._prefixes[0] + text])[0]
        return row

    def embed_questions(self, texts: Sequence[str]) -> Vector:
        """See Embedder. Raises EmbeddingUnavailable when the service fails or answers wrongly."""
        return self._in_batches([self._prefixes[0] + text for text in texts])

    def _in_batches(self, texts: Sequence[str]) -> Vector:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.concatenate([self._embed(list(texts[i : i + BATCH])) for i in range(0, len(texts), BATCH)])

    def _embed(self, texts: list[str]) -> Vector:
        # Some services refuse an empty string; a space means the same.
        body: dict[str, object] = {
            "model": self._model,
            "input": [text or " " for text in texts],
            "encoding_format": "float",
        }
        vectors = _vectors(self._post(body), len(texts))
        if self._dimensions not in (None, vectors.shape[1]):
            raise EmbeddingUnavailable(f"向量服务的维度由 {self._dimensions} 变为 {vectors.shape[1]}，请重建索引")
        self._dimensions = vectors.shape[1]
        return vectors

    def _post(self, body: dict[str, object]) -> httpx.Response:
        wait = FIRST_WAIT
        for attempt in range(1, ATTEMPTS + 1):
            try:
                response = self._client.post(self._url, json=body)
            except httpx.TransportError as error:
                problem, asked = f"连接失败（{type(error).__name__}）", None
            else:
                if response.status_code not in BUSY:
                    return response
                problem, asked = f"HTTP {response.status_code}", _retry_after(response)
            if attempt < ATTEMPTS:
                self._sleep(min(asked if asked is not None else wait, LONGEST_WAIT))
                wait *= 2
        raise EmbeddingUnavailable(f"向量服务 {self._url} 试了 {ATTEMPTS} 次都没有成功：{problem}")


def _retry_after(response: httpx.Response) -> float | None:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else None


def _vectors(response: httpx.Response, expected: int) -> Vector:
    """[expected, d] in the order of `index`, L2-normalised."""
    where = response.request.url
    if response.status_code in (401, 403):
        raise EmbeddingUnavailable(f"向量服务 {where} 不接受密钥（HTTP {response.status_code}）")
    if response.status_code != httpx.codes.OK:
        raise EmbeddingUnavailable(f"向量服务 {where} 拒绝了请求（HTTP {response.status_code}），请检查地址和模型名")
    try:
        rows = sorted(_Reply.model_validate_json(response.content).data, key=lambda row: row.index)
    except ValidationError:
        raise EmbeddingUnavailable(f"向量服务 {where} 的回答不是 OpenAI 格式") from None
    if [row.index for row in rows] != list(range(expected)) or len({len(row.embedding) for row in rows}) != 1:
        raise EmbeddingUnavailable(f"向量服务 {where} 返回的向量数目或长度不对")
    vectors = np.array([row.embedding for row in rows], dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 0).all():
        raise EmbeddingUnavailable(f"向量服务 {where} 返回了零向量或无效数值")
    normalised: Vector = vectors / lengths
    return normalised
