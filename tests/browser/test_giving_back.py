"""What is given back, in a browser without scripts: one's own page, the result, the report and its comparison."""

import pytest

from tests.browser.stage import axe, overflow

LONG = "Hottentottententententoonstellingsmakersvereniging" * 3


@pytest.fixture
def day(room):
    """A closed room with an open result, a flag and a snapshot; Ada's token."""
    room.stage("interventions")
    ada, bo = room.join(table=1), room.join(table=2)
    made = room.submit(ada, "Buddywerking", ["Tijd om elkaar te leren kennen", LONG, "الوقت والثقة 👩‍👩‍👧"])
    room.submit(bo, "Samen koken", ["Tijd om elkaar te leren kennen!", "Een keuken"])
    room.call("POST", "/snapshots", {"name": "Voor de pauze"})
    room.submit(bo, "Fietsles", ["Lesgevers die blijven"])
    room.call("PATCH", f"/preconditions/{made['preconditions'][0]['id']}", {"theme": "policy"})
    room.stage("plenary")
    room.call("POST", "/findings", {"text": "Alles hangt aan tijd."}, ada)
    room.call("POST", "/close")
    room.call("POST", "/result", {"on": True})
    room.call("POST", f"/cards/{made['preconditions'][1]['id']}/flag", {"text": "Ik bedoelde iets korters"}, ada)
    return ada


def pages(room, token):
    desk = room.opened["console_url"].partition("key=")[2]
    return {
        "own": f"{room.url}/mine?key={token}",
        "erase": f"{room.url}/mine/erase",
        "result": f"{room.url}/result",
        "report": f"{room.url}/report?key={desk}",
        "compare": f"{room.url}/report/compare",
    }


def test_every_page_is_sound_small_and_large_without_scripts(room, day, new_page):
    for width in (320, 1280):
        plain = new_page(java_script_enabled=False, viewport={"width": width, "height": 700})
        seen = new_page(viewport={"width": width, "height": 700})  # axe itself is a script
        for name, url in pages(room, day).items():
            for page in (plain, seen):
                assert page.goto(url, timeout=60_000).status == 200, name
            assert overflow(seen) == [], (name, width)
            assert axe(seen) == [], (name, width)
            assert plain.locator("h1").count() == 1, name


def test_a_person_flags_and_then_erases_everything_without_a_script(room, day, new_page):
    plain = new_page(java_script_enabled=False)
    plain.goto(pages(room, day)["own"])
    card = plain.locator(".own-list li").filter(has_text="Tijd om elkaar te leren kennen")
    card.get_by_text("Dit is niet wat ik bedoelde").click()
    card.get_by_label("Wat bedoelde je dan?").fill("Ik bedoelde geld.")
    card.get_by_role("button", name="Meld het aan de organisator").click()
    assert "Ik bedoelde geld." in card.inner_text()
    assert {f["text"] for f in room.call("GET", "/flags")["flags"]} == {"Ik bedoelde iets korters", "Ik bedoelde geld."}
    with plain.expect_download() as download:
        plain.get_by_role("link", name="Als tekst").click()
    assert "الوقت والثقة 👩‍👩‍👧" in download.value.path().read_text("utf-8-sig")
    plain.get_by_role("link", name="Wis alles van mij").click()
    plain.get_by_role("button", name="Ja, wis alles").click()
    assert "Er staat niets van jou" in plain.locator("main").inner_text()
    assert sorted(room.statements()) == ["Een keuken", "Lesgevers die blijven", "Tijd om elkaar te leren kennen!"]
    assert room.call("GET", "/flags")["flags"] == []


def test_the_result_s_code_leads_back_to_it(room, day, new_page):
    plain = new_page(java_script_enabled=False)
    plain.goto(pages(room, day)["result"], timeout=60_000)
    assert plain.locator(".rp-qr svg").count() == 1
    assert plain.locator(".rp-qr b").inner_text() == f"{room.url}/result"
    assert plain.get_by_role("link", name="Schreef jij ook mee?").get_attribute("href") == f"/r/{room.code}/mine"
