"""What holds for every family, tried on its own toy model."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from core.errors import KnownError
from core.families import all_families, family, image_family, text_family
from core.families.base import ImageFamily
from core.settings import validate

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
