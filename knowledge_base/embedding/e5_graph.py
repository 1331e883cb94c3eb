"""The e5 encoder as an ONNX graph with int8 weights: BERT, mean pooling and L2 norm; input ids in, vectors out.

Written by hand rather than with onnxruntime's quantiser, which needs 2.8 GB and quantises activations per batch: a
text's vector then depends on what it was embedded with. Here every token has its own scale (cosine with the float
model 0.999 rather than 0.997) and every text its own vector.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from knowledge_base.embedding.e5_weights import E5Weights, Tensor

OPSET, IR = 20, 9  # opset 20 is the first with Gelu
VENDOR = "com.microsoft"  # onnxruntime's own operators
LARGEST = 127
# Weights have one bit less: AVX2 without VNNI adds pairs of u8·s8 products in 16 bits, and 2·255·63 still fits. So every
# processor computes the same vectors at full speed (cosine with the float model 0.9990; with 127 steps 0.9994).
LARGEST_WEIGHT = 63
MASKED = -1e4
WORD_ROWS = 16384  # of the word table in memory at once
WORD_TABLE = "embeddings.word_embeddings.weight"


def build_graph(weights: E5Weights) -> onnx.ModelProto:
    """input_ids, attention_mask [n, s] int64 → embedding [n, hidden] float32, L2-normalised.

    Inside, all tokens of a batch stand in one matrix [n·s, hidden].
    """
    encoder = _Encoder(weights)
    x = encoder.embed()
    for layer in range(weights.shape.layers):
        x = encoder.layer(f"encoder.layer.{layer}", x)
    encoder.pool(x)
    graph = helper.make_graph(
        encoder.graph.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info(n, TensorProto.INT64, ["n", "s"]) for n in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", weights.shape.hidden])],
        encoder.graph.constants,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(VENDOR, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR)


@dataclass(slots=True)
class _Graph:
    """Nodes and constants while the graph is written; a node has the name of its (first) output."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.split(kind, inputs, [output], domain, **attributes)
        return output

    def split(self, kind: str, inputs: list[str], outputs: list[str], domain: str = "", **attributes: Any) -> None:
        self.nodes.append(helper.make_node(kind, inputs, outputs, name=outputs[0], domain=domain, **attributes))


class _Encoder:
    def __init__(self, weights: E5Weights) -> None:
        self.weights, self.shape, self.graph = weights, weights.shape, _Graph()
        add, constant, hidden = self.graph.add, self.graph.constant, self.shape.hidden
        for name, number in (("first", 0), ("second", 1), ("third", 2), ("last", -1)):
            constant(name, np.array([number], dtype=np.int64))
        constant("flat.shape", np.array([-1, hidden], dtype=np.int64))
        constant("unit", np.array(1.0, dtype=np.float32))
        constant("per.step", np.array(1 / LARGEST, dtype=np.float32))
        constant("middle", np.array(128, dtype=np.uint8))
        add("Shape", ["input_ids"], "ids.shape")
        add("Size", ["input_ids"], "ids.size")
        add("Reshape", ["ids.size", "second"], "tokens")
        middle = helper.make_tensor("value", TensorProto.UINT8, [1], [128])
        add("ConstantOfShape", ["tokens"], "middles", value=middle)
        size = hidden // self.shape.heads
        constant("head.shape", np.array([3, self.shape.heads, size], dtype=np.int64))
        add("Concat", ["ids.shape", "head.shape"], "qkv.shape", axis=0)
        self._mask()

    def _mask(self) -> None:
        add, constant = self.graph.add, self.graph.constant
        constant("mask.axes", np.array([1, 2], dtype=np.int64))
        constant("masked", np.array(MASKED, dtype=np.float32))
        add("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
        add("Unsqueeze", ["mask", "mask.axes"], "mask.wide")
        add("Sub", ["unit", "mask.wide"], "mask.inverted")
        add("Mul", ["mask.inverted", "masked"], "mask.bias")

    def embed(self) -> str:
        """Word + position + type, normalised."""
        add, constant = self.graph.add, self.graph.constant
        table, scale = _word_table(self.weights)
        constant("word.table", table)
        constant("word.scale", scale)
        positions = self.weights.tensor("embeddings.position_embeddings.weight")
        # Every token is of type 0, so the type row can be added to each position once and for all.
        constant("positions", positions + self.weights.tensor("embeddings.token_type_embeddings.weight")[0])
        add("Slice", ["ids.shape", "second", "third"], "length")
        add("Slice", ["positions", "first", "length", "first"], "positions.here")
        add("Gather", ["word.table", "input_ids"], "word.steps")
        add("Gather", ["word.scale", "input_ids"], "word.scales")
        add("Cast", ["word.steps"], "word.float", to=TensorProto.FLOAT)
        add("Mul", ["word.float", "word.scales"], "words")
        add("Add", ["words", "positions.here"], "embedded")
        return self._norm("embeddings.LayerNorm", add("Reshape", ["embedded", "flat.shape"], "embedded.flat"))

    def layer(self, name: str, x: str) -> str:
        """One encoder layer, post-norm."""
        add = self.graph.add
        out = self._linear(f"{name}.attention.output.dense", self._quantise(self._attention(name, x)))
        x = self._norm(f"{name}.attention.output.LayerNorm", add("Add", [out, x], f"{name}.attended.sum"))
        wide = self._linear(f"{name}.intermediate.dense", self._quantise(x))
        curved = add("Gelu", [wide], f"{name}.gelu", approximate="none")
        narrow = self._linear(f"{name}.output.dense", self._quantise(curved))
        return self._norm(f"{name}.output.LayerNorm", add("Add", [narrow, x], f"{name}.sum"))

    def _attention(self, name: str, x: str) -> str:
        """Multi-head attention; q, k and v come from one multiplication."""
        add, read = self.graph.add, self.weights.tensor
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([read(f"{part}.weight") for part in parts])
        bias = np.concatenate([read(f"{part}.bias") for part in parts])
        root = (self.shape.hidden // self.shape.heads) ** -0.5
        weight[: self.shape.hidden] *= root  # in q, where it costs nothing
        bias[: self.shape.hidden] *= root
        product = self._product(f"{name}.qkv", self._quantise(x), weight, bias)
        heads = add("Reshape", [product, "qkv.shape"], f"{name}.heads")
        turned = add("Transpose", [heads], f"{name}.turned", perm=[2, 0, 3, 1, 4])
        thirds = [f"{name}.{part}" for part in "qkv"]
        self.graph.split("Split", [turned], thirds, axis=0, num_outputs=3)
        q, k, v = (add("Squeeze", [third, "first"], f"{third}.heads") for third in thirds)
        scores = add("FusedMatMul", [q, k], f"{name}.scores", VENDOR, transB=1)
        masked = add("Add", [scores, "mask.bias"], f"{name}.masked")
        shares = add("Softmax", [masked], f"{name}.shares", axis=-1)
        mixed = add("MatMul", [shares, v], f"{name}.mixed")
        joined = add("Transpose", [mixed], f"{name}.mixed.turned", perm=[0, 2, 1, 3])
        return add("Reshape", [joined, "flat.shape"], f"{name}.attended")

    def _norm(self, name: str, x: str) -> str:
        inputs = [x]
        for part in ("weight", "bias"):
            inputs.append(self.graph.constant(f"{name}.{part}", self.weights.tensor(f"{name}.{part}")))
        epsilon = self.shape.norm_epsilon
        return self.graph.add("LayerNormalization", inputs, f"{name}.out", axis=-1, epsilon=epsilon)

    def _quantise(self, x: str) -> str:
        """Each row of `x` as uint8 around 128, in steps of its largest size / 127; the steps are `{x}.step` [rows, 1]."""
        add = self.graph.add
        add("ReduceMax", [x, "last"], f"{x}.highest", keepdims=1)
        add("ReduceMin", [x, "last"], f"{x}.lowest", keepdims=1)
        add("Neg", [f"{x}.lowest"], f"{x}.deepest")
        add("Max", [f"{x}.highest", f"{x}.deepest"], f"{x}.largest")
        add("Mul", [f"{x}.largest", "per.step"], f"{x}.step")
        add("Reshape", [f"{x}.step", "last"], f"{x}.steps")
        add("QuantizeLinear", [x, f"{x}.steps", "middles"], f"{x}.int8", axis=0)
        return x

    def _linear(self, name: str, x: str) -> str:
        return self._product(name, x, self.weights.tensor(f"{name}.weight"), self.weights.tensor(f"{name}.bias"))

    def _product(self, name: str, x: str, weight: Tensor, bias: Tensor) -> str:
        """x·Wᵀ + b for a quantised x and a weight [out, in], which gets one scale per output."""
        add, constant = self.graph.add, self.graph.constant
        scale = np.abs(weight).max(axis=1) / LARGEST_WEIGHT
        table = constant(f"{name}.table", np.round(weight / scale[:, np.newaxis]).astype(np.int8).T)
        inputs = [f"{x}.int8", table, "unit", constant(f"{name}.scale", scale), "middle"]
        product = add("MatMulIntegerToFloat", inputs, f"{name}.product", VENDOR)
        scaled = add("Mul", [product, f"{x}.step"], f"{name}.scaled")
        return add("Add", [scaled, constant(f"{name}.bias", bias)], f"{name}.out")

    def pool(self, x: str) -> None:
        """Mean over real tokens, then L2: which makes it a sum over real tokens, then L2."""
        add = self.graph.add
        self.graph.constant("hidden.shape", np.array([self.shape.hidden], dtype=np.int64))
        add("Concat", ["ids.shape", "hidden.shape"], "pool.shape", axis=0)
        add("Reshape", [x, "pool.shape"], "pool.tokens")
        add("Unsqueeze", ["mask", "third"], "pool.mask")
        add("Mul", ["pool.tokens", "pool.mask"], "pool.kept")
        add("ReduceSum", ["pool.kept", "second"], "pool.sum", keepdims=0)
        add("LpNormalization", ["pool.sum"], "embedding", axis=-1, p=2)


def _word_table(weights: E5Weights) -> tuple[NDArray[np.int8], Tensor]:
    """The word table as int8 [vocabulary, hidden] with a scale per word [vocabulary, 1]."""
    count, hidden = weights.dimensions(WORD_TABLE)
    table = np.empty((count, hidden), dtype=np.int8)
    scale = np.empty((count, 1), dtype=np.float32)
    for start in range(0, count, WORD_ROWS):
        rows = weights.rows(WORD_TABLE, start, start + WORD_ROWS)
        steps = np.abs(rows).max(axis=1, keepdims=True) / LARGEST
        steps[steps == 0] = 1.0  # words never trained are all zero
        table[start : start + len(rows)] = np.round(rows / steps)
        scale[start : start + len(rows)] = steps
    return table, scale
