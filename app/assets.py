"""The static files, read and packed once when the server starts: a cold hall asks for them thousands of times."""

from __future__ import annotations

import gzip
import mimetypes
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

WORTH_PACKING = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2"}
FOREVER = (b"cache-control", b"public, max-age=31536000, immutable")  # the release's name is in the address


class Assets:
    """Serves a folder from memory, packed where the browser takes that."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, tuple[bytes, bytes, bytes | None]] = {}
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            plain = path.read_bytes()
            packed = gzip.compress(plain, 9, mtime=0) if kind.startswith(WORTH_PACKING) and len(plain) > 500 else None
            if kind.startswith("text/"):
                kind += "; charset=utf-8"
            self._files[path.relative_to(folder).as_posix()] = (kind.encode(), plain, packed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise HTTPException(404)
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405)
        root = scope.get("root_path", "")
        found = self._files.get(scope["path"].removeprefix(root).lstrip("/"))
        if found is None:
            raise HTTPException(404)
        kind, body, packed = found
        headers = [(b"content-type", kind), FOREVER]
        if packed is not None:
            headers.append((b"vary", b"accept-encoding"))
            if takes_gzip(scope["headers"]):
                body = packed
                headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def takes_gzip(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether the client says it takes gzip (and not with q=0)."""
    for name, value in headers:
        if name == b"accept-encoding":
            for part in value.decode("latin-1").lower().split(","):
                coding, _, quality = part.partition(";")
                if coding.strip() == "gzip":
                    return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
