"""Whether this processor multiplies u8 by s8 exactly: AVX2 without VNNI adds pairs of products in 16 bits and clips."""

from functools import cache

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from knowledge_base.embedding.quiet_onnxruntime import onnxruntime

ROWS, DEPTH, COLUMNS = 8, 64, 16
HIGHEST_U8, HIGHEST_S8 = 255, 127


@cache
def products_saturate() -> bool:
    """Found by multiplying the largest numbers once (a few milliseconds) rather than by a list of processors."""
    weights = numpy_helper.from_array(np.full((DEPTH, COLUMNS), HIGHEST_S8, dtype=np.int8), "weights")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["values", "weights"], ["sums"])],
        "probe",
        [helper.make_tensor_value_info("values", TensorProto.UINT8, [ROWS, DEPTH])],
        [helper.make_tensor_value_info("sums", TensorProto.INT32, [ROWS, COLUMNS])],
        [weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    sums = session.run(None, {"values": np.full((ROWS, DEPTH), HIGHEST_U8, dtype=np.uint8)})[0]
    return not bool((sums == DEPTH * HIGHEST_U8 * HIGHEST_S8).all())
