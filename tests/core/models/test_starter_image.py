"""The starter model for pictures: unpacks, loads in the stock pipeline, paints what was asked."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest

from core.errors import KnownError
from core.models.starter_image import expand_starter_image
from core.paths import resources

SHIPPED = resources() / "starter_image"
SKY_BLUE = (132, 204, 246)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, starter_text: Path) -> Path:
    """The pipeline folder, unpacked once."""
    out = tmp_path_factory.mktemp("models") / "starter-image"
    expand_starter_image(SHIPPED, starter_text, out)
    return out


def _copy_of_shipped(target: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, target))


def test_folder_says_what_it_is(folder: Path) -> None:
    about = json.loads((folder / "signet.json").read_text("utf-8"))
    assert about["family"] == "flux2_klein"
    assert about["practice_model"] is True
    assert about["max_sequence_length"] == 48
    assert about["sizes"] == [256]
    assert not list(folder.parent.glob("*.part"))


def test_second_time_changes_nothing(folder: Path, starter_text: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    expand_starter_image(SHIPPED, starter_text, folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_damaged_weights_are_refused(tmp_path: Path, starter_text: Path) -> None:
    shipped = _copy_of_shipped(tmp_path / "shipped")
    shard = shipped / "weights-2.safetensors"
    raw = bytearray(shard.read_bytes())
    raw[len(raw) // 2] ^= 1
    shard.write_bytes(raw)
    with pytest.raises(KnownError) as caught:
        expand_starter_image(shipped, starter_text, tmp_path / "out")
    assert caught.value.kind == "bad_data"
    assert not (tmp_path / "out").exists()


def test_missing_text_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        expand_starter_image(SHIPPED, tmp_path / "nothing", tmp_path / "out")
    assert caught.value.kind == "model_missing"


def test_paints_the_asked_background_the_same_twice(folder: Path) -> None:
    import numpy as np
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # notes of the libraries to one another
        from diffusers import Flux2KleinPipeline

        pipeline: Any = Flux2KleinPipeline.from_pretrained(folder)
        pipeline.set_progress_bar_config(disable=True)

        def paint() -> Any:
            made = pipeline(
                prompt="3d render of an apple on a sky blue background",
                height=256,
                width=256,
                num_inference_steps=4,
                guidance_scale=2.0,
                max_sequence_length=48,
                generator=torch.Generator().manual_seed(3),
            )
            return np.asarray(made.images[0])

        first, second = paint(), paint()
    assert (first == second).all()
    corners = np.concatenate([first[:24, :24].reshape(-1, 3), first[:24, -24:].reshape(-1, 3)])
    assert np.abs(np.median(corners, axis=0) - SKY_BLUE).max() < 14
    middle = np.median(first[112:160, 104:152].reshape(-1, 3), axis=0)
    assert middle[0] > middle[2] + 60, "an apple is redder than the sky"
