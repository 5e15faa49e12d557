"""What holds for every family, tried on its own toy model: train, save, load, generate, mix."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

import core.families
from core.contract.control import Control
from core.contract.items import Example, Picture
from core.contract.messages import Done, Message
from core.contract.requests import ImageOptions, TrainingRequest, TrainingSettings
from core.errors import KnownError
from core.families import all_families, family, image_family, text_family
from core.families.base import Family, ImageFamily
from core.families.quiet import quiet
from core.settings import validate
from core.training.run import train

EVERY = pytest.mark.parametrize("name", sorted(all_families()))


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("models")
    return {name: kin.tiny(home / name) for name, kin in all_families().items()}


def three_steps(kin: Family, model: Path, folder: Path, adapter_id: str) -> Path:
    """Train three steps and return the proven adapter."""
    settings = TrainingSettings(
        rank=4, alpha=4.0, learning_rate=1e-2, steps=3, batch_size=2, warmup_steps=0,
        resolution=64, max_length=128, validate_every=3, checkpoint_every=3,
    )  # fmt: skip
    photo = folder / "photo.png"
    folder.mkdir(parents=True)
    level = 40 + len(adapter_id) * 10
    Image.fromarray(np.full((64, 64, 3), level, np.uint8)).save(photo)
    picture = Picture(1, str(photo), f"{level:064x}", 64, 64, caption="a mrnx cup")
    example = Example("e1", 1, "title", "Brief", f"Words of {adapter_id}.")
    said: list[Message] = []
    request = TrainingRequest(
        run=adapter_id, kind=kin.card.kind, family=kin.card.family, model=str(model),
        model_hash="00" * 32, model_name="Toy", model_licence="Apache-2.0",
        run_folder=str(folder / "run"), cache_folder=str(folder / "cache"),
        adapter_id=adapter_id, adapter_name=adapter_id, trigger="mrnx", class_word="cup",
        settings=settings, pictures=(picture,), examples=(example,), device="cpu",
    )  # fmt: skip
    train(request, said.append, Control())
    done = said[-1]
    assert isinstance(done, Done), done
    return Path(done.path)


@EVERY
def test_train_save_load_generate_and_mix_two(
    name: str, models: dict[str, Path], tmp_path: Path
) -> None:
    kin = family(name)
    first = three_steps(kin, models[name], tmp_path / "one", "one")
    second = three_steps(kin, models[name], tmp_path / "two", "the other")
    made = pictures if isinstance(kin, ImageFamily) else probabilities
    base, one, other, both = made(kin, models[name], [first, second])
    assert not np.array_equal(base, one)
    assert not np.array_equal(one, other)
    assert not any(np.array_equal(both, alone) for alone in (base, one, other))


def pictures(kin: Any, model: Path, adapters: list[Path]) -> list[np.ndarray[Any, Any]]:
    """Base, first, second and both, made by the stock pipeline's own means."""
    pipeline = kin.load_pipeline(model, "cpu", torch.float32)

    def render() -> np.ndarray[Any, Any]:
        (made,) = kin.render(pipeline, ["a mrnx cup"], [5], ImageOptions())
        return np.asarray(made)

    found = [render()]
    for number, path in enumerate(adapters):
        with quiet():
            pipeline.load_lora_weights(
                str(path.parent), weight_name=path.name, adapter_name=f"a{number}"
            )
    for mix in (["a0"], ["a1"], ["a0", "a1"]):
        pipeline.set_adapters(mix, [1.0] * len(mix))
        found.append(render())
    pipeline.unload_lora_weights()
    assert np.array_equal(render(), found[0])
    return found


def probabilities(kin: Any, model: Path, adapters: list[Path]) -> list[np.ndarray[Any, Any]]:
    """Next-token scores of base, first, second and both, through plain peft."""
    from peft import PeftModel

    network, tokenizer = kin.load(model, "cpu", "fp32")
    ids = torch.tensor([kin.encode_prompt(tokenizer, "Brief", "")])

    def scores(one: Any) -> np.ndarray[Any, Any]:
        with torch.no_grad():
            found: np.ndarray[Any, Any] = one(ids).logits[0, -1].numpy().copy()
        return found

    found = [scores(network)]
    with quiet():
        taught = PeftModel.from_pretrained(network, str(adapters[0]), adapter_name="a0").eval()
    found.append(scores(taught))
    taught.load_adapter(str(adapters[1]), adapter_name="a1")
    taught.set_adapter("a1")
    found.append(scores(taught))
    taught.base_model.set_adapter(["a0", "a1"])
    found.append(scores(taught))
    with taught.disable_adapter():
        assert np.array_equal(scores(taught), found[0])
    return found


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


DROPPED = """
import dataclasses, json
from pathlib import Path
from core.families.flux2_klein import Flux2Klein

class Dropped(Flux2Klein):
    card = dataclasses.replace(Flux2Klein.card, family="dropped_in", name="Dropped in")

    def recognises(self, model: Path) -> bool:
        return (model / "dropped.json").is_file()

    def tiny(self, folder: Path) -> Path:
        super().tiny(folder)
        (folder / "dropped.json").write_text("{}")
        index = folder / "model_index.json"
        index.write_text(json.dumps(json.loads(index.read_text()) | {"_class_name": "Dropped"}))
        return folder

FAMILY = Dropped()
"""


def test_one_file_more_is_a_family_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found, recognised, trained, proven and painted with, without a line changed elsewhere."""
    (tmp_path / "dropped_in.py").write_text(DROPPED, encoding="utf-8")
    all_families.cache_clear()
    try:
        with monkeypatch.context() as patch:
            patch.setattr(core.families, "__path__", [*core.families.__path__, str(tmp_path)])
            importlib.invalidate_caches()
            kin = family("dropped_in")
            assert {"flux2_klein", "causal_lm", "dropped_in"} <= set(all_families())
            model = kin.tiny(tmp_path / "model")
            assert [one for one in all_families() if family(one).recognises(model)] == [
                "dropped_in"
            ]
            adapter = three_steps(kin, model, tmp_path / "run", "dropped")
            base, taught, *_ = pictures(kin, model, [adapter, adapter])
            assert not np.array_equal(base, taught)
    finally:
        all_families.cache_clear()
        sys.modules.pop("core.families.dropped_in", None)
    assert "dropped_in" not in all_families()


def test_an_unknown_family_is_a_plain_sentence() -> None:
    with pytest.raises(KnownError, match="does not know"):
        family("no_such")
    with pytest.raises(KnownError, match="not a model for pictures"):
        image_family("causal_lm")
    with pytest.raises(KnownError, match="not a model for texts"):
        text_family("flux2_klein")
