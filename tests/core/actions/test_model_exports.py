"""Handing out what was taught to a language model, from the library to a folder, in an engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.actions import adapter_fit, adapters, model_exports
from core.adapters.files import write_adapter
from core.catalogue import exports
from core.catalogue.records import AdapterRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.contract.messages import Cancelled, Done, Message, Phase
from core.contract.requests import ModelExportOptions
from core.errors import KnownError
from core.exporting.packs import MANIFEST

Voice = Callable[[str, int], AdapterRecord]


pytestmark = pytest.mark.usefixtures("forked_engines")


@pytest.fixture
def voice(
    catalogue: Catalogue,
    project: ProjectRecord,
    toy_models: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Voice:
    """voice("Warm", 1): an adapter of the toy model in the library."""
    model = toy_models["text"]
    monkeypatch.setenv("SIGNET_MODELS", str(model.parent))

    def make(name: str, seed: int) -> AdapterRecord:
        chance = np.random.default_rng(seed)
        tensors = {}
        for layer, (outputs, inputs) in adapter_fit.layer_shapes(model).items():
            if not layer.endswith("_proj"):
                continue
            stem = f"base_model.model.{layer}"
            tensors[f"{stem}.lora_A.weight"] = chance.normal(0, 0.1, (4, inputs)).astype("f4")
            tensors[f"{stem}.lora_B.weight"] = chance.normal(0, 0.1, (outputs, 4)).astype("f4")
        write_adapter(tmp_path / name, tensors, {"signet.family": "causal_lm"}, "text")
        return adapters.import_file(
            catalogue, tmp_path / name, "text",
            project_id=project.id, name=name, model=str(model),
        )[0]  # fmt: skip

    return make


def test_a_mix_goes_all_the_way_to_a_folder_that_is_noted_down(
    catalogue: Catalogue, project: ProjectRecord, voice: Voice, tmp_path: Path
) -> None:
    voice("Warm", 1), voice("English", 2), voice("Letters", 3)
    mix = adapters.parse_mix(catalogue, "Warm=80%,English=50%,Letters=30%", "text", project.id)
    planned = model_exports.plan(
        catalogue, mix, tmp_path / "out", ModelExportOptions("gguf", "fp16"), device="cpu"
    )
    assert planned.rank == 12
    assert planned.project_id == project.id
    told: list[Message] = []
    ending, pack, changes = model_exports.ModelExport(
        catalogue, planned, on_message=told.append
    ).run()
    assert isinstance(ending, Done), ending
    assert pack is not None
    assert pack.files[-1] == MANIFEST
    assert "proving" in [one.name for one in told if isinstance(one, Phase)]
    written = sum((pack.folder / name).stat().st_size for name in pack.files)
    assert planned.bytes == pytest.approx(written, rel=0.5)
    with catalogue.reading() as session:
        (record,) = exports.list_all(session, project.id)
    assert changes.exports == {record.id}
    assert record.manifest["comparison"][0]["verdict"] == "equal"
    assert record.manifest["versions"]["torch"]
    again = model_exports.plan(catalogue, mix, tmp_path / "out", ModelExportOptions("peft"))
    assert Path(again.request.folder).name == "out (2)"


def test_stopping_it_leaves_nothing(catalogue: Catalogue, voice: Voice, tmp_path: Path) -> None:
    mix = adapters.parse_mix(catalogue, f"{voice('Warm', 1).name}=50%", "text")
    planned = model_exports.plan(catalogue, mix, tmp_path / "out")

    def hear(message: Message) -> None:
        if isinstance(message, Phase):
            job.cancel()

    job = model_exports.ModelExport(catalogue, planned, on_message=hear)
    ending, pack, changes = job.run()
    assert isinstance(ending, Cancelled)
    assert pack is None
    assert not changes.exports
    assert [one.name for one in tmp_path.iterdir() if "out" in one.name] == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (ModelExportOptions("gguf", "bf16"), "number format"),
        (ModelExportOptions("peft", "q8_0"), "number format"),
        (ModelExportOptions("pickle"), "pickle"),
    ],
)
def test_what_is_not_possible_is_said_before_anything_is_started(
    catalogue: Catalogue, voice: Voice, tmp_path: Path, options: ModelExportOptions, said: str
) -> None:
    mix = adapters.parse_mix(catalogue, voice("Warm", 1).name, "text")
    with pytest.raises(KnownError) as caught:
        model_exports.plan(catalogue, mix, tmp_path / "out", options)
    assert said in str(caught.value)


def test_a_full_disk_is_said_before_anything_is_started(
    catalogue: Catalogue, voice: Voice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mix = adapters.parse_mix(catalogue, voice("Warm", 1).name, "text")
    monkeypatch.setattr("core.files.free_bytes", lambda folder: 1_000_000)
    with pytest.raises(KnownError) as caught:
        model_exports.plan(catalogue, mix, tmp_path / "out")
    assert caught.value.kind == "disk_full"
