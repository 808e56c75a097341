"""Turn fine-tuned runs into what ships: `encoder.onnx` in eight bits, and its tokenizer.

    python tools/model/export.py --run build/model/measured --out facilitation/packs/startmoment/model

How it weighs with core is fitted by `bloesem themes train`, on rows that neither has seen.
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

from finetune import encode
from lighter import lighten
from network import Encoder, Sizes
from smooth import smooth
from tokenizers import Tokenizer

from facilitation.theming.pack import load_pack

LOOKED_AT = 512  # statements; more change no scale


def main() -> None:
    """Export."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--pack", default="startmoment")
    ask.add_argument("--run", type=Path, nargs="+", required=True, help="several runs: their weights are averaged")
    ask.add_argument("--out", type=Path, required=True)
    args = ask.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    to_onnx(args.run, args.out / "encoder.onnx", [e.text for e in load_pack(args.pack).statements()])
    shutil.copy(args.run[0] / "tokenizer.json", args.out / "tokenizer.json")


def to_onnx(runs: list[Path], target: Path, texts: list[str]) -> None:
    """The average of some runs, smoothed by what `texts` stir in it, and in eight bits."""
    stored = [torch.load(run / "encoder.pt", weights_only=True) for run in runs]
    encoder = Encoder(Sizes(**stored[0]["sizes"]))
    encoder.load_state_dict({k: torch.stack([s["weights"][k] for s in stored]).mean(0) for k in stored[0]["weights"]})
    tokens = Tokenizer.from_file(str(runs[0] / "tokenizer.json"))
    some = [texts[int(i)] for i in np.random.default_rng(0).permutation(len(texts))[:LOOKED_AT]]
    smooth(encoder, [encode(tokens, some[i : i + 32]) for i in range(0, len(some), 32)])
    quantise(encoder, target)


def quantise(encoder: Encoder, target: Path) -> None:
    """Weights in eight bits, channel by channel; seven used, since AVX2 without VNNI overflows with eight."""
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
    lighten(model, encoder.sizes.heads)
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


if __name__ == "__main__":
    main()
