"""The terminal as a program, and as a function."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.cli.main import main
from core.paths import Library

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Ran:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """The one object on stdout."""
        lines = self.out.splitlines()
        assert len(lines) == 1, self.out + self.err
        value: dict[str, Any] = json.loads(lines[0])
        return value


@pytest.fixture
def signet(capsys: pytest.CaptureFixture[str], library: Library) -> Callable[..., Ran]:
    """Carry out a command on this test's library, in this process."""

    def run(*words: object) -> Ran:
        code = main([*map(str, words), "--library", str(library.root)])
        caught = capsys.readouterr()
        assert "Traceback" not in caught.out + caught.err
        return Ran(code, caught.out, caught.err)

    return run


@pytest.fixture(scope="session")
def start() -> Callable[..., subprocess.Popen[str]]:
    """Start a command as a program of its own."""

    def begin(library: Path, *words: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "core.cli", "--library", str(library), *map(str, words)]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"},
        )

    return begin


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """12 small, different photos."""
    folder = tmp_path_factory.mktemp("photos")
    chance = np.random.default_rng(17)
    for number in range(12):
        pixels = chance.integers(80, 220, (240, 300, 3), dtype=np.uint8)
        image = Image.fromarray(pixels)
        place = 15 * number
        ImageDraw.Draw(image).ellipse((place, 40, place + 100, 160), fill=(200, 20, number * 20))
        image.save(folder / f"photo_{number:02d}.jpg", quality=90)
    return folder


@pytest.fixture(scope="session")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three texts in one file."""
    folder = tmp_path_factory.mktemp("texts")
    bodies = ["Rain on the roof, coffee on the stove. You hear both.",
              "The bakery opens at six. So do we, give or take a yawn.",
              "A bag of beans weighs what it says and smells of more."]  # fmt: skip
    lines = [json.dumps({"text": body}) for body in bodies]
    (folder / "three.jsonl").write_text("\n".join(lines), "utf-8")
    return folder
