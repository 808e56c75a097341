"""Server processes for the benchmark: started on a free port, measured from outside, always stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ORGANISER = "bench-organiser-token"
TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """A server in a process of its own. `arguments` may hold `{port}`."""

    def __init__(self, arguments: list[str], folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.folder = folder
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("BLOESEM_")},
            "BLOESEM_DATA_DIR": str(folder / "data"),
            "BLOESEM_ORGANISER_TOKEN": ORGANISER,
            "BLOESEM_DEVICE_RATE": "0",
            "BLOESEM_ROOM_RATE": "0",
            **{f"BLOESEM_{name}": value for name, value in settings.items()},
        }
        self._log = (folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, *(argument.replace("{port}", str(self.port)) for argument in arguments)],
            cwd=ROOT,
            env=environment,
            stdout=self._log,
            stderr=self._log,
        )

    def __enter__(self) -> Process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                    return self
            except OSError:
                time.sleep(0.03)
        self.__exit__()
        raise RuntimeError((self.folder / "server.log").read_text("utf-8", "replace")[-3000:])

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._log.close()

    def cpu(self) -> float:
        """Processor seconds used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def others(self) -> float:
        """Processor seconds that the machine gave to neither this server nor us, so far."""
        fields = [int(field) for field in Path("/proc/stat").read_text().split(maxsplit=9)[1:9]]
        busy = sum(fields) - fields[3] - fields[4]  # all but idle and iowait
        return busy / TICK - self.cpu() - time.process_time()

    def rss(self) -> int:
        """Bytes of memory in use."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def product(folder: Path, **settings: str) -> Process:
    """Bloesem as `make run` starts it, on SQLite, with the rate limits off."""
    return Process(["-m", "app.cli", "serve", "--host", "127.0.0.1", "--port", "{port}"], folder, **settings)
