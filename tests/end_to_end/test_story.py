"""The whole main job through the terminal: real engines, toy models, every promised key."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from PIL import Image

from core.exporting.provenance import AI_MADE, read_source_type
from core.families import image_family, text_family
from core.files import sha256_file

ROOT = Path(__file__).parents[2]
BRAND = ROOT / "resources" / "sample_brand"
KEYS = ["imported", "set_aside", "warnings", "image_adapter", "text_adapter", "pictures", "texts",
        "exports", "peak_engine_gib", "seconds"]  # fmt: skip
IMAGE_KEYS = {"file", "steps", "seconds", "heldout_loss_base", "heldout_loss", "nearer_to_heldout"}
TEXT_KEYS = {"file", "steps", "seconds", "heldout_perplexity_base", "heldout_perplexity",
             "brand_rate", "brand_rate_base", "longest_copied_run"}  # fmt: skip


def _story(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "core.cli", "story", *map(str, words)]
    environment = {**os.environ, "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8",
        timeout=500, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """12 photos with a broken one among them, 40 slogans, two toy models."""
    home = tmp_path_factory.mktemp("inputs")
    photos, texts = home / "coffee_brewer", home / "texts"
    photos.mkdir()
    texts.mkdir()
    for path in sorted((BRAND / "photos" / "coffee_brewer").iterdir())[::2][:12]:
        shutil.copy(path, photos)
    (photos / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing of a picture")
    shutil.copy(BRAND / "texts" / "slogans.txt", texts)
    return {
        "photos": photos,
        "texts": texts,
        "image": image_family("flux2_klein").tiny(home / "toy-image"),
        "text": text_family("causal_lm").tiny(home / "toy-text"),
    }


def _quick(inputs: dict[str, Path]) -> list[object]:
    settings = [
        "photos.steps=6", "photos.resolution=64", "photos.batch_size=2", "photos.validate_every=3",
        "photos.learning_rate=0.01", "photos.rank=4", "texts.steps=6", "texts.validate_every=3",
        "texts.learning_rate=0.01", "texts.rank=4", "texts.batch_size=2", "texts.max_length=384",
    ]  # fmt: skip
    return [
        "--model-image", inputs["image"], "--model-text", inputs["text"], "--size", 64,
        "--steps", 2, "--prompts", 3, "--briefs", 4, "--tokens", 12, "--force",
        *(word for setting in settings for word in ("--set", setting)),
    ]  # fmt: skip


def test_photos_and_texts(inputs: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = _story("--photos", inputs["photos"], "--texts", inputs["texts"], "--out", out, "--json",
                 *_quick(inputs))  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("\n") == 1
    tale = json.loads(ran.stdout)
    assert list(tale) == KEYS
    assert tale["imported"] == {"photos": 12, "texts": 40}
    assert [one["file"] for one in tale["set_aside"]] == ["broken.jpg"]
    assert set(tale["set_aside"][0]) == {"file", "reason"}
    assert tale["warnings"]["missing_captions"] == 12
    assert 0.0 < tale["peak_engine_gib"] < 4.0
    assert tale["seconds"] > 0
    _check_pictures(tale)
    _check_texts(tale)
    _check_exports(tale, out)
    assert json.loads((out / "story.json").read_text("utf-8")) == tale
    assert "At 0 % the picture is the base's, bit for bit." in (out / "story.md").read_text("utf-8")
    with Image.open(out / "contact_sheet.jpg") as sheet:
        assert sheet.width > 300
    assert read_source_type(out / "contact_sheet.jpg").startswith("http://cv.iptc.org/")


def _check_pictures(tale: dict[str, Any]) -> None:
    adapter = tale["image_adapter"]
    assert set(adapter) == IMAGE_KEYS
    assert Path(adapter["file"]).is_file()
    assert adapter["steps"] == 6
    wins, pairs = adapter["nearer_to_heldout"]
    assert 0 <= wins <= pairs == 6
    pictures = tale["pictures"]
    assert all(set(one) == {"file", "prompt", "seed", "mix"} for one in pictures)
    assert len(pictures) == 3 * 2 * 2 + 3
    hashes = {(one["prompt"], one["seed"], one["mix"]): sha256_file(Path(one["file"]))
              for one in pictures}  # fmt: skip
    first = pictures[0]["prompt"], pictures[0]["seed"]
    base = hashes[*first, "Without adapter"]
    assert hashes[*first, "Coffee Brewer look 0 %"] == base
    assert hashes[*first, "Coffee Brewer look 50 %"] != base
    assert hashes[*first, "Coffee Brewer look 100 %"] != base
    assert "coffee brewer" in first[0]


def _check_texts(tale: dict[str, Any]) -> None:
    adapter = tale["text_adapter"]
    assert set(adapter) == TEXT_KEYS
    assert (Path(adapter["file"]) / "adapter_config.json").is_file()
    assert adapter["heldout_perplexity"] != adapter["heldout_perplexity_base"]
    assert 0.0 <= adapter["brand_rate"] <= 1.0
    texts = tale["texts"]
    assert all(set(one) == {"text", "prompt", "seed", "mix"} for one in texts)
    mixes = [one["mix"] for one in texts]
    assert mixes.count("Without adapter") == mixes.count("Coffee Brewer voice 100 %") > 0


def _check_exports(tale: dict[str, Any], out: Path) -> None:
    files = [Path(one) for one in tale["exports"]]
    assert all(file.is_file() and file.parent == out / "export" for file in files)
    suffixes = {file.suffix for file in files}
    assert suffixes == {".jpg", ".docx", ".csv", ".txt", ".safetensors", ".zip", ".json"}
    for file in files:
        if file.suffix == ".jpg":
            assert read_source_type(file) == AI_MADE
        if file.suffix == ".docx":
            assert "AI" in Document(str(file)).core_properties.comments


def test_texts_alone_from_one_file(inputs: dict[str, Path], tmp_path: Path) -> None:
    ran = _story("--texts", inputs["texts"] / "slogans.txt", "--out", tmp_path / "out",
                 "--brand", "Morning Ember", *_quick(inputs))  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "Project “Morning Ember”" in ran.stdout
    tale = json.loads((tmp_path / "out" / "story.json").read_text("utf-8"))
    assert tale["imported"] == {"photos": 0, "texts": 40}
    assert tale["image_adapter"] is None
    assert tale["pictures"] == []
    assert tale["text_adapter"] is not None


def test_what_cannot_be_told(inputs: dict[str, Path], tmp_path: Path) -> None:
    nothing = _story("--out", tmp_path / "a")
    assert nothing.returncode == 1
    assert nothing.stderr == (
        "A story needs photos or texts. Name a folder with --photos or --texts.\n"
    )
    missing = _story("--photos", tmp_path / "none", "--out", tmp_path / "b", "--json")
    assert missing.returncode == 1
    assert json.loads(missing.stdout)["error"]["kind"] == "not_found"
    few = tmp_path / "few"
    few.mkdir()
    shutil.copy(BRAND / "photos" / "cup" / "cup_00.jpg", few)
    blocked = _story("--photos", few, "--out", tmp_path / "c", "--model-image", inputs["image"])
    assert blocked.returncode == 1
    assert "photo" in blocked.stderr
    assert _story("--photos", few).returncode == 2
