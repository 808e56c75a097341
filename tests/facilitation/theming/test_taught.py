"""The core learns from whoever knows more: words that no label ever explained, and honest confidence from unseen rows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from facilitation.theming import KINDS, load_pack
from facilitation.theming.core import CoreEngine
from facilitation.theming.taught import TENTHS, UNSEEN, fusion_with, splices, teach
from facilitation.theming.text import clean
from facilitation.theming.train import Trained, folds, train
from facilitation.theming.weights import OWN, load_weights

WORD = "veel"  # stands in rows of every theme; this teacher holds it for a sure sign of traffic


class Stubborn:
    """A teacher that has one opinion."""

    def __init__(self, themes: tuple[str, ...]) -> None:
        self.themes = themes
        self.asked: list[str] = []

    def run(self, texts: Any, words: Any) -> list[Any]:
        self.asked += texts
        found = []
        for text in texts:
            scores = np.zeros(len(self.themes) + 3, np.float32)  # other heads stand behind the theme's
            scores[self.themes.index("traffic")] = 6 if WORD in text else 0
            scores[len(self.themes)] = 99
            found.append(SimpleNamespace(scores=scores))
        return found


def test_the_core_takes_over_what_its_teacher_says_and_keeps_its_labels() -> None:
    pack = load_pack("neighbourhood")
    before = train(pack)
    teacher = Stubborn(pack.themes)
    after = teach(pack, before, teacher)
    alone, taught = CoreEngine(pack, before.weights), CoreEngine(pack, after.weights)
    index = pack.themes.index("traffic")
    text = f"{WORD} bloemen"
    assert taught.judge(text, "theme").chances[index] > alone.judge(text, "theme").chances[index]
    assert taught.place("te veel auto's in onze straat", "nl").theme == "traffic"
    assert taught.place("plant more trees", "en").theme == "green"
    unseen = folds(pack.statements(), TENTHS) == UNSEEN
    same = np.all(after.held_out["theme"] == before.held_out["theme"], axis=1)
    assert not same[unseen].any()
    assert same[~unseen].all()
    assert after.weights.heads[OWN] is before.weights.heads["theme"]
    assert after.held_out[OWN] is before.held_out["theme"]
    hidden = {e.text for e, out in zip(pack.statements(), unseen, strict=True) if out}
    assert hidden
    assert not any(text.startswith(tuple(hidden)) for text in teacher.asked[len(pack.statements()) :])


def test_made_up_statements_mix_two_of_one_language_and_come_back_the_same() -> None:
    rows = load_pack("neighbourhood").statements()
    made = splices(rows)
    assert made == splices(rows)
    assert made != splices(rows, seed=2)
    begin = {e.text.split()[0]: e.language for e in rows}
    end = {e.text.split()[-1]: e.language for e in rows}
    assert len(made) > len(rows) // 2
    assert all(text.split()[0] in begin and text.split()[-1] in end for text in made)


class AllKnowing:
    """A teacher that has read the answers, for all three questions side by side."""

    def __init__(self, pack: Any) -> None:
        self.pack = pack
        self.themes = {clean(e.text): pack.themes.index(e.label) for e in pack.statements()}
        self.traits = {clean(e.text): e for e in pack.characteristics()}

    def run(self, texts: Any, words: Any) -> list[Any]:
        found = []
        for text in texts:
            scores = np.zeros(len(self.pack.themes) + len(self.pack.families) + len(KINDS), np.float32)
            if text in self.themes:
                scores[self.themes[text]] = 5
            if text in self.traits:
                at = len(self.pack.themes)
                scores[at + self.pack.families.index(self.traits[text].label)] = 5
                scores[at + len(self.pack.families) + KINDS.index(self.traits[text].second or KINDS[0])] = 5
            found.append(SimpleNamespace(scores=scores))
        return found


def test_whoever_is_right_on_rows_that_nobody_saw_weighs_most() -> None:
    pack = load_pack("startmoment")
    widths = {"theme": (pack.statements(), pack.themes), "family": (pack.characteristics(), pack.families)}
    widths["kind"] = (pack.characteristics(), KINDS)
    even = {name: np.full((len(rows), len(labels)), 1 / len(labels)) for name, (rows, labels) in widths.items()}
    trained = Trained(load_weights(pack.weights_path), even)
    fusion = fusion_with(pack, trained, AllKnowing(pack))
    assert set(fusion) == {"theme", "family", "kind"}
    assert all(f.right == 1.0 and f.model > 0.5 for f in fusion.values())
