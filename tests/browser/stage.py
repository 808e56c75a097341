"""What the browser tests act on: a real server process, rooms opened over the API, and pages that report trouble."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text("utf-8")
ORGANISER = "organiser-token-of-the-tests"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A server process on a free port with its data in a folder; it can be stopped, killed and started again."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.settings = settings
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Server:
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("BLOESEM_")},
            "BLOESEM_DATA_DIR": str(self.folder / "data"),
            "BLOESEM_ORGANISER_TOKEN": ORGANISER,
            "BLOESEM_THEMING": "core",
            "BLOESEM_DEVICE_RATE": "0",
            "BLOESEM_ROOM_RATE": "0",
            **{f"BLOESEM_{name}": value for name, value in self.settings.items()},
        }
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve", "--host", "127.0.0.1", "--port", str(self.port)],
                cwd=ROOT, env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        self._wait()
        return self

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            if self.process is not None and self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self.log()}")

    def log(self) -> str:
        return (self.folder / "server.log").read_text("utf-8", "replace")[-4000:]

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        self.process = None

    def restart(self, how: int = signal.SIGKILL) -> None:
        """Down and up again on the same port and data."""
        self.stop(how)
        self.start()


class RoomApi:
    """A room on a server, as its facilitator drives it."""

    def __init__(self, server: Server, **settings: Any) -> None:
        self.server = server
        body = {"title": "Startmoment Integratiepact", "tables": 24, "language": "nl", **settings}
        answer = httpx.post(f"{server.url}/api/rooms", json=body, headers={"Authorization": f"Bearer {ORGANISER}"})
        answer.raise_for_status()
        self.opened = answer.json()
        self.code: str = self.opened["code"]
        self.token: str = self.opened["facilitator_token"]

    @property
    def url(self) -> str:
        """The phone page."""
        return f"{self.server.url}/r/{self.code}"

    @property
    def api(self) -> str:
        return f"{self.server.url}/api/rooms/{self.code}"

    def call(self, method: str, path: str, body: Any = None, token: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {token or self.token}", "Idempotency-Key": str(uuid.uuid4())}
        answer = httpx.request(method, f"{self.api}{path}", json=body, headers=headers, timeout=20)
        answer.raise_for_status()
        return answer.json()

    def stage(self, stage: str, **more: Any) -> Any:
        return self.call("POST", "/stage", {"stage": stage, **more})

    def join(self, **body: Any) -> str:
        """A participant over the API; returns the token."""
        answer = httpx.post(f"{self.api}/participants", json=body, headers={"Idempotency-Key": str(uuid.uuid4())})
        answer.raise_for_status()
        return str(answer.json()["token"])

    def submit(self, token: str, title: str, preconditions: list[str], **more: Any) -> Any:
        body = {"title": title, "preconditions": preconditions, **more}
        return self.call("POST", "/interventions", body, token)

    def state(self, language: str = "nl") -> Any:
        return httpx.get(f"{self.api}/state", headers={"Accept-Language": language}).json()

    def statements(self) -> list[str]:
        """Every visible precondition."""
        return [s["text"] for theme in self.state()["themes"] for s in theme["statements"]]

    def events(self) -> list[Any]:
        return list(self.call("GET", "/events")["events"])


def axe(page: Any, allow: tuple[str, ...] = ()) -> list[str]:
    """What axe finds on the page, one line a rule; [] when nothing is wrong."""
    page.evaluate(AXE)
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    result = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{v['id']}: {v['help']} at {', '.join(n['html'][:160] for n in v['nodes'][:3])}"
        for v in result["violations"]
        if v["id"] not in allow
    ]


def overflow(page: Any) -> list[str]:
    """What sticks out of the page to the side."""
    return list(
        page.evaluate(
            """() => {
        const wide = document.documentElement.clientWidth, out = [];
        if (document.documentElement.scrollWidth > wide) out.push(`page ${document.documentElement.scrollWidth} > ${wide}`);
        for (const el of document.body.querySelectorAll('*')) {
          if (el.closest('svg, .vh, [hidden], .scrolls') || getComputedStyle(el).visibility === 'hidden') continue;
          const box = el.getBoundingClientRect();
          if (box.width && box.right > wide + 1) out.push(`${el.tagName} ${el.className} to ${Math.round(box.right)}`);
        }
        return out.slice(0, 5);
      }"""
        )
    )
