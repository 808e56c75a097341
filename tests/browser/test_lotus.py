"""Exercise two in real browsers: three phones at one table and one at another, the wall, and the grouping desk."""

from __future__ import annotations

import re

from tests.browser.stage import axe, overflow


def join(page, room, table):
    page.goto(room.url)
    page.locator(".tables label").filter(has_text=re.compile(f"^{table}$")).click()
    page.get_by_role("button", name="Doe mee").click()
    page.locator("#r-lotus").wait_for()


def node_of(room, text):
    """The petal with these words, as the facilitator reads it over the API."""
    (node,) = [n for x in room.call("GET", "/lotuses")["lotuses"] for n in x["nodes"] if n["text"] == text]
    return node


def quick(page, text):
    page.get_by_label("Wat doet het werken?").fill(text)
    page.get_by_label("Wat doet het werken?").press("Enter")


def seen(page, text):
    page.locator("#r-lotus").get_by_text(text).first.wait_for(state="attached")


def test_three_phones_at_a_table_and_one_at_another(room, new_page, board):
    room.stage("lotus", phase="choose")
    ada, bo, cas, dre = (new_page() for _ in range(4))
    for page, table in ((ada, 3), (bo, 3), (cas, 3), (dre, 4)):
        join(page, room, table)
    board.goto(f"{room.url}/board")
    ada.get_by_label("Of in je eigen woorden").fill("Buddywerking")
    ada.get_by_role("button", name="Begin de lotus").click()
    bo.get_by_role("heading", name="Buddywerking").wait_for()  # live, without a reload
    # two phones on one slot at once
    for page in (ada, bo):
        page.locator('svg.lot a[href*="slot=3"]').evaluate("(a) => location.assign(a.href.baseVal)")
        page.get_by_label("In je eigen woorden").wait_for()
    ada.get_by_label("In je eigen woorden").fill("Een vaste plek")
    bo.get_by_label("In je eigen woorden").fill("Trekkers met vuur")
    ada.get_by_role("button", name="Voeg toe").click()
    ada.wait_for_url("**/petal/*")
    bo.get_by_role("button", name="Voeg toe").click()
    bo.wait_for_url("**/petal/*")
    assert "Blad C was net voor jou bezet." in bo.locator("main").inner_text()
    assert (node_of(room, "Een vaste plek")["path"], node_of(room, "Trekkers met vuur")["path"]) == ("3", "4")
    for page in (ada, cas):
        page.goto(f"{room.url}?home")
        page.get_by_text("Trekkers met vuur” wilde blad C").wait_for()  # both people see it
    # offline: kept on the phone, and there when the line is back
    cas.context.set_offline(True)
    quick(cas, "Samen eten")
    cas.locator("#queue").get_by_text("Samen eten").wait_for()
    assert room.state()["counts"]["characteristics"] == 2
    cas.context.set_offline(False)
    seen(ada, "Samen eten")
    cas.locator("#queue").wait_for(state="hidden")
    # nine in eight petals: the last one waits on the bench
    for i in range(6):
        quick(ada, f"reden {i}")
        seen(ada, f"reden {i}")
    ada.get_by_role("heading", name="Op de bank").wait_for()
    bench = ada.locator(".bench li").all_inner_texts()
    assert bench == ["reden 5"]
    # mark, open, and a petal of its own
    bo.get_by_role("button", name="Een van de sterkste").click()
    bo.get_by_role("button", name="Open in acht eigen blaadjes").click()
    bo.locator('svg.lot a[href*="slot=5"]').evaluate("(a) => location.assign(a.href.baseVal)")
    bo.get_by_label("In je eigen woorden").fill("Iemand die belt")
    bo.get_by_role("button", name="Voeg toe").click()
    bo.wait_for_url("**/petal/*")
    assert node_of(room, "Iemand die belt")["path"] == "4.5"
    # another table sees nothing of it
    assert "Buddywerking" not in dre.locator("#r-lotus").inner_text()
    # phone, wall and API agree
    total = room.state()["counts"]["characteristics"]
    assert total == 10
    board.locator(".core-n").get_by_text(str(total), exact=True).wait_for()
    ada.get_by_text("Als lijst").click()
    seen(ada, "Iemand die belt")
    listed = ada.locator(".outline a").all_inner_texts()
    listed = {re.sub(r"\s*(★|een van de sterkste)", "", text.split(None, 1)[1]) for text in listed}
    nodes = {n["text"] for x in room.call("GET", "/lotuses")["lotuses"] for n in x["nodes"]}
    assert listed == nodes


def test_screens_are_clean_for_axe_at_every_width(room, new_page, board):
    room.stage("lotus", phase="choose")
    page = new_page()
    join(page, room, 3)
    assert axe(page) == []
    page.get_by_label("Of in je eigen woorden").fill("Buddywerking")
    page.get_by_role("button", name="Begin de lotus").click()
    page.wait_for_load_state()
    page.wait_for_selector("html[data-ready]")
    quick(page, "Gemeenschappelijkeverantwoordelijkheidsgevoelens in de buurt")
    seen(page, "Gemeenschappelijke")
    lotus = room.call("GET", "/lotuses")["lotuses"][0]
    paths = ["?home", f"/lotus/{lotus['id']}/put?slot=2", f"/lotus/{lotus['id']}/petal/{lotus['nodes'][0]['id']}"]
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            page.goto(room.url + path)
            page.locator("main").wait_for()
            assert axe(page) == [], path
            assert overflow(page) == [], (width, path)
    board.goto(f"{room.url}/board")
    for theme in ("light", "dark"):
        board.goto(f"{room.url}/board?theme={theme}")
        board.locator(".lotus-svg").wait_for()
        assert axe(board) == []
