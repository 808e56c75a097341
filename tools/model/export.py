"""Turn a fine-tuned run into what ships: `encoder.onnx` in eight bits, its tokenizer, and how to fuse it with core.

    python tools/model/export.py --run build/model/measured --out facilitation/packs/startmoment/model
    python tools/model/export.py --run build/model/full --fusion-from build/model/measured --out …

Fusion weights, temperature and the "sure" threshold come from rows that the measured run never saw, nor core's
cross-validation.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2]))

from network import Encoder, Sizes

from facilitation.theming.fusion import HEADS, Fusion, fit_fusion, save_fusion
from facilitation.theming.pack import load_pack
from facilitation.theming.placement import KINDS
from facilitation.theming.train import soft, theme_targets, train


def main() -> None:
    """Export, then fit the fusion on what was held out."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--pack", default="startmoment")
    ask.add_argument("--run", type=Path, nargs="+", required=True, help="several runs: their weights are averaged")
    ask.add_argument("--fusion-from", type=Path, default=None, help="a run that held rows out (default: --run)")
    ask.add_argument("--out", type=Path, required=True)
    args = ask.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    to_onnx(args.run, args.out / "encoder.onnx")
    shutil.copy(args.run[0] / "tokenizer.json", args.out / "tokenizer.json")
    fit_from = args.fusion_from or args.run[0]
    fusion = fusion_of(args.pack, fit_from)
    save_fusion(args.out / "fusion.npz", fusion)
    print(dict(fusion.items()))


def to_onnx(runs: list[Path], target: Path) -> None:
    """Weights in eight bits, channel by channel; seven used, since AVX2 without VNNI overflows with eight."""
    stored = [torch.load(run / "encoder.pt", weights_only=True) for run in runs]
    encoder = Encoder(Sizes(**stored[0]["sizes"]))
    encoder.load_state_dict({k: torch.stack([s["weights"][k] for s in stored]).mean(0) for k in stored[0]["weights"]})
    encoder.eval()
    with tempfile.TemporaryDirectory() as folder:
        plain, shaped = Path(folder) / "plain.onnx", Path(folder) / "shaped.onnx"
        torch.onnx.export(
            encoder,
            (torch.ones(2, 7, dtype=torch.long), torch.ones(2, 7)),
            str(plain),
            input_names=["ids", "mask"],
            output_names=["scores", "vector", "pulls"],
            dynamic_axes={
                "ids": {0: "rows", 1: "length"},
                "mask": {0: "rows", 1: "length"},
                "scores": {0: "rows"},
                "vector": {0: "rows"},
                "pulls": {0: "rows", 1: "length"},
            },
            opset_version=17,
            dynamo=False,
        )
        onnx.save(onnx.shape_inference.infer_shapes(onnx.load(plain)), shaped)
        quantize_dynamic(
            str(shaped),
            str(target),
            op_types_to_quantize=["MatMul", "Gemm"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
    model = onnx.load(target)
    narrow_word_table(model)
    onnx.save(model, target)
    print(target, target.stat().st_size)


def narrow_word_table(model: onnx.ModelProto) -> None:
    """Keep the word table in eight bits with a scale a row, and widen only the rows that are looked up."""
    graph = model.graph
    table = max(graph.initializer, key=lambda t: np.prod(t.dims))
    gather = next(n for n in graph.node if n.op_type == "Gather" and n.input[0] == table.name)
    place = list(graph.node).index(gather)
    plain = onnx.numpy_helper.to_array(table).astype(np.float32)
    scale = np.maximum(np.abs(plain).max(axis=1, keepdims=True), 1e-9) / 127
    table.CopyFrom(onnx.numpy_helper.from_array(np.round(plain / scale).astype(np.int8), table.name))
    graph.initializer.append(onnx.numpy_helper.from_array(scale.astype(np.float32), "word_scale"))
    ids, wide, gather.output[0] = gather.input[1], gather.output[0], "word_bytes"
    widen = [
        onnx.helper.make_node("Gather", ["word_scale", ids], ["word_scales"]),
        onnx.helper.make_node("Cast", ["word_bytes"], ["word_floats"], to=onnx.TensorProto.FLOAT),
        onnx.helper.make_node("Mul", ["word_floats", "word_scales"], [wide]),
    ]
    for n, node in enumerate(widen, start=1):
        graph.node.insert(place + n, node)
    for known in [v for v in graph.value_info if v.name == "word_bytes"]:
        graph.value_info.remove(known)


def fusion_of(pack_name: str, run: Path) -> dict[str, Fusion]:
    """Fit each head's fusion on the rows that `run` held out, with core's own held-out chances for the same rows."""
    pack = load_pack(pack_name)
    core = train(pack).held_out
    held = np.load(run / "scores.npz")
    said = dict(zip(map(str, held["ids"]), held["scores"], strict=True))
    statements, traits = pack.statements(), pack.characteristics()
    goals = {
        "theme": (statements, theme_targets(statements, pack.themes)),
        "family": (traits, soft([e.label for e in traits], pack.families)),
        "kind": (traits, soft([e.second or KINDS[0] for e in traits], KINDS)),
    }
    columns, start = {}, 0
    for name, width in zip(HEADS, (len(pack.themes), len(pack.families), len(KINDS)), strict=True):
        columns[name] = slice(start, start + width)
        start += width
    fused = {}
    for name, (examples, targets) in goals.items():
        here = [n for n, e in enumerate(examples) if e.id in said]
        model = np.stack([said[examples[n].id][columns[name]] for n in here])
        fused[name] = fit_fusion(core[name][here], model, targets[here], name)
    return fused


if __name__ == "__main__":
    main()
