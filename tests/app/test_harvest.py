"""The harvest desk and the room's rules, over HTTP."""

from __future__ import annotations

import re
from typing import Any

import httpx

from app.harvest import Leases, Share, meter, tray
from sessions import commands as c
from tests.app.conftest import Hall
from tests.sessions.stories import FACILITATOR, Story, at_work, e, pre, submit

VAGUE = ("iets met mensen", "dat het goed loopt", "gewoon doen", "een beetje van alles")


def unsure(id: str, text: str) -> Any:
    return e.NewPrecondition(id=id, text=text, language="nl", placed=e.Placed("policy", "legal", 0.4))


def hall_with_tray() -> Story:
    story = at_work("ada", "bo")
    submit(story, "ada", "i1", unsure("p1", "a"), unsure("p2", "b"), pre("p3"))
    submit(story, "bo", "i2", unsure("p4", "c"))
    story.lead(c.EditPrecondition, precondition="p3", theme="resources")
    return story


def test_two_helpers_never_have_the_same_card() -> None:
    room, leases = hall_with_tray().room, Leases()
    a = leases.next(room, "a", Share(), now=0)
    b = leases.next(room, "b", Share(), now=0)
    assert a is not None
    assert b is not None
    assert a.id != b.id
    assert leases.next(room, "a", Share(), now=1000) == a  # a reload shows one's own card again


def test_a_card_that_was_left_lying_goes_to_somebody_else() -> None:
    room, leases = hall_with_tray().room, Leases()
    left = leases.next(room, "a", Share(), now=0)
    assert leases.next(room, "b", Share(), now=60_001) == left


def test_work_is_split_by_table() -> None:
    room, leases = hall_with_tray().room, Leases()
    card = leases.next(room, "a", Share(table=2), now=0)
    assert card is not None
    assert card.id == "p4"
    assert leases.next(room, "b", Share(table=2), now=0) is None


def test_the_meter_counts_what_was_read_and_where_the_machine_was_right() -> None:
    story = hall_with_tray()
    assert [p.id for p in tray(story.room)] == ["p3", "p1", "p2", "p4"][1:]
    story.do(c.EditPrecondition(actor=FACILITATOR, at=story.at, precondition="p1", theme="legal"))
    counted = meter(story.room)
    assert (counted.waiting, counted.read, counted.total) == (2, 2, 4)
    assert (counted.agreed, counted.judged) == (1, 2)


async def test_a_helper_works_through_the_tray_by_plain_forms(hall: Hall, api: httpx.AsyncClient) -> None:
    await hall.submit(*VAGUE)
    link = (await hall.post("/links", {"role": "harvest"}, who=hall.desk)).json()
    page = f"/r/{hall.code}/harvest"
    api.headers["Origin"] = "http://hall"
    first = await api.get(link["url"].removeprefix("http://hall"), follow_redirects=True)
    assert first.status_code == 200
    placed = 0
    text = first.text
    while (found := re.search(r'data-card="(\w+)"', text)) and placed < 10:
        text = (await api.post(page, data={"card": found[1], "theme": "mindset"}, follow_redirects=True)).text
        placed += 1
    assert placed >= 2
    counts = {t["id"]: t["count"] for t in (await hall.state())["themes"]}
    assert counts["mindset"] >= placed


async def test_participants_have_no_harvest_desk(hall: Hall, api: httpx.AsyncClient) -> None:
    assert (await api.get(f"/r/{hall.code}/harvest", headers=hall.me)).status_code == 403
    assert (await api.get(f"/r/{hall.code}/harvest")).status_code == 401


async def test_after_two_like_corrections_a_rule_is_offered_and_holds_for_what_comes(hall: Hall) -> None:
    texts = ("rolmodellen in de klas", "een rolmodel uit de buurt", "meer rolmodellen op televisie", "een wet")
    made = [(await hall.submit(text))["preconditions"][0] for text in texts]
    for pre_ in made[:2]:
        path = hall.path(f"/preconditions/{pre_['id']}")
        assert (await hall.api.patch(path, json={"theme": "collaboration"}, headers=hall.desk)).status_code == 200
    seen = (await hall.api.get(hall.path("/rules"), headers=hall.desk)).json()
    offer = next(p for p in seen["proposals"] if p["pattern"].startswith("rolmodel"))
    assert offer["theme"] == "collaboration"
    rule = (await hall.post("/rules", {"pattern": offer["pattern"], "theme": "collaboration"}, who=hall.desk)).json()
    later = (await hall.submit("zichtbare rolmodellen"))["preconditions"][0]
    assert (later["theme"], later["placed_by"]) == ("collaboration", "rule")
    counts = {t["id"]: t["count"] for t in (await hall.state())["themes"]}
    assert (counts["collaboration"], counts["legal"]) == (4, 1)
    off = await hall.api.patch(hall.path(f"/rules/{rule['id']}"), json={"on": False}, headers=hall.desk)
    assert off.status_code == 200
    counts = {t["id"]: t["count"] for t in (await hall.state())["themes"]}
    assert counts["collaboration"] == 2


async def test_a_drag_takes_the_near_duplicates_along_and_undo_brings_all_back(hall: Hall) -> None:
    made = [
        (await hall.submit(text))["preconditions"][0]
        for text in ("meer geld voor de werking", "Meer geld voor de werking!", "een wet")
    ]
    path = hall.path(f"/preconditions/{made[0]['id']}")
    moved = (await hall.api.patch(path, json={"theme": "policy"}, headers=hall.desk)).json()["moved"]
    assert set(moved) == {made[0]["id"], made[1]["id"]}
    await hall.post("/undo", who=hall.desk)
    counts = {t["id"]: t["count"] for t in (await hall.state())["themes"]}
    assert (counts["resources"], counts["policy"], counts["legal"]) == (2, 0, 1)


async def test_cards_that_look_alike_are_offered_for_merging(hall: Hall) -> None:
    for text in ("meer geld voor de werking", "Meer geld voor de werking!", "een wet"):
        await hall.submit(text)
    pairs = (await hall.api.get(hall.path("/alike"), headers=hall.desk)).json()["pairs"]
    assert [(p["into"]["text"], p["card"]["text"]) for p in pairs] == [
        ("meer geld voor de werking", "Meer geld voor de werking!")
    ]


async def test_what_says_the_same_in_two_languages_is_offered_to_be_merged(hall: Hall) -> None:
    await hall.submit("genoeg vrijwilligers", "assez de bénévoles", "een wet over huurprijzen")
    pairs = (await hall.api.get(hall.path("/alike"), headers=hall.desk)).json()["pairs"]
    (pair,) = pairs
    assert {pair["into"]["text"], pair["card"]["text"]} == {"genoeg vrijwilligers", "assez de bénévoles"}
    assert any("=" in words for words in pair["words"])
