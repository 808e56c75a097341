"""What a person does with the phone page, for tests in a browser."""


def ready(page):
    page.wait_for_selector("html[data-ready]")


def enter(page, room, table=11):
    page.goto(room.url)
    page.locator(".tables input").nth(table - 1).check()
    page.locator("form.join button").click()
    ready(page)


def write(page, title, *preconditions):
    page.fill("#f-title", title)
    for text in preconditions:
        page.fill("#f-pre", text)
        page.press("#f-pre", "Enter")


def send(page):
    page.locator("#write footer .btn").click()


def arrives(page, room, *texts):
    """Waits until the room has exactly these statements."""
    for _ in range(100):
        if sorted(room.statements()) == sorted(texts):
            return
        page.wait_for_timeout(100)
    assert sorted(room.statements()) == sorted(texts)


def home(page):
    if page.locator("#sent[open]").count():
        page.locator("[data-after=home]").click()
