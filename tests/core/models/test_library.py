"""Models are found, described and hashed from their files; half-installed ones are not offered."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from core.errors import KnownError
from core.models.library import ABOUT, describe_folder, find, installed, model_hash, starter

LLAMA = {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 8}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SIGNET_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def make(folder: Path, about: dict[str, object] | None = None) -> Path:
    folder.mkdir(parents=True)
    save_file({"w": np.arange(4, dtype=np.float32)}, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({**LLAMA, "transformers_version": "5.0"}))
    (folder / "tokenizer.json").write_text("{}")
    if about is not None:
        (folder / ABOUT).write_text(json.dumps(about))
    return folder


def test_no_models_at_all(home: Path) -> None:
    assert installed() == []
    with pytest.raises(KnownError, match="no model"):
        find("anything")
    for kind in ("text", "image"):
        with pytest.raises(KnownError, match="not installed") as told:
            starter(kind)
        assert told.value.kind == "model_missing"


def test_a_described_model_is_found_by_name_and_by_folder(home: Path) -> None:
    folder = make(
        home / "little", {"name": "Little Writer", "family": "causal_lm", "licence": "MIT"}
    )
    record = find("little writer")
    assert record == find("little") == find(folder)
    assert (record.name, record.kind, record.licence) == ("Little Writer", "text", "MIT")
    assert record.commercial_note
    assert not record.practice


def test_a_folder_of_ones_own_needs_no_note(home: Path, tmp_path: Path) -> None:
    record = find(make(tmp_path / "elsewhere" / "mine"))
    assert (record.name, record.family) == ("mine", "causal_lm")


def test_a_starter_without_its_note_is_not_finished(home: Path) -> None:
    folder = make(home / "starter-text")
    assert installed() == []
    with pytest.raises(KnownError, match="not installed"):
        starter("text")
    (folder / ABOUT).write_text('{"name": "S", "family": "causal_lm", "practice": true}')
    assert starter("text").practice


@pytest.mark.parametrize("damage", ["weights", "note", "family"])
def test_damage_hides_a_model(home: Path, damage: str) -> None:
    folder = make(home / "starter-text", {"name": "S", "family": "causal_lm"})
    if damage == "weights":
        (folder / "model.safetensors").unlink()
    elif damage == "note":
        (folder / ABOUT).write_text("{")
    else:
        (folder / ABOUT).write_text('{"name": "S", "family": "unheard_of"}')
        (folder / "config.json").write_text("{}")
    assert describe_folder(folder) is None


def test_the_hash_is_that_of_what_matters(home: Path) -> None:
    folder = make(home / "a", {"name": "A"})
    before = model_hash(folder)
    assert model_hash(make(home / "b", {"name": "Another name"})) == before
    (folder / "config.json").write_text(json.dumps({**LLAMA, "transformers_version": "6.1"}))
    assert model_hash(folder) == before
    save_file({"w": np.arange(4, dtype=np.float32) + 1}, folder / "model.safetensors")
    changed = model_hash(folder)
    assert changed != before
    (folder / "config.json").write_text(json.dumps({**LLAMA, "hidden_size": 9}))
    assert model_hash(folder) not in (before, changed)


def test_the_hash_is_remembered_and_a_damaged_memory_costs_only_time(home: Path) -> None:
    folder = make(home / "a")
    first = model_hash(folder)
    memory = home / ".a.hashes.json"
    kept = json.loads(memory.read_text())
    kept["model.safetensors"][2] = "of another file"
    memory.write_text(json.dumps(kept))
    assert model_hash(folder) != first  # so it was read, not computed again
    for damage in ("", "[]", "{", '{"model.safetensors": 3}'):
        memory.write_text(damage)
        assert model_hash(folder) == first


def test_a_copy_of_a_model_has_the_same_hash(home: Path) -> None:
    folder = make(home / "a")
    shutil.copytree(folder, home / "copy")
    assert model_hash(home / "copy") == model_hash(folder)


@pytest.mark.parametrize(("pipeline", "network", "licence", "commercial"), [
    ("FluxPipeline", {"guidance_embeds": True}, "FLUX.1 [dev] Non-Commercial", "no"),
    ("FluxPipeline", {"guidance_embeds": False}, "Apache-2.0", "yes"),
    ("Flux2KleinPipeline", {"num_attention_heads": 24}, "Apache-2.0", "yes"),
    ("Flux2KleinPipeline", {"num_attention_heads": 32}, "FLUX Non-Commercial", "no"),
])  # fmt: skip
def test_variants_of_a_family_have_their_own_licence(
    home: Path, pipeline: str, network: dict[str, object], licence: str, commercial: str
) -> None:
    folder = make(home / "variant")
    (folder / "config.json").unlink()
    (folder / "model_index.json").write_text(json.dumps({"_class_name": pipeline}))
    (folder / "transformer").mkdir()
    config = {"attention_head_dim": 128, **network}
    (folder / "transformer" / "config.json").write_text(json.dumps(config))
    record = find("variant")
    assert (record.licence, record.commercial) == (licence, commercial)
    forbidden = "The licence of variant forbids business use:"
    assert record.warning.startswith(forbidden) if commercial == "no" else not record.warning
    (folder / "README.md").write_text("---\nlicense: mit\n---\n")
    assert find("variant").licence == "MIT", "what the folder itself says comes first"
