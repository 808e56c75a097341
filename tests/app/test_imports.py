"""Files that come in: paper cards in three languages, our own CSV and JSON, and what is none of these."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.importing import content_from_csv
from app.problems import Problem
from sessions.events import Placed
from tests.app.desk import Desk, desk_at

PAPER = """tafel;titel;randvoorwaarde 1;randvoorwaarde 2;hefbomen
3;Buurttafel;Tijd om te groeien;=SOM(A1);trust agency
3;;Nog een erbij;;
7;Fietsschool;Lesgevers die blijven|Een loods;;
"""


async def send(desk: Desk, data: bytes, **query: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {desk.room['facilitator_token']}", "Idempotency-Key": str(uuid.uuid4())}
    files = {"file": ("cards", data)}
    return await desk.browser().post(f"/api/rooms/{desk.code}/import", files=files, headers=headers, params=query)


async def exported(desk: Desk, format: str) -> bytes:
    headers = {"Authorization": f"Bearer {desk.room['facilitator_token']}"}
    return (await desk.browser().get(f"/api/rooms/{desk.code}/export.{format}", headers=headers)).content


async def test_paper_cards_are_on_the_board_with_their_mark_and_twice_is_once(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        answer = await send(desk, PAPER.encode("utf-8-sig"))
        assert answer.status_code == 201, answer.text
        assert (answer.json()["interventions"], answer.json()["preconditions"]) == (2, 5)
        again = await send(desk, PAPER.encode())
        assert (again.status_code, again.json()["preconditions"]) == (200, 0)
        state = await desk.state()
        texts = [s["text"] for t in state["themes"] for s in t["statements"]]
        assert sorted(texts) == [
            "=SOM(A1)",
            "Een loods",
            "Lesgevers die blijven",
            "Nog een erbij",
            "Tijd om te groeien",
        ]
        content = json.loads(await exported(desk, "json"))["content"]
        assert {i["mark"] for i in content["interventions"]} == {"paper"}
        assert [i["table"] for i in content["interventions"]] == [3, 7]


async def test_a_room_s_json_and_csv_come_in_whole_in_another_room(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        ada, bo = await desk.join(table=1, name="Ada"), await desk.join(table=2)
        await desk.say(ada, "Tijd 🌸", "=1+1", title="Eén")
        await desk.say(bo, "يجب أن نثق", title="+Twee")
        document, sheet = await exported(desk, "json"), await exported(desk, "csv")
        first = json.loads(document)["content"]
        for data in (document, sheet):
            await desk.open()
            answer = (await send(desk, data, **({} if data is document else {"mark": "import"}))).json()
            assert (answer["interventions"], answer["preconditions"]) == (2, 3)
            second: Any = json.loads(await exported(desk, "json"))["content"]
            if data is document:
                assert json.dumps(second) == json.dumps(first)
            texts = [p["text"] for i in second["interventions"] for p in i["preconditions"]]
            assert texts == ["Tijd 🌸", "=1+1", "يجب أن نثق"]
            assert [i["title"] for i in second["interventions"]] == ["Eén", "+Twee"]


@pytest.mark.parametrize(
    "data", [b"{}", b'{"format": "bloesem-room", "content": {"interventions": 3}}', b"a,b\n1,2\n", b""]
)
async def test_what_is_no_export_is_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    async with desk_at(tmp_path) as desk:
        answer = await send(desk, data)
        assert answer.status_code == 422
        assert "Bloesem" in answer.json()["detail"]


def test_a_card_without_a_table_or_title_is_read_as_far_as_it_goes() -> None:
    def place(texts: list[str], language: str) -> list[Placed]:
        return [Placed("other") for _ in texts]

    made = content_from_csv(b"title,precondition\n,los\nEen,a\n,b\n", "nl", place, "paper")
    assert [(i.title, [p.text for p in i.preconditions]) for i in made.interventions] == [("Een", ["a", "b"])]
    with pytest.raises(Problem):
        content_from_csv(b"x,y\n1,2\n", "nl", place, "paper")
