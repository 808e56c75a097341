"""Which cards say nearly the same, and which rules a room might make: the theming engine's eyes on a room's cards.

Vectors are kept by text, so that a drag among thousands of cards looks only at the new ones. Runs in a thread.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from facilitation.alike import glossary_of
from facilitation.theming import Engine
from facilitation.theming.corrections import LIKE, Card, Correction, Proposal, Rule, matcher, propose
from lotus.entries import Entry
from lotus.sense import near_sense, same_sense
from sessions.cards import Precondition
from sessions.rules.ruling import ENGINE
from sessions.state import OTHER, Room, RoomRule
from sessions.views import visible_preconditions

KEPT = 30_000
MAX_ALONG = 25  # more than this is not "nearly the same" but a theme of its own: a rule is the honest offer
MAX_PAIRS = 60
LATEST = 80  # corrections looked at: a convention shows soon, and every pair of them is compared


class Alike(NamedTuple):
    """Two cards to merge, `card` into the earlier `into`; `words` they share in other words: `kennis = savoirs`."""

    into: Precondition
    card: Precondition
    score: float
    words: tuple[str, ...] = ()


class Likeness:
    """Remembers sentence vectors by text for one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, one row a text."""
        with self._lock:  # cards and petals are compared in threads of their own
            new = list(dict.fromkeys(t for t in texts if t not in self._kept))
            for start in range(0, len(new), 64):
                part = new[start : start + 64]
                for text, row in zip(part, self.engine.vector(part), strict=True):
                    self._kept[text] = row
            rows = np.stack([self._kept[t] for t in texts])
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return rows

    def along(self, room: Room, card: Precondition, theme: str) -> tuple[str, ...]:
        """Cards that say nearly what `card` says and would move along with it: placed by a machine, elsewhere."""
        others = [
            p
            for p in visible_preconditions(room)
            if p.id != card.id and p.placed.by == "machine" and p.placed.theme != theme
        ]
        if not others:
            return ()
        rows = self.vectors([card.text, *(p.text for p in others)])
        alike = rows[1:] @ rows[0]
        # Moving unasked wants more than offering to merge: half-way between "looks like" and "the same".
        least = (1 + self.engine.near) / 2
        near = [(float(a), p.id) for a, p in zip(alike, others, strict=True) if a >= least]
        if len(near) > MAX_ALONG:
            return ()
        return tuple(pid for _, pid in sorted(near, reverse=True))

    def pairs(self, room: Room) -> list[Alike]:
        """Visible cards that look like each other, most alike first; the earlier card comes first. By their letters
        or, in other words and other languages, by the concepts of the method's table.
        """
        cards = visible_preconditions(room)
        if len(cards) < 2:
            return []
        rows = self.vectors([p.text for p in cards])
        found: dict[tuple[str, str], Alike] = {}
        for i in range(1, len(cards)):
            alike = rows[:i] @ rows[i]
            best = int(np.argmax(alike))
            if alike[best] >= self.engine.near:
                found[cards[best].id, cards[i].id] = Alike(cards[best], cards[i], float(alike[best]))
        for pair in same_in_other_words(room, cards):
            found.setdefault((pair.into.id, pair.card.id), pair)
        return sorted(found.values(), key=lambda pair: -pair.score)[:MAX_PAIRS]


def same_in_other_words(room: Room, cards: Sequence[Precondition]) -> Iterator[Alike]:
    """Pairs whose words the method's table holds for the same, across languages too."""
    glossary = glossary_of(room.the_method.id)
    if glossary is None:
        return
    entries = [Entry(id=p.id, text=p.text, language=p.language) for p in cards]
    at = {p.id: p for p in cards}
    for find in (same_sense(glossary, {}), near_sense(glossary)):
        for pair in find(entries):
            yield Alike(at[pair.a], at[pair.b], pair.score, pair.words)


def proposals(room: Room, theme: str = "") -> list[Proposal]:
    """Rules worth offering after the hand's corrections, with the cards that they would move; only rules to `theme`
    when that is given: like corrections go to one theme, so the others need not be compared.
    """
    moved = [room.preconditions[pid] for pid in list(dict.fromkeys(room.hand_moves))[-LATEST:]]
    corrections = [
        Correction(p.text, p.machine_theme or OTHER, p.placed.theme, p.language)
        for p in moved
        if p.placed.by == "hand" and not p.withdrawn and theme in ("", p.placed.theme)
    ]
    if len(corrections) < LIKE:
        return []
    cards = {
        p.id: Card(p.text, p.placed.theme, p.language)
        for p in visible_preconditions(room)
        if p.placed.by in ("machine", ENGINE)
    }
    known = [Rule(r.pattern, r.theme, ()) for r in room.rules.values()]
    return propose(corrections, cards, glossary_of(room.the_method.id), known)


def cards_of(room: Room, pattern: str) -> tuple[str, ...]:
    """The cards of which a rule speaks, as far as no hand placed them."""
    about = matcher(pattern, glossary_of(room.the_method.id))
    return tuple(
        p.id
        for p in room.preconditions.values()
        if not p.withdrawn and p.placed.by == "machine" and about.speaks_of(p.text, p.language)
    )


def rule_for(room: Room, text: str, language: str = "") -> RoomRule | None:
    """The first rule of the room that speaks of a new statement."""
    for rule in sorted(room.rules.values(), key=lambda r: r.seq):
        if rule.on and matcher(rule.pattern, glossary_of(room.the_method.id)).speaks_of(text, language):
            return rule
    return None
