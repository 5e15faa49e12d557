"""The family's maths equals the stock pipeline's, number for number."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import ZImagePipeline

from core.adapters.files import write_adapter
from core.adapters.header import TensorInfo
from core.adapters.layouts import guess_family
from core.contract.requests import ImageOptions
from core.errors import KnownError
from core.families import needs
from core.families.quiet import quiet
from core.families.z_image import FAMILY, filled, patchify, text_tokens, unpatchify, velocity
from core.families.z_image_toy import build
from core.training.recomputing import computed_twice
from core.training.weights import linear_names

LONG = "a very long prompt that is cut because the model reads only so much of what it is given"
PROMPTS = ["a mrnx cup", "", LONG]
"""With the template 29, 19 and 106 tokens, of which the toy reads 80."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return FAMILY.tiny(tmp_path_factory.mktemp("z_image"))


@pytest.fixture(scope="module")
def turbo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("turbo"), turbo=True)


@pytest.fixture(scope="module")
def pipeline(model: Path) -> Any:
    return FAMILY.load_pipeline(model, "cpu", torch.float32)


@pytest.fixture(scope="module")
def encoders(model: Path) -> Any:
    return FAMILY.load_encoders(model, "cpu", torch.float32)


def stacked(rows: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    return {name: torch.stack([row[name] for row in rows]) for name in rows[0]}


def random(*shape: int, seed: int = 1) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def test_prompts_are_encoded_as_the_pipeline_does(pipeline: Any, encoders: Any) -> None:
    assert encoders.transformer is None
    asked = list(PROMPTS)
    found = FAMILY.encode_prompts(encoders, asked)
    assert asked == PROMPTS
    lengths = []
    for prompt, one in zip(PROMPTS, found, strict=True):
        with torch.no_grad():
            (embeds,), _ = pipeline.encode_prompt(prompt, max_sequence_length=80)
        assert one["prompt_embeds"].shape == (96, 16)
        assert torch.allclose(one["prompt_embeds"][one["prompt_mask"]], embeds, atol=1e-6)
        assert not one["prompt_embeds"][~one["prompt_mask"]].any()
        lengths.append(len(embeds))
    # below 32, and beyond 64: the padding of the first two differs from that of the third
    assert max(lengths[:2]) <= 64 < lengths[2] == 80


def test_a_run_pads_to_its_longest_prompt_only(encoders: Any) -> None:
    found = FAMILY.encode_prompts(encoders, PROMPTS)
    short = FAMILY.trimmed(found[:2])
    most = max(int(one["prompt_mask"].sum()) for one in found[:2])
    for before, after in zip(found, short, strict=False):
        assert after["prompt_embeds"].shape == (filled(most), 16)
        assert after["prompt_mask"].sum() == before["prompt_mask"].sum()
        assert torch.equal(
            after["prompt_embeds"][after["prompt_mask"]],
            before["prompt_embeds"][before["prompt_mask"]],
        )
    assert FAMILY.trimmed(found)[0]["prompt_embeds"].shape == (96, 16)
    # a mask, which costs the faster attention, only where a prompt is shorter than another
    assert all("unmasked" not in one for one in FAMILY.trimmed(found))
    assert all("unmasked" in one for one in FAMILY.trimmed([found[2], found[2]]))
    assert FAMILY.trimmed([]) == []


def test_latents_are_those_that_the_pipeline_decodes(pipeline: Any, encoders: Any) -> None:
    pixels = torch.rand(2, 3, 64, 96, generator=torch.Generator().manual_seed(1)) * 2 - 1
    mean, std = FAMILY.encode_pictures(encoders, pixels)
    assert mean.shape == std.shape == (2, 4, 8, 12)
    vae = pipeline.vae
    with torch.no_grad():
        draw = vae.encode(pixels).latent_dist
    # what the pipeline does with its last latents leads back to the VAE's own
    back = mean / vae.config.scaling_factor + vae.config.shift_factor
    assert torch.allclose(back, draw.mean, atol=1e-5)
    assert torch.allclose(std / vae.config.scaling_factor, draw.std, atol=1e-5)


def test_patches_are_the_networks(pipeline: Any) -> None:
    latents = random(2, 4, 8, 12)
    ours = patchify(latents)
    for row, one in zip(ours, latents, strict=True):
        theirs, _, _ = pipeline.transformer._patchify_image(one[:, None], 2, 1)
        assert torch.equal(row, theirs)
    assert torch.equal(unpatchify(ours, 4), latents)


@pytest.mark.parametrize(("height", "width"), [(8, 8), (8, 12), (16, 8)])
@pytest.mark.parametrize("shared", [False, True])
def test_the_networks_answer_is_the_pipelines(
    pipeline: Any, encoders: Any, height: int, width: int, shared: bool
) -> None:
    """Prompts of three lengths in one batch; pictures of 16, 24 and 32 tokens; t = 1 and less."""
    prompts = PROMPTS if not shared else PROMPTS[:2]
    noisy = random(len(prompts), 4, height, width)
    given = stacked(FAMILY.trimmed(FAMILY.encode_prompts(encoders, prompts)))
    for asked, time in ((1.0, 1.0), (0.6, 0.9), (0.1, 0.4)):
        # the toy's shift of 6 makes `time` of `asked`
        assert 6 * asked / (1 + 5 * asked) == pytest.approx(time)
        end = pipeline(
            prompt=list(prompts), height=8 * height, width=8 * width, sigmas=[asked],
            num_inference_steps=1, guidance_scale=0.0, latents=noisy.clone(),
            max_sequence_length=80, output_type="latent",
        ).images  # fmt: skip
        expected = (noisy - end) / time
        with torch.no_grad():
            ours = velocity(pipeline.transformer, noisy, given, torch.full((len(prompts),), time))
        # 1 - t and the scheduler's (1000 - 1000 t) / 1000 differ in the last digit
        assert torch.allclose(ours, expected, atol=1e-4)
        assert expected.abs().max() > 0.1


def test_more_padding_and_other_rows_change_nothing(pipeline: Any, encoders: Any) -> None:
    found = FAMILY.encode_prompts(encoders, PROMPTS)
    noisy, times = random(3, 4, 8, 12), torch.tensor([0.2, 0.5, 0.9])
    with torch.no_grad():
        together = velocity(pipeline.transformer, noisy, stacked(found), times)
        for row in range(3):
            given = stacked(FAMILY.trimmed([found[row]]))
            one = slice(row, row + 1)
            alone = velocity(pipeline.transformer, noisy[one], given, times[one])
            assert torch.allclose(together[one], alone, atol=1e-5)
    filling = {**stacked(found)}
    filling["prompt_embeds"] = torch.where(
        filling["prompt_mask"][..., None], filling["prompt_embeds"], torch.tensor(7.0)
    )
    with torch.no_grad():
        assert torch.equal(velocity(pipeline.transformer, noisy, filling, times), together)


def test_the_loss_has_the_schedulers_noise_and_direction(pipeline: Any, encoders: Any) -> None:
    scheduler = pipeline.scheduler
    scheduler.set_timesteps(8)
    chosen = scheduler.timesteps[[1, 4, 7]]
    clean, noise = random(3, 4, 8, 8, seed=2), random(3, 4, 8, 8, seed=3)
    noisy = scheduler.scale_noise(clean, chosen, noise)
    given = stacked(FAMILY.encode_prompts(encoders, PROMPTS))
    with torch.no_grad():
        answer = velocity(pipeline.transformer, noisy, given, chosen / 1000)
        rows = FAMILY.loss(pipeline.transformer, clean, given, noise, chosen / 1000)
    # one Euler step along noise - latents stays on the line between both
    scheduler.set_begin_index(1)
    after = scheduler.step(noise - clean, chosen[0], noisy, return_dict=False)[0]
    sigma = scheduler.sigmas[2]
    assert torch.allclose(after[0], ((1 - sigma) * clean + sigma * noise)[0], atol=1e-5)
    expected = [float((answer[row] - (noise - clean)[row]).square().mean()) for row in range(3)]
    assert rows.tolist() == pytest.approx(expected, rel=1e-4)
    assert len({round(value, 3) for value in expected}) == 3


def test_times_follow_the_logit_normal_with_shift_two() -> None:
    source = torch.Generator().manual_seed(3)
    for side in (64, 128):
        spread = torch.logit(FAMILY.sample_times(20_000, (16, side, side), source))
        assert spread.mean().item() == pytest.approx(math.log(2.0), abs=0.02)
        assert spread.std().item() == pytest.approx(1.0, abs=0.02)


def taught_denoiser(model: Path) -> Any:
    """With an adapter of random weights where the family puts one."""
    from peft import LoraConfig

    taught: Any = FAMILY.load_denoiser(model, "cpu", torch.float32)
    names = linear_names(taught, FAMILY.adapts, FAMILY.spares)
    # two layers of four; both refiners have such layers and get none
    assert len(names) == 2 * 4
    assert all(name.startswith("layers.") for name in names)
    assert len(linear_names(taught, FAMILY.adapts)) == 2 * 4 + 4 + 4
    taught.add_adapter(LoraConfig(r=4, lora_alpha=4, target_modules=names), "default")
    source = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for name, value in taught.named_parameters():
            if "lora_" in name:
                value.copy_(torch.randn(value.shape, generator=source) * 0.3)
    return taught


def test_a_written_adapter_means_the_same_to_plain_diffusers(
    model: Path, encoders: Any, tmp_path: Path
) -> None:
    from peft import get_peft_model_state_dict

    taught = taught_denoiser(model)
    tensors = {
        f"{FAMILY.key_prefix}.{name}": value.detach().clone()
        for name, value in get_peft_model_state_dict(taught).items()
    }
    path = tmp_path / "adapter.safetensors"
    write_adapter(path, tensors, {"signet.alpha": "4"}, "image")
    with quiet():
        plain = ZImagePipeline.from_pretrained(model, use_safetensors=True, local_files_only=True)
    plain.set_progress_bar_config(disable=True)
    noisy, time = random(2, 4, 8, 8), torch.tensor([0.6, 0.3])
    given = FAMILY.encode_prompts(encoders, PROMPTS[:2])
    captions = [one["prompt_embeds"][one["prompt_mask"]] for one in given]

    def stock() -> torch.Tensor:
        with torch.no_grad():
            rows = plain.transformer(list(noisy[:, :, None]), 1 - time, captions).sample
        return -torch.stack(rows)[:, :, 0]

    bare = stock()
    plain.load_lora_weights(str(tmp_path), weight_name=path.name)
    with torch.no_grad():
        expected = velocity(taught, noisy, stacked(given), time)
    assert torch.allclose(stock(), expected, atol=1e-5)
    assert (stock() - bare).abs().max() > 1e-2


def test_saving_memory_gives_the_same_gradients(model: Path, encoders: Any) -> None:
    taught = taught_denoiser(model)
    given = stacked(FAMILY.encode_prompts(encoders, PROMPTS[:2]))
    clean, noise = random(2, 4, 8, 12, seed=2), random(2, 4, 8, 12, seed=3)
    times = torch.tensor([0.3, 0.8])
    weights = {name: one for name, one in taught.named_parameters() if "lora_" in name}
    calls: list[str] = []

    def counted(block: Any, *inputs: Any) -> Any:
        calls.append(type(block).__name__)
        return computed_twice(False, block, *inputs)

    def gradients() -> list[torch.Tensor]:
        rows = FAMILY.loss(taught, clean, given, noise, times)
        return list(torch.autograd.grad(rows.mean(), list(weights.values())))

    usual = gradients()
    taught.enable_gradient_checkpointing(counted)
    saved = gradients()
    assert calls == ["ZImageTransformerBlock"] * 2
    for one, other in zip(usual, saved, strict=True):
        assert torch.allclose(one, other, atol=1e-7)
        assert one.abs().max() > 0


def test_an_adapter_is_known_for_one_of_this_family(model: Path) -> None:
    tensors = {
        f"transformer.{name.removesuffix('.default.weight')}.weight": TensorInfo(
            name, "F32", tuple(value.shape), 0, 0
        )
        for name, value in taught_denoiser(model).named_parameters()
        if "lora_" in name
    }
    assert guess_family(tensors)[0] == "z_image"


def test_the_estimate_leaves_out_the_refiners(model: Path) -> None:
    settings = FAMILY.settings("balanced", 30, model)
    estimate = needs.estimate_needs(FAMILY, model, settings, tokens=64, device="cpu")
    network = FAMILY.load_denoiser(model, "cpu", torch.float32)
    names = linear_names(network, FAMILY.adapts, FAMILY.spares)
    taught = sum(sum(network.get_parameter(f"{name}.weight").shape) for name in names)
    assert estimate.adapter == pytest.approx(taught * 20 * settings.rank)


def test_a_picture_depends_on_its_own_seed_only(pipeline: Any) -> None:
    alone = FAMILY.render(pipeline, ["a cup"], [7], ImageOptions())[0]
    many = FAMILY.render(pipeline, ["a box", "a cup"], [1, 7], ImageOptions(batch_size=2))
    levels = np.abs(np.asarray(many[1], np.int16) - np.asarray(alone, np.int16))
    assert levels.max() <= 1
    assert many[0].tobytes() != alone.tobytes()
    assert alone.size == (64, 64)


def test_the_denoiser_under_training_can_make_samples(model: Path) -> None:
    denoiser = FAMILY.load_denoiser(model, "cpu", torch.float32)
    assert not any(one.requires_grad for one in denoiser.parameters())
    assert not denoiser.training
    pipeline = FAMILY.load_pipeline(model, "cpu", torch.float32, denoiser)
    assert FAMILY.denoiser_of(pipeline) is denoiser


def test_turbo_makes_pictures_and_is_not_taught(turbo: Path) -> None:
    assert FAMILY.recognises(turbo)
    pipeline = FAMILY.load_pipeline(turbo, "cpu", torch.float32)
    assert FAMILY.render(pipeline, ["a cup"], [3], ImageOptions())[0].size == (64, 64)
    # guidance asks the network about two prompts at once; Turbo goes without
    assert not pipeline.do_classifier_free_guidance
    for refused in (
        lambda: FAMILY.settings("balanced", 30, turbo),
        lambda: FAMILY.load_denoiser(turbo, "cpu", torch.float32),
    ):
        with pytest.raises(KnownError, match=r"Train on Z-Image; pictures"):
            refused()


def test_defaults_come_from_the_model_folder(tmp_path: Path) -> None:
    config = tmp_path / "scheduler" / "scheduler_config.json"
    config.parent.mkdir()
    config.write_text(json.dumps({"shift": 6.0}))
    assert FAMILY.generation_defaults(tmp_path) == ImageOptions(1024, 1024, 50, 4.0, 1)
    config.write_text(json.dumps({"shift": 3.0}))
    assert FAMILY.generation_defaults(tmp_path) == ImageOptions(1024, 1024, 9, 0.0, 1)
    assert text_tokens(tmp_path) == 512
    # a model of another maker says itself what it is
    (tmp_path / "signet.json").write_text(json.dumps({"is_distilled": False}))
    assert FAMILY.generation_defaults(tmp_path).steps == 50


@pytest.mark.parametrize(
    ("intensity", "views", "resolution", "rank"),
    [("quick", 600, 512, 16), ("balanced", 1800, 768, 16), ("careful", 3000, 1024, 32)],
)
def test_presets_follow_the_number_of_photos(
    intensity: Any, views: int, resolution: int, rank: int, model: Path
) -> None:
    settings = FAMILY.settings(intensity, 30, model)
    assert (settings.steps, settings.batch_size) == (views, 1)
    assert (settings.resolution, settings.rank, settings.alpha) == (resolution, rank, rank)
    assert settings.learning_rate == pytest.approx(1e-4)


def test_at_real_size_nothing_asks_for_a_value_on_the_way() -> None:
    """On the meta device there are shapes only: whoever asked for a value would raise."""
    from diffusers import ZImageTransformer2DModel

    with torch.device("meta"):
        denoiser = ZImageTransformer2DModel().to(torch.bfloat16)
        # photos of 1024 x 784 and 1008 x 784 px: 32 divides the tokens of the first alone
        for width in (128, 126):
            clean, noise = torch.empty(2, 16, 98, width), torch.empty(2, 16, 98, width)
            given = {
                "prompt_embeds": torch.empty(2, 96, 2560, dtype=torch.bfloat16),
                "prompt_mask": torch.empty(2, 96, dtype=torch.bool),
            }
            rows = FAMILY.loss(denoiser, clean, given, noise, torch.empty(2))
            assert (rows.shape, rows.dtype, rows.device.type) == ((2,), torch.float32, "meta")
    assert len(linear_names(denoiser, FAMILY.adapts, FAMILY.spares)) == 30 * 4
