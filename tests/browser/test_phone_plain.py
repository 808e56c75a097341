"""The phone page with scripts off: everything that matters works as plain forms."""

import re

import httpx
import pytest

from tests.browser.stage import axe, overflow


@pytest.fixture
def plain(new_page):
    return new_page(java_script_enabled=False)


def join(page, room, table="11"):
    page.goto(room.url)
    page.locator(".tables label").filter(has_text=re.compile(f"^{table}$")).click()
    page.get_by_role("button", name="Doe mee").click()


def test_joining_takes_two_taps_and_the_phone_is_known_afterwards(room, plain):
    join(plain, room)
    assert room.state()["counts"]["participants"] == 1
    plain.goto(room.url)
    assert plain.locator(".bar small").inner_text() == "Welkom, tafel 11"
    assert plain.get_by_role("button", name="Doe mee").count() == 0


def test_an_intervention_with_preconditions_stands_on_the_board(room, plain):
    room.stage("interventions")
    join(plain, room)
    plain.get_by_label("Hoe heet de praktijk?").fill("Buddywerking op de werkvloer")
    plain.get_by_role("radio", name="Informele actie").check()
    plain.get_by_label("Vertrouwen bouwen").check()
    plain.get_by_label("Eén ding per regel").fill("Meer geld voor opleiding\n\nEen directie die mee aan tafel zit")
    plain.get_by_role("button", name="Zet op het bord").click()
    assert "Op het bord" in plain.locator(".ok").inner_text()
    assert sorted(room.statements()) == ["Een directie die mee aan tafel zit", "Meer geld voor opleiding"]
    plain.get_by_role("link", name="Naar het overzicht").click()
    assert plain.locator("#r-mine li").count() == 2


def test_a_missing_name_is_said_beside_the_field_and_nothing_typed_is_lost(room, plain):
    room.stage("interventions")
    join(plain, room)
    plain.get_by_label("Wat gebeurt er?").fill("Samen eten, alles durven vragen.")
    plain.get_by_label("Eén ding per regel").fill("Tijd")
    plain.get_by_label("Vertrouwen bouwen").check()
    plain.get_by_role("button", name="Zet op het bord").click()
    field = plain.get_by_label("Hoe heet de praktijk?")
    assert field.get_attribute("aria-invalid") == "true"
    assert plain.locator("#" + field.get_attribute("aria-describedby")).is_visible()
    assert plain.get_by_label("Wat gebeurt er?").input_value() == "Samen eten, alles durven vragen."
    assert plain.get_by_label("Eén ding per regel").input_value() == "Tijd"
    assert plain.locator("input[name=levers]:checked").count() == 1
    assert room.statements() == []


def test_a_theme_can_be_changed_and_words_changed_and_taken_back(room, plain):
    room.stage("interventions")
    join(plain, room)
    plain.get_by_label("Hoe heet de praktijk?").fill("Praatcafé")
    plain.get_by_label("Eén ding per regel").fill("Meer geld")
    plain.get_by_role("button", name="Zet op het bord").click()
    plain.goto(room.url)
    plain.locator("#r-mine small a").click()
    plain.locator(".themes label", has_text="Beleid").click()
    plain.get_by_role("button", name="Bewaar").click()
    policy = next(t for t in room.state()["themes"] if t["id"] == "policy")
    assert policy["count"] == 1
    plain.get_by_role("link", name="Wijzig: Meer geld").click()
    plain.get_by_label("Wat is nodig om te lukken?").fill("Vast beleid")
    plain.get_by_role("button", name="Bewaar").click()
    assert room.statements() == ["Vast beleid"]
    plain.get_by_role("link", name="Nog een randvoorwaarde").click()
    plain.get_by_label("Wat is nodig om te lukken?").fill("Tijd")
    plain.get_by_role("button", name="Zet op het bord").click()
    assert len(room.statements()) == 2
    plain.goto(room.url)
    plain.get_by_role("link", name="Wijzig: Praatcafé").click()
    plain.get_by_role("link", name="Trek het in").click()
    plain.get_by_role("button", name="Ja, trek het in").click()
    assert room.statements() == []
    assert plain.locator("#r-mine li").count() == 0


def test_the_language_is_chosen_on_the_page_and_remembered(room, plain):
    plain.goto(room.url)
    plain.get_by_role("link", name="Français").click()
    assert plain.locator("html").get_attribute("lang") == "fr"
    plain.goto(room.url)
    assert plain.get_by_role("button", name="Participez").is_visible()


@pytest.mark.parametrize("shape", ["/R/{up}", "/r/{low}", "/r/{bare}", "/R/{bare}/T/7", "/r/{up}/t/7"])
def test_every_spelling_of_the_address_leads_to_the_room(room, shape):
    code = room.code
    path = shape.format(up=code, low=code.lower(), bare=code.replace("-", "").lower())
    answer = httpx.get(room.server.url + path, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.url.path == f"/r/{code}"
    assert ('value="7" checked' in answer.text) == path.lower().endswith("/t/7")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("K4T9-WM3O", "nooit de letters O"), ("K4T", "acht tekens"), ("K4T9WM3H", "geen kamer met deze code")],
)
def test_a_wrong_code_gets_a_sentence_and_the_field_again(server, plain, typed, sentence):
    answer = plain.goto(f"{server.url}/r/{typed}")
    assert answer.status == 404
    assert sentence in plain.locator(".err").inner_text()
    assert plain.get_by_label("Typ de code").input_value() == typed


def test_hostile_text_stays_text(room, plain):
    room.stage("interventions")
    join(plain, room)
    plain.get_by_label("Hoe heet de praktijk?").fill("<script>alert(1)</script>")
    plain.get_by_label("Eén ding per regel").fill('"><img src=x onerror=alert(1)>')
    plain.get_by_role("button", name="Zet op het bord").click()
    plain.goto(room.url)
    assert plain.locator("#r-mine script, #r-mine img").count() == 0
    assert "<script>alert(1)</script>" in plain.locator("#r-mine h3").inner_text()


def test_the_same_form_sent_twice_makes_one(room, plain):
    room.stage("interventions")
    join(plain, room)
    form = {
        "key": plain.locator("#write input[name=key]").get_attribute("value"),
        "title": "Eenmaal",
        "preconditions": "Tijd",
    }
    jar = {c["name"]: c["value"] for c in plain.context.cookies()}
    first = httpx.post(f"{room.url}/intervention", data=form, cookies=jar, timeout=30)
    second = httpx.post(f"{room.url}/intervention", data=form, cookies=jar, timeout=30)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert room.statements() == ["Tijd"]


def test_a_form_of_another_site_is_refused(room, plain):
    room.stage("interventions")
    join(plain, room)
    jar = {c["name"]: c["value"] for c in plain.context.cookies()}
    form = {"title": "Van elders", "preconditions": "Tijd"}
    answer = httpx.post(
        f"{room.url}/intervention", data=form, cookies=jar, headers={"Origin": "https://elsewhere.test"}
    )
    assert answer.status_code == 403
    assert httpx.post(f"{room.url}/intervention", data=form, cookies=jar).status_code == 303


def test_each_stage_has_a_working_page(room, plain):
    join(plain, room)
    assert plain.get_by_role("heading", name="Je bent erbij").is_visible()
    room.stage("plenary")
    plain.goto(room.url)
    plain.get_by_label("Jullie tafel in één zin").fill("Veel goede interventies zijn lokaal.")
    plain.get_by_role("button", name="Zet op het bord").click()
    assert [f["text"] for f in room.state()["findings"]] == ["Veel goede interventies zijn lokaal."]
    room.stage("weigh")
    plain.goto(room.url)
    plain.locator("#dots-resources").select_option("3")
    plain.locator("#dots-policy").select_option("1")
    plain.get_by_role("button", name="Geef mijn stippen").click()
    assert plain.locator(".err").is_visible()
    plain.locator("#dots-resources").select_option("2")
    plain.locator("#dots-policy").select_option("1")
    plain.get_by_role("button", name="Geef mijn stippen").click()
    assert {t["id"]: t["dots"] for t in room.state()["themes"] if t["dots"]} == {"resources": 2, "policy": 1}
    room.stage("closing")
    plain.goto(room.url)
    plain.get_by_label("Wie?").fill("De stad")
    plain.get_by_label("Wat ga je doen?").fill("Elk jaar terugkomen")
    plain.get_by_role("button", name="Verstuur").click()
    assert "Elk jaar terugkomen" in plain.locator("#r-mine").inner_text()
    room.call("POST", "/pause")
    plain.goto(room.url)
    assert plain.get_by_role("heading", name="Kijk even op").is_visible()
    room.call("POST", "/close")
    plain.goto(room.url)
    assert plain.get_by_role("heading", name="Dank je wel").is_visible()
    assert "Elk jaar terugkomen" in plain.locator("#r-mine").inner_text()


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_state_is_accessible_and_fits_a_narrow_phone(room, new_page, language):
    page = new_page(viewport={"width": 320, "height": 640}, locale=f"{language}-BE")
    word = "Hottentottententententoonstelling" * 3

    def check(where):
        assert axe(page) == [], where
        assert overflow(page) == [], where

    page.goto(f"{room.url}?lang={language}")
    check("join")
    page.locator(".tables label").first.click()
    page.locator("form.join button").click()
    check("welcome")
    room.stage("interventions", minutes=20)
    page.goto(f"{room.url}?write")
    check("write")
    jar = {c["name"]: c["value"] for c in page.context.cookies()}
    for theme_text in ("Meer geld en tijd", word, "Samenwerken"):
        httpx.post(
            f"{room.url}/intervention", data={"title": word, "preconditions": theme_text}, cookies=jar, timeout=30
        )
    page.goto(f"{room.url}?home")
    check("mine")
    cards = [e["data"]["preconditions"][0]["id"] for e in room.events() if e["kind"] == "intervention_submitted"]
    for card in cards:
        for view in ("", "/theme", "/withdraw", "/sent"):
            page.goto(f"{room.url}/mine/{card}{view}")
            check(view or "edit")
    own = next(e["data"]["intervention"] for e in room.events() if e["kind"] == "intervention_submitted")
    for view in ("", "/add", "/withdraw", "/sent"):
        page.goto(f"{room.url}/mine/{own}{view}")
        check(f"intervention {view}")
    for stage in ("plenary", "lotus", "weigh", "closing"):
        room.stage(stage)
        page.goto(room.url)
        check(stage)
    room.call("POST", "/pause")
    page.goto(room.url)
    check("paused")
    room.call("POST", "/close")
    page.goto(room.url)
    check("closed")
    page.goto(f"{room.server.url}/r/K4T9-WM3O")
    check("no room")
