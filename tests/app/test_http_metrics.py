"""Numbers for the operator alone, logs without people's words, and a stop that tells open pages to come back."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from app import logs
from tests.app.running import heard, running

SECRET = "wat Fatima over haar baas schreef"


async def test_numbers_are_for_the_operator(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        room = await server.room()
        async with room.listen() as board:
            await heard(board)
            await room.call("", "POST", "/findings", {"text": "x"})
            assert (await server.http.get("/metrics")).status_code == 401
            wrong = {"Authorization": f"Bearer {room.facilitator}"}
            assert (await server.http.get("/metrics", headers=wrong)).status_code == 401
            text = (await server.http.get("/metrics", headers=server.organiser)).text
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#"))
    assert lines['bloesem_open_pages{page="board"}'] == "1.0"
    assert float(lines['bloesem_refusals_total{slug="no_token"}']) >= 1
    assert float(lines["bloesem_commit_seconds_count"]) >= 2
    assert float(lines["bloesem_events_total"]) >= 2
    assert room.code not in text


async def test_stopping_answers_and_tells_pages_to_come_back(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        room = await server.room()
        token = await room.join()
        async with room.listen("phone", token) as phone:
            await heard(phone)
            server.stop()
            with pytest.raises(ConnectionClosed) as closed:
                await heard(phone, "nothing")
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012


def test_an_error_is_logged_by_kind_and_place_without_its_words() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs._Line())
    log = logging.getLogger("test.words")
    log.propagate = False
    log.addHandler(handler)
    try:
        raise ValueError(SECRET)
    except ValueError:
        log.exception("could not take %s", SECRET)
        event = logs._without_words(None, "", {"event": "decide", "exc_info": True})
    line = json.loads(out.getvalue())
    assert line["error"] == event["error"] == "ValueError"
    assert line["where"][-1].startswith("tests/app/test_http_metrics.py:")
    assert SECRET not in out.getvalue() + json.dumps(event)
