"""The grouping desk in a real browser: every action by keyboard and taken back, axe and 320 px, and without a script."""

from __future__ import annotations

import pytest

from tests.browser.stage import axe, overflow

TEXTS = (
    (1, "nl", "Kennis delen"),
    (2, "fr", "Partager les savoirs"),
    (3, "nl", "Trekkers"),
    (4, "nl", "trekkers!"),
    (5, "nl", "Los"),
    (6, "nl", "Gemeenschappelijkeverantwoordelijkheidsgevoelens in de buurt"),
    (7, "nl", "Een vaste plek"),
)


def written(room):
    room.stage("lotus", phase="choose")
    for table, language, text in TEXTS:
        token = room.join(table=table, language=language)
        lotus = room.call("POST", "/lotuses", {"centre": "x"}, token)["id"]
        room.call("POST", f"/lotuses/{lotus}/petals", {"text": text, "language": language}, token)


def desk_of(room, new_page, script=True, width=1440):
    page = new_page(
        java_script_enabled=script, viewport={"width": width, "height": 900}, is_mobile=False, has_touch=False
    )
    page.goto(f"{room.url}/groups?key={room.token}")
    return page


def groups(room):
    """Name to what the API says of a group; petals by their words."""
    texts = {n["id"]: n for x in room.call("GET", "/lotuses")["lotuses"] for n in x["nodes"]}
    said = room.call("GET", "/groups")
    return {
        g["name"]: {
            "members": sorted(texts[m]["text"] for m in g["members"]),
            "also": sorted(texts[m]["text"] for m in g["also"]),
            "family": g["family"],
            "fr": g["names"].get("fr"),
            "kinds": sorted(texts[m]["kind"] for m in g["members"]),
        }
        for g in said["groups"]
    }


class Keys:
    """A helper who has no mouse."""

    def __init__(self, page, room):
        self.page, self.room = page, room

    def __call__(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def does(self, *keys):
        """Presses keys of which the last one does something: waits for the page that follows."""
        self(*keys[:-1])
        with self.page.expect_navigation():
            self(keys[-1])
        self.page.wait_for_load_state()

    def undone(self, before):
        """What was done changed something, and U gives it back exactly."""
        assert groups(self.room) != before
        self.does("u")
        assert groups(self.room) == before

    def to(self, name):
        """Tab until a button with this name has the focus."""
        for _ in range(60):
            self("Tab")
            if self.page.evaluate("document.activeElement.textContent").strip().startswith(name):
                return
        raise AssertionError(name)


def test_every_action_by_keyboard_and_taken_back(room, new_page):
    written(room)
    page = desk_of(room, new_page)
    press = Keys(page, room)
    assert "hetzelfde in andere woorden of een andere taal: kennis = savoirs, delen = partager" in page.inner_text(
        "#card"
    )
    nothing = groups(room)
    press.does("Enter")  # confirm
    assert groups(room)["Kennis delen"]["members"] == ["Kennis delen", "Partager les savoirs"]
    assert groups(room)["Kennis delen"]["fr"] == "Partager les savoirs"
    press.undone(nothing)
    press.does("n")  # later
    assert "Trekkers" in page.inner_text("#card")
    press.does("x")  # apart
    assert "0 voorstellen" not in page.inner_text(".h-meter")
    assert page.locator("#card").count() == 0  # one was left for later, the other turned down
    press.does("Control+z")
    assert "Trekkers" in page.inner_text("#card")
    page.goto(f"{room.url}/groups")
    press.does("Enter")
    press.does("Enter")
    before = groups(room)
    assert set(before) == {"Kennis delen", "Trekkers"}
    press.does("ArrowDown", "Enter")  # open the first group
    assert page.locator("#group").inner_text() == "Kennis delen"
    press("r")  # rename
    page.keyboard.type("Wijsheid delen")
    press.does("Enter")
    assert "Wijsheid delen" in groups(room)
    press.undone(before)
    press("f")  # family
    page.keyboard.type("Delen")
    press("Tab")
    press.does("Enter")
    assert groups(room)["Kennis delen"]["family"] == "sharing"
    press.undone(before)
    press("a", "t")  # all ticked, kind
    page.keyboard.type("Doel")
    press("Tab")
    press.does("Enter")
    assert groups(room)["Kennis delen"]["kinds"] == ["goal", "goal"]
    press.undone(before)
    press("a", "Space", "s")  # all but the first, split
    page.keyboard.type("Apart")
    press.does("Enter")
    assert len(groups(room)["Apart"]["members"]) == 1
    press.undone(before)
    for button, look in (("Verplaats", "members"), ("Toon daar ook", "also"), ("Voeg de hele groep", "members")):
        press("a", "m")
        page.keyboard.type("Trekkers")
        press.to(button)
        press.does("Enter")
        assert "Kennis delen" in groups(room)["Trekkers"][look]
        press.undone(before)
    for button in ("Haal eruit", "Hef deze groep op"):
        press("a", "t")
        press.to(button)
        press.does("Enter")
        assert "Kennis delen" not in groups(room).get("Kennis delen", {"members": []})["members"]
        press.undone(before)
    press("l", "Space", "g")  # the first loose petal in a group of its own
    page.keyboard.type("Nieuw")
    press.does("Enter")
    assert groups(room)["Nieuw"]["members"] == ["Los"]
    press.undone(before)
    press("l", "Space", "p")
    page.keyboard.type("Trekkers")
    press("Tab")
    press.does("Enter")
    assert "Los" in groups(room)["Trekkers"]["members"]
    press.undone(before)
    press("/")
    page.keyboard.type("plek")
    press.does("Enter")
    assert page.locator("#loose li label > span").all_inner_texts() == ["Een vaste plek"]


def test_the_desk_is_clean_for_axe_from_320_px_up(room, new_page):
    written(room)
    page = desk_of(room, new_page)
    page.keyboard.press("Enter")
    page.locator(".g-list a").click()
    page.locator("#group").wait_for()
    opened = page.url
    for width in (1440, 768, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(opened)
        assert axe(page) == []
        assert overflow(page) == [], width


@pytest.mark.parametrize("script", [True, False])
def test_the_desk_works_with_plain_forms(room, new_page, script):
    written(room)
    desk = desk_of(room, new_page, script)
    desk.get_by_role("button", name="Ja, één groep").click()
    desk.get_by_role("button", name="Nee, hou apart").click()
    clusters = room.state()["lotus"]["clusters"]
    assert [(k["label"], k["count"], k["group"]) for k in clusters[:1]] == [("Kennis delen", 2, True)]
    desk.locator(".g-list a").click()
    desk.get_by_label("Naam fr").fill("Partager le savoir")
    desk.get_by_role("button", name="Bewaar namen en familie").click()
    assert room.state("fr")["lotus"]["clusters"][0]["label"] == "Partager le savoir"
    desk.get_by_label("Los").check()
    desk.locator("#new-name").fill("kennis DELEN")
    desk.get_by_role("button", name="Maak een groep").click()
    assert "Een andere groep heeft deze naam al." in desk.locator("[role=alert]").inner_text()
    desk.get_by_label("Los").check()
    desk.locator("#t-loose").select_option(label="Kennis delen")
    desk.get_by_role("button", name="Zet daar").click()
    assert room.state()["lotus"]["clusters"][0]["count"] == 3
    desk.get_by_role("button", name="Neem de laatste actie terug").click()
    assert room.state()["lotus"]["clusters"][0]["count"] == 2


def test_a_petal_that_is_a_precondition_joins_them_from_the_desk_and_is_taken_back(room, new_page):
    written(room)
    page = desk_of(room, new_page)
    press = Keys(page, room)
    press("l", "Space", "k")  # the first loose petal is settled as a precondition
    page.keyboard.type("Randvoorwaarde")
    press("Tab")
    press.does("Enter")
    button = page.get_by_role("button", name="Zet het ook bij de randvoorwaarden")
    button.focus()
    press.does("Enter")
    assert room.statements() == ["Kennis delen"]
    assert axe(page) == []
    press.does("u")
    assert room.statements() == []
    button.click()
    page.get_by_role("button", name="Haal het weg bij de randvoorwaarden").click()
    button.wait_for()
    assert room.statements() == []
