"""Toy models of the real classes and small requests that train on them in seconds."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.contract.control import Control
from core.contract.items import Example, Picture
from core.contract.messages import Message
from core.contract.requests import TrainingRequest, TrainingSettings
from core.families import family
from core.training.run import train

SETTINGS = TrainingSettings(
    rank=4, alpha=4.0, learning_rate=5e-3, steps=6, batch_size=2, warmup_steps=1,
    resolution=64, max_length=128, validate_every=3, checkpoint_every=2, patience=0,
)  # fmt: skip


@pytest.fixture(autouse=True, scope="session")
def _with_model_libraries(model_libraries: None) -> None:
    """Nearly every test here makes a model."""


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A toy model folder of each family that training is tested on."""
    home = tmp_path_factory.mktemp("tiny")
    return {name: family(name).tiny(home / name) for name in ("flux2_klein", "causal_lm")}


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Picture]:
    """Seven small photos in three forms."""
    home = tmp_path_factory.mktemp("photos")
    made = []
    for number in range(7):
        width, height = [(64, 64), (96, 64), (64, 100)][number % 3]
        noise = np.random.default_rng(number).integers(0, 60, (height, width, 3), np.uint8)
        noise[height // 4 : height // 2, width // 4 : width // 2] += np.uint8(20 * number)
        path = home / f"photo_{number}.png"
        Image.fromarray(noise).save(path)
        made.append(
            Picture(
                id=number, path=str(path), width=width, height=height, name=path.name,
                sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
                caption=f"a photo of mrnx cup number {number}",
            )
        )  # fmt: skip
    return made


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    """Eight short briefs with the brand's words."""
    return [
        Example(f"e{n}", n, "title", f"Brief {n}", "Slow mornings, warm hands. " * (1 + n % 3))
        for n in range(8)
    ]


@pytest.fixture
def make_request(
    tiny_models: dict[str, Path],
    photos: list[Picture],
    examples: list[Example],
    tmp_path: Path,
) -> Callable[..., TrainingRequest]:
    """A request for a kind; settings by name, anything else by field."""

    def make(
        kind: str, *, settings: dict[str, Any] | None = None, **fields: Any
    ) -> TrainingRequest:
        name = "flux2_klein" if kind == "image" else "causal_lm"
        plain: dict[str, Any] = {
            "run": "run-1", "kind": kind, "family": name, "model": str(tiny_models[name]),
            "model_hash": "ab" * 32, "model_name": "Toy", "model_licence": "Apache-2.0",
            "run_folder": str(tmp_path / "run"), "cache_folder": str(tmp_path / "cache"),
            "adapter_id": "adapter-1", "adapter_name": "Morning", "trigger": "mrnx",
            "class_word": "cup", "recipe": "test", "device": "cpu",
            "brand": "Morning Ember", "judge": False,
            "settings": dataclasses.replace(SETTINGS, **(settings or {})),
        }  # fmt: skip
        if kind == "image":
            plain |= {"pictures": tuple(photos[:5]), "heldout_pictures": tuple(photos[5:])}
        else:
            plain |= {"examples": tuple(examples[:6]), "heldout_examples": tuple(examples[6:])}
        return TrainingRequest(**(plain | fields))

    return make


@pytest.fixture
def run_training() -> Callable[..., list[Message]]:
    """Train and return all messages."""

    def run(
        request: TrainingRequest,
        control: Control | None = None,
        on_message: Callable[[Message], None] = lambda message: None,
    ) -> list[Message]:
        said: list[Message] = []

        def send(message: Message) -> None:
            said.append(message)
            on_message(message)

        train(request, send, control or Control())
        return said

    return run
