"""Takes work out of an exported encoder that changes no answer: shapes known beforehand, attention in one step.

    python tools/model/lighter.py facilitation/packs/startmoment/model/encoder.onnx

torch exports attention as it is written: reshapes whose sizes are worked out at every run, a scale likewise, and a
transpose before and after. onnxruntime has all of that as one operator, `com.microsoft.MultiHeadAttention`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

MICROSOFT = "com.microsoft"


def lighten(model: onnx.ModelProto, heads: int) -> None:
    """Replaces every softmax attention of `heads` heads in place. Raises ValueError when it finds none."""
    graph = model.graph
    made_by = {name: node for node in graph.node for name in node.output}
    used_by: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            used_by.setdefault(name, []).append(node)
    found = 0
    for softmax in [n for n in graph.node if n.op_type == "Softmax"]:
        masked = made_by[softmax.input[0]]  # Add(scaled scores, mask)
        scaled, mask = masked.input
        scores = _back(made_by, scaled, "MatMul")
        mixed = next(n for n in used_by[softmax.output[0]] if n.op_type == "MatMul")
        q, k = (_back(made_by, name, "Reshape").input[0] for name in scores.input)
        v = _back(made_by, mixed.input[1], "Reshape").input[0]
        apart = used_by[mixed.output[0]][0]
        flat = used_by[apart.output[0]][0]
        if (apart.op_type, flat.op_type) != ("Transpose", "Reshape"):
            raise ValueError(f"attention ends otherwise: {apart.op_type}, {flat.op_type}")
        attention = helper.make_node(
            "MultiHeadAttention", [q, k, v, "", "", mask], [flat.output[0]], num_heads=heads, domain=MICROSOFT
        )
        place = list(graph.node).index(flat)
        graph.node.remove(flat)
        graph.node.insert(place, attention)
        found += 1
    if not found:
        raise ValueError("no attention found in the graph")
    if not any(o.domain == MICROSOFT for o in model.opset_import):
        model.opset_import.append(helper.make_opsetid(MICROSOFT, 1))
    _square_mask(model)
    _sweep(graph)


def _back(made_by: dict[str, onnx.NodeProto], name: str, kind: str) -> onnx.NodeProto:
    """The nearest node of a kind upstream along first inputs, past transposes and scalings."""
    node = made_by[name]
    while node.op_type != kind:
        if node.op_type not in ("Transpose", "Mul", "Reshape"):
            raise ValueError(f"{node.op_type} where {kind} was looked for")
        node = made_by[node.input[0]]
    return node


def _square_mask(model: onnx.ModelProto) -> None:
    """MultiHeadAttention wants its bias as (rows, 1, length, length); ours is the same for every asking token."""
    graph = model.graph
    using = [n for n in graph.node if n.op_type == "MultiHeadAttention"]
    (mask,) = {n.input[5] for n in using}
    place = 1 + next(i for i, n in enumerate(graph.node) if mask in n.output)
    nodes = [
        helper.make_node("Transpose", [mask], ["mask_standing"], perm=[0, 1, 3, 2]),
        helper.make_node("Mul", ["mask_standing", "mask_nought"], ["mask_zeros"]),
        helper.make_node("Add", [mask, "mask_zeros"], ["mask_square"]),
    ]
    graph.initializer.append(numpy_helper.from_array(np.zeros((), np.float32), "mask_nought"))
    for n, node in enumerate(nodes):
        graph.node.insert(place + n, node)
    for node in using:
        node.input[5] = "mask_square"


def _sweep(graph: onnx.GraphProto) -> None:
    """Drops nodes, constants and shapes that nothing uses any more."""
    wanted = {o.name for o in graph.output}
    kept = []
    for node in reversed(graph.node):
        if wanted & set(node.output):
            kept.append(node)
            wanted |= set(node.input)
    del graph.node[:]
    graph.node.extend(reversed(kept))
    weights = [w for w in graph.initializer if w.name in wanted]
    del graph.initializer[:]
    graph.initializer.extend(weights)
    del graph.value_info[:]


def main() -> None:
    path = Path(sys.argv[1])
    model = onnx.load(path)
    lighten(model, heads=12)
    onnx.checker.check_model(model)
    onnx.save(model, Path(sys.argv[2]) if len(sys.argv) > 2 else path)


if __name__ == "__main__":
    main()
