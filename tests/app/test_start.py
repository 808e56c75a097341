"""The start page, the organiser's rooms, the printed cards, the privacy page, and pages for what goes wrong."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.main import make_app
from tests.app.desk import BASE, ORGANISER, Desk, desk_at, settings


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_at(tmp_path) as at:
        yield at


@pytest.fixture
async def organiser(desk: Desk) -> httpx.AsyncClient:
    http = desk.browser()
    answer = await http.get("/", params={"key": ORGANISER})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    return http


async def test_everybody_is_asked_for_the_code(desk: Desk) -> None:
    page = await desk.browser().get("/")
    assert page.status_code == 200
    assert "In welke kamer zit je?" in page.text
    assert "Open een kamer" not in page.text
    assert desk.code not in page.text


async def test_a_code_is_read_in_any_case_with_or_without_dash(desk: Desk) -> None:
    plain = desk.code.replace("-", "")
    for typed in (desk.code, desk.code.lower(), plain, f" {plain.lower()} ", plain[:4] + " " + plain[4:]):
        answer = await desk.browser().get("/", params={"code": typed})
        assert answer.headers["location"] == f"/r/{desk.code}", typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Typ eerst de code"),
        ("K4TO-9WM2", "nooit 0, O, 1"),
        ("K4T0-9WM2", "nooit 0, O, 1"),
        ("K4T", "acht tekens. Is er een te weinig"),
        ("2222-2222", "Er is geen kamer met deze code"),
        ('"><script>alert(1)</script>', "nooit 0, O, 1"),
    ],
)
async def test_a_code_that_is_none_gets_a_sentence_and_stays_in_the_field(desk: Desk, typed: str, said: str) -> None:
    answer = await desk.browser().get("/", params={"code": typed})
    assert answer.status_code in (404, 422)
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "<script>" not in answer.text
    if typed.startswith("K4T"):
        assert f'value="{typed}"' in answer.text


async def test_the_sign_in_link_gives_a_cookie_and_leaves_no_key_in_the_address(desk: Desk) -> None:
    answer = await desk.browser().get("/", params={"key": ORGANISER})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert ORGANISER not in answer.headers["location"]


async def test_a_wrong_sign_in_link_is_refused_in_words(desk: Desk) -> None:
    answer = await desk.browser().get("/", params={"key": "wrong"})
    assert answer.status_code == 403
    assert "Deze aanmeldlink werkt hier niet" in answer.text
    assert "set-cookie" not in answer.headers


async def test_the_organiser_opens_a_room_and_finds_its_links(organiser: httpx.AsyncClient) -> None:
    page = (await organiser.get("/")).text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    form = {
        "title": "Startmoment <b>Mechelen</b>", "date": "23 juni", "place": "Mechelen", "method": "startmoment",
        "language": "fr", "tables": "24", "rehearsal": "1", "key": key[1],
    }  # fmt: skip
    answer = await organiser.post("/rooms", data=form)
    assert answer.status_code == 303
    code = answer.headers["location"].split("=")[1]
    again = await organiser.post("/rooms", data=form)
    assert again.headers["location"].endswith(code), "the same form sent twice opens one room"
    page = (await organiser.get(answer.headers["location"])).text
    assert "Startmoment &lt;b&gt;Mechelen&lt;/b&gt;" in page
    assert "Oefening" in page
    for path in ("console", "board", "qr", "cards"):
        assert f'href="/r/{code}/{path}"' in page
    assert (await organiser.get(f"/r/{code}/console")).status_code == 200
    state = (await organiser.get(f"/api/rooms/{code}/state", headers={"Accept": "application/json"})).json()
    assert (state["room"]["tables"], state["room"]["language"], state["room"]["rehearsal"]) == (24, "fr", True)


@pytest.mark.parametrize(
    ("field", "value"), [("title", ""), ("title", "x" * 200), ("tables", "many"), ("tables", "500"), ("method", "none")]
)
async def test_a_wrong_field_is_said_beside_it_and_nothing_typed_is_lost(
    organiser: httpx.AsyncClient, field: str, value: str
) -> None:
    form = {
        "title": "Een dag",
        "date": "morgen",
        "method": "startmoment",
        "language": "nl",
        "tables": "12",
        field: value,
    }
    answer = await organiser.post("/rooms", data=form)
    assert answer.status_code == 422
    assert f'id="w-{field}"' in answer.text
    assert 'value="morgen"' in answer.text
    if field != "method":
        assert f'value="{value}"' in answer.text


async def test_nobody_else_opens_or_deletes_rooms(desk: Desk, organiser: httpx.AsyncClient) -> None:
    form = {"title": "Van een ander", "tables": "3"}
    assert (await desk.browser().post("/rooms", data=form)).status_code == 403
    answer = await organiser.post("/rooms", data=form, headers={"Origin": "https://elsewhere.test"})
    assert answer.status_code == 403
    gone = {"code": desk.code, "sure": "1"}
    assert (await desk.browser().post("/rooms/delete", data=gone)).status_code == 403
    answer = await organiser.post("/rooms/delete", data=gone, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert (await desk.state())["room"]["code"] == desk.code


async def test_a_room_is_deleted_after_the_question(desk: Desk, organiser: httpx.AsyncClient) -> None:
    assert "Wis voorgoed" not in (await organiser.get("/")).text
    assert "Wis voorgoed" in (await organiser.get("/", params={"delete": desk.code})).text
    await organiser.post("/rooms/delete", data={"code": desk.code})
    assert desk.code in (await organiser.get("/")).text
    await organiser.post("/rooms/delete", data={"code": desk.code, "sure": "1"})
    assert desk.code not in (await organiser.get("/")).text
    assert (await desk.browser().get(f"/r/{desk.code}/board")).status_code == 404


async def test_the_list_counts_and_marks_closed_rooms(desk: Desk, organiser: httpx.AsyncClient) -> None:
    await desk.say(await desk.join(table=1), "Tijd", "Geld")
    await desk.api("POST", f"/{desk.code}/close")
    page = (await organiser.get("/")).text
    assert "1 persoon, 2 uitspraken" in page
    assert "Gesloten" in page


async def test_signing_out_takes_the_rooms_away(organiser: httpx.AsyncClient) -> None:
    assert (await organiser.post("/signout")).status_code == 303
    assert "Open een kamer" not in (await organiser.get("/")).text


async def test_a_card_for_every_table_and_a_full_page_code(desk: Desk) -> None:
    page = (await desk.browser().get(f"/r/{desk.code}/cards")).text
    assert page.count('<section class="card"') == 6
    assert page.count('class="qr-code"') == 6
    full = (await desk.browser().get(f"/r/{desk.code}/qr")).text
    assert full.count('class="qr-code"') == 1
    assert desk.code in full


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "na 90 dagen gewist"), ("fr", "effacée après 90 jours"), ("en", "erased after 90 days")],
)
async def test_the_privacy_page_says_how_long(desk: Desk, language: str, said: str) -> None:
    page = await desk.browser(language).get("/about/privacy")
    assert said in page.text
    assert page.headers["content-language"] == language


async def test_the_days_are_the_operators(tmp_path: Path) -> None:
    app = make_app(settings(tmp_path, retention_days=1))
    async with app.router.lifespan_context(app):
        page = await Desk(app).browser("en").get("/about/privacy")
        assert "erased after 1 day." in page.text


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/r/2222-2222/board", 404, "Er is geen kamer met deze code"),
        ("/nowhere", 404, "Hier is niets"),
        ("/r/nonsense/cards", 404, "Er is geen kamer met deze code"),
    ],
)
async def test_what_goes_wrong_on_a_page_is_a_page(desk: Desk, path: str, status: int, said: str) -> None:
    answer = await desk.browser().get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert said in answer.text
    assert "content-security-policy" in answer.headers
    french = await desk.browser("fr").get(path)
    assert '<html lang="fr"' in french.text


async def test_scripts_and_the_api_keep_problem_json(desk: Desk) -> None:
    for path, accept in (("/api/rooms/2222-2222/state", "text/html"), ("/r/2222-2222/board", "application/json")):
        answer = await desk.browser().get(path, headers={"Accept": accept})
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_fault_of_ours_is_a_sentence_with_all_headers(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(code: str) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(desk.app.state.context.service, "room", broken)
    for accept in ("text/html", "application/json"):
        answer = await desk.browser().get(f"{BASE}/r/{desk.code}/board", headers={"Accept": accept})
        assert answer.status_code == 500
        assert "secret detail" not in answer.text
        assert "content-security-policy" in answer.headers
        assert answer.headers["content-type"].startswith(accept.replace("json", "problem+json"))
