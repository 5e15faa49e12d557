"""A model's name in two parts: a changed template is noticed, and what was trained before fits."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from core.adapters.checking import check_fits
from core.adapters.files import write_adapter
from core.contract.base_hash import same_weights
from core.errors import KnownError
from core.files import sha256_bytes
from core.models import importing, library


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SIGNET_MODELS", str(tmp_path / "models"))
    folder = tmp_path / "elsewhere" / "writer"
    folder.mkdir(parents=True)
    save_file({"w": np.arange(64, dtype=np.float32)}, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"architectures": ["LlamaForCausalLM"]}))
    (folder / "tokenizer.json").write_text("{}")
    (folder / "chat_template.jinja").write_text("{{ messages }}")
    importing.add(folder)
    return folder


def adapter(folder: Path, base_hash: str) -> Path:
    ones = np.full((2, 8), 0.1, np.float32)
    tensors = {"base_model.model.w.lora_A.weight": ones, "base_model.model.w.lora_B.weight": ones.T}
    about = {"signet.family": "causal_lm", "signet.alpha": "2", "signet.base_hash": base_hash}
    write_adapter(folder, tensors, about, "text")
    return folder


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("chat_template.jinja", "{{ messages[0] }}"),
        ("tokenizer.json", '{"model": 1}'),
        ("tokenizer.model", "pieces"),
        ("merges.txt", "a b"),
        ("config.json", '{"architectures": ["LlamaForCausalLM"], "rope_theta": 1}'),
    ],
)
def test_what_changes_the_answers_is_noticed_and_adapters_still_fit(
    model: Path, tmp_path: Path, file: str, text: str
) -> None:
    before = library.model_hash(model)
    (model / file).write_text(text)
    record = library.find("writer")
    assert record.hash != before
    assert same_weights(record.hash, before)
    assert record.is_base_of(before)
    check_fits(adapter(tmp_path / "voice", before), "causal_lm", record.hash)
    assert "answer a little differently" in library.change_note(before)
    assert library.change_note(record.hash) == ""


def test_other_weights_are_another_model(model: Path, tmp_path: Path) -> None:
    before = library.model_hash(model)
    save_file({"w": np.arange(64, dtype=np.float32) + 1}, model / "model.safetensors")
    record = library.find("writer")
    assert not record.is_base_of(before)
    assert library.change_note(before) == ""
    with pytest.raises(KnownError, match="not exactly the chosen model"):
        check_fits(adapter(tmp_path / "voice", before), "causal_lm", record.hash)


def test_adapters_of_earlier_versions_fit_without_a_note(model: Path) -> None:
    """They name one hash over weights and JSON files; the template was not part of it."""
    lines = "".join(
        f"{name} {library._file_hash(model / name)}\n"
        for name in ("config.json", "model.safetensors", "tokenizer.json")
    )
    record = library.find("writer")
    earlier = sha256_bytes(lines.encode())
    assert record.hashes[1:] == (earlier,)
    assert record.is_base_of(earlier)
    assert library.change_note(earlier) == ""


def test_nobody_waits_for_weights_that_were_never_hashed(model: Path) -> None:
    told = library.model_hash(model)
    (model / "chat_template.jinja").write_text("other")
    for memory in library.models_home().glob(".*.hashes.json"):
        memory.unlink()
    assert library.change_note(told) == ""
    assert not list(library.models_home().glob(".*.hashes.json"))
