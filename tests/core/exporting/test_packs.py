"""A pack is whole, marked, described by its manifest, and never replaces anything."""

from __future__ import annotations

import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.adapters.files import adapter_hash, write_adapter
from core.errors import KnownError
from core.exporting import channels
from core.exporting.packs import (
    MANIFEST,
    Order,
    OutAdapter,
    OutPicture,
    Size,
    free_folder,
    make_pack,
)
from core.exporting.provenance import AI_MADE, read_source_type
from core.exporting.texts import OutText
from core.files import sha256_file

MADE = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def image_adapter(tmp_path: Path) -> Path:
    path = tmp_path / "own" / "adapter.safetensors"
    tensors = {
        "transformer.blocks.0.attn.to_q.lora_A.weight": np.ones((2, 8), np.float32),
        "transformer.blocks.0.attn.to_q.lora_B.weight": np.ones((8, 2), np.float32),
    }
    write_adapter(path, tensors, {"signet.name": "Look", "signet.family": "flux2_klein"})
    return path


@pytest.fixture
def text_adapter(tmp_path: Path) -> Path:
    path = tmp_path / "own" / "voice"
    name = "base_model.model.model.layers.0.self_attn.q_proj"
    tensors = {
        f"{name}.lora_A.weight": np.ones((2, 8), np.float32),
        f"{name}.lora_B.weight": np.ones((8, 2), np.float32),
    }
    write_adapter(path, tensors, {"signet.name": "Voice", "signet.alpha": "4"}, "text")
    return path


def test_pictures_for_channels(tmp_path: Path, picture_file: Path) -> None:
    order = Order(
        brand="Morning Ember",
        pictures=[OutPicture(picture_file, {"prompt": "a cup", "seed": 3}, 3, "Look 100 %")],
        channels=channels.find(["google_300x250", "instagram_square", "web_hero"]),
        sizes=[Size(333, 77)],
    )
    pack = make_pack(order, tmp_path / "out", MADE)
    sizes = {"google-300x250": (300, 250), "instagram-square": (1080, 1080),
             "web-hero": (1920, 1080)}  # fmt: skip
    for channel, size in sizes.items():
        (name,) = [one for one in pack.files if channel in one]
        with Image.open(pack.folder / name) as image:
            assert image.size == size
        assert read_source_type(pack.folder / name) == AI_MADE
    assert "morning-ember_333x77_01.png" in pack.files
    assert (pack.folder / "morning-ember_google-300x250_300x250_01.jpg").stat().st_size <= 150_000
    assert any("soft" in note for note in pack.notes)
    _manifest_is_right(pack.folder)


def _manifest_is_right(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    told = {one["name"]: one for one in manifest["files"]}
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert found == {*told, MANIFEST}
    for name, one in told.items():
        assert sha256_file(folder / name) == one["sha256"]
        assert (folder / name).stat().st_size == one["bytes"]


def test_adapters_in_every_form(tmp_path: Path, image_adapter: Path, text_adapter: Path) -> None:
    adapters = [OutAdapter(image_adapter, "Look"), OutAdapter(text_adapter, "Voice")]
    found = {}
    for form in ("file", "folder", "zip"):
        order = Order(brand="Ember", adapters=adapters, adapter_form=form)  # type: ignore[arg-type]
        found[form] = make_pack(order, tmp_path / form, MADE)
        _manifest_is_right(found[form].folder)
    as_file = found["file"].folder / "ember-look.safetensors"
    assert as_file.read_bytes() == image_adapter.read_bytes()
    assert adapter_hash(found["folder"].folder / "ember-voice") == adapter_hash(text_adapter)
    assert (found["folder"].folder / "ember-look" / "pytorch_lora_weights.safetensors").is_file()
    with zipfile.ZipFile(found["file"].folder / "ember-voice.zip") as archive:
        assert archive.namelist() == ["adapter_config.json", "adapter_model.safetensors"]
        assert archive.testzip() is None
    first = (found["zip"].folder / "ember-look.zip").read_bytes()
    again = make_pack(Order(brand="Ember", adapters=adapters, adapter_form="zip"),
                      tmp_path / "again", MADE)  # fmt: skip
    assert (again.folder / "ember-look.zip").read_bytes() == first


def test_what_is_there_is_never_replaced(tmp_path: Path, picture_file: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    order = Order(brand="Ember", pictures=[OutPicture(picture_file)])
    first, second = make_pack(order, folder, MADE), make_pack(order, folder, MADE)
    assert [first.folder.name, second.folder.name] == ["out (2)", "out (3)"]
    assert [one.name for one in folder.iterdir()] == ["mine.txt"]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert free_folder(empty) == empty
    assert make_pack(order, empty, MADE).folder == empty


def test_a_broken_source_leaves_nothing(tmp_path: Path, picture_file: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(picture_file.read_bytes()[:1000])
    order = Order(brand="Ember", pictures=[OutPicture(picture_file), OutPicture(broken)])
    with pytest.raises(KnownError, match=r"broken\.png"):
        make_pack(order, tmp_path / "out", MADE)
    assert {one.name for one in tmp_path.iterdir()} == {"source.png", "broken.png"}


@pytest.mark.parametrize(("change", "say"), [
    ({"pictures": ()}, "nothing to export"),
    ({"formats": ("gif",)}, "gif"),
    ({"channels": "google_300x250", "formats": ("webp",)}, "does not take webp"),
    ({"sizes": (Size(5, 5),)}, "5 x 5"),
    ({"template": "../x"}, "file names"),
])  # fmt: skip
def test_orders_that_cannot_be_done(
    change: dict[str, object], say: str, tmp_path: Path, picture_file: Path
) -> None:
    if isinstance(change.get("channels"), str):
        change = {**change, "channels": channels.find([str(change["channels"])])}
    fields: dict[str, object] = {"brand": "Ember", "pictures": [OutPicture(picture_file)]}
    with pytest.raises(KnownError, match=say):
        make_pack(Order(**{**fields, **change}), tmp_path / "out", MADE)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_texts_and_manifest_tell_the_recipe(tmp_path: Path) -> None:
    order = Order(
        brand="Ember",
        texts=[OutText("Hello.", "Say hello", "Voice 80 %", 4)],
        text_recipe={"base": {"name": "starter"}},
        text_formats=("docx", "csv", "txt"),
        versions={"torch": "9"},
    )
    pack = make_pack(order, tmp_path / "out", MADE)
    assert set(pack.files) == {
        "ember-texts.docx", "ember-texts.csv", "ember-texts.txt", MANIFEST,
    }  # fmt: skip
    entry = pack.manifest["files"][0]["recipe"]
    assert entry["base"] == {"name": "starter"}
    assert entry["texts"] == [{"prompt": "Say hello", "mix": "Voice 80 %", "seed": 4}]
    assert pack.manifest["versions"] == {"torch": "9"}
    assert pack.manifest["origin"] == AI_MADE


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path, picture_file: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(KnownError, match="not allowed"):
        make_pack(Order(brand="E", pictures=[OutPicture(picture_file)]), closed / "out", MADE)
