"""The core learns from the pack's own sentence encoder: what it answers about each statement, and about made-up ones.

A linear model with few rows learns a word from the rows that have it; the encoder knows what the word means. So the
core is fitted on the encoder's chances mixed with the labels, and on text that only the encoder labels: the pack's
characteristics, and the beginning of one statement with the end of another (knowledge distillation, Hinton et al.
2015). Needs no torch: the encoder runs as it does in a hall.

One tenth of the corpus is kept from the encoder that ships; it alone says how sure the core may be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from .features import Reader, learn_vocabulary
from .fusion import HEADS, Fusion, fit_fusion
from .linear import Doubles, fit, softmax
from .pack import Example, Pack
from .placement import KINDS
from .text import Word, clean
from .train import COST, Trained, calibrate, folds, matrix, soft, theme_targets, threshold
from .weights import OWN, Head

TENTHS, UNSEEN = 10, 0  # the tenth that tools/model/finetune.py and distil.py hold out
SHARE = 0.7  # of the encoder's answer in a row's target, the rest is its label
TOGETHER = 64


class Scored(Protocol):
    """What is asked of an encoded text."""

    @property
    def scores(self) -> object: ...


class Teacher(Protocol):
    """The pack's own sentence encoder."""

    def run(self, texts: Sequence[str], words: Sequence[Sequence[Word]]) -> Sequence[Scored]:
        """Scores of all heads, the theme's first."""


def teach(pack: Pack, trained: Trained, teacher: Teacher, say: Callable[[str], None] = lambda _: None) -> Trained:
    """`trained` with a theme head that learnt from `teacher`; its held-out chances of the unseen tenth are replaced.

    The head that learnt from labels alone stays as `OWN`: beside the encoder it adds what the encoder does not say.
    """
    reader, statements = Reader(pack.lexicon), pack.statements()
    unseen = folds(statements, TENTHS) == UNSEEN
    labels = theme_targets(statements, pack.themes)
    answers = _answers(teacher, [e.text for e in statements], len(pack.themes))
    targets = (1 - SHARE) * labels + SHARE * answers
    seen = [e for e, out in zip(statements, unseen, strict=True) if not out]
    unlabelled = [*(e.text for e in pack.characteristics()), *splices(seen)]
    said = _answers(teacher, unlabelled, len(pack.themes))
    read = [reader.read(e.text) for e in statements]
    more = [reader.read(text) for text in unlabelled]
    # First without the unseen tenth, for honest calibration; then with every row.
    inside = np.flatnonzero(~unseen)
    vocabulary = learn_vocabulary([read[int(i)] for i in inside], pack.themes[:-1])
    rows = matrix(vocabulary, [*(read[int(i)] for i in inside), *more])
    weights, bias = fit(rows, np.vstack([targets[inside], said]), COST)
    outside = np.flatnonzero(unseen)
    scores = matrix(vocabulary, [read[int(i)] for i in outside]).times(weights) + bias
    temperature = calibrate(scores, labels[outside])
    chances = softmax(scores / temperature)
    held_out = trained.held_out["theme"].copy()
    held_out[outside] = chances
    right = float(np.mean(chances.argmax(1) == labels[outside].argmax(1)))
    say(f"theme, taught by the encoder: {right:.3f} right of {len(outside)} rows that neither saw")
    sure = threshold(chances, labels[outside])
    vocabulary = trained.weights.vocabulary
    weights, bias = fit(matrix(vocabulary, [*read, *more]), np.vstack([targets, said]), COST)
    taught = Head(pack.themes, weights.astype(np.float32), bias.astype(np.float32), temperature, sure)
    heads = {**trained.weights.heads, "theme": taught, OWN: trained.weights.heads["theme"]}
    chances_of = {**trained.held_out, "theme": held_out, OWN: trained.held_out["theme"]}
    return Trained(replace(trained.weights, heads=heads), chances_of)


def fusion_with(pack: Pack, trained: Trained, teacher: Teacher) -> dict[str, Fusion]:
    """How much core and encoder weigh for each question, fitted on the rows that neither saw."""
    statements, traits = pack.statements(), pack.characteristics()
    questions = {
        "theme": (statements, theme_targets(statements, pack.themes)),
        "family": (traits, soft([e.label for e in traits], pack.families)),
        "kind": (traits, soft([e.second or KINDS[0] for e in traits], KINDS)),
    }
    fused: dict[str, Fusion] = {}
    start = 0
    for name in HEADS:
        examples, targets = questions[name]
        here = np.flatnonzero(folds(examples, TENTHS) == UNSEEN)
        scores = _scores(teacher, [examples[int(i)].text for i in here])[:, start : start + targets.shape[1]]
        core = trained.held_out[OWN if name == "theme" and OWN in trained.held_out else name]
        fused[name] = fit_fusion(core[here], scores, targets[here], name)
        start += targets.shape[1]
    return fused


def splices(rows: Sequence[Example], seed: int = 1) -> list[str]:
    """About as many made-up statements as rows: two thirds of one, half of another of the same language. The same
    seed gives the same.
    """
    dice = np.random.default_rng(seed)
    found = []
    for _ in range(2 * len(rows)):
        one, two = (rows[int(n)] for n in dice.integers(len(rows), size=2))
        if one.language == two.language:
            begin, end = one.text.split(), two.text.split()
            found.append(" ".join([*begin[: max(1, len(begin) * 2 // 3)], *end[len(end) // 2 :]]))
    return found


def _answers(teacher: Teacher, texts: Sequence[str], themes: int) -> Doubles:
    """Chances of each theme, shape (texts, themes)."""
    return softmax(_scores(teacher, texts)[:, :themes])


def _scores(teacher: Teacher, texts: Sequence[str]) -> Doubles:
    """Scores of all heads, shape (texts, labels of all heads)."""
    found: list[object] = []
    for at in range(0, len(texts), TOGETHER):
        part = [clean(text) for text in texts[at : at + TOGETHER]]
        found += [told.scores for told in teacher.run(part, [()] * len(part))]
    return np.array(found, np.float64)
