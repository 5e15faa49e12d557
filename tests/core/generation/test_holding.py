"""Pictures of a model that finds room on the card in 8 bits only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from core.contract.messages import Done, Message, Notice, Result
from core.contract.requests import AdapterMix, MixPart
from core.families import image_family
from core.families.held import int8_products
from core.families.held.offload import WORK_SPACE
from core.families.held.product_check import apart_in_8_bits
from core.families.held.quantised import QuantisedLinear
from core.families.needs import held_bytes, weight_shapes
from core.generation import images
from core.generation.holding import narrow_denoiser

Ask = Callable[..., list[Message]]
Part = Callable[..., MixPart]
KIN = image_family("flux2_klein")


def room_for(model: Path, precision: str) -> float:
    """Bytes that hold the denoiser so, beside what else is needed."""
    others = sum(
        held_bytes(weight_shapes(part), "", 4.0, offload=part.name != "vae")
        for part in (model / "text_encoder", model / "vae")
    )
    return WORK_SPACE + others + held_bytes(weight_shapes(model / "transformer"), precision, 4.0)


def test_8_bits_are_taken_only_where_nothing_else_fits(image_model: Path) -> None:
    def held(room: float) -> Any:
        return narrow_denoiser(KIN, image_model, "cpu", torch.float32, room)

    assert narrow_denoiser(KIN, image_model, "cpu", torch.float32) is None
    assert held(room_for(image_model, "")) is None
    assert held(room_for(image_model, "int8") - 1) is None
    for room in (room_for(image_model, "") - 1, room_for(image_model, "int8")):
        network = held(room)
        assert any(isinstance(module, QuantisedLinear) for module in network.modules())


def test_pictures_in_8_bits_are_nearly_the_same_and_never_repeatable(
    image_model: Path, ask_pictures: Ask, picture_part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, room, tried = picture_part(1), room_for(image_model, "int8"), []

    def check(*given: Any) -> float:
        tried.append(apart_in_8_bits(*given))
        return tried[-1]

    monkeypatch.setattr(int8_products, "prepare", lambda device: True)
    monkeypatch.setattr(images, "apart_in_8_bits", check)
    monkeypatch.setattr(
        images, "narrow_denoiser", lambda *given: narrow_denoiser(*given, room=room)
    )

    def made(repeatable: bool) -> tuple[list[Any], list[str]]:
        said = ask_pictures(AdapterMix("m", (part,)), repeatable=repeatable)
        assert isinstance(said[-1], Done), said[-1]
        results = sorted((one.cell, one.path) for one in said if isinstance(one, Result))
        shown = [np.asarray(Image.open(path), np.int16) for _, path in results]
        return shown, [one.code for one in said if isinstance(one, Notice)]

    first, told = made(repeatable=False)
    assert told == ["in_8_bits"]
    assert made(repeatable=False)[1] == [], "said once"
    assert len(tried) == 1
    assert 0 < tried[0] < 0.02
    exact, told = made(repeatable=True)
    assert told == []
    assert len(first) == len(exact) == 2
    for one, other in zip(first, exact, strict=True):
        assert 0 < np.abs(one - other).mean() < 3
    after, _ = made(repeatable=False)
    assert all(np.array_equal(*pair) for pair in zip(after, exact, strict=True))
