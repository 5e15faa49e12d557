"""What holds for every family, tried on its own toy model."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch
from peft import LoraConfig

from core.contract.requests import CHECKPOINTING
from core.errors import KnownError
from core.families import all_families, family, image_family, text_family
from core.families.base import ImageFamily
from core.settings import validate
from core.training.recomputing import compute_again
from core.training.weights import AdapterWeights, linear_names

IMAGE = sorted(name for name, kin in all_families().items() if kin.card.kind == "image")
EVERY = pytest.mark.parametrize("name", sorted(all_families()))


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("models")
    return {name: kin.tiny(home / name) for name, kin in all_families().items()}


@EVERY
def test_a_model_folder_is_recognised_by_its_own_family_only(
    name: str, models: dict[str, Path], tmp_path: Path
) -> None:
    assert [kin for kin in all_families() if family(kin).recognises(models[name])] == [name]
    assert not family(name).recognises(tmp_path)


@EVERY
@pytest.mark.parametrize("amount", [1, 9, 30, 300, 60_000])
def test_presets_are_valid_and_grow(name: str, models: dict[str, Path], amount: int) -> None:
    steps = []
    for intensity in ("quick", "balanced", "careful"):
        settings = family(name).settings(intensity, amount, models[name])  # type: ignore[arg-type]
        validate(settings)
        assert settings.validate_every <= settings.steps
        assert settings.checkpoint_every <= 50
        if family(name).card.kind == "image":
            assert settings.alpha == settings.rank
        steps.append(settings.steps)
    assert steps == sorted(steps)


@EVERY
def test_the_card_is_complete(name: str) -> None:
    card = family(name).card
    assert card.family == name
    assert card.name
    assert card.licence
    assert card.commercial_note.endswith(".")
    assert (card.kind == "image") == isinstance(family(name), ImageFamily)


@EVERY
def test_the_toy_is_the_same_every_time(name: str, models: dict[str, Path], tmp_path: Path) -> None:
    before = torch.random.get_rng_state()
    again = family(name).tiny(tmp_path / "again")
    assert torch.equal(torch.random.get_rng_state(), before)
    for file in models[name].rglob("*.safetensors"):
        assert (again / file.relative_to(models[name])).read_bytes() == file.read_bytes()


def test_an_unknown_family_is_a_plain_sentence() -> None:
    with pytest.raises(KnownError, match="does not know"):
        family("no_such")
    with pytest.raises(KnownError, match="not a model for pictures"):
        image_family("causal_lm")
    with pytest.raises(KnownError, match="not a model for texts"):
        text_family("flux2_klein")


@pytest.mark.parametrize("name", IMAGE)
def test_what_is_computed_twice_changes_nothing(name: str, models: dict[str, Path]) -> None:
    """Bit for bit. With "segmented" some blocks are called again for the gradient, some are not."""
    kin = image_family(name)
    encoders = kin.load_encoders(models[name], "cpu", torch.float32)
    source = torch.Generator().manual_seed(1)
    conditions = kin.encode_prompts(encoders, ["a cup", "a cup"])
    given = {key: torch.stack([one[key] for one in conditions]) for key in conditions[0]}
    clean, _ = kin.encode_pictures(encoders, torch.rand(2, 3, 64, 64, generator=source) * 2 - 1)
    noise, times = torch.randn(clean.shape, generator=source), torch.tensor([0.3, 0.8])
    network: Any = kin.load_denoiser(models[name], "cpu", torch.float32)
    names = linear_names(network, kin.adapts, kin.spares)
    network.add_adapter(LoraConfig(r=2, target_modules=names, init_lora_weights=False))
    weights = AdapterWeights(network.train())
    called: Counter[torch.nn.Module] = Counter()
    for module in network.modules():
        if type(module).__name__ in network._repeated_blocks:
            module.register_forward_pre_hook(lambda block, _: called.update([block]))
    found = {}
    for level in CHECKPOINTING:
        compute_again(network, level, keep_chance=False)
        called.clear()
        weights.gradient.zero_()
        loss = kin.loss(network, clean, given, noise, times).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        found[level] = (loss.detach(), weights.gradient.clone(), set(called.values()))
    assert [found[level][2] for level in ("none", "segmented")] == [{1}, {1, 2}]
    assert 2 in found["whole"][2]
    assert float(found["none"][1].norm()) > 0.0
    for level in ("segmented", "whole"):
        assert torch.equal(found[level][0], found["none"][0])
        assert torch.equal(found[level][1], found["none"][1])
