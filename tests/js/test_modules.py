"""The pure modules of the pages, under node: the files that the browser gets, unchanged."""

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize("story", sorted(HERE.glob("*.test.mjs")), ids=lambda path: path.stem)
def test_module(story: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed; the browser tests cover the same modules")
    run = subprocess.run([node, "--test", str(story)], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout + run.stderr
