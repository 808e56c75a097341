"""Fine-tunes the encoder on a pack's corpus: one run, with or without a fold held out.

    python tools/model/finetune.py --pack startmoment --hold-out 0 --out build/model/fold0
    python tools/model/finetune.py --pack startmoment --out build/model/full
    python tools/model/finetune.py --start build/model/earlier --fresh 3 --epochs 1 --hold-out 0 --out build/model/grown

The last goes on from an earlier run when the corpus has grown: rows that run has not learnt come three times as often.

Writes `encoder.pt`, `tokenizer.json` and `scores.npz` (what the run says about the rows it has not seen).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional as fn

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2]))

from base import POSITIONS, read_base, tokenizer, trim
from network import VECTOR, Encoder, Sizes, frozen_vectors, load_base
from noise import noisy

from facilitation.theming.pack import Example, Pack, load_pack
from facilitation.theming.placement import KINDS
from facilitation.theming.taught import TENTHS
from facilitation.theming.train import folds, soft, theme_targets

RATE, BATCH, DECAY, WARM = 1e-4, 32, 0.01, 0.1
KEEP_MEANING = 0.5  # weight of staying near the base's own sentence vectors
AVERAGE = 0.995  # the weights that ship are a running mean over the last steps: steadier than the last one


def main() -> None:
    """Parse, train, write."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--pack", default="startmoment")
    ask.add_argument("--hold-out", type=int, default=-1)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--epochs", type=int, default=4)
    ask.add_argument("--start", type=Path, default=None, help="go on from this run instead of the base")
    ask.add_argument("--fresh", type=int, default=1, help="how often rows come that the run of --start has not learnt")
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--out", type=Path, required=True)
    args = ask.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    pack = load_pack(args.pack)
    statements, traits = pack.statements(), pack.characteristics()
    rows = [*statements, *traits]
    base = read_base()
    keep = trim(base, [r.text for r in rows])
    tokens = tokenizer([base.pieces[i] for i in keep])
    encoder = load_base(base, keep, len(pack.themes), len(pack.families), len(KINDS))
    targets = label_targets(pack)
    meaning = _meaning(encoder, tokens, rows)
    outside = held_out_rows(pack, args.hold_out)
    args.out.mkdir(parents=True, exist_ok=True)
    tokens.save(str(args.out / "tokenizer.json"), pretty=False)
    dice = np.random.default_rng(args.seed)
    learn = np.flatnonzero(~outside)
    learnt: list[str] = []
    if args.start:
        tokens = Tokenizer.from_file(str(args.start / "tokenizer.json"))
        tokens.save(str(args.out / "tokenizer.json"), pretty=False)
        encoder = load(args.start)
        learnt = (args.start / "learnt.txt").read_text("utf-8").split()
        old = set(learnt)
        fresh = [i for i in learn if rows[i].id not in old]
        learn = np.concatenate([learn, *([np.array(fresh, int)] * (args.fresh - 1))])
    (args.out / "learnt.txt").write_text("\n".join(sorted({*learnt, *(rows[i].id for i in learn)})), "utf-8")
    averaged = train(encoder, tokens, rows, targets, meaning, learn, dice, args.epochs)
    torch.save({"sizes": asdict(encoder.sizes), "weights": averaged}, args.out / "encoder.pt")
    encoder.load_state_dict(averaged)
    (args.out / "run.json").write_text(
        json.dumps({"seed": args.seed, "epochs": args.epochs, "data": pack.data_hash(), "base": base.sha256})
    )
    report(pack, encoder, tokens, outside, args.out)


def load(folder: Path) -> Encoder:
    """A finished run."""
    stored = torch.load(folder / "encoder.pt", weights_only=True)
    made = Encoder(Sizes(**stored["sizes"]))
    made.load_state_dict(stored["weights"])
    return made


def label_targets(pack: Pack) -> np.ndarray:
    """Soft targets (statements, then characteristics; heads side by side); nought where nothing is asked."""
    statements, traits = pack.statements(), pack.characteristics()
    theme = theme_targets(statements, pack.themes)
    family = soft([e.label for e in traits], pack.families)
    kind = soft([e.second or KINDS[0] for e in traits], KINDS)
    width = theme.shape[1] + family.shape[1] + kind.shape[1]
    targets = np.zeros((len(statements) + len(traits), width), np.float32)
    targets[: len(statements), : theme.shape[1]] = theme
    targets[len(statements) :, theme.shape[1] :] = np.hstack([family, kind])
    return targets


def held_out_rows(pack: Pack, tenth: int) -> np.ndarray:
    """Which rows (statements then characteristics) a run may not see; -1: none."""
    return np.concatenate([folds(pack.statements(), TENTHS), folds(pack.characteristics(), TENTHS)]) == tenth


def report(pack: Pack, encoder: Encoder, tokens: Tokenizer, outside: np.ndarray, out: Path) -> None:
    """Write what the run says about held-out rows to `scores.npz`, and print how often that is right."""
    statements, traits = pack.statements(), pack.characteristics()
    rows = [*statements, *traits]
    held = [int(i) for i in np.flatnonzero(outside)]
    scores, _ = answer(encoder, tokens, [rows[i].text for i in held])
    np.savez(out / "scores.npz", ids=[rows[i].id for i in held], scores=scores)
    if not held:
        return
    themes, families = len(pack.themes), len(pack.families)
    first = [n for n, i in enumerate(held) if i < len(statements)]
    rest = [n for n, i in enumerate(held) if i >= len(statements)]
    right = scores[first, :themes].argmax(1) == [pack.themes.index(rows[held[n]].label) for n in first]
    two = np.argsort(-scores[rest, themes : themes + families], axis=1)[:, :2]
    among = [pack.families.index(rows[held[n]].label) in pair for n, pair in zip(rest, two, strict=True)]
    print(f"held out: theme {right.mean():.3f} of {len(first)}, family among two {np.mean(among):.3f} of {len(rest)}")


def encode(tokens: Tokenizer, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and mask, padded to the longest."""
    encoded = [e.ids[: POSITIONS - 1] for e in tokens.encode_batch(texts)]
    longest = max(map(len, encoded))
    ids = torch.ones(len(encoded), longest, dtype=torch.long)
    mask = torch.zeros(len(encoded), longest)
    for row, found in enumerate(encoded):
        ids[row, : len(found)] = torch.tensor(found)
        mask[row, : len(found)] = 1
    return ids, mask


@torch.no_grad()
def answer(encoder: Encoder, tokens, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Scores (texts, heads) and vectors (texts, VECTOR)."""
    encoder.eval()
    parts = [encoder(*encode(tokens, texts[i : i + 64])) for i in range(0, len(texts), 64)]
    if not parts:
        return np.zeros((0, encoder.answers.out_features)), np.zeros((0, VECTOR))
    return np.concatenate([p[0].numpy() for p in parts]), np.concatenate([p[1].numpy() for p in parts])


def _meaning(encoder: Encoder, tokens, rows: list[Example]) -> torch.Tensor:
    """The base's own vectors, centred (e5 vectors all point one way) and turned to VECTOR main directions.

    Also starts the network's own projection there, so that it begins by giving exactly these vectors.
    """
    texts = [r.text for r in rows]
    vectors = frozen_vectors(encoder, [encode(tokens, texts[i : i + 64]) for i in range(0, len(texts), 64)])
    mean = vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(vectors - mean, full_matrices=False)
    turn = directions[:VECTOR]
    with torch.no_grad():
        encoder.meaning.weight.copy_(torch.from_numpy(turn))
        encoder.meaning.bias.copy_(torch.from_numpy(-turn @ mean))
    return fn.normalize(torch.from_numpy((vectors - mean) @ turn.T).float(), dim=-1)


def train(encoder, tokens, rows, targets, meaning, inside, dice, epochs, rate=RATE) -> dict[str, torch.Tensor]:
    goal = torch.from_numpy(targets)
    sizes = [encoder.sizes.themes, encoder.sizes.families, encoder.sizes.kinds]
    heads = [{"params": [p for n, p in encoder.named_parameters() if n.startswith(("answers", "meaning"))], "lr": 1e-3}]
    body = [p for n, p in encoder.named_parameters() if not n.startswith(("answers", "meaning")) and p.requires_grad]
    optimiser = torch.optim.AdamW([{"params": body}, *heads], lr=rate, weight_decay=DECAY)
    steps = epochs * (len(inside) // BATCH + 1)
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / (WARM * steps), max(0.02, (steps - n) / ((1 - WARM) * steps)))
    )
    averaged = {k: v.clone() for k, v in encoder.state_dict().items()}
    started, done = time.time(), 0
    for epoch in range(epochs):
        encoder.train()
        order = dice.permutation(inside)
        # sort within shuffled stretches: rows of one length together waste no padding
        order = np.concatenate(
            [
                c[np.argsort([len(rows[i].text) for i in c], kind="stable")]
                for c in np.array_split(order, max(1, len(order) // 640))
            ]
        )
        batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        total = 0.0
        for number in dice.permutation(len(batches)):
            batch = batches[number]
            ids, mask = encode(tokens, [noisy(rows[i].text, rows[i].language, dice) for i in batch])
            scores, vectors, _ = encoder(ids, mask)
            wanted = goal[batch]
            loss = KEEP_MEANING * (1 - (vectors * meaning[batch]).sum(-1)).mean()
            for said, asked, weight in zip(scores.split(sizes, 1), wanted.split(sizes, 1), (1, 1, 0.5), strict=True):
                loss = loss - weight * (asked * fn.log_softmax(said, 1)).sum(1).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimiser.step()
            plan.step()
            done += 1
            total += loss.item()
            pace = min(AVERAGE, (done + 1) / (done + 10))
            for name, value in encoder.state_dict().items():
                if value.dtype.is_floating_point and name != "word.weight":
                    averaged[name].mul_(pace).add_(value, alpha=1 - pace)
        print(f"epoch {epoch + 1}: loss {total / len(batches):.4f}, {time.time() - started:.0f} s", flush=True)
    return averaged


if __name__ == "__main__":
    main()
