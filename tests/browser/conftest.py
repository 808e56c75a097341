"""Fixtures of the browser tests: `server`, `room`, `new_page`, and ready pages `phone`, `board`, `console`.

Pages watch themselves: a request to another host, a violation of the content security policy or an uncaught error fails
the test at its end.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.console_kit import FIRST, SECOND, THIRD, enter
from tests.browser.stage import ROOT, RoomApi, Server

HERE = Path(__file__).parent
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
BOARD = {"viewport": {"width": 1920, "height": 1080}}
DESK = {"viewport": {"width": 1440, "height": 900}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            # One worker a file: Playwright's loop must be gone before an asyncio test runs in the same worker.
            item.add_marker(pytest.mark.xdist_group(Path(item.path).stem))


def _chromium() -> str:
    spec = importlib.util.spec_from_file_location("tools_browser", ROOT / "tools" / "browser.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path = module.chromium()
    if path is None:
        pytest.skip("there is no Chromium and none could be fetched")
    return str(path)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_chromium(), args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server a file of tests; each test opens a room of its own on it."""
    running = Server(tmp_path_factory.mktemp("server")).start()
    yield running
    running.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server of one's own, to stop and start."""
    running = Server(tmp_path).start()
    yield running
    running.stop()


@pytest.fixture
def open_room(server: Server) -> Callable[..., RoomApi]:
    """`open_room(title=…, tables=…, language=…)` opens a room."""
    return lambda **settings: RoomApi(settings.pop("server", server), **settings)


@pytest.fixture
def room(open_room: Callable[..., RoomApi]) -> RoomApi:
    return open_room()


@pytest.fixture
def new_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """`new_page(**context options)`: a page in a context of its own. Options: `java_script_enabled`, `locale`,
    `reduced_motion`, `viewport`, … as Playwright has them. `page.trouble` lists what went wrong so far."""
    contexts: list[Any] = []
    pages: list[Any] = []

    def make(**options: Any) -> Any:
        context = browser.new_context(**{"locale": "nl-BE", **PHONE, **options})
        contexts.append(context)
        page = context.new_page()
        page.trouble = []
        page.on("request", lambda request: _same_host(page, request.url))
        page.on("pageerror", lambda error: page.trouble.append(f"error: {error}"))
        page.on("console", lambda message: _csp(page, message))
        page.set_default_timeout(10_000)
        pages.append(page)
        return page

    yield make
    trouble = [trouble for page in pages for trouble in page.trouble]
    for context in contexts:
        context.close()
    assert trouble == []


def _same_host(page: Any, url: str) -> None:
    if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")):
        page.trouble.append(f"request to another host: {url}")


def _csp(page: Any, message: Any) -> None:
    if "Content Security Policy" in message.text:
        page.trouble.append(f"policy: {message.text}")


@pytest.fixture
def phone(new_page: Callable[..., Any]) -> Any:
    """390 × 844 at 2×, touch."""
    return new_page()


@pytest.fixture
def board(new_page: Callable[..., Any]) -> Any:
    """1920 × 1080, the projector."""
    return new_page(**BOARD, device_scale_factor=1, is_mobile=False, has_touch=False)


@pytest.fixture
def console(new_page: Callable[..., Any]) -> Any:
    """1440 × 900, the facilitator's laptop."""
    return new_page(**DESK, device_scale_factor=1, is_mobile=False, has_touch=False)


@pytest.fixture
def cards(room: RoomApi) -> dict[str, str]:
    """Three statements of table 4, as {text: id}; the room is in its first round."""
    room.stage("interventions")
    made = room.submit(room.join(table=4), "Taalstage", [THIRD, SECOND, FIRST])
    return {p["text"]: p["id"] for p in made["preconditions"]}


@pytest.fixture
def desk(console: Any, room: RoomApi, cards: dict[str, str]) -> Any:
    return enter(console, room)
