"""What goes over the wire is packed where the browser takes that, and is the same when unpacked."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.assets import takes_gzip
from app.rendering import STATIC
from tests.app.running import running


@pytest.mark.parametrize(
    ("header", "takes"),
    [(b"gzip, br", True), (b"br", False), (b"gzip;q=0", False), (b"gzip; q=0.5", True), (b"x-gzip", False)],
)
def test_what_a_client_takes(header: bytes, takes: bool) -> None:
    assert takes_gzip([(b"accept-encoding", header)]) is takes


async def test_static_files_and_pages_are_packed_and_the_same(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        release = server.context.rendering.release
        for address in (f"/static/{release}/css/board.css", f"/static/{release}/js/live.js", "/"):
            plain = await server.http.get(address, headers={"accept-encoding": "identity"})
            packed = await server.http.get(address, headers={"accept-encoding": "gzip"})
            assert plain.status_code == packed.status_code == 200
            assert "content-encoding" not in plain.headers
            assert packed.headers["content-encoding"] == "gzip"
            assert int(packed.headers["content-length"]) < len(plain.content)
            assert packed.content == plain.content
            assert packed.headers["content-security-policy"] == plain.headers["content-security-policy"]
        css = await server.http.get(f"/static/{release}/css/board.css")
        assert css.headers["content-type"] == "text/css; charset=utf-8"
        assert css.content == (STATIC / "css" / "board.css").read_bytes()
        assert "immutable" in css.headers["cache-control"]
        assert (await server.http.get(f"/static/{release}/css/../../pyproject.toml")).status_code == 404
        assert (await server.http.get(f"/static/{release}/%2e%2e/pyproject.toml")).status_code == 404
        assert (await server.http.post(f"/static/{release}/css/board.css")).status_code == 405
