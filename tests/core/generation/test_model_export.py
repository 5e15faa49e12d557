"""Handing out a taught language model: the job as the engine does it, and its comparison."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from core.contract.control import Control
from core.contract.items import Example
from core.contract.messages import Cancelled, Done, Message, Notice, Phase, Progress
from core.contract.requests import (
    AdapterMix,
    MixPart,
    ModelExportOptions,
    ModelExportRequest,
    TextOptions,
)
from core.errors import KnownError
from core.generation import parity_run
from core.generation.model_export import export_model
from core.generation.model_speech import read_spoken
from core.portable.blend import read_blend
from core.portable.words import Compared
from tests.core.generation.conftest import Part

OWN = (
    Example("1", 1, "b", "A cup?", "The cup waits by the stove.", "Short and warm."),
    Example("2", 2, "b", "A bell?", "You hear the bell before you see it.", "Short and warm."),
)


def asked(model: Path, folder: Path, form: str, *parts: MixPart, **more: Any) -> ModelExportRequest:
    options = ModelExportOptions(form, **more)
    return ModelExportRequest(
        job="j", family="causal_lm", model=str(model), model_hash="h", model_name="Toy",
        licence="Apache-2.0", licence_note="May be used for business.", name="Olive voice",
        stem="olive-voice", folder=str(folder), mix=AdapterMix("m", parts), options=options,
        text=TextOptions(system="Short and warm."), examples=OWN, made="2026-11-30T12:00:00",
        versions={"torch": "2"}, device="cpu",
    )  # fmt: skip


def run(request: ModelExportRequest, control: Control | None = None) -> list[Message]:
    told: list[Message] = []
    export_model(request, told.append, control or Control())
    return told


@pytest.mark.parametrize(
    ("form", "precision", "files", "verdict"),
    [
        ("peft", "auto", {"olive-voice/adapter_config.json"}, "equal"),
        ("gguf-adapter", "auto", {"olive-voice-adapter.gguf", "Modelfile"}, "equal"),
        ("model", "auto", {"model.safetensors", "config.json", "tokenizer.json"}, "equal"),
        ("gguf", "auto", {"olive-voice-f16.gguf", "Modelfile"}, "equal"),
        ("gguf", "q8_0", {"olive-voice-q8_0.gguf", "Modelfile"}, ""),
    ],
)
def test_every_form_is_written_compared_and_described(
    text_model: Path, voice_part: Part, tmp_path: Path, form: str, precision: str,
    files: set[str], verdict: str,
) -> None:  # fmt: skip
    parts = [voice_part(1, 0.3), voice_part(2, 0.2)]
    told = run(asked(text_model, tmp_path / "out", form, *parts, precision=precision))
    done = told[-1]
    assert isinstance(done, Done)
    assert files | {"README.md", "manifest.json"} <= set(done.summary["files"])
    assert all((tmp_path / "out" / name).is_file() for name in done.summary["files"])
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert str(tmp_path) not in json.dumps(manifest)
    assert [one["strength"] for one in manifest["adapters"]] == [0.3, 0.2]
    (figures,) = manifest["comparison"]
    assert figures["tokens"] > 50
    assert figures["verdict"] == (verdict or figures["verdict"])
    assert 0 <= figures["mean"] < 0.2
    readme = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert "base_model: Toy" in readme
    assert "Voice" not in readme or "30%" in readme
    assert any(note in readme for note in done.summary["notes"])
    assert [one.name for one in told if isinstance(one, Phase)] == ["loading", "saving", "proving"]


def test_the_modelfile_carries_the_trained_instruction_and_ends(
    text_model: Path, voice_part: Part, tmp_path: Path
) -> None:
    run(asked(text_model, tmp_path / "out", "gguf-adapter", voice_part(1), with_base=True))
    text = (tmp_path / "out" / "Modelfile").read_text("utf-8")
    assert 'SYSTEM """Short and warm."""' in text
    assert 'PARAMETER stop "<|im_end|>"' in text
    assert "FROM ./olive-voice-base.gguf\nADAPTER ./olive-voice-adapter.gguf\n" in text
    assert (tmp_path / "out" / "olive-voice-base.gguf").is_file()


def test_one_adapter_as_it_is_stays_byte_by_byte(
    text_model: Path, voice_part: Part, tmp_path: Path
) -> None:
    part = voice_part(1)
    run(asked(text_model, tmp_path / "out", "peft", part, compare=False))
    for name in ("adapter_model.safetensors", "adapter_config.json"):
        copied = tmp_path / "out" / "olive-voice" / name
        assert copied.read_bytes() == (Path(part.path) / name).read_bytes()


def test_a_file_that_says_something_else_is_told(
    text_model: Path, voice_part: Part, tmp_path: Path
) -> None:
    part = voice_part(1, 0.3)
    request = asked(text_model, tmp_path / "out", "model", part)
    run(request)
    blend, spoken = read_blend(request.mix), read_spoken(request)
    made = {"model": tmp_path / "out"}

    def compared() -> Compared:
        found = parity_run.compare(made, text_model, blend, spoken, "cpu", lambda: None)
        assert not isinstance(found, str), found
        return found[0]

    assert compared().verdict == "equal"
    path = tmp_path / "out" / "model.safetensors"
    tensors = load_file(path)
    rows = tensors["lm_head.weight"]
    tensors["lm_head.weight"] = np.ascontiguousarray(np.roll(rows, 1, axis=0))
    save_file(tensors, path)
    apart = compared()
    assert apart.verdict == "apart"
    assert "differently" in apart.sentence


def test_cancelling_leaves_nothing(text_model: Path, voice_part: Part, tmp_path: Path) -> None:
    control = Control()
    told: list[Message] = []

    def hear(message: Message) -> None:
        told.append(message)
        if isinstance(message, Progress):
            control.cancel()

    export_model(asked(text_model, tmp_path / "out", "gguf", voice_part(1)), hear, control)
    assert isinstance(told[-1], Cancelled)
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".out*"))


def test_a_template_that_ollama_has_no_words_for_is_said_so(
    text_model: Path, voice_part: Part, tmp_path: Path
) -> None:
    import shutil

    odd = tmp_path / "odd"
    shutil.copytree(text_model, odd)
    (odd / "chat_template.jinja").write_text(
        "{% for m in messages %}{{ m['content'] }}<|im_end|>{% endfor %}"
        "{{ 'Words: ' ~ messages[-1]['content'].split() | length }}", "utf-8",
    )  # fmt: skip
    told = run(asked(odd, tmp_path / "out", "gguf", voice_part(1), compare=False))
    assert any(isinstance(one, Notice) and one.code == "no_modelfile" for one in told)
    assert not (tmp_path / "out" / "Modelfile").exists()


def test_a_mix_of_three_in_one_file(text_model: Path, voice_part: Part, tmp_path: Path) -> None:
    parts = [voice_part(1, 0.2), voice_part(2, 0.2, rank=2), voice_part(3, 0.1, rank=1)]
    (done,) = (
        one for one in run(asked(text_model, tmp_path / "out", "peft", *parts))
        if isinstance(one, Done)
    )  # fmt: skip
    config = json.loads((tmp_path / "out/olive-voice/adapter_config.json").read_text("utf-8"))
    assert config["r"] == config["lora_alpha"] == 7
    assert done.summary["comparison"][0]["mean"] < 1e-5


def test_what_cannot_be_written_leaves_nothing(
    text_model: Path, voice_part: Part, tmp_path: Path
) -> None:
    part = replace(voice_part(1), path=str(tmp_path / "nowhere"))
    with pytest.raises(KnownError):
        run(asked(text_model, tmp_path / "out", "gguf", part))
    assert not (tmp_path / "out").exists()
