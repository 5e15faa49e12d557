"""Folders of the user's own: recognised, judged, put on the shelf; nothing in them is touched."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from core.errors import KnownError
from core.models import added, fitting, importing, library, licences
from tests.core.families.test_needs import write_header

LLAMA = {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 8}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SIGNET_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere" / "writer"
    folder.mkdir(parents=True)
    save_file({"w": np.arange(64, dtype=np.float32)}, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(LLAMA))
    (folder / "tokenizer.json").write_text("{}")
    return folder


def link(source: str | Path, target: str | Path) -> None:
    """A second name of a big file; a copy where the disk is another one."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_an_added_folder_is_on_the_shelf_and_stays_untouched(mine: Path, home: Path) -> None:
    before = files_below(mine.parent)
    found = importing.add(mine)
    assert (found.record.family, found.record.own, found.known) == ("causal_lm", False, False)
    assert [one.folder for one in library.installed()] == [mine]
    assert library.find("writer").hash == found.record.hash
    assert importing.add(mine).known
    assert added.added_folders() == [mine]
    assert files_below(mine.parent) == before
    assert importing.forget(mine)
    assert not importing.forget(mine)
    assert library.installed() == []
    assert files_below(mine.parent) == before


def test_a_file_of_the_model_or_a_wrapping_folder_names_it_too(mine: Path) -> None:
    assert importing.examine(mine / "model.safetensors").record.folder == mine
    assert importing.examine(mine.parent).record.folder == mine


def test_an_added_folder_that_has_gone_is_told_apart(mine: Path) -> None:
    importing.add(mine)
    away = mine.with_name("unplugged")
    mine.rename(away)
    assert library.installed() == []
    assert importing.missing() == [mine]
    away.rename(mine)
    assert importing.missing() == []


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="is not there") as told:
        importing.examine(tmp_path / "nothing")
    assert told.value.kind == "not_found"


def test_weights_that_could_run_a_program_are_refused(mine: Path) -> None:
    (mine / "pytorch_model.bin").write_bytes(b"PK\x03\x04")
    assert importing.examine(mine).left_out == ("pytorch_model.bin",)
    (mine / "model.safetensors").unlink()
    with pytest.raises(KnownError, match="could run a program"):
        importing.add(mine)
    assert added.added_folders() == []


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("no weights", "holds no model"),
        ("cut off", "damaged or was not fetched"),
        ("no vocabulary", "tokenizer.json is missing"),
        ("no shard", "model-00002-of-00002.safetensors is missing"),
        ("unknown", "of a kind that Signet cannot teach"),
    ],
)
def test_what_cannot_be_used_says_why(mine: Path, damage: str, sentence: str) -> None:
    weights = mine / "model.safetensors"
    if damage == "no weights":
        weights.unlink()
    elif damage == "cut off":
        weights.write_bytes(weights.read_bytes()[:-16])
    elif damage == "no vocabulary":
        (mine / "tokenizer.json").unlink()
    elif damage == "no shard":
        index = {"weight_map": {"a": weights.name, "b": "model-00002-of-00002.safetensors"}}
        (mine / "model.safetensors.index.json").write_text(json.dumps(index))
    else:
        (mine / "config.json").write_text('{"architectures": ["Wav2Vec2Model"]}')
    with pytest.raises(KnownError, match=sentence) as told:
        importing.add(mine)
    assert told.value.hint
    assert library.installed() == []


def test_a_picture_model_without_a_part(tmp_path: Path, starter_image: Path) -> None:
    folder = tmp_path / "klein"
    shutil.copytree(starter_image, folder, copy_function=link)
    shutil.rmtree(folder / "vae")
    with pytest.raises(KnownError, match="vae is missing"):
        importing.examine(folder)
    shutil.copytree(starter_image / "vae", folder / "vae", copy_function=link)
    (folder / "vae" / "diffusion_pytorch_model.safetensors").unlink()
    with pytest.raises(KnownError, match=r"vae/\*.safetensors is missing"):
        importing.examine(folder)
    link(
        starter_image / "vae" / "diffusion_pytorch_model.safetensors",
        folder / "vae" / "diffusion_pytorch_model.safetensors",
    )
    assert importing.examine(folder).record.kind == "image"


def test_own_models_are_not_forgotten(starter_text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNET_MODELS", str(starter_text.parent))
    with pytest.raises(KnownError, match="own folder of models"):
        importing.forget(starter_text)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"folders": 3}', '{"folders": [3]}'])
def test_a_damaged_list_is_an_empty_one(home: Path, content: str) -> None:
    home.mkdir()
    (home / added.LIST).write_text(content)
    assert added.added_folders() == []


@pytest.mark.parametrize(
    ("papers", "commercial", "name"),
    [
        ({"README.md": "---\nlicense: apache-2.0\n---\n# x"}, "yes", "Apache-2.0"),
        (
            {"README.md": "---\nlicense: other\nlicense_name: flux-non-commercial-license\n---"},
            "no",
            "FLUX Non-Commercial",
        ),
        ({"README.md": "---\nlicense: openrail++\n---"}, "limits", "OpenRAIL++-M"),
        ({"README.md": "license: mit"}, "depends", ""),
        ({"README.md": "---\nlicense: house-rules\n---"}, "depends", "house-rules"),
        ({"LICENSE": "Apache License\n  Version 2.0, January 2004"}, "yes", "Apache-2.0"),
        ({"LICENSE.md": "FLUX Non-Commercial License v2"}, "no", "LICENSE.md"),
        ({}, "depends", ""),
    ],
)
def test_the_licence_is_read_from_the_papers(
    tmp_path: Path, papers: dict[str, str], commercial: str, name: str
) -> None:
    for file, text in papers.items():
        (tmp_path / file).write_text(text)
    found = licences.of_folder(tmp_path)
    assert (found.commercial, found.name) == (commercial, name)
    assert found.note


def test_starters_may_be_used_for_business(
    starter_text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNET_MODELS", str(starter_text.parent))
    record = library.describe_folder(starter_text)
    assert record is not None
    assert (record.commercial, record.own) == ("yes", True)


def test_the_fit_follows_size_and_card(mine: Path) -> None:
    """A language model of three billion weights: 6 GB in 16 bits, 12 GB in 32."""
    record = importing.examine(mine).record
    assert fitting.fit(record, 8, 0).level == "yes"
    shapes = {f"model.layers.{n}.mlp.up_proj.weight": (10**4, 10**4) for n in range(30)}
    write_header(mine / "model.safetensors", shapes)
    verdict = fitting.fit(record, 8, 0)
    assert (verdict.level, verdict.on_card) == ("no", False)
    assert verdict.needed_gib == pytest.approx(13, rel=0.15)
    assert "this computer has 8 GB" in verdict.sentence
    assert fitting.fit(record, 8, 7).level == "tight"
    assert "longer" in fitting.fit(record, 8, 7).sentence
    assert fitting.fit(record, 8, 24).level == "yes"


def test_a_large_model_for_pictures_fits_where_memory_is_saved(tmp_path: Path) -> None:
    """FLUX.1: 31 GB as it is usually taught, 2 GB of training steps when everything is saved."""
    shapes = {f"single_transformer_blocks.{n}.proj_mlp.weight": (12_288, 25_000) for n in range(38)}
    write_header(tmp_path / "transformer" / "diffusion_pytorch_model.safetensors", shapes)
    (tmp_path / "model_index.json").write_text('{"_class_name": "FluxPipeline"}')
    config = json.dumps({"guidance_embeds": True})
    (tmp_path / "transformer" / "config.json").write_text(config)
    record = library.describe_folder(tmp_path)
    assert record is not None
    levels = [fitting.fit(record, 64, card).level for card in (2, 12, 80)]
    assert levels == ["no", "tight", "yes"]


def test_a_damaged_model_is_told_on_the_shelf(mine: Path) -> None:
    record = importing.examine(mine).record
    (mine / "model.safetensors").write_bytes(b"\x00" * 64)
    assert fitting.fit(record, 8, 0).level == "damaged"
    assert "damaged" in fitting.fit(record, 8, 0).sentence
