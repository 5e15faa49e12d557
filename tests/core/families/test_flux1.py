"""The family's maths equals the stock pipeline's, number for number."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import FluxPipeline

from core.adapters.files import write_adapter
from core.contract.requests import ImageOptions
from core.errors import KnownError
from core.families.flux1 import FAMILY, latent_ids, pack, text_tokens
from core.families.flux1_toy import build
from core.families.quiet import quiet
from core.training.weights import linear_names

PROMPTS = ["a mrnx cup", "", "a very long prompt that is cut because the model reads so much only"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return FAMILY.tiny(tmp_path_factory.mktemp("flux1"))


@pytest.fixture(scope="module")
def schnell(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("schnell"), schnell=True)


@pytest.fixture(scope="module")
def pipeline(model: Path) -> Any:
    return FAMILY.load_pipeline(model, "cpu", torch.float32)


@pytest.fixture(scope="module")
def encoders(model: Path) -> Any:
    return FAMILY.load_encoders(model, "cpu", torch.float32)


def test_prompts_are_encoded_as_the_pipeline_does(pipeline: Any, encoders: Any) -> None:
    assert encoders.transformer is None
    found = FAMILY.encode_prompts(encoders, PROMPTS)
    assert not torch.equal(found[0]["prompt_embeds"], found[1]["prompt_embeds"])
    assert not torch.equal(found[0]["pooled_prompt_embeds"], found[1]["pooled_prompt_embeds"])
    for prompt, one in zip(PROMPTS, found, strict=True):
        with quiet(), torch.no_grad():
            embeds, pooled, _ = pipeline.encode_prompt(prompt, max_sequence_length=48)
        assert one["prompt_embeds"].shape == (48, 16)
        assert torch.allclose(one["prompt_embeds"], embeds[0], atol=1e-6)
        assert torch.allclose(one["pooled_prompt_embeds"], pooled[0], atol=1e-6)


def test_latents_are_those_that_the_pipeline_decodes(pipeline: Any, encoders: Any) -> None:
    pixels = torch.rand(2, 3, 64, 96, generator=torch.Generator().manual_seed(1)) * 2 - 1
    mean, std = FAMILY.encode_pictures(encoders, pixels)
    assert mean.shape == std.shape == (2, 16, 4, 6)
    vae = pipeline.vae
    with torch.no_grad():
        draw = vae.encode(pixels).latent_dist
    # what the pipeline does with its last latents leads back to the VAE's own
    back = pipeline._unpack_latents(pack(mean), 64, 96, pipeline.vae_scale_factor)
    back = back / vae.config.scaling_factor + vae.config.shift_factor
    assert torch.allclose(back, draw.mean, atol=1e-5)
    spread = pipeline._unpack_latents(pack(std), 64, 96, pipeline.vae_scale_factor)
    assert torch.allclose(spread / vae.config.scaling_factor, draw.std, atol=1e-5)


def test_packing_and_places_are_the_pipelines(pipeline: Any) -> None:
    raw = torch.randn(2, 4, 8, 12)
    ours = torch.nn.functional.pixel_unshuffle(raw, 2)
    assert torch.equal(pack(ours), pipeline._pack_latents(raw, 2, 4, 8, 12))
    _, places = pipeline.prepare_latents(2, 4, 64, 96, torch.float32, "cpu", None, raw)
    assert torch.equal(latent_ids(ours), places)


class Recorder(torch.nn.Module):
    """Stands in for the denoiser to see exactly what it is given."""

    def __init__(self, answer: torch.Tensor, guidance: bool = True) -> None:
        super().__init__()
        self.answer = torch.nn.Parameter(answer)
        self.config = SimpleNamespace(guidance_embeds=guidance)
        self.given: dict[str, Any] = {}

    def forward(self, **given: Any) -> tuple[torch.Tensor]:
        self.given = given
        return (self.answer,)


def condition(count: int) -> dict[str, torch.Tensor]:
    return {
        "prompt_embeds": torch.randn(count, 5, 16),
        "pooled_prompt_embeds": torch.randn(count, 16),
    }


def test_training_noises_as_the_pipelines_scheduler(pipeline: Any) -> None:
    scheduler = pipeline.scheduler
    scheduler.set_timesteps(8, mu=0.7)
    clean, noise = torch.randn(3, 16, 4, 4), torch.randn(3, 16, 4, 4)
    chosen = scheduler.timesteps[[0, 3, 7]]
    expected = scheduler.scale_noise(clean, chosen, noise)
    denoiser = Recorder(pack(noise - clean))
    given = condition(3)
    rows = FAMILY.loss(denoiser, clean, given, noise, chosen / 1000)
    assert torch.allclose(denoiser.given["hidden_states"], pack(expected), atol=1e-6)
    assert torch.equal(denoiser.given["timestep"], chosen / 1000)
    assert denoiser.given["guidance"].tolist() == [1.0, 1.0, 1.0]
    assert torch.equal(denoiser.given["pooled_projections"], given["pooled_prompt_embeds"])
    assert torch.equal(denoiser.given["encoder_hidden_states"], given["prompt_embeds"])
    _, _, text_ids = pipeline.encode_prompt("", max_sequence_length=5)
    assert torch.equal(denoiser.given["txt_ids"], text_ids)
    # who answers noise - latents has no loss, and one scheduler step from there is right
    assert torch.equal(rows, torch.zeros(3))
    scheduler.set_begin_index(3)
    after = scheduler.step(noise - clean, chosen[1], expected, return_dict=False)[0]
    sigma = scheduler.sigmas[4]
    assert torch.allclose(after[1], ((1 - sigma) * clean + sigma * noise)[1], atol=1e-5)


def test_the_loss_is_a_mean_for_each_row_and_needs_no_guidance() -> None:
    clean, noise = torch.zeros(2, 16, 4, 4), torch.zeros(2, 16, 4, 4)
    answer = torch.zeros(2, 16, 16)
    answer[1] = 3.0
    denoiser = Recorder(answer, guidance=False)
    rows = FAMILY.loss(denoiser, clean, condition(2), noise, torch.tensor([0.2, 0.9]))
    assert rows.tolist() == pytest.approx([0.0, 9.0])
    assert denoiser.given["guidance"] is None


def test_the_real_network_gets_the_same_from_training_and_pipeline(
    model: Path, pipeline: Any, encoders: Any
) -> None:
    denoiser = FAMILY.load_denoiser(model, "cpu", torch.float32)
    assert not any(one.requires_grad for one in denoiser.parameters())
    assert not denoiser.training
    (given,) = FAMILY.encode_prompts(encoders, ["a mrnx cup"])
    # the first prediction of a pipeline that is asked for guidance 1
    seen: list[torch.Tensor] = []
    hook = pipeline.transformer.register_forward_hook(lambda *call: seen.append(call[-1][0]))
    try:
        FAMILY.render(pipeline, ["a mrnx cup"], [9], ImageOptions(steps=1, guidance=1.0))
    finally:
        hook.remove()
    start = torch.randn(1, 4, 8, 8, generator=torch.Generator("cpu").manual_seed(9))
    noise = torch.nn.functional.pixel_unshuffle(start, 2)
    stacked = {name: value[None] for name, value in given.items()}
    # at t = 1 the picture is hidden; with this one for the answer the loss must vanish
    answer = seen[0].transpose(1, 2).reshape(1, 16, 4, 4)
    rows = FAMILY.loss(denoiser, noise - answer, stacked, noise, torch.ones(1))
    assert rows.item() == pytest.approx(0.0, abs=1e-8)
    other = FAMILY.loss(denoiser, noise + answer, stacked, noise, torch.ones(1))
    assert other.item() > 1e-4


def test_times_follow_the_shifted_logit_normal() -> None:
    source = torch.Generator().manual_seed(3)
    for side, shift in ((16, 0.5), (64, 1.15)):
        spread = torch.logit(FAMILY.sample_times(20_000, (64, side, side), source))
        assert spread.mean().item() == pytest.approx(shift, abs=0.02)
        assert spread.std().item() == pytest.approx(1.0, abs=0.02)


def test_a_picture_depends_on_its_own_seed_only(pipeline: Any) -> None:
    alone = FAMILY.render(pipeline, ["a cup"], [7], ImageOptions())[0]
    many = FAMILY.render(pipeline, ["a box", "a cup"], [1, 7], ImageOptions(batch_size=2))
    levels = np.abs(np.asarray(many[1], np.int16) - np.asarray(alone, np.int16))
    assert levels.max() <= 1
    assert many[0].tobytes() != alone.tobytes()
    assert alone.size == (64, 64)


def test_the_denoiser_under_training_can_make_samples(model: Path) -> None:
    denoiser = FAMILY.load_denoiser(model, "cpu", torch.float32)
    pipeline = FAMILY.load_pipeline(model, "cpu", torch.float32, denoiser)
    assert FAMILY.denoiser_of(pipeline) is denoiser


def test_a_written_adapter_means_the_same_to_plain_diffusers(model: Path, tmp_path: Path) -> None:
    from peft import LoraConfig, get_peft_model_state_dict

    taught: Any = FAMILY.load_denoiser(model, "cpu", torch.float32)
    names = linear_names(taught, FAMILY.adapts)
    # one double block of eight layers, two single blocks of three
    assert len(names) == 8 + 2 * 3
    taught.add_adapter(LoraConfig(r=4, lora_alpha=4, target_modules=names), "default")
    source = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for name, value in taught.named_parameters():
            if "lora_" in name:
                value.copy_(torch.randn(value.shape, generator=source) * 0.3)
    tensors = {
        f"{FAMILY.key_prefix}.{name}": value.detach().clone()
        for name, value in get_peft_model_state_dict(taught).items()
    }
    write_adapter(tmp_path / "adapter.safetensors", tensors, {"signet.alpha": "4"}, "image")
    with quiet():
        plain = FluxPipeline.from_pretrained(model, use_safetensors=True, local_files_only=True)
    plain.set_progress_bar_config(disable=True)
    hidden = {
        "hidden_states": torch.randn(1, 16, 16, generator=source),
        "timestep": torch.tensor([0.6]),
        "guidance": torch.tensor([3.5]),
        "pooled_projections": torch.randn(1, 16, generator=source),
        "encoder_hidden_states": torch.randn(1, 5, 16, generator=source),
        "txt_ids": torch.zeros(5, 3),
        "img_ids": latent_ids(torch.zeros(1, 16, 4, 4)),
    }
    with torch.no_grad():
        bare = plain.transformer(**hidden).sample
        plain.load_lora_weights(str(tmp_path), weight_name="adapter.safetensors")
        loaded, expected = plain.transformer(**hidden).sample, taught(**hidden).sample
    assert torch.allclose(loaded, expected, atol=1e-5)
    assert (loaded - bare).abs().max() > 1e-2


def test_schnell_makes_pictures_and_is_not_taught(schnell: Path) -> None:
    assert FAMILY.recognises(schnell)
    pipeline = FAMILY.load_pipeline(schnell, "cpu", torch.float32)
    assert not pipeline.transformer.config.guidance_embeds
    assert FAMILY.render(pipeline, ["a cup"], [3], ImageOptions())[0].size == (64, 64)
    for refused in (
        lambda: FAMILY.settings("balanced", 30, schnell),
        lambda: FAMILY.load_denoiser(schnell, "cpu", torch.float32),
    ):
        with pytest.raises(KnownError, match=r"FLUX\.1-dev, or on FLUX\.2-klein-base-4B"):
            refused()


def test_defaults_come_from_the_model_folder(tmp_path: Path) -> None:
    config = tmp_path / "transformer" / "config.json"
    config.parent.mkdir()
    config.write_text(json.dumps({"guidance_embeds": True}))
    assert FAMILY.generation_defaults(tmp_path) == ImageOptions(1024, 1024, 28, 3.5, 1)
    assert text_tokens(tmp_path) == 512
    config.write_text(json.dumps({"guidance_embeds": False}))
    assert FAMILY.generation_defaults(tmp_path) == ImageOptions(1024, 1024, 4, 0.0, 1)
    assert text_tokens(tmp_path) == 256


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
    from diffusers import FluxTransformer2DModel

    with torch.device("meta"):
        denoiser = FluxTransformer2DModel(guidance_embeds=True).to(torch.bfloat16)
        # a photo of 1024 x 768 px
        clean, noise = torch.empty(2, 64, 48, 64), torch.empty(2, 64, 48, 64)
        given = {
            "prompt_embeds": torch.empty(2, 512, 4096, dtype=torch.bfloat16),
            "pooled_prompt_embeds": torch.empty(2, 768, dtype=torch.bfloat16),
        }
        rows = FAMILY.loss(denoiser, clean, given, noise, torch.empty(2))
    assert (rows.shape, rows.dtype, rows.device.type) == ((2,), torch.float32, "meta")
    # 19 double blocks of eight layers, 38 single blocks of three
    assert len(linear_names(denoiser, FAMILY.adapts)) == 19 * 8 + 38 * 3
