"""Pictures: the base stays the base, mixes are exact sums, seeds hold, and it can be stopped."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from core.adapters.files import write_adapter
from core.adapters.layers import read_layers
from core.contract.control import Control
from core.contract.messages import Cancelled, Done, Failed, Message, Progress, Result, Started
from core.contract.requests import AdapterMix, MixPart
from core.families import image_family
from core.generation.run import Generator

Part = Callable[..., MixPart]
Ask = Callable[..., list[Message]]


def results(messages: list[Message]) -> dict[tuple[int, int, int], Result]:
    return {message.cell: message for message in messages if isinstance(message, Result)}


def data(messages: list[Message]) -> dict[tuple[int, int, int], bytes]:
    return {cell: Path(result.path).read_bytes() for cell, result in results(messages).items()}


def pixels(path: str) -> np.ndarray:
    return np.asarray(Image.open(path), dtype=np.int16)


def mix(*parts: MixPart, name: str = "mix") -> AdapterMix:
    return AdapterMix(name, parts)


def test_base_column_is_added_and_strength_nought_is_the_base(
    ask_pictures: Ask, picture_part: Part
) -> None:
    off, on = picture_part(1, 0.0), picture_part(1, 1.0)
    messages = ask_pictures(mix(off, name="off"), mix(on, name="on"))
    made = data(messages)
    assert made[0, 0, 0] == made[0, 1, 0]
    assert made[0, 2, 0] != made[0, 0, 0]
    done = messages[-1]
    assert isinstance(done, Done)
    assert done.summary["mixes"] == ["Without adapter", "off", "on"]
    again = data(ask_pictures(mix(off)))
    assert again[0, 0, 0] == again[0, 1, 0] == made[0, 0, 0]


def test_picture_has_no_metadata(ask_pictures: Ask) -> None:
    (result,) = results(ask_pictures()).values()
    with Image.open(result.path) as picture:
        assert picture.info == {}
        assert picture.size == (64, 64)


def test_mix_is_the_exact_sum_of_dense_changes(
    ask_pictures: Ask, picture_part: Part, image_model: Path, generator: Generator
) -> None:
    """Against a pipeline whose weights were changed by the dense sum, without any adapter."""
    first, second = picture_part(1, 0.7), picture_part(2, 1.3, rank=3)
    made = results(ask_pictures(mix(first, second)))
    family = image_family("flux2_klein")
    pipeline = family.load_pipeline(image_model, "cpu", torch.float32)
    network = family.denoiser_of(pipeline)
    with torch.no_grad():
        for part in (first, second):
            for name, layer in read_layers(Path(part.path)).items():
                change = torch.from_numpy(layer.dense()) * part.strength
                network.get_submodule(name).weight += change
    options = family.generation_defaults(image_model).__class__(64, 64, 2, 3.0, 1)
    (dense,) = family.render(pipeline, ["a red cup"], [1], options)
    ours = pixels(made[0, 1, 0].path)
    assert np.abs(ours - np.asarray(dense, dtype=np.int16)).max() <= 1
    assert np.abs(ours - pixels(made[0, 0, 0].path)).max() > 3


@pytest.mark.filterwarnings("ignore:Already found a `peft_config`:UserWarning")  # by diffusers
def test_plain_diffusers_gives_the_same_pictures(
    ask_pictures: Ask, picture_part: Part, image_model: Path
) -> None:
    from diffusers import Flux2KleinPipeline

    first, second = picture_part(1, 0.7), picture_part(2, 1.0)
    made = results(ask_pictures(mix(replace_strength(first, 1.0)), mix(first, second)))
    family = image_family("flux2_klein")
    pipeline = family.load_pipeline(image_model, "cpu", torch.float32)
    assert isinstance(pipeline, Flux2KleinPipeline)
    options = family.generation_defaults(image_model).__class__(64, 64, 2, 3.0, 1)
    pipeline.load_lora_weights(first.path, adapter_name="first")
    (alone,) = family.render(pipeline, ["a red cup"], [1], options)
    assert np.array_equal(np.asarray(alone), pixels(made[0, 1, 0].path))
    pipeline.load_lora_weights(second.path, adapter_name="second")
    pipeline.set_adapters(["first", "second"], [0.7, 1.0])
    (both,) = family.render(pipeline, ["a red cup"], [1], options)
    assert np.array_equal(np.asarray(both), pixels(made[0, 2, 0].path))


def replace_strength(part: MixPart, strength: float) -> MixPart:
    return MixPart(part.adapter_id, part.path, strength, part.sha256)


def test_a_cell_alone_equals_the_cell_in_a_grid(ask_pictures: Ask, picture_part: Part) -> None:
    part = picture_part(1)
    grid = data(ask_pictures(mix(part), prompts=("a cup", "a box"), seeds=(3, 5)))
    assert len(grid) == 8
    assert len(set(grid.values())) == 8
    alone = data(ask_pictures(mix(part), prompts=("a box",), seeds=(5,), out="alone"))
    assert alone[0, 1, 0] == grid[1, 1, 1]
    batched = results(
        ask_pictures(mix(part), prompts=("a cup", "a box"), seeds=(3, 5), batch=3, out="batched")
    )
    for cell, result in batched.items():
        other = np.asarray(Image.open(io.BytesIO(grid[cell])), dtype=np.int16)
        assert np.abs(pixels(result.path) - other).max() <= 1


def test_messages_stream_and_progress_counts(ask_pictures: Ask) -> None:
    messages = ask_pictures(prompts=("a", "b", "c"))
    assert isinstance(messages[0], Started)
    steps = [message.step for message in messages if isinstance(message, Progress)]
    assert steps == [0, 1, 2, 3]
    kinds = [type(message).__name__ for message in messages]
    assert kinds.count("Done") == 1
    assert kinds[-1] == "Done"
    assert kinds.index("Result") < len(kinds) - 5


def test_adapters_are_kept_and_the_oldest_goes(
    ask_pictures: Ask, picture_part: Part, generator: Generator
) -> None:
    ask_pictures(mix(picture_part(1)))
    assert generator._warm is not None
    shelf = generator._warm.maker.shelf
    shelf._keep = 2
    kept = shelf.loaded
    first = data(ask_pictures(mix(picture_part(1))))
    assert shelf.loaded == kept
    ask_pictures(mix(picture_part(2)), mix(picture_part(3)))
    assert len(shelf.loaded) == 2
    assert kept[0] not in shelf.loaded
    assert data(ask_pictures(mix(picture_part(1)))) == first


def test_cancel_between_steps(ask_pictures: Ask, picture_part: Part) -> None:
    control = Control()

    def stop(message: Message) -> None:
        if isinstance(message, Result):
            control.cancel()

    messages = ask_pictures(
        mix(picture_part(1)), prompts=("a", "b"), seeds=(1, 2), control=control, send=stop
    )
    assert messages[-1] == Cancelled(None, {"cells": 1})
    assert len(results(messages)) == 1
    fine = ask_pictures(prompts=("a",))
    assert isinstance(fine[-1], Done)


def test_refusals_name_the_reason(
    ask_pictures: Ask, picture_part: Part, voice_part: Part, tmp_path: Path
) -> None:
    part = picture_part(1, base_hash="aaa", base_name="klein")

    def failure(*mixes: AdapterMix, **more: object) -> Failed:
        ending = ask_pictures(*mixes, **more)[-1]
        assert isinstance(ending, Failed)
        return ending

    assert "twice" in failure(mix(part, part)).say
    assert "klein" in failure(mix(part), model_hash="bbb").say
    assert "160%" in failure(mix(MixPart("x", part.path, 1.6))).say.replace(" ", "")
    assert "not the file" in failure(mix(MixPart("x", part.path, 1.0, "0" * 64))).say
    assert failure(mix(MixPart("x", str(tmp_path / "gone.safetensors")))).kind == "not_found"
    assert "language model" in failure(mix(voice_part(1))).say
    assert failure(prompts=()).kind == "bad_request"
    assert failure(seeds=(1, 1)).kind == "bad_request"
    copy = tmp_path / "copy.safetensors"
    copy.write_bytes(Path(part.path).read_bytes())
    assert "two names" in failure(mix(part, MixPart("y", str(copy)))).say


def test_adapter_of_another_size_is_refused_and_harms_nothing(
    ask_pictures: Ask, tmp_path: Path
) -> None:
    base = data(ask_pictures())
    path = tmp_path / "large.safetensors"
    name = "transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj"
    tensors = {
        f"{name}.lora_A.weight": torch.ones(2, 999),
        f"{name}.lora_B.weight": torch.ones(9, 2),
    }
    write_adapter(path, tensors, {})
    ending = ask_pictures(mix(MixPart("x", str(path))))[-1]
    assert isinstance(ending, Failed)
    assert "another model" in ending.say
    assert data(ask_pictures()) == base


def test_missing_model_is_told(generator: Generator, tmp_path: Path) -> None:
    from core.contract.requests import GenerationRequest

    sent: list[Message] = []
    request = GenerationRequest("j", "image", "flux2_klein", str(tmp_path / "none"), "",
                                str(tmp_path), ("x",))  # fmt: skip
    generator.serve(request, sent.append, Control())
    assert isinstance(sent[-1], Failed)
    assert sent[-1].kind == "model_missing"
