"""The figures say what happened: each is checked on placements worked out by hand."""

import pytest

from facilitation.theming import Placement
from facilitation.theming.evaluate import judge, measure
from facilitation.theming.pack import Example


def said(theme, second, confidence, sure=False):
    return Placement(theme, second, confidence, sure, ("x",), "test/1")


ROWS = [
    Example("1", "nl", "a", "legal", ""),
    Example("2", "nl", "b", "legal", ""),
    Example("3", "fr", "c", "policy", ""),
    Example("4", "en", "d", "other", ""),
]
SAID = [
    said("legal", "policy", 0.95, True),
    said("policy", "legal", 0.55),
    said("policy", None, 0.85, True),
    said("legal", "other", 0.25),
]


def test_the_figures_are_what_counting_gives():
    q = judge(ROWS, SAID)
    assert (q.count, q.first, q.two) == (4, 0.5, 1.0)
    assert q.by_theme == {"legal": (2, 0.5, 0.5), "policy": (1, 0.5, 1.0), "other": (1, 0.0, 0.0)}
    assert q.macro_f1 == pytest.approx((0.5 + 2 / 3 + 0) / 3)
    assert q.by_language == {"nl": (2, 0.5), "fr": (1, 1.0), "en": (1, 0.0)}
    assert (q.sure_share, q.sure_right, q.other_found) == (0.5, 1.0, (0, 1))
    assert q.calibration == pytest.approx((0.05 + 0.55 + 0.15 + 0.25) / 4)
    assert ("legal", "policy", 1) in q.confusions


def test_reasons_are_tried_by_striking_them_out():
    class Parrot:
        """Believes in legal as long as it reads `wet`; names `wet` or a word that does not matter."""

        id, version, near = "parrot", "1", 1.0

        def __init__(self, names):
            self.names = names

        def place(self, text, language):
            return Placement("legal", None, 0.9 if "wet" in text else 0.2, False, self.names, "parrot/1")

        def place_many(self, items):
            return [self.place(*i) for i in items]

    rows = [Example("1", "nl", "een nieuwe wet", "legal", "")]
    assert measure(Parrot(("wet",)), rows, lambda: 0.0).reasons_true == 1.0
    assert measure(Parrot(("nieuwe",)), rows, lambda: 0.0).reasons_true == 0.0
