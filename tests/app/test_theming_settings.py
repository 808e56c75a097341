"""The settings choose who places statements; nothing is asked of another machine unless they say so, and pages tell it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from app.main import make_app
from app.settings import load_settings
from app.theming_adapters import AdapterError
from sessions.store.memory import MemoryStore
from tests.app.test_theming_adapters import server

__all__ = ["server"]  # the embeddings server on this machine


def settings(folder: Path, **more: Any) -> Any:
    return load_settings(
        data_dir=folder, organiser_token="o", secret_key="k" * 40, device_rate="0", room_rate=0, _env_file=None, **more
    )


def endpoint(server: Any) -> dict[str, str]:
    url = f"http://localhost:{server.server_port}/v1"
    return {"theming": "endpoint", "theming_url": url, "theming_model": "letters", "theming_key": "k"}


async def page(app: Any, path: str, language: str) -> str:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://hall") as http:
        return (await http.get(path, headers={"Accept-Language": language})).text


@pytest.mark.slow
def test_an_endpoint_that_was_chosen_gives_the_second_opinion(server: Any, tmp_path: Path) -> None:
    context = make_app(settings(tmp_path, **endpoint(server)), MemoryStore()).state.context
    assert server.asked == []
    engine = context.second_opinion._engine_for("neighbourhood")
    assert engine.place("te veel auto's in de straat", "nl").engine.startswith("adapter-endpoint-letters/")
    assert "te veel auto's in de straat" in server.asked[-1][2]["input"]
    # At the door core speaks: nobody waits for another machine.
    before = len(server.asked)
    assert context.placer.where("neighbourhood", ["te veel auto's"], "nl")[0].engine.startswith("core/")
    assert len(server.asked) == before
    assert list((tmp_path / "theming").glob("neighbourhood-*.npz"))


@pytest.mark.slow
def test_an_endpoint_that_is_away_at_the_start_is_asked_again_later(server: Any, tmp_path: Path) -> None:
    context = make_app(settings(tmp_path, **endpoint(server)), MemoryStore()).state.context
    server.mode = "broken"
    assert context.second_opinion._engine_for("neighbourhood") is None
    server.mode = "well"
    engine = context.second_opinion._engine_for("neighbourhood")
    assert engine.place("te veel auto's in de straat", "nl").theme == "traffic"


@pytest.mark.parametrize("tier", ["core", "default"])
def test_without_the_setting_nothing_is_asked_of_another_machine(server: Any, tmp_path: Path, tier: str) -> None:
    given = {**endpoint(server), "theming": tier}
    app = make_app(settings(tmp_path, **given), MemoryStore())
    context = app.state.context
    context.placer.where("neighbourhood", ["te veel auto's in de straat"], "nl")
    if context.second_opinion:
        context.second_opinion._engine_for("neighbourhood").place("te veel auto's in de straat", "nl")
    assert server.asked == []
    assert context.settings.outside_host == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"theming": "folder"},
        {"theming": "endpoint"},
        {"theming": "endpoint", "theming_url": "http://localhost:1/v1"},
        {"theming": "endpoint", "theming_url": "file:///etc/passwd", "theming_model": "m"},
        {"theming": "magic"},
    ],
)
def test_half_a_setting_is_refused_at_the_start(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        settings(tmp_path, **wrong)


def test_a_folder_without_a_model_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match="tokenizer"):
        make_app(settings(tmp_path, theming="folder", theming_folder=tmp_path), MemoryStore())


async def test_the_privacy_page_names_the_host_only_when_words_go_there(server: Any, tmp_path: Path) -> None:
    chosen = make_app(settings(tmp_path / "a", **endpoint(server)), MemoryStore())
    alone = make_app(settings(tmp_path / "b", theming="core"), MemoryStore())
    for language, sent, kept in (
        ("nl", "stuurt deze server je woorden naar localhost", "zoekt deze server zelf uit"),
        ("fr", "envoie vos mots à localhost", "cherche lui-même"),
        ("en", "sends your words to localhost", "worked out by this server itself"),
    ):
        told = await page(chosen, "/about/privacy", language)
        assert sent in told
        assert kept not in told
        plain = await page(alone, "/about/privacy", language)
        assert kept in plain
        assert "localhost" not in plain


async def test_who_joins_is_told_before_they_write(server: Any, tmp_path: Path) -> None:
    app = make_app(settings(tmp_path, **endpoint(server)), MemoryStore())
    context = app.state.context
    context.second_opinion.start = lambda: None  # no engine is trained for this
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://hall") as http:
        made = await http.post("/api/rooms", json={"title": "Proef"}, headers={"Authorization": "Bearer o"})
        joining = await http.get(f"/r/{made.json()['code']}", headers={"Accept-Language": "nl"})
    assert "gaat je tekst ook naar localhost" in joining.text
