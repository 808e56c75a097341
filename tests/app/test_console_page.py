"""The console as a page: hostile words, a long stream, languages, the dark screen, nothing inline."""

from __future__ import annotations

from typing import Any

from tests.app.desk import Desk

HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "‮omgekeerd", "A" * 280]


async def test_hostile_words_stay_words(desk: Desk) -> None:
    cards = await desk.say(await desk.join(table=1), *HOSTILE, title="</textarea><script>1</script>")
    for query in ({}, {"card": cards[0]}, {"edit": cards[1]}, {"f": '"><b>', "merge": '"><b>', "limit": "x"}):
        page = (await desk.page(**query)).text
        assert "<script>" not in page
        assert "<img" not in page
        assert '"><b>' not in page
        assert "‮" not in page
        assert "{{ 7 * 7 }}" in page


async def test_the_list_is_a_window_on_a_long_stream(desk: Desk) -> None:
    token = await desk.join(table=1)
    for start in range(0, 200, 40):
        await desk.say(token, *[f"Uitspraak {n}" for n in range(start, start + 40)])
    page = (await desk.page()).text
    assert page.count('role="row"') == 60
    assert "Uitspraak 199<" in page
    assert "Uitspraak 139<" not in page
    longer = (await desk.page("/rows", limit=240)).text
    assert longer.count('role="row"') == 200
    assert 'data-total="200"' in longer


async def test_the_page_speaks_french_and_keeps_to_it(desk: Desk) -> None:
    answer = await desk.page(lang="fr")
    assert '<html lang="fr"' in answer.text
    assert "Mettre en pause" in answer.text
    assert "Mettre en pause" in (await desk.page()).text


async def test_the_desk_is_dark_where_asked_and_keeps_to_it(desk: Desk) -> None:
    assert 'data-theme="dark"' not in (await desk.page()).text.split("<body")[0]
    dark = (await desk.page(appearance="dark", kind="interventions")).text
    assert 'data-theme="dark"' in dark.split("<body")[0]
    assert 'href="?kind=interventions&amp;appearance=light"' in dark
    for page in ("console", "harvest", "groups", "rules"):
        there = (await desk.http.get(f"/r/{desk.code}/{page}")).text
        assert 'data-theme="dark"' in there.split("<body")[0], page
        assert "appearance=light" in there, page
    await desk.page(appearance="light")
    assert 'data-theme="dark"' not in (await desk.page(appearance="green")).text.split("<body")[0]


async def test_nothing_on_the_page_is_inline(desk: Desk) -> None:
    cards = await desk.say(await desk.join(table=1), "Tijd")
    page = (await desk.page(card=cards[0], dialog="links")).text
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page
    assert all("src=" in part.split(">")[0] for part in page.split("<script")[1:])


async def test_views_are_equal_when_nothing_changed(desk: Desk) -> None:
    from app.regions.console import REGIONS
    from sessions.watching import Audience, Viewer

    await desk.say(await desk.join(table=1), "Tijd", "Geld")
    service: Any = desk.app.state.context.service
    room = await service.room(desk.code)
    viewer = Viewer(Audience("console", "facilitator", None, "nl"))
    for region in REGIONS:
        assert region.view(room, viewer) == region.view(room, viewer)
