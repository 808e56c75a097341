"""A server in this process over rooms made by commands: boards can be shown in any state, and live, without a hall."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import uvicorn

from app.main import make_app
from app.settings import Settings
from sessions.commands import Command
from sessions.store.memory import MemoryStore
from tests.browser.stage import free_port
from tests.rooms import keep
from tests.sessions.stories import Story


class Walls:
    """`show(story)` gives the address of its board; `do(story, command)` lets something happen there."""

    def __init__(self, folder: Path) -> None:
        self.store = MemoryStore()
        settings = Settings(
            theming="core", data_dir=folder, secret_key="k" * 32, organiser_token="o" * 32, device_rate="0", room_rate=0
        )
        self.app = make_app(settings, self.store)
        self.port = free_port()
        config = uvicorn.Config(self.app, host="127.0.0.1", port=self.port, log_level="warning", ws="websockets-sansio")
        self.server = uvicorn.Server(config)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=lambda: self.loop.run_until_complete(self.server.serve()), daemon=True)

    def start(self) -> Walls:
        self.thread.start()
        while not self.server.started:
            if not self.thread.is_alive():
                raise RuntimeError("the server did not start")
            threading.Event().wait(0.02)
        return self

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)

    def wait(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def show(self, story: Story) -> str:
        self.wait(keep(self.store, story))
        return f"http://127.0.0.1:{self.port}/r/{story.room.code}/board"

    def do(self, code: str, command: Command) -> Any:
        return self.wait(self.app.state.context.service.do(code, command))
