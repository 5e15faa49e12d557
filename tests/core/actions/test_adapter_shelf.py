"""Adapters from elsewhere: fits, does not fit, is something else; the shelf and its stories."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.actions import adapter_fit, adapter_shelf, adapters, exports
from core.actions.exports import Choice, export_adapter, origin_of
from core.adapters.files import write_adapter
from core.catalogue import adapters as records
from core.catalogue import boards
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue


def _adapter_for(model: Path, path: Path, kind: str, extra: dict[str, str] | None = None) -> Path:
    """An adapter for two layers of a model, as a stranger would write it."""
    shapes = adapter_fit.layer_shapes(model)
    fitting = [name for name in shapes if name.endswith(("attn.to_out", "mlp.down_proj"))][:2]
    chance = np.random.default_rng(3)
    prefix = "base_model.model." if kind == "text" else "transformer."
    tensors = {}
    for name in fitting:
        outputs, inputs = shapes[name]
        down = chance.normal(0, 0.1, (2, inputs)).astype(np.float32)
        up = chance.normal(0, 0.1, (outputs, 2)).astype(np.float32)
        tensors[f"{prefix}{name}.lora_A.weight"] = down
        tensors[f"{prefix}{name}.lora_B.weight"] = up
        if kind == "image":  # what tells the family apart
            tensors["transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj.lora_A.weight"] \
                = chance.normal(0, 0.1, (2, shapes[_QKV][1])).astype(np.float32)  # fmt: skip
            tensors["transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj.lora_B.weight"] \
                = chance.normal(0, 0.1, (shapes[_QKV][0], 2)).astype(np.float32)  # fmt: skip
    write_adapter(path, tensors, extra or {}, "text" if kind == "text" else "image")
    return path


_QKV = "single_transformer_blocks.0.attn.to_qkv_mlp_proj"


@pytest.fixture
def shelf_models(toy_models: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """The toy models as the only ones on this computer."""
    monkeypatch.setenv("SIGNET_MODELS", str(toy_models["image"].parent))
    return toy_models


def test_an_adapter_that_fits(
    catalogue: Catalogue, project: ProjectRecord, shelf_models: dict[str, Path], tmp_path: Path
) -> None:
    source = _adapter_for(
        shelf_models["image"], tmp_path / "autumn.safetensors", "image",
        {"signet.trigger": "mbrcup"},
    )  # fmt: skip
    found = adapter_fit.examine(source, catalogue.library.cache)
    assert found.fits
    assert (found.kind, found.name, found.trigger) == ("image", "autumn", "mbrcup")
    assert [one.folder for one in found.models] == [shelf_models["image"]]
    made, changes = adapter_fit.take_in(catalogue, found, project_id=project.id)
    assert changes.adapters == {made.id}
    assert (made.name, made.trigger, made.kind) == ("autumn", "mbrcup", "image")
    with catalogue.reading() as session:
        (card,) = adapter_shelf.shelf(session, catalogue.library, project.id)
        story = adapter_shelf.story(session, catalogue.library, made.id)
    assert card.bytes == (catalogue.library.root / made.file).stat().st_size
    assert (card.cover, card.learnt, card.project) == (None, 0, "Morning Ember")
    assert story.settings is None
    assert story.run is None


def test_a_text_adapter_comes_back_from_the_zip_it_was_exported_as(
    catalogue: Catalogue, shelf_models: dict[str, Path], tmp_path: Path
) -> None:
    source = _adapter_for(shelf_models["text"], tmp_path / "voice", "text")
    for given in (source, source / "adapter_model.safetensors"):
        assert adapter_fit.examine(given, catalogue.library.cache).fits
    made, _ = adapter_fit.take_in(
        catalogue, adapter_fit.examine(source, catalogue.library.cache), name="Voice"
    )
    pack, _ = export_adapter(catalogue, made.id, tmp_path / "out")
    zipped = pack.folder / pack.files[0]
    assert zipped.suffix == ".zip"
    again, _ = adapter_fit.take_in(
        catalogue, adapter_fit.examine(zipped, catalogue.library.cache), name="Voice"
    )
    assert again.sha256 == made.sha256
    assert again.name == "Voice (2)"
    assert not list(catalogue.library.cache.glob(".adapter-*")), "nothing unpacked stays"


def test_adapters_that_do_not_fit(
    catalogue: Catalogue, shelf_models: dict[str, Path], tmp_path: Path
) -> None:
    shapes = adapter_fit.layer_shapes(shelf_models["image"])
    tensors = {
        f"transformer.{_QKV}.lora_A.weight": np.ones((2, shapes[_QKV][1] + 64), np.float32),
        f"transformer.{_QKV}.lora_B.weight": np.ones((shapes[_QKV][0], 2), np.float32),
    }
    write_adapter(tmp_path / "larger.safetensors", tensors, {})
    unet = {
        "unet.down_blocks.0.attn2.to_k.lora_A.weight": np.ones((2, 2048), np.float32),
        "unet.down_blocks.0.attn2.to_k.lora_B.weight": np.ones((640, 2), np.float32),
    }
    write_adapter(tmp_path / "sdxl.safetensors", unet, {})
    (tmp_path / "old.safetensors").write_bytes(b"\x80\x02}q\x00." + b"\0" * 40)
    (tmp_path / "photo.safetensors").write_bytes(b"\xff\xd8\xff\xe0 a photo")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.safetensors", b"1")
        archive.writestr("b.safetensors", b"2")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04")
    for name, words in {
        "larger.safetensors": "made for another model",
        "sdxl.safetensors": "SDXL",
        "old.safetensors": "pickle",
        "photo.safetensors": "photo",
        "two.zip": "more than one",
        "broken.zip": "cannot be unpacked",
        "nothing.safetensors": "There is no file",
    }.items():
        found = adapter_fit.examine(tmp_path / name, catalogue.library.cache)
        assert not found.fits, name
        assert found.error is not None
        assert words in found.error.say, name
        assert found.error.hint
    with catalogue.reading() as session:
        assert records.list_all(session) == []


def test_covers_lineage_and_origin(
    catalogue: Catalogue, project: ProjectRecord, shelf_models: dict[str, Path], tmp_path: Path
) -> None:
    source = _adapter_for(shelf_models["image"], tmp_path / "look.safetensors", "image")
    made, _ = adapter_fit.take_in(
        catalogue, adapter_fit.examine(source, catalogue.library.cache), project_id=project.id
    )
    part = {"adapter_id": made.id, "name": made.name, "strength": 1.0, "sha256": made.sha256}
    library = catalogue.library
    with catalogue.writing() as session:
        board = boards.create(session, project.id, "Board", {})
        ids = []
        for number in range(4):
            file = library.results / f"r{number}.png"
            Image.new("RGB", (64, 64), (40 * number, 90, 90)).save(file)
            mix = {"name": "Look", "parts": [part] if number else []}
            ids.append(boards.add_result(
                session, board.id, kind="image", prompt="a cup", seed=number, mix=mix,
                file=f"results/r{number}.png",
            ).id)  # fmt: skip
    covers = []
    for rating, favourite, rejected in ((None, None, None), (5, None, None), (5, None, True)):
        with catalogue.writing() as session:
            boards.rate(session, ids[1], rating, favourite, rejected)
        with catalogue.reading() as session:
            (card,) = adapter_shelf.shelf(session, library)
        covers.append(card.cover.name if card.cover else "")
    assert covers == ["r3.png", "r1.png", "r3.png"], "newest; best rated; not the rejected one"
    (_, pack), _ = exports.export(catalogue, project.id, Choice(results=ids[2:3]), tmp_path / "out")
    origin = origin_of(catalogue, pack.folder / pack.files[0])
    assert origin.mark == "ai"
    assert origin.export is not None
    assert origin.entry["recipe"]["seed"] == 2
    assert origin_of(catalogue, library.results / "r2.png").export is None


def test_bin_and_back(catalogue: Catalogue, shelf_models: dict[str, Path], tmp_path: Path) -> None:
    source = _adapter_for(shelf_models["image"], tmp_path / "look.safetensors", "image")
    made, _ = adapter_fit.take_in(catalogue, adapter_fit.examine(source, catalogue.library.cache))
    adapters.delete(catalogue, made.id)
    with catalogue.reading() as session:
        assert adapter_shelf.shelf(session, catalogue.library) == []
    back, changes = adapters.restore(catalogue, made.id)
    assert replace(back, updated=made.updated) == made
    assert changes.adapters == {made.id}
