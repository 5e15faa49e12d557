"""Which model makes the pictures: the fast twin of what the adapters were trained on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.actions import generation, projects
from core.catalogue import adapters
from core.catalogue.store import Catalogue
from core.contract.requests import AdapterMix, MixPart
from core.families import image_family
from core.models.library import find
from core.paths import Library

Signet = Callable[..., Any]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with a base and its fast twin."""
    home = tmp_path_factory.mktemp("models")
    base = image_family("flux2_klein").tiny(home / "base")
    twin = shutil.copytree(base, home / "turbo")
    for file, more in (("model_index.json", {"is_distilled": True}), ("signet.json", {"name": ""})):
        about = json.loads((twin / file).read_text()) | more
        (twin / file).write_text(json.dumps(about))
    return home


@pytest.fixture(autouse=True)
def _installed(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNET_MODELS", str(pair))


def test_the_model_follows_the_adapters(library: Library) -> None:
    with Catalogue.open(library) as catalogue:
        project, _ = projects.create(catalogue, "Ember")
        with catalogue.writing() as session:
            adapters.register(
                session, project.id, adapter_id="a1", name="Look", kind="image",
                family="flux2_klein", file="adapters/a1/adapter.safetensors", sha256="",
                base_hash=find("base").hash, base_name="base",
            )  # fmt: skip
        mixes = [AdapterMix("look", (MixPart("a1", "nowhere"),))]
        chosen = generation.painter(catalogue, "image", mixes=mixes)
        assert (chosen.model.folder.name, chosen.base) == ("turbo", find("base"))
        chosen = generation.painter(catalogue, "image", mixes=mixes, fast_twin=False)
        assert (chosen.model.folder.name, chosen.base) == ("base", None)
        chosen = generation.painter(catalogue, "image", "turbo")
        assert (chosen.model.folder.name, chosen.base) == ("turbo", None)


@pytest.mark.usefixtures("forked_engines")
def test_generate_takes_the_twin_and_says_so(signet: Signet) -> None:
    signet("project", "create", "Ember")
    small = ["--width", 64, "--height", 64, "--steps", 1, "--device", "cpu", "--json"]
    made = signet("generate", "pictures", "--prompt", "a cup", "--model", "base", *small)
    assert made.code == 0, made.err
    assert "Pictures are made with turbo, the fast twin of " in made.err
    assert made.answer["model"] == "turbo"
    assert len(made.answer["results"]) == 1


def test_the_list_says_what_cannot_be_taught(signet: Signet) -> None:
    listed = signet("models", "list", "--json")
    told = {Path(one["folder"]).name: one["can_be_taught"] for one in listed.answer["models"]}
    assert told == {"base": True, "turbo": False}
    assert listed.err.startswith("turbo: This FLUX.2 klein model was made to paint in few steps")
