"""Weights → ONNX: writes the BERT graph with mean pooling inside it, then quantises it to int8. No torch."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from knowledge_base.embedding.e5_tokenizer import write_tokenizer
from knowledge_base.embedding.e5_weights import SHA256, E5Shape, E5Weights, read_weights

OPSET = 20  # the first with Gelu
MODEL_FILE, TOKENIZER_FILE, TABLE_FILE, MANIFEST_FILE = "model.onnx", "tokenizer.json", "normalisation.json", "manifest.json"
FORMAT = "1"
MASKED = np.float32(-1e4)

Tensors = Mapping[str, NDArray[np.float32]]
Progress = Callable[[str, float], None]


def convert(weights_file: Path, target: Path, progress: Progress = lambda stage, share: None) -> Path:
    """Make `target` hold the int8 model; an intact one is reused. Atomic: a stop in the middle leaves no half model."""
    if is_intact(target):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".converting-") as folder:
        made = Path(folder) / "model"
        made.mkdir()
        progress("读取权重", 0.0)
        weights = read_weights(weights_file)
        progress("生成计算图", 0.2)
        onnx.save_model(build_graph(weights), str(Path(folder) / "float.onnx"))
        write_tokenizer(weights.pieces, made / TOKENIZER_FILE)
        table = {str(code): text for code, text in weights.pieces.normalisation.items()}
        (made / TABLE_FILE).write_text(json.dumps(table, ensure_ascii=True), encoding="utf-8")
        del weights
        progress("量化", 0.5)
        _quantise(Path(folder) / "float.onnx", made / MODEL_FILE)
        progress("校验", 0.9)
        _write_manifest(made)
        if target.exists():
            shutil.rmtree(target)
        made.rename(target)
    progress("完成", 1.0)
    return target


def is_intact(folder: Path) -> bool:
    """True when every file of a conversion is there and unchanged."""
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return False
    if manifest.get("source") != SHA256 or manifest.get("format") != FORMAT:
        return False
    return all((folder / n).is_file() and (folder / n).stat().st_size == size for n, size in manifest["sizes"].items())


def _write_manifest(folder: Path) -> None:
    files = sorted(p for p in folder.iterdir())
    manifest = {
        "source": SHA256,
        "format": FORMAT,
        "sizes": {p.name: p.stat().st_size for p in files},
        "sha256": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files},
    }
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def _quantise(source: Path, target: Path) -> None:
    # Importing the quantiser costs a second; only the one conversion needs it.
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(source), str(target), per_channel=True, reduce_range=False, weight_type=QuantType.QInt8)


@dataclass(slots=True)
class _Graph:
    """Nodes and constants while the graph is written."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output


def build_graph(weights: E5Weights) -> onnx.ModelProto:
    """input_ids, attention_mask [n, s] int64 → embedding [n, hidden] float32, L2-normalised."""
    g, shape, t = _Graph(), weights.shape, weights.tensors
    x = _embeddings(g, shape, t)
    bias = _mask_bias(g)
    for layer in range(shape.layers):
        x = _layer(g, shape, t, layer, x, bias)
    _pool(g, x)
    graph = helper.make_graph(
        g.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info(n, TensorProto.INT64, ["n", "s"]) for n in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", shape.hidden])],
        g.constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def _embeddings(g: _Graph, shape: E5Shape, t: Tensors) -> str:
    word = g.constant("emb.word", t["emb.word"].reshape(shape.vocabulary, shape.hidden))
    # Every token is of type 0, so the type row can be added to each position once and for all.
    positions = t["emb.pos"].reshape(shape.positions, shape.hidden) + t["emb.type"].reshape(shape.token_types, -1)[0]
    g.constant("emb.positions", positions)
    for name, value in (("zero", [0]), ("one", [1]), ("two", [2])):
        g.constant(name, np.array(value, dtype=np.int64))
    g.add("Shape", ["input_ids"], "ids.shape")
    g.add("Slice", ["ids.shape", "one", "two"], "length")
    g.add("Slice", ["emb.positions", "zero", "length", "zero"], "emb.here")
    g.add("Gather", [word, "input_ids"], "emb.looked_up")
    g.add("Add", ["emb.looked_up", "emb.here"], "emb.sum")
    return _norm(g, shape, t, "emb.ln", "emb.sum")


def _mask_bias(g: _Graph) -> str:
    g.constant("mask.axes", np.array([1, 2], dtype=np.int64))
    g.constant("mask.one", np.array(1.0, dtype=np.float32))
    g.constant("mask.masked", np.array(MASKED))
    g.add("Cast", ["attention_mask"], "mask.float", to=TensorProto.FLOAT)
    g.add("Unsqueeze", ["mask.float", "mask.axes"], "mask.wide")
    g.add("Sub", ["mask.one", "mask.wide"], "mask.inverted")
    return g.add("Mul", ["mask.inverted", "mask.masked"], "mask.bias")


def _norm(g: _Graph, shape: E5Shape, t: Tensors, name: str, x: str) -> str:
    scale, bias = g.constant(f"{name}.w", t[f"{name}.w"]), g.constant(f"{name}.b", t[f"{name}.b"])
    return g.add("LayerNormalization", [x, scale, bias], f"{name}.out", axis=-1, epsilon=shape.norm_epsilon)


def _linear(g: _Graph, name: str, x: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
    """x·Wᵀ + b for a weight [out, in]."""
    product = g.add("MatMul", [x, g.constant(f"{name}.weight", weight.T)], f"{name}.product")
    return g.add("Add", [product, g.constant(f"{name}.bias", bias)], f"{name}.out")


def _layer(g: _Graph, shape: E5Shape, t: Tensors, layer: int, x: str, bias: str) -> str:
    p, hidden = f"l{layer}", shape.hidden
    attended = _attention(g, shape, t, p, x, bias)
    out = _linear(g, f"{p}.ao", attended, t[f"{p}.ao.w"].reshape(hidden, hidden), t[f"{p}.ao.b"])
    x = _norm(g, shape, t, f"{p}.aln", g.add("Add", [out, x], f"{p}.a.residual"))
    wide = _linear(g, f"{p}.fi", x, t[f"{p}.fi.w"].reshape(shape.intermediate, hidden), t[f"{p}.fi.b"])
    curved = g.add("Gelu", [wide], f"{p}.gelu", approximate="none")
    narrow = _linear(g, f"{p}.fo", curved, t[f"{p}.fo.w"].reshape(hidden, shape.intermediate), t[f"{p}.fo.b"])
    return _norm(g, shape, t, f"{p}.oln", g.add("Add", [narrow, x], f"{p}.o.residual"))


def _attention(g: _Graph, shape: E5Shape, t: Tensors, p: str, x: str, bias: str) -> str:
    """Multi-head attention; q, k and v come from one multiplication, so that activations are quantised once."""
    hidden, heads = shape.hidden, shape.heads
    size = hidden // heads
    root = np.float32(size**-0.5)  # folded into q: one multiplication less per token pair
    weight = np.concatenate([t[f"{p}.{n}.w"].reshape(hidden, hidden) * (root if n == "q" else 1) for n in "qkv"])
    joined = _linear(g, f"{p}.qkv", x, weight, np.concatenate([t[f"{p}.{n}.b"] * (root if n == "q" else 1) for n in "qkv"]))
    g.nodes.append(helper.make_node("Split", [joined], [f"{p}.{n}" for n in "qkv"], axis=-1, num_outputs=3, name=f"{p}.split"))
    if p == "l0":
        g.constant("heads.shape", np.array([0, 0, heads, size], dtype=np.int64))
        g.constant("joined.shape", np.array([0, 0, hidden], dtype=np.int64))
    for n, order in (("q", [0, 2, 1, 3]), ("k", [0, 2, 3, 1]), ("v", [0, 2, 1, 3])):
        split = g.add("Reshape", [f"{p}.{n}", "heads.shape"], f"{p}.{n}.heads")
        g.add("Transpose", [split], f"{p}.{n}.turned", perm=order)
    scores = g.add("MatMul", [f"{p}.q.turned", f"{p}.k.turned"], f"{p}.scores")
    weights = g.add("Softmax", [g.add("Add", [scores, bias], f"{p}.masked")], f"{p}.weights", axis=-1)
    mixed = g.add("MatMul", [weights, f"{p}.v.turned"], f"{p}.mixed")
    turned = g.add("Transpose", [mixed], f"{p}.mixed.turned", perm=[0, 2, 1, 3])
    return g.add("Reshape", [turned, "joined.shape"], f"{p}.attended")


def _pool(g: _Graph, x: str) -> None:
    """Mean over real tokens, then L2."""
    g.constant("pool.last", np.array([2], dtype=np.int64))
    g.add("Unsqueeze", ["mask.float", "pool.last"], "pool.mask")
    g.add("Mul", [x, "pool.mask"], "pool.kept")
    g.add("ReduceSum", ["pool.kept", "one"], "pool.sum", keepdims=0)
    g.add("ReduceSum", ["mask.float", "one"], "pool.count", keepdims=1)
    g.add("Div", ["pool.sum", "pool.count"], "pool.mean")
    g.add("LpNormalization", ["pool.mean"], "embedding", axis=-1, p=2)
