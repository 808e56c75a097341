"""The JSON API as outside callers use it."""

from __future__ import annotations

import csv
import io

import httpx

from tests.app.conftest import ORGANISER, Hall, key, open_hall


async def test_a_room_is_opened_by_the_organiser_only(api: httpx.AsyncClient) -> None:
    body = {"title": "Startmoment"}
    assert (await api.post("/api/rooms", json=body)).status_code == 401
    assert (await api.post("/api/rooms", json=body, headers={"Authorization": "Bearer nope"})).status_code == 401
    made = await api.post("/api/rooms", json=body, headers={"Authorization": f"Bearer {ORGANISER}"})
    assert made.status_code == 201
    room = made.json()
    assert len(room["code"]) == 9
    assert room["join_url"].endswith(f"/R/{room['code']}")
    assert room["join_url"] == room["join_url"].upper()


async def test_opening_twice_with_one_key_opens_one_room(api: httpx.AsyncClient) -> None:
    headers = {"Authorization": f"Bearer {ORGANISER}", **key()}
    first = await api.post("/api/rooms", json={"title": "Startmoment"}, headers=headers)
    again = await api.post("/api/rooms", json={"title": "Startmoment"}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["code"] == again.json()["code"]


async def test_a_submission_has_its_number_and_every_precondition_a_theme_and_a_reason(hall: Hall) -> None:
    answer = await hall.submit("er moet genoeg subsidie zijn", "een duidelijke wet", levers=["trust"])
    assert answer["seq"] == 4
    assert [p["theme"] for p in answer["preconditions"]] == ["resources", "legal"]
    assert all(p["because"] for p in answer["preconditions"])
    state = await hall.state()
    assert state["seq"] == 4
    assert state["counts"]["preconditions"] == 2
    assert {x["id"]: x["count"] for x in state["levers"]}["trust"] == 1


async def test_the_same_key_answers_the_first_answer_again_P2(hall: Hall) -> None:
    body = {"title": "Buddywerking", "preconditions": ["meer tijd"]}
    headers = key()
    first = await hall.post("/interventions", body, headers=headers)
    again = await hall.post("/interventions", body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = await hall.post("/interventions", {**body, "title": "Iets anders"}, headers=headers)
    assert (other.status_code, other.json()["slug"]) == (409, "key_reused")
    assert (await hall.state())["counts"]["interventions"] == 1


async def test_a_key_that_joins_twice_joins_once(hall: Hall) -> None:
    headers = key()
    first = await hall.api.post(hall.path("/participants"), json={"table": 2}, headers=headers)
    again = await hall.api.post(hall.path("/participants"), json={"table": 2}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["token"] == again.json()["token"]
    assert (await hall.state())["counts"]["participants"] == 2


async def test_the_facilitator_moves_a_card_and_takes_it_back(hall: Hall) -> None:
    pre = (await hall.submit("meer subsidies"))["preconditions"][0]
    moved = await hall.api.patch(hall.path(f"/preconditions/{pre['id']}"), json={"theme": "policy"}, headers=hall.desk)
    assert (moved.json()["theme"], moved.json()["placed_by"]) == ("policy", "hand")
    assert (await hall.post("/undo", who=hall.desk)).status_code == 200
    counts = {t["id"]: t["count"] for t in (await hall.state())["themes"]}
    assert (counts["resources"], counts["policy"]) == (1, 0)


async def test_hidden_cards_are_not_in_the_state_and_come_back(hall: Hall) -> None:
    pre = (await hall.submit("meer subsidies"))["preconditions"][0]
    await hall.post(f"/cards/{pre['id']}/hide", who=hall.desk)
    assert "meer subsidies" not in str(await hall.state())
    await hall.post(f"/cards/{pre['id']}/show", who=hall.desk)
    assert "meer subsidies" in str(await hall.state())


async def test_withdrawn_words_leave_the_events_and_numbering_stays_whole_P9(hall: Hall) -> None:
    made = await hall.submit("iets dat ik niet had moeten zeggen", title="Vergissing")
    gone = await hall.api.delete(hall.path(f"/cards/{made['id']}"), headers=hall.me)
    assert gone.status_code == 200
    events = (await hall.api.get(hall.path("/events"), headers=hall.desk)).json()["events"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert "moeten zeggen" not in str(events)
    assert "Vergissing" not in str(events)


async def test_events_are_the_facilitators(hall: Hall) -> None:
    assert (await hall.api.get(hall.path("/events"))).status_code == 401
    assert (await hall.api.get(hall.path("/events"), headers=hall.me)).status_code == 403
    answer = await hall.api.get(hall.path("/events?since=2"), headers=hall.desk)
    assert [e["seq"] for e in answer.json()["events"]] == [3]


async def test_the_csv_has_a_row_a_precondition_and_no_formula(hall: Hall) -> None:
    await hall.submit("=HYPERLINK(1)", "meer tijd", title="+1 praktijk")
    text = (await hall.api.get(hall.path("/export.csv"), headers=hall.desk)).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["text"] for row in rows] == ["'=HYPERLINK(1)", "meer tijd"]
    assert rows[1]["placed_by"] == "machine"
    assert rows[0]["intervention"] == "'+1 praktijk"
    assert rows[0]["table"] == "3"


async def test_labels_follow_the_language_that_is_asked(hall: Hall) -> None:
    labels = [t["label"] for t in (await hall.state("fr"))["themes"]]
    assert labels[:2] == ["Moyens", "Coopération"]


async def test_an_erased_room_is_not_there_any_more(api: httpx.AsyncClient) -> None:
    hall = await open_hall(api)
    organiser = {"Authorization": f"Bearer {ORGANISER}"}
    assert (await api.delete(hall.path(), headers=hall.desk)).status_code == 401
    assert (await api.delete(hall.path(), headers=organiser)).status_code == 204
    assert (await api.get(hall.path("/state"))).status_code == 404


async def test_a_revoked_link_stops_at_once(hall: Hall) -> None:
    made = (await hall.post("/links", {"role": "moderator"}, who=hall.desk)).json()
    helper = {"Authorization": f"Bearer {made['token']}"}
    pre = (await hall.submit("meer tijd"))["preconditions"][0]
    assert (await hall.post(f"/cards/{pre['id']}/hide", who=helper)).status_code == 200
    assert (await hall.api.delete(hall.path(f"/links/{made['id']}"), headers=hall.desk)).status_code == 200
    refused = await hall.post(f"/cards/{pre['id']}/show", who=helper)
    assert (refused.status_code, refused.json()["slug"]) == (403, "link_revoked")
