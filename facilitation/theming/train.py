"""Makes a pack's weights from its corpus, in seconds and with numpy only; calibration comes from cross-
validation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from .features import Ints, Reader, Reading, Vocabulary, learn_vocabulary
from .linear import Doubles, Matrix, fit, softmax, stack
from .pack import Example, Pack
from .placement import KINDS
from .weights import Head, Weights

COST = 10.0
SMOOTHING = 0.05  # no label is certain: this share of each target goes to all labels alike
SECOND_SHARE = 0.3  # of the rest, to a second theme
FOLDS = 5
SURE_RIGHT = 0.92  # asked of the cross-validated answers above the threshold, so that nine in ten hold outside


@dataclass(frozen=True, slots=True)
class Trained:
    """New weights, and for each head what cross-validation said about its training rows: chances (rows,
    labels).
    """

    weights: Weights
    held_out: dict[str, Doubles]


def train(pack: Pack, say: Callable[[str], None] = lambda _: None) -> Trained:
    """Train every head the pack has examples for. The same corpus gives the same weights."""
    reader = Reader(pack.lexicon)
    statements, traits = pack.statements(), pack.characteristics()
    if not statements:
        raise ValueError(f"pack {pack.name} has no statements in corpus/")
    read = {e.id: reader.read(e.text) for e in (*statements, *traits)}
    vocabulary = learn_vocabulary(list(read.values()), pack.themes[:-1])
    questions: dict[str, tuple[list[Example], tuple[str, ...], Doubles]] = {
        "theme": (statements, pack.themes, theme_targets(statements, pack.themes)),
    }
    if traits:
        kinded = [e for e in traits if e.second]
        questions["family"] = (traits, pack.families, soft([e.label for e in traits], pack.families))
        questions["kind"] = (kinded, KINDS, soft([e.second for e in kinded], KINDS))
    heads, held_out = {}, {}
    for name, (examples, labels, targets) in questions.items():
        readings = [read[e.id] for e in examples]
        background = [] if name == "theme" else [read[e.id] for e in statements]
        scores = cross_validate(examples, readings, targets, pack.themes[:-1], background)
        temperature = calibrate(scores, targets)
        chances = softmax(scores / temperature)
        sure = threshold(chances, targets)
        weights, bias = fit(matrix(vocabulary, readings), targets, COST)
        heads[name] = Head(labels, weights.astype(np.float32), bias.astype(np.float32), temperature, sure)
        held_out[name] = chances
        right = float(np.mean(chances.argmax(1) == targets.argmax(1)))
        say(f"{name}: {len(examples)} examples, {right:.3f} right in cross-validation")
    return Trained(Weights(vocabulary, heads, pack.data_hash()), held_out)


def theme_targets(examples: Sequence[Example], themes: tuple[str, ...]) -> Doubles:
    """Soft targets (rows, themes): most to the theme, a share to a second theme, a little to all."""
    targets = soft([e.label for e in examples], themes)
    for row, example in zip(targets, examples, strict=True):
        if example.second:
            share = (1 - SMOOTHING) * SECOND_SHARE
            row[themes.index(example.label)] -= share
            row[themes.index(example.second)] += share
    return targets


def soft(labels: Sequence[str], known: tuple[str, ...]) -> Doubles:
    """One row a label, summing to one."""
    targets = np.full((len(labels), len(known)), SMOOTHING / len(known))
    targets[np.arange(len(labels)), [known.index(label) for label in labels]] += 1 - SMOOTHING
    return targets


def folds(examples: Sequence[Example], count: int = FOLDS) -> Ints:
    """Which fold each example is held out in: by its text, so twins stay together and growing the corpus
    moves nobody.
    """
    return np.array([crc32(e.text.casefold().encode()) % count for e in examples], np.int64)


def cross_validate(
    examples: Sequence[Example],
    readings: Sequence[Reading],
    targets: Doubles,
    themes: tuple[str, ...],
    background: Sequence[Reading] = (),
) -> Doubles:
    """Scores (rows, labels) for each example from a model that has not seen it."""
    fold = folds(examples)
    scores = np.zeros_like(targets)
    for held in range(FOLDS):
        inside, outside = np.flatnonzero(fold != held), np.flatnonzero(fold == held)
        if not len(outside) or not len(inside):
            continue
        vocabulary = learn_vocabulary([*(readings[int(i)] for i in inside), *background], themes)
        weights, bias = fit(matrix(vocabulary, [readings[int(i)] for i in inside]), targets[inside], COST)
        scores[outside] = matrix(vocabulary, [readings[int(i)] for i in outside]).times(weights) + bias
    return scores


def calibrate(scores: Doubles, targets: Doubles) -> float:
    """The temperature under which held-out chances are most honest (lowest log loss of the first label)."""
    truth = targets.argmax(axis=1)

    def loss(temperature: float) -> float:
        chances = softmax(scores / temperature)[np.arange(len(truth)), truth]
        return -float(np.mean(np.log(np.maximum(chances, 1e-12))))

    return min((float(t) for t in np.geomspace(0.2, 5, 65)), key=loss)


def threshold(chances: Doubles, targets: Doubles, right: float = SURE_RIGHT) -> float:
    """The lowest confidence above which a share of `right` held-out answers is right; over 1 when there is
    none.
    """
    best = chances.max(axis=1)
    hit = chances.argmax(axis=1) == targets.argmax(axis=1)
    order = np.argsort(-best)
    share = np.cumsum(hit[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share >= right)
    enough = enough[enough >= min(20, len(order) // 5)]  # a handful of lucky ones is no threshold
    return float(best[order[enough[-1]]]) if len(enough) else 1.01


def matrix(vocabulary: Vocabulary, readings: Sequence[Reading]) -> Matrix:
    """The rows of some readings under each other."""
    return stack([vocabulary.row(r) for r in readings], vocabulary.width)
