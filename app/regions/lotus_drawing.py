"""A lotus as numbers and lines for a drawing: on a phone, on the wall in the spotlight, and as a file of its own."""

from __future__ import annotations

from typing import NamedTuple

from lotus.blossom import Blossom, Node
from lotus.geometry import PhoneDrawing, phone_lotus
from lotus.outline import Line, outline
from sessions.commands import Actor
from sessions.lotus_views import reader_of, reading, words
from sessions.lotuses import Lotus
from sessions.state import Room

WIDTH, LINES = 13, 3


class Leaf(NamedTuple):
    """One of the eight: a node or an empty petal. `dots` tells which of its own eight are filled."""

    slot: int
    letter: str
    node: Node | None
    text: str
    lines: tuple[str, ...]
    dots: tuple[bool, ...]
    turn: float
    name: tuple[float, float]


class Drawn(NamedTuple):
    """A ring of eight around a heart. `trail` leads from the centre to the heart of this ring."""

    lotus: Lotus
    blossom: Blossom
    heart: str
    heart_lines: tuple[str, ...]
    leaves: tuple[Leaf, ...]
    bench: tuple[tuple[Node, str], ...]
    outline: tuple[tuple[Line, str], ...]
    trail: tuple[tuple[str, str], ...]
    at: Node | None
    filled: int
    geometry: PhoneDrawing


def wrap(text: str, width: int = WIDTH, most: int = LINES) -> tuple[str, ...]:
    """A text in short lines; what does not fit is cut with an ellipsis, a long word is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        while len(word) > width + 2:
            if line:
                lines.append(line)
                line = ""
            lines.append(word[:width] + "-")
            word = word[width:]
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip("-")[: width - 1] + "…"]
    return tuple(lines)


def drawing_of(
    room: Room, lotus: Lotus, actor: Actor, language: str, at: str | None = None, until: int | None = None
) -> Drawn:
    """The ring around the centre, or around node `at`, as this reader may see it; without what came after `until`."""
    blossom = reading(lotus, actor)
    for node in [n for n in blossom.nodes.values() if until is not None and n.seq > until]:
        blossom = blossom.set_hidden(node.id).blossom
    reader = reader_of(actor)
    seats: list[Node | None] = [None] * 8
    bench: list[tuple[Node, str]] = []
    mine_anywhere: list[Node] = []
    for node in blossom.under(at):
        if node.hidden or (node.wish is not None and node.author != reader):
            continue
        place = node.slot if node.wish is None else node.wish
        if place and seats[place - 1] is None:
            seats[place - 1] = node
        elif node.wish is not None:
            mine_anywhere.append(node)
        else:
            bench.append((node, words(room, node, language)))
    for node in mine_anywhere:
        # A wish for any petal is drawn on the first that is free for its author; reveal decides where it stands.
        free = next((i for i, seat in enumerate(seats) if seat is None), None)
        if free is None:
            bench.append((node, words(room, node, language)))
        else:
            seats[free] = node
    geometry = phone_lotus()
    leaves = tuple(_leaf(room, blossom, i, seats[i], geometry, language) for i in range(8))
    heart_node = blossom.nodes.get(at or "")
    heart = words(room, heart_node, language) if heart_node else room.centre(lotus)
    return Drawn(
        lotus,
        blossom,
        heart,
        wrap(heart, 11),
        leaves,
        tuple(bench),
        tuple((line, words(room, line.node, language)) for line in outline(blossom, reader)),
        tuple(_trail(room, lotus, blossom, heart_node, language)),
        heart_node,
        sum(leaf.node is not None for leaf in leaves),
        geometry,
    )


def _leaf(room: Room, blossom: Blossom, i: int, node: Node | None, geometry: PhoneDrawing, language: str) -> Leaf:
    text = words(room, node, language) if node else ""
    below = {n.slot for n in blossom.under(node.id) if n.slot and not n.hidden} if node else set()
    petal = geometry.petals[i]
    return Leaf(
        i + 1, "ABCDEFGH"[i], node, text, wrap(text), tuple(k in below for k in range(1, 9)), petal.turn, petal.name
    )


def _trail(room: Room, lotus: Lotus, blossom: Blossom, node: Node | None, language: str) -> list[tuple[str, str]]:
    trail: list[tuple[str, str]] = []
    parent = node.parent if node else None
    while parent:
        above = blossom.nodes[parent]
        trail.append((parent, words(room, above, language)))
        parent = above.parent
    if node:
        trail.append(("", room.centre(lotus)))
    return trail[::-1]
