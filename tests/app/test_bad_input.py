"""Every wrong thing has its answer: problem+json with the field, in the reader's language, and nothing half done."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from app.http import CSP
from app.problems import SENTENCES
from tests.app.conftest import Hall, key, open_hall

NUL, RLO, ZWJ_FAMILY = "\u0000", "\u202e", "👨\u200d👩\u200d👧"


async def fields_of(answer: httpx.Response) -> dict[str, str]:
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    return {e["field"]: e["slug"] for e in answer.json().get("errors", [])}


@pytest.mark.parametrize(
    ("body", "field", "slug"),
    [
        ({}, "title", "missing"),
        ({"title": ""}, "title", "empty"),
        ({"title": " \u200b "}, "title", "empty"),
        ({"title": 7}, "title", "wrong_type"),
        ({"title": "x" * 121}, "title", "too_long"),
        ({"title": "x", "description": "y" * 281}, "description", "too_long"),
        ({"title": "x", "levers": ["geld"]}, "levers.0", "unknown_choice"),
        ({"title": "x", "formality": "half"}, "formality", "unknown_choice"),
        ({"title": "x", "preconditions": ["a"] * 300}, "preconditions", "too_many"),
        ({"title": "x", "preconditions": ["ok", "z" * 281]}, "preconditions.1", "too_long"),
        ({"title": "x", "preconditions": "tekst"}, "preconditions", "wrong_type"),
    ],
)
async def test_wrong_fields_are_named(hall: Hall, body: dict[str, Any], field: str, slug: str) -> None:
    answer = await hall.post("/interventions", body)
    assert answer.status_code == 422
    assert (await fields_of(answer))[field] == slug
    assert (await hall.state())["counts"]["interventions"] == 0


@pytest.mark.parametrize(("language", "word"), [("nl", "Schrijf"), ("fr", "Écrivez"), ("en", "Please")])
async def test_the_reader_is_told_in_her_own_language(hall: Hall, language: str, word: str) -> None:
    answer = await hall.post("/interventions", {"title": ""}, headers={"Accept-Language": f"{language}-BE,de;q=0.3"})
    assert answer.headers["content-language"] == language
    assert answer.json()["errors"][0]["message"].startswith(word)


async def test_a_lone_surrogate_is_not_text(hall: Hall) -> None:
    raw = b'{"title": "a \\ud800 b"}'
    headers = {**hall.me, "Content-Type": "application/json"}
    answer = await hall.api.post(hall.path("/interventions"), content=raw, headers=headers)
    assert answer.status_code == 422
    assert "title" in await fields_of(answer)


async def test_control_and_direction_characters_are_dropped_and_the_rest_is_kept(hall: Hall) -> None:
    made = await hall.submit(f"a{NUL}b {RLO}c <script>alert(1)</script> {ZWJ_FAMILY} نص")
    assert made["preconditions"][0]["text"] == f"ab c <script>alert(1)</script> {ZWJ_FAMILY} نص"


async def test_graphemes_are_counted_not_code_points(hall: Hall) -> None:
    assert (await hall.post("/interventions", {"title": ZWJ_FAMILY * 120})).status_code == 201
    assert (await hall.post("/interventions", {"title": ZWJ_FAMILY * 121})).status_code == 422


@pytest.mark.parametrize("raw", [b"{", b"", b"[1]", b'"x"', b"\xff\xfe"])
async def test_malformed_json_is_said_to_be_so(hall: Hall, raw: bytes) -> None:
    headers = {**hall.me, "Content-Type": "application/json"}
    answer = await hall.api.post(hall.path("/interventions"), content=raw, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_a_megabyte_is_refused_before_it_is_read(hall: Hall) -> None:
    answer = await hall.post("/interventions", {"title": "x" * 1_000_000})
    assert (answer.status_code, answer.json()["slug"]) == (413, "too_large")


@pytest.mark.parametrize(("code", "status"), [("AAAA-AAAA", 404), ("0OIL-1111", 404), ("x", 404), ("é" * 8, 404)])
async def test_an_unknown_code_is_a_404_with_a_sentence(api: httpx.AsyncClient, code: str, status: int) -> None:
    answer = await api.get(f"/api/rooms/{code}/state")
    assert (answer.status_code, answer.json()["slug"]) == (status, "unknown_room")


async def test_a_code_is_read_in_any_case_with_or_without_dash(hall: Hall) -> None:
    for typed in (hall.code.lower(), hall.code.replace("-", ""), hall.code.replace("-", " ")):
        assert (await hall.api.get(f"/api/rooms/{typed}/state")).status_code == 200


async def test_a_token_of_another_room_opens_nothing(api: httpx.AsyncClient, hall: Hall) -> None:
    other = await open_hall(api)
    answer = await hall.post("/interventions", {"title": "x"}, who=other.me)
    assert (answer.status_code, answer.json()["slug"]) == (401, "bad_token")
    assert (await hall.post("/stage", {"stage": "plenary"}, who=hall.me)).status_code == 403
    assert (await hall.post("/interventions", {"title": "x"}, who=hall.desk)).status_code == 403


async def test_a_key_must_be_a_uuid(hall: Hall) -> None:
    answer = await hall.post("/interventions", {"title": "x"}, headers={"Idempotency-Key": "1"})
    assert (answer.status_code, answer.json()["slug"]) == (422, "bad_key")


async def test_a_stage_that_takes_none_says_wait(api: httpx.AsyncClient) -> None:
    hall = await open_hall(api, stage="welcome")
    answer = await hall.post("/interventions", {"title": "x"})
    assert (answer.status_code, answer.json()["slug"]) == (409, "stage_takes_none")


@pytest.mark.parametrize("path", ["/cards/nope/hide", "/cards/nope/show", "/cards/nope/spotlight"])
async def test_an_unknown_card_is_a_404(hall: Hall, path: str) -> None:
    assert (await hall.post(path, who=hall.desk)).status_code == 404


async def test_an_unknown_theme_is_no_choice(hall: Hall) -> None:
    pre = (await hall.submit("meer tijd"))["preconditions"][0]
    answer = await hall.api.patch(hall.path(f"/preconditions/{pre['id']}"), json={"theme": "geluk"}, headers=hall.desk)
    assert await fields_of(answer) == {"theme": "unknown_choice"}


async def test_a_device_that_goes_too_fast_is_told_when_to_come_back(api: httpx.AsyncClient, app: Any) -> None:
    hall = await open_hall(api)
    app.state.context.device_bucket.burst, app.state.context.device_bucket.refill = 2, 1
    answers = [await hall.post("/interventions", {"title": f"x{i}"}, headers=key()) for i in range(4)]
    assert [a.status_code for a in answers] == [201, 201, 429, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    joined = (await api.post(hall.path("/participants"), json={"table": 3})).json()
    other = {"Authorization": f"Bearer {joined['token']}"}
    assert (
        await hall.post("/interventions", {"title": "y"}, who=other)
    ).status_code == 201  # same address, other phone


async def test_headers_stand_on_every_route(api: httpx.AsyncClient, app: Any) -> None:
    paths = {getattr(r, "path", "").replace("{code}", "AAAA-AAAA") for r in app.routes}
    for path in sorted(p for p in paths if p and "{" not in p):
        answer = await api.get(path, follow_redirects=False)
        assert answer.headers["content-security-policy"] == CSP, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert "unsafe-inline" not in answer.headers["content-security-policy"]


def test_every_refusal_has_a_sentence() -> None:
    import re
    from pathlib import Path

    root = Path(__file__).parents[2]
    said = set()
    for path in [*(root / "sessions/rules").glob("*.py"), *(root / "app").rglob("*.py")]:
        said |= set(re.findall(r"""(?:Refusal|Problem)\(\s*"(\w+)\"""", path.read_text("utf-8")))
    assert said - set(SENTENCES) == set()
    assert json.dumps(sorted(said))
