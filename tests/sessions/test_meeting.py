"""The synthesis of a room against a recount that reads the bare events and shares no code with it."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import msgspec

from facilitation.synthesis import synthesise
from sessions import codec
from sessions import commands as c
from sessions import events as e
from sessions.meeting import meeting_of
from tests.sessions.stories import FACILITATOR, Story, at_work, person, pre, submit

THEMES = ("resources", "collaboration", "mindset", "policy", "other")


def recount(log: list[e.Record]) -> dict[str, Any]:
    """Every number straight from the events as JSON."""
    cards: dict[str, dict[str, Any]] = {}
    held = False
    levers: Counter[str] = Counter()
    joined: set[str] = set()
    for record in log:
        data = json.loads(codec.encode(record.event))
        kind = data["kind"]
        if kind == "undone":
            raise AssertionError("the story below takes nothing back")
        if kind == "participant_joined":
            joined.add(data["participant"])
        elif kind == "room_changed" and "moderation" in data:
            held = data["moderation"] == "hold"
        elif kind == "intervention_submitted":
            cards[data["intervention"]] = {**data, "out": held, "parent": None}
            for p in data.get("preconditions", []):
                cards[p["id"]] = {
                    **p,
                    "author": data["author"],
                    "table": data.get("table"),
                    "out": False,
                    "parent": data["intervention"],
                }
        elif kind == "preconditions_placed":
            for move in data["moves"]:
                cards[move["precondition"]]["placed"] = move["placed"]
        elif kind in ("card_hidden", "card_withdrawn"):
            cards[data["card"]]["out"] = True
            if kind == "card_withdrawn":
                cards[data["card"]]["gone"] = True
        elif kind == "card_shown":
            cards[data["card"]]["out"] = cards[data["card"]].get("gone", False)
        elif kind == "card_merged":
            cards[data["card"]]["into"] = data["into"]
    visible = [
        card
        for card in cards.values()
        if not card["out"] and not (card["parent"] and cards[card["parent"]]["out"]) and not card.get("into")
    ]
    for card in visible:
        if card["parent"] is None:
            levers.update(card.get("levers", []))
    themes: dict[str, Counter[str]] = {}
    for card in visible:
        if card["parent"]:
            row = themes.setdefault(card["placed"]["theme"], Counter())
            row["entries"] += 1
    return {
        "people": len(joined),
        "practices": sum(card["parent"] is None for card in visible),
        "statements": sum(card["parent"] is not None for card in visible),
        "themes": {theme: row["entries"] for theme, row in themes.items()},
        "levers": dict(levers),
        "by": Counter(card["placed"].get("by", "machine") for card in visible if card["parent"]),
        "tables": {
            theme: len({card["table"] for card in visible if card["parent"] and card["placed"]["theme"] == theme})
            for theme in themes
        },
        "voices": {
            theme: len({card["author"] for card in visible if card["parent"] and card["placed"]["theme"] == theme})
            for theme in themes
        },
    }


def a_day(seed: int) -> Story:
    dice = random.Random(seed)
    people = [f"mens{i}" for i in range(12)]
    story = at_work(*people)
    ids: list[str] = []
    for i in range(40):
        who = dice.choice(people)
        pres = [pre(f"p{i}x{k}", f"tekst {dice.randrange(9)}", dice.choice(THEMES)) for k in range(dice.randrange(4))]
        submit(story, who, f"i{i}", *pres, levers=tuple(dice.sample(["trust", "agency", "value"], dice.randrange(3))))
        ids += [f"i{i}", *(p.id for p in pres)]
    for card in dice.sample(ids, 30):
        if card.startswith("p"):
            story.lead(c.EditPrecondition, precondition=card, theme=dice.choice(THEMES))
    for card in dice.sample(ids, 8):
        story.lead(c.HideCard, card=card)
    for card in dice.sample([i for i in ids if i.startswith("p")], 3):
        found = story.room.card(card)
        if found and not found.withdrawn:
            story.by(found.author, c.WithdrawCard, card=card)
    return story


def test_every_number_equals_a_recount_straight_from_the_events() -> None:
    for seed in range(12):
        story = a_day(seed)
        told = recount(story.log)
        result = synthesise(meeting_of(story.room), lambda texts: [])
        assert result.participation.people == told["people"]
        assert result.practices.total == told["practices"]
        assert result.statements == told["statements"]
        assert {t.theme: t.count.entries for t in result.themes if t.count.entries} == {
            theme: n for theme, n in told["themes"].items() if theme != "other"
        }
        assert len(result.others) == told["themes"].get("other", 0)
        assert {s.id: s.number for s in result.practices.levers if s.number} == told["levers"]
        for theme in result.themes:
            if theme.count.entries:
                assert theme.count.tables == told["tables"][theme.theme]
                assert theme.count.people == told["voices"][theme.theme]
        assert (result.placing.machine, result.placing.hand) == (told["by"]["machine"], told["by"]["hand"])


def test_hidden_held_and_withdrawn_words_are_in_no_synthesis() -> None:
    story = at_work("ada", "bo")
    submit(story, "ada", "i1", pre("p1", "zichtbaar woord"), pre("p2", "verborgen woord"), pre("p3", "weg woord"))
    story.lead(c.HideCard, card="p2")
    story.by("ada", c.WithdrawCard, card="p3")
    story.lead(c.ChangeRoom, moderation="hold")
    submit(story, "bo", "i2", pre("p4", "wachtend woord"), title="wachtende titel")
    told = msgspec.json.encode(msgspec.to_builtins(meeting_of(story.room).statements)).decode()
    assert "zichtbaar woord" in told
    for word in ("verborgen", "weg woord", "wachtend"):
        assert word not in told
    assert [p.id for p in meeting_of(story.room).practices] == ["i1"]


def test_a_merged_card_counts_for_what_it_was_merged_into_only_while_that_is_seen() -> None:
    story = at_work("ada", "bo")
    submit(story, "ada", "i1", pre("p1"))
    submit(story, "bo", "i2", pre("p2"))
    story.do(c.MergeCard(actor=FACILITATOR, at=story.at, card="p2", into="p1"))
    assert [(s.id, s.merged_into) for s in meeting_of(story.room).statements] == [("p1", None), ("p2", "p1")]
    story.lead(c.HideCard, card="p1")
    assert meeting_of(story.room).statements == ()
    assert person("ada").id in {p.id for p in meeting_of(story.room).people}
