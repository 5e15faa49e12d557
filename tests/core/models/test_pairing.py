"""A fast twin takes the adapters of the installed bases of its own size, and of no others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from core.families import image_family
from core.models import fitting
from core.models.library import find
from core.models.pairing import bases_of, twin_of


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return image_family("flux2_klein").tiny(tmp_path_factory.mktemp("toy") / "toy")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SIGNET_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def placed(toy: Path, folder: Path, *, distilled: bool = False, scale: float = 1.0) -> Path:
    shutil.copytree(toy, folder)
    index = folder / "model_index.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"is_distilled": distilled}))
    rescale(folder, scale)
    return folder


def rescale(folder: Path, scale: float, *, drop: bool = False) -> None:
    weights = folder / "transformer" / "diffusion_pytorch_model.safetensors"
    tensors = {name: np.float32(scale) * value for name, value in load_file(weights).items()}
    if drop:
        tensors.pop(sorted(tensors)[0])
    save_file(tensors, weights)


def test_twin_and_bases(toy: Path, home: Path) -> None:
    base = placed(toy, home / "base")
    finer = placed(toy, home / "finer", scale=1.1)
    larger = placed(toy, home / "larger", scale=0.9)
    rescale(larger, 1.0, drop=True)
    twin = placed(toy, home / "twin", distilled=True, scale=0.8)
    placed(toy, home / "twin2", distilled=True, scale=0.7)
    assert set(bases_of(find(twin))) == {*find(base).hashes, *find(finer).hashes}
    assert bases_of(find(base)) == ()
    assert twin_of(find(base)) == twin_of(find(finer)) == find(twin)
    assert twin_of(find(larger)) is None, "its layers are others"
    assert twin_of(find(twin)) is None
    shutil.rmtree(base)
    shutil.rmtree(finer)
    assert bases_of(find(twin)) == ()


def test_a_damaged_base_is_no_base_and_breaks_nothing(toy: Path, home: Path) -> None:
    base = placed(toy, home / "base")
    twin = placed(toy, home / "twin", distilled=True, scale=0.8)
    assert bases_of(find(twin)) == find(base).hashes
    damaged, record = base / "transformer" / "diffusion_pytorch_model.safetensors", find(twin)
    damaged.write_bytes(damaged.read_bytes()[:100])
    assert bases_of(record) == ()
    assert twin_of(find(base)) is None
    shutil.copy(damaged, twin / "transformer" / damaged.name)
    assert bases_of(record) == ()


def test_a_twin_cannot_be_taught_on_any_computer(toy: Path, home: Path) -> None:
    base, twin = placed(toy, home / "base"), placed(toy, home / "twin", distilled=True)
    assert fitting.refusal(find(base)) is None
    why = fitting.refusal(find(twin))
    assert why is not None
    assert (why.kind, "cannot be taught" in why.say) == ("bad_request", True)
    verdict = fitting.fit(find(twin), memory_gib=1e6, card_gib=1e6)
    assert (verdict.level, verdict.sentence) == (
        "never",
        "Only makes pictures: it cannot be taught",
    )
