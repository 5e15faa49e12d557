"""A brand with adapters of toy models: real files that the real engine loads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from safetensors import safe_open

from core.actions import projects
from core.adapters.files import adapter_hash, write_adapter
from core.catalogue import adapters
from core.catalogue.records import AdapterRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.contract.requests import ImageOptions
from core.families import image_family, text_family
from core.families.base import Family
from core.models import library as model_library
from core.paths import Library
from desktop_app.pages.compare import ComparePage
from desktop_app.state.compare import CompareState
from desktop_app.state.desk import Desk

SMALL = ImageOptions(width=64, height=64, steps=1)


@pytest.fixture(autouse=True)
def _engines_start_at_once(forked_engines: None) -> None:
    """Here they are needed for what they make."""


@pytest.fixture(scope="session")
def toy_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with one toy model of each kind."""
    home = tmp_path_factory.mktemp("toy-models")
    image_family("flux2_klein").tiny(home / "toy-image")
    text_family("causal_lm").tiny(home / "toy-text")
    return home


@pytest.fixture
def toys(toy_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same as the models that are installed."""
    monkeypatch.setenv("SIGNET_MODELS", str(toy_home))
    return toy_home


def random_adapter(model: Path, family: Family, prefix: str, seed: int) -> dict[str, np.ndarray]:
    """Small random changes of every layer that the family adapts."""
    chance, tensors = np.random.default_rng(seed), {}
    for file in model.glob("*.safetensors"):
        with safe_open(file, "np") as stored:
            for key in stored.keys():  # noqa: SIM118 - not a dictionary
                name, shape = key.removesuffix(".weight"), stored.get_slice(key).get_shape()
                if len(shape) == 2 and family.adapts_layer(name):
                    down = chance.standard_normal((4, shape[1]), dtype=np.float32)
                    up = chance.standard_normal((shape[0], 4), dtype=np.float32)
                    tensors[f"{prefix}{name}.lora_A.weight"] = down * np.float32(0.3)
                    tensors[f"{prefix}{name}.lora_B.weight"] = up * np.float32(0.3)
    return tensors


def add_adapter(
    catalogue: Catalogue,
    home: Path,
    project: ProjectRecord,
    kind: str,
    name: str,
    seed: int,
    best: float = 1.0,
) -> AdapterRecord:
    """Write a random adapter for a toy model into the library and enter it."""
    image = kind == "image"
    family = image_family("flux2_klein") if image else text_family("causal_lm")
    model = home / f"toy-{kind}"
    folder = catalogue.library.adapters / f"{kind}{seed}"
    target = folder / "adapter.safetensors" if image else folder
    prefix = "transformer." if image else "base_model.model."
    tensors = random_adapter(family.trained_part(model), family, prefix, seed)
    assert tensors
    described = {"signet.family": family.card.family} | ({} if image else {"signet.alpha": "8"})
    write_adapter(target, tensors, described, kind)
    record = model_library.find(model)
    with catalogue.writing() as session:
        return adapters.register(
            session,
            project.id,
            adapter_id=f"{kind}{seed}",
            name=name,
            kind=kind,
            family=record.family,
            file=target.relative_to(catalogue.library.root).as_posix(),
            sha256=adapter_hash(target),
            base_hash=record.hash,
            base_name=record.name,
            trigger=project.trigger if image else "",
            best_strength=best,
        )


@pytest.fixture
def ember(library: Library, toys: Path, desk: Desk) -> ProjectRecord:
    """A brand with two adapters for pictures and one for texts; not opened yet."""
    project, _ = projects.create(
        desk.catalogue, "Morning Ember", class_word="cup", colours=["#cd2828"]
    )
    add_adapter(desk.catalogue, toys, project, "text", "Voice", 3)
    add_adapter(desk.catalogue, toys, project, "image", "Evening light", 2)
    add_adapter(desk.catalogue, toys, project, "image", "Cup", 1, best=0.8)
    return project


@pytest.fixture
def add_toy(
    desk: Desk, toys: Path, ember: ProjectRecord
) -> Callable[[str, str, int], AdapterRecord]:
    """add_toy("image", "Fresh", 9): one more adapter of the brand."""
    return lambda kind, name, seed: add_adapter(desk.catalogue, toys, ember, kind, name, seed)


Ready = Callable[[CompareState], None]


@pytest.fixture
def settled(qtbot: QtBot, settle: Callable[[], None], desk: Desk) -> Ready:
    """Wait until a state has read everything and no thread is under way."""

    def wait(state: CompareState) -> None:
        qtbot.waitUntil(lambda: state.ready and not desk.jobs, timeout=20_000)
        settle()

    return wait


@pytest.fixture
def state(ember: ProjectRecord, desk: Desk, settled: Ready) -> CompareState:
    """The comparison of the brand, small and quick pictures."""
    made = CompareState(desk)
    desk.open_project(ember)
    made.open_project(ember)
    settled(made)
    made.set_options(SMALL)
    return made


@pytest.fixture
def page(ember: ProjectRecord, desk: Desk, qtbot: QtBot, settled: Ready) -> ComparePage:
    """The page, shown, with the brand open."""
    desk.open_project(ember)
    made = ComparePage(desk)
    qtbot.addWidget(made)
    made.resize(1064, 760)
    made.show()
    qtbot.waitExposed(made)
    made.enter({})
    settled(made.state)
    made.state.set_options(SMALL)
    return made
