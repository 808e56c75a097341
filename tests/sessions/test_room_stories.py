"""Random stories: whatever people and desk do, tallies equal a recount, the log tells the same room, and nothing leaks."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sessions import codec
from sessions import commands as c
from sessions.commands import Refusal
from sessions.room import fold
from sessions.rules.withdrawing import withdrawn_ids
from sessions.views import public_state, visible_interventions, visible_preconditions
from tests.sessions.stories import FACILITATOR, MACHINE, Story, at_work, person, pre

PEOPLE = ("ada", "bo", "cas")
THEMES = ("resources", "policy", "legal", "other")
CARDS = tuple(f"{kind}{i}" for kind in "ip" for i in range(6))


def commands() -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    who = st.sampled_from(PEOPLE)
    card = st.sampled_from(CARDS)
    theme = st.sampled_from(THEMES)
    return st.one_of(
        st.tuples(st.just("submit"), st.fixed_dictionaries({"who": who, "n": st.integers(0, 5), "theme": theme})),
        st.tuples(st.just("place"), st.fixed_dictionaries({"card": card, "theme": theme})),
        st.tuples(st.just("author"), st.fixed_dictionaries({"who": who, "card": card, "theme": theme})),
        st.tuples(st.just("machine"), st.fixed_dictionaries({"card": card, "theme": theme})),
        st.tuples(st.sampled_from(["hide", "show", "spot", "undo", "pause"]), st.fixed_dictionaries({"card": card})),
        st.tuples(st.just("merge"), st.fixed_dictionaries({"card": card, "into": card})),
        st.tuples(st.just("withdraw"), st.fixed_dictionaries({"who": who, "card": card})),
        st.tuples(st.just("hold"), st.fixed_dictionaries({"on": st.booleans()})),
    )


def give(story: Story, name: str, a: dict[str, Any]) -> None:
    at = story.at
    desk = {"actor": FACILITATOR, "at": at}
    match name:
        case "submit":
            i = a["n"]
            command: c.Command = c.SubmitIntervention(
                actor=person(a["who"]), at=at, key=f"k{i}", fingerprint="f", intervention=f"i{i}",
                title=f"woorden van i{i}", levers=("trust",), preconditions=(pre(f"p{i}", f"woorden van p{i}", a["theme"]),),
            )  # fmt: skip
            if f"i{i}" in story.room.interventions:
                return
        case "place":
            command = c.EditPrecondition(**desk, precondition=a["card"], theme=a["theme"])
        case "author":
            command = c.EditPrecondition(actor=person(a["who"]), at=at, precondition=a["card"], theme=a["theme"])
        case "machine":
            placed = pre("x", theme=a["theme"]).placed
            command = c.PlaceByMachine(actor=MACHINE, at=at, placements=((a["card"], placed),))
        case "hide":
            command = c.HideCard(**desk, card=a["card"])
        case "show":
            command = c.ShowCard(**desk, card=a["card"])
        case "spot":
            command = c.Spotlight(**desk, card=a["card"])
        case "undo":
            command = c.Undo(**desk)
        case "pause":
            command = c.Pause(**desk)
        case "merge":
            command = c.MergeCard(**desk, card=a["card"], into=a["into"])
        case "withdraw":
            command = c.WithdrawCard(actor=person(a["who"]), at=at, card=a["card"])
            blank = frozenset(withdrawn_ids(story.room, a["card"])) if story.room.card(a["card"]) else frozenset()
            try:
                events = story.do(command)
            except Refusal:
                return
            if events:
                story.log = [
                    r.__class__(
                        **{f: getattr(r, f) for f in r.__struct_fields__}
                        | {"event": codec.without_words(r.event, blank)}
                    )
                    for r in story.log
                ]
            return
        case _:
            command = c.ChangeRoom(**desk, moderation="hold" if a["on"] else "open")
    try:
        story.do(command)
    except Refusal:
        return


@settings(max_examples=150, deadline=None)
@given(st.lists(commands(), max_size=40))
def test_random_stories_keep_every_promise(steps: list[tuple[str, dict[str, Any]]]) -> None:
    story = at_work(*PEOPLE)
    for name, arguments in steps:
        give(story, name, arguments)
    room = story.room
    shown = visible_preconditions(room)
    recount: dict[str, int] = {}
    for card in shown:
        recount[card.placed.theme] = recount.get(card.placed.theme, 0) + 1
    assert {t: n for t, n in room.tally.items() if n} == recount  # P5
    assert room.lever_tally.get("trust", 0) == room.shown_interventions == len(visible_interventions(room))
    standing = [c for c in (*room.preconditions.values(), *room.interventions.values()) if not c.withdrawn]
    assert (room.hidden_cards, room.held_cards) == (sum(c.hidden for c in standing), sum(c.held for c in standing))
    assert [r.seq for r in story.log] == list(range(1, len(story.log) + 1))  # P3
    again = fold(story.log)
    assert public_state(again, "nl") == public_state(room, "nl")
    withdrawn = {i for i, card in {**room.preconditions, **room.interventions}.items() if card.withdrawn}
    told = b" ".join(codec.encode(r.event) for r in story.log).decode()
    for card_id in withdrawn:  # P9
        assert f"woorden van {card_id}" not in told
    for record in story.log:
        assert codec.decode(codec.encode(record.event)) == record.event
