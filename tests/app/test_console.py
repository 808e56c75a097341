"""The console over plain HTTP, as a browser without JavaScript uses it."""

from __future__ import annotations

import pytest

from tests.app.desk import ORGANISER, Desk


async def theme_of(desk: Desk, card: str) -> str:
    themes = (await desk.state())["themes"]
    return str(next(t["id"] for t in themes if card in [s["id"] for s in t["statements"]]))


async def test_the_key_moves_from_the_address_to_a_cookie(desk: Desk) -> None:
    other = desk.browser()
    answer = await other.get(desk.room["console_url"].removeprefix("http://hall.test"))
    assert answer.headers["location"] == f"/r/{desk.code}/console"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    page = await other.get(answer.headers["location"])
    assert page.status_code == 200
    assert desk.room["facilitator_token"] not in page.text


@pytest.mark.parametrize("key", ["", "nonsense"])
async def test_who_has_no_key_reads_how_to_get_in(desk: Desk, key: str) -> None:
    answer = await desk.browser().get(f"/r/{desk.code}/console", params={"key": key} if key else {})
    assert answer.status_code in (401, 403)
    assert "text/html" in answer.headers["content-type"] or key
    if not key:
        assert "Dit is de pagina van de begeleider" in answer.text


async def test_a_participant_is_not_let_in(desk: Desk) -> None:
    token = await desk.join(table=1)
    answer = await desk.browser().get(f"/r/{desk.code}/console", params={"key": token})
    assert answer.status_code == 403


async def test_the_organiser_comes_in_with_the_organisers_cookie(desk: Desk) -> None:
    http = desk.browser()
    http.cookies.set("bloesem_organiser", ORGANISER)
    assert (await http.get(f"/r/{desk.code}/console")).status_code == 200


async def test_a_row_says_what_where_and_why(desk: Desk) -> None:
    (card,) = await desk.say(await desk.join(table=3), "Meer subsidies voor vzw's.", title="Taalcafé")
    page = (await desk.page(card=card)).text
    assert "Meer subsidies voor vzw&#39;s." in page
    assert "tafel 3, Taalcafé" in page
    assert "omdat: " in page
    assert f'value="hide:{card}"' in page
    assert f'value="move:{card}:policy"' in page


async def test_moving_by_button_and_by_the_theme_bar_and_undoing_both(desk: Desk) -> None:
    (card,) = await desk.say(await desk.join(table=1), "Meer subsidies")
    first = await theme_of(desk, card)
    answer = await desk.act(f"move:{card}:policy", back=f"card={card}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/r/{desk.code}/console?card={card}#c-{card}"
    assert await theme_of(desk, card) == "policy"
    await desk.act("drop:legal", card=card)
    assert await theme_of(desk, card) == "legal"
    assert "met de hand geplaatst" in (await desk.page()).text
    await desk.act("undo")
    assert await theme_of(desk, card) == "policy"
    await desk.act("undo")
    assert await theme_of(desk, card) == first


async def test_the_theme_bar_without_a_chosen_card_filters(desk: Desk) -> None:
    a, b = await desk.say(await desk.join(table=1), "Meer subsidies", "Een wet die het toelaat")
    await desk.act(f"move:{a}:policy")
    await desk.act(f"move:{b}:legal")
    answer = await desk.act("drop:legal")
    assert answer.headers["location"].endswith("?f=legal")
    page = (await desk.http.get(answer.headers["location"])).text
    assert f'id="c-{b}"' in page
    assert f'id="c-{a}"' not in page


async def test_hiding_takes_a_card_from_the_board_and_says_why(desk: Desk) -> None:
    card, _ = await desk.say(await desk.join(table=1), "Bel Fatima op 0470 12 34 56", "Tijd")
    await desk.act(f"hide:{card}")
    assert await desk.on_board() == ["Tijd"]
    page = (await desk.page()).text
    assert "Verborgen: bevat een telefoonnummer" in page
    assert f'value="show:{card}"' in page
    assert f'id="c-{card}"' in (await desk.page(f="hidden")).text
    await desk.act(f"show:{card}")
    assert len(await desk.on_board()) == 2


async def test_every_action_of_the_desk_is_undone_in_turn(desk: Desk) -> None:
    a, b = await desk.say(await desk.join(table=1), "Tijd en geld", "Meer tijd")
    before = await desk.state()
    acts = [
        f"move:{a}:policy", f"spot:{b}", f"hide:{a}", f"show:{a}", f"merge:{a}:{b}", "stage:plenary", "timer:60",
        "pause", "resume", "board:levers", "appearance:dark", "moderation:hold", "frozen:1", "close",
    ]  # fmt: skip
    seen = [before]
    for do in acts:
        assert (await desk.act(do)).status_code == 303, do
        after = await desk.state()
        assert {**after, "seq": 0} != {**seen[-1], "seq": 0}, do
        seen.append(after)
    for do, was in zip(reversed(acts), reversed(seen[:-1]), strict=True):
        await desk.act("undo")
        assert {**(await desk.state()), "seq": 0} == {**was, "seq": 0}, f"undo of {do}"


async def test_undo_with_nothing_to_undo_says_so_on_the_page(desk: Desk) -> None:
    await desk.act("undo")  # the stage that the fixture entered
    answer = await desk.act("undo")
    assert answer.status_code == 409
    assert "Er is niets om ongedaan te maken" in answer.text or "ongedaan" in answer.text
    assert "<title>Regie" in answer.text


async def test_the_facilitator_mends_words_and_a_refusal_keeps_what_was_typed(desk: Desk) -> None:
    (card,) = await desk.say(await desk.join(table=1), "Meer tjid")
    await desk.act(f"edit:{card}", text="Meer tijd")
    assert await desk.on_board() == ["Meer tijd"]
    long = "x" * 400
    answer = await desk.act(f"edit:{card}", text=long, back=f"edit={card}")
    assert answer.status_code == 422
    assert f">{long}</textarea>" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert await desk.on_board() == ["Meer tijd"]


async def test_an_intervention_is_mended_without_losing_its_choices(desk: Desk) -> None:
    token = await desk.join(table=2)
    body = {
        "title": "Talcafé",
        "description": "Praten",
        "levers": ["trust"],
        "reach": "local",
        "preconditions": ["Tijd"],
    }
    made = await desk.api("POST", f"/{desk.code}/interventions", body, token)
    page = (await desk.page(kind="interventions", edit=made["id"])).text
    assert "Tijd" in page
    await desk.act(f"edit:{made['id']}", text="Taalcafé")
    mine = await desk.api("GET", f"/{desk.code}/mine", token=token)
    card = mine["interventions"][0]
    assert (card["title"], card["description"], card["levers"], card["reach"]) == (
        "Taalcafé", "Praten", ["trust"], "local",
    )  # fmt: skip


async def test_held_contributions_wait_until_shown(desk: Desk) -> None:
    token = await desk.join(table=1)
    await desk.say(token, "Tijd")
    await desk.act("moderation:hold")
    body = {"text": "Geld"}
    mine = await desk.api("GET", f"/{desk.code}/mine", token=token)
    path = f"/{desk.code}/interventions/{mine['interventions'][0]['id']}/preconditions"
    card = (await desk.api("POST", path, body, token))["id"]
    assert await desk.on_board() == ["Tijd"]
    page = (await desk.page(f="held")).text
    assert f'id="c-{card}"' in page
    assert "Wacht op jou" in page
    await desk.act(f"show:{card}")
    assert sorted(await desk.on_board()) == ["Geld", "Tijd"]


async def test_a_moderator_moderates_and_does_not_lead(desk: Desk) -> None:
    (card,) = await desk.say(await desk.join(table=1), "Tijd")
    made = await desk.api("POST", f"/{desk.code}/links", {"role": "moderator"})
    http = desk.browser()
    assert (await http.get(made["url"].removeprefix("http://hall.test"))).status_code == 303
    page = (await http.get(f"/r/{desk.code}/console", params={"card": card})).text
    assert f'value="hide:{card}"' in page
    assert "stage:plenary" not in page
    assert f"?edit={card}" not in page
    assert (await desk.act(f"hide:{card}", http)).status_code == 303
    assert (await desk.act("stage:plenary", http)).status_code == 403
    assert (await desk.act("close", http)).status_code == 403
    assert (await http.get(f"/r/{desk.code}/console/links/{made['id']}")).status_code == 403


async def test_a_host_reads_what_the_board_shows_and_does_nothing(desk: Desk) -> None:
    hidden, shown = await desk.say(await desk.join(table=1), "Bel 0470 12 34 56", "Tijd")
    await desk.act(f"hide:{hidden}")
    made = await desk.api("POST", f"/{desk.code}/links", {"role": "host", "table": 1})
    http = desk.browser()
    await http.get(made["url"].removeprefix("http://hall.test"))
    page = (await http.get(f"/r/{desk.code}/console", params={"card": shown})).text
    assert "Tijd" in page
    assert "0470" not in page
    assert "0470" not in (await http.get(f"/r/{desk.code}/console/rows", params={"f": "hidden"})).text
    assert f"hide:{shown}" not in page
    assert (await desk.act(f"hide:{shown}", http)).status_code == 403


async def test_a_revoked_link_is_refused_at_once(desk: Desk) -> None:
    answer = await desk.act("link", role="moderator")
    where = answer.headers["location"]
    text = (await desk.http.get(where)).text
    url = text.split('readonly value="')[1].split('"')[0].removeprefix("http://hall.test")
    http = desk.browser()
    assert (await http.get(url)).status_code == 303
    assert (await http.get(f"/r/{desk.code}/console")).status_code == 200
    await desk.act(f"revoke:{where.rsplit('/', 1)[1]}")
    assert (await http.get(f"/r/{desk.code}/console")).status_code == 403
    assert (await http.get(f"/r/{desk.code}/console/rows")).status_code == 403
    assert (await desk.act("undo", http)).status_code == 403
    assert (await http.get(url)).status_code == 403
    assert (await desk.http.get(where)).status_code == 404


async def test_a_write_from_another_site_is_refused(desk: Desk) -> None:
    path = f"/r/{desk.code}/console/act"
    for headers in ({"Origin": "https://elsewhere.test"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await desk.http.post(path, data={"do": "close"}, headers=headers)
        assert answer.status_code == 403
    assert not (await desk.state())["room"]["closed"]


@pytest.mark.parametrize("do", ["", "nonsense", "stage:nowhere", "timer:soon", "hide:none", "merge:a:b", "board:moon"])
async def test_what_is_not_an_action_is_answered_with_the_page(desk: Desk, do: str) -> None:
    answer = await desk.act(do)
    assert answer.status_code in (404, 422)
    assert 'id="strip" role="status">' in answer.text
