"""Teaches fewer layers what a fine-tuned run knows: fewer milliseconds for a little accuracy.

    python tools/model/distil.py --teacher build/model/measured --hold-out 0 --out build/model/small

The student starts as layers of its teacher, evenly spread. It learns from the labels, from the teacher's answers to
every question about every row (so statements teach families too), and from the teacher's sentence vectors. Spliced
halves of two statements, which only the teacher labels, add a quarter as many rows. Rows held
out of the teacher stay held out.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2]))

from finetune import answer, held_out_rows, label_targets, load, report, train
from network import Encoder
from tokenizers import Tokenizer

from facilitation.theming.pack import Example, load_pack

LABELS = 0.3  # weight of a row's own label beside the teacher's answer


def main() -> None:
    """Parse, teach, write."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--pack", default="startmoment")
    ask.add_argument("--teacher", type=Path, nargs="+", required=True, help="several: their chances are averaged")
    ask.add_argument("--hold-out", type=int, default=-1)
    ask.add_argument("--layers", type=int, default=9)
    ask.add_argument("--start", type=Path, default=None, help="go on with a student taught earlier")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--epochs", type=int, default=4)
    ask.add_argument("--rate", type=float, default=2e-4)
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--out", type=Path, required=True)
    args = ask.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    dice = np.random.default_rng(args.seed)
    pack = load_pack(args.pack)
    rows = [*pack.statements(), *pack.characteristics()]
    outside = held_out_rows(pack, args.hold_out)
    inside = np.flatnonzero(~outside)
    tokens = Tokenizer.from_file(str(args.teacher[0] / "tokenizer.json"))
    teachers = [load(folder) for folder in args.teacher]
    readers = [Tokenizer.from_file(str(folder / "tokenizer.json")) for folder in args.teacher]
    spliced = [splice(rows, inside, dice) for _ in range(len(inside) // 4)]
    everything = [*rows, *spliced]
    texts = [r.text for r in everything]
    sizes = [teachers[0].sizes.themes, teachers[0].sizes.families, teachers[0].sizes.kinds]
    chances, vectors = [], []
    for teacher, reader in zip(teachers, readers, strict=True):
        scores, meant = answer(teacher, reader, texts)
        parts = torch.from_numpy(scores).split(sizes, 1)
        chances.append(torch.cat([torch.softmax(part, 1) for part in parts], 1).numpy())
        vectors.append(meant)
    targets = np.mean(chances, axis=0)
    labels = label_targets(pack)
    known = np.flatnonzero(labels.any(axis=1))
    for start, end in zip(np.cumsum([0, *sizes[:-1]]), np.cumsum(sizes), strict=True):
        labelled = known[labels[known, start:end].any(axis=1)]
        part = targets[labelled, start:end]
        targets[labelled, start:end] = (1 - LABELS) * part + LABELS * labels[labelled, start:end]
    student = load(args.start) if args.start else shrink(teachers[0], args.layers)
    learn = np.concatenate([inside, np.arange(len(rows), len(everything))])
    meaning = torch.from_numpy(vectors[0])
    averaged = train(
        student, tokens, everything, targets.astype(np.float32), meaning, learn, dice, args.epochs, args.rate
    )
    args.out.mkdir(parents=True, exist_ok=True)
    tokens.save(str(args.out / "tokenizer.json"), pretty=False)
    torch.save({"sizes": asdict(student.sizes), "weights": averaged}, args.out / "encoder.pt")
    student.load_state_dict(averaged)
    told = {"seed": args.seed, "epochs": args.epochs, "layers": args.layers, "data": pack.data_hash()}
    (args.out / "run.json").write_text(json.dumps(told))
    report(pack, student, tokens, outside, args.out)


def shrink(teacher: Encoder, layers: int) -> Encoder:
    """A student with evenly spread layers of the teacher, the last one included."""
    student = Encoder(replace(teacher.sizes, layers=layers))
    picked = np.round(np.linspace(teacher.sizes.layers / layers - 1, teacher.sizes.layers - 1, layers)).astype(int)
    weights = {k: v for k, v in teacher.state_dict().items() if not k.startswith("layers.")}
    for new, old in enumerate(picked):
        for name, value in teacher.layers[old].state_dict().items():
            weights[f"layers.{new}.{name}"] = value
    student.load_state_dict(weights)
    return student


def splice(rows: list[Example], inside: np.ndarray, dice: np.random.Generator) -> Example:
    """The beginning of one row and the end of another of the same language."""
    one = rows[int(dice.choice(inside))]
    for _ in range(20):
        two = rows[int(dice.choice(inside))]
        if two.language == one.language:
            break
    a, b = one.text.split(), two.text.split()
    text = " ".join([*a[: max(1, len(a) * 2 // 3)], *b[len(b) // 2 :]])
    return Example("", one.language, text, "", "")


if __name__ == "__main__":
    main()
