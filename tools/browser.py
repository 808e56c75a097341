"""Finds a Chromium for the tests, or fetches one: the system's, Playwright's, apt's (as root), else the one from npm.

`python tools/browser.py` prints the path. BLOESEM_CHROMIUM names one to use instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".cache" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge")


def named() -> str | None:
    """The one that the environment names."""
    path = os.environ.get("BLOESEM_CHROMIUM", "")
    return path if path and os.access(path, os.X_OK) else None


def installed() -> str | None:
    """The system's own."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def playwrights() -> str | None:
    """The one that Playwright keeps, if it was ever fetched."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.access(path, os.X_OK) else None


def fetched() -> str | None:
    """Playwright's, fetched now."""
    if not _run([sys.executable, "-m", "playwright", "install", "chromium"], 300):
        return None
    return playwrights()


def apt() -> str | None:
    """The distribution's package; needs root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    _run(["apt-get", "update", "-qq"], 180)
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], 600)
    return installed()


def npm() -> str | None:
    """A self-contained headless Chromium from the npm registry; needs no root."""
    if not shutil.which("npm") or not shutil.which("node"):
        return None
    KEPT.mkdir(parents=True, exist_ok=True)
    if not _run(["npm", "install", "--prefix", str(KEPT), "--no-audit", "--no-fund", "@sparticuz/chromium@141"], 300):
        return None
    script = (
        'import("@sparticuz/chromium").then(async (m) => console.log(await m.default.executablePath()))'
        ".catch((e) => { console.error(e); process.exit(1) })"
    )
    run = subprocess.run(["node", "-e", script], cwd=KEPT, capture_output=True, text=True, timeout=120)
    path = run.stdout.strip().splitlines()[-1] if run.returncode == 0 and run.stdout.strip() else ""
    return path if path and os.access(path, os.X_OK) else None


def _run(command: list[str], seconds: int) -> bool:
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, timeout=seconds).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


AT_HAND: tuple[Callable[[], str | None], ...] = (named, installed, playwrights)
TO_FETCH: tuple[Callable[[], str | None], ...] = (fetched, apt, npm)


def chromium(fetch: bool = True) -> str | None:
    """The path of a Chromium that can be started, None when there is none to be had."""
    remembered = ROOT / ".cache" / "chromium-path"
    if remembered.exists() and os.access(path := remembered.read_text().strip(), os.X_OK):
        return named() or path
    for way in AT_HAND + (TO_FETCH if fetch else ()):
        if found := way():
            remembered.parent.mkdir(exist_ok=True)
            remembered.write_text(found)
            return found
    return None


if __name__ == "__main__":
    found = chromium()
    if found is None:
        sys.exit("No Chromium found and none could be fetched. Install one, or name it in BLOESEM_CHROMIUM.")
    print(found)
