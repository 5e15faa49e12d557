"""The family's maths equals the stock pipeline's, number for number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from core.contract.requests import ImageOptions
from core.errors import KnownError
from core.families.flux2_klein import FAMILY, latent_ids, pack, text_ids


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return FAMILY.tiny(tmp_path_factory.mktemp("klein"))


@pytest.fixture(scope="module")
def pipeline(model: Path) -> Any:
    return FAMILY.load_pipeline(model, "cpu", torch.float32)


@pytest.fixture(scope="module")
def encoders(model: Path) -> Any:
    return FAMILY.load_encoders(model, "cpu", torch.float32)


PROMPTS = ["a mrnx cup", "", "a very long prompt that is cut because the model reads so much only"]


def test_prompts_are_encoded_as_the_pipeline_does(pipeline: Any, encoders: Any) -> None:
    found = FAMILY.encode_prompts(encoders, PROMPTS)
    for prompt, one in zip(PROMPTS, found, strict=True):
        embeds, ids = pipeline.encode_prompt(prompt, max_sequence_length=32)
        assert torch.equal(one["prompt_embeds"], embeds[0])
        assert torch.equal(text_ids(embeds), ids[0])


def test_pictures_are_encoded_as_the_pipeline_does(pipeline: Any, encoders: Any) -> None:
    pixels = torch.rand(2, 3, 64, 96, generator=torch.Generator().manual_seed(1)) * 2 - 1
    mean, std = FAMILY.encode_pictures(encoders, pixels)
    expected = pipeline._encode_vae_image(pixels, torch.Generator())
    assert torch.allclose(mean, expected, atol=1e-6)
    assert mean.shape == std.shape == (2, 16, 4, 6)
    assert (std > 0).all()


def test_the_spread_of_latents_is_that_of_the_vae(pipeline: Any, encoders: Any) -> None:
    pixels = torch.zeros(1, 3, 64, 64)
    mean, std = FAMILY.encode_pictures(encoders, pixels)
    vae = pipeline.vae
    with torch.no_grad():
        draw = vae.encode(pixels).latent_dist
    noise = torch.randn(draw.mean.shape, generator=torch.Generator().manual_seed(2))
    raw = pipeline._patchify_latents(draw.mean + draw.std * noise)
    centre = vae.bn.running_mean.view(1, -1, 1, 1)
    spread = torch.sqrt(vae.bn.running_var.view(1, -1, 1, 1) + vae.config.batch_norm_eps)
    ours = mean + std * pipeline._patchify_latents(noise)
    assert torch.allclose(ours, (raw - centre) / spread, atol=1e-5)


def test_packing_and_places_are_the_pipelines(pipeline: Any) -> None:
    latents = torch.randn(2, 16, 4, 6)
    assert torch.equal(pack(latents), pipeline._pack_latents(latents))
    assert torch.equal(latent_ids(latents), pipeline._prepare_latent_ids(latents)[0])


class Recorder(torch.nn.Module):
    """Stands in for the denoiser to see exactly what it is given."""

    def __init__(self, answer: torch.Tensor) -> None:
        super().__init__()
        self.answer = torch.nn.Parameter(answer)
        self.given: dict[str, Any] = {}

    def forward(self, **given: Any) -> tuple[torch.Tensor]:
        self.given = given
        return (self.answer,)


def test_training_noises_as_the_pipelines_scheduler(pipeline: Any) -> None:
    scheduler = pipeline.scheduler
    scheduler.set_timesteps(8, mu=0.7)
    clean, noise = torch.randn(3, 16, 4, 4), torch.randn(3, 16, 4, 4)
    chosen = scheduler.timesteps[[0, 3, 7]]
    expected = scheduler.scale_noise(clean, chosen, noise)
    denoiser = Recorder(pack(noise - clean))
    rows = FAMILY.loss(
        denoiser, clean, {"prompt_embeds": torch.zeros(3, 5, 48)}, noise, chosen / 1000
    )
    assert torch.allclose(denoiser.given["hidden_states"], pack(expected), atol=1e-6)
    assert torch.equal(denoiser.given["timestep"], chosen / 1000)
    assert denoiser.given["guidance"] is None
    # who answers noise - latents has no loss, and one scheduler step from there is right
    assert torch.equal(rows, torch.zeros(3))
    scheduler.set_begin_index(3)
    after = scheduler.step(noise - clean, chosen[1], expected, return_dict=False)[0]
    sigma = scheduler.sigmas[4]
    assert torch.allclose(after[1], ((1 - sigma) * clean + sigma * noise)[1], atol=1e-5)


def test_the_loss_is_a_mean_for_each_row() -> None:
    clean, noise = torch.zeros(2, 16, 4, 4), torch.zeros(2, 16, 4, 4)
    answer = torch.zeros(2, 16, 16)
    answer[1] = 3.0
    given = {"prompt_embeds": torch.zeros(2, 5, 48)}
    rows = FAMILY.loss(Recorder(answer), clean, given, noise, torch.tensor([0.2, 0.9]))
    assert rows.tolist() == pytest.approx([0.0, 9.0])


def test_times_follow_the_shifted_logit_normal() -> None:
    source = torch.Generator().manual_seed(3)
    small = FAMILY.sample_times(20_000, (16, 16, 16), source)
    large = FAMILY.sample_times(20_000, (16, 64, 64), source)
    for times, shift in ((small, 0.5), (large, 1.15)):
        spread = torch.logit(times)
        assert spread.mean().item() == pytest.approx(shift, abs=0.02)
        assert spread.std().item() == pytest.approx(1.0, abs=0.02)
        assert 0 < times.min() < times.max() < 1
    again = FAMILY.sample_times(4, (16, 16, 16), torch.Generator().manual_seed(4))
    assert torch.equal(
        again, FAMILY.sample_times(4, (16, 16, 16), torch.Generator().manual_seed(4))
    )


def test_a_picture_depends_on_its_own_seed_only(pipeline: Any) -> None:
    alone = FAMILY.render(pipeline, ["a cup"], [7], ImageOptions())[0]
    many = FAMILY.render(pipeline, ["a box", "a cup"], [1, 7], ImageOptions(batch_size=1))
    assert many[1].tobytes() == alone.tobytes()
    assert many[0].tobytes() != alone.tobytes()
    assert alone.size == (64, 64)


def test_the_denoiser_under_training_can_make_samples(model: Path) -> None:
    denoiser = FAMILY.load_denoiser(model, "cpu", torch.float32)
    pipeline = FAMILY.load_pipeline(model, "cpu", torch.float32, denoiser)
    assert FAMILY.denoiser_of(pipeline) is denoiser


def test_defaults_come_from_the_model_folder(tmp_path: Path) -> None:
    assert FAMILY.generation_defaults(tmp_path).steps == 50
    (tmp_path / "model_index.json").write_text(json.dumps({"is_distilled": True}))
    assert FAMILY.generation_defaults(tmp_path) == ImageOptions(1024, 1024, 4, 1.0, 1)
    own = {"default_steps": 12, "default_guidance": 3.5, "sizes": [256]}
    (tmp_path / "signet.json").write_text(json.dumps(own))
    assert FAMILY.generation_defaults(tmp_path) == ImageOptions(256, 256, 12, 3.5, 1)


@pytest.mark.parametrize(("photos", "views"), [(10, 600), (30, 1800), (100, 4000)])
def test_views_follow_the_number_of_photos(photos: int, views: int, tmp_path: Path) -> None:
    settings = FAMILY.settings("balanced", photos, tmp_path)
    assert settings.steps * settings.batch_size == views
    assert settings.resolution == 768
    assert settings.learning_rate == pytest.approx(1e-4)


def test_the_larger_model_learns_more_slowly(tmp_path: Path) -> None:
    (tmp_path / "transformer").mkdir()
    config = {"num_attention_heads": 32, "attention_head_dim": 128}
    (tmp_path / "transformer" / "config.json").write_text(json.dumps(config))
    assert FAMILY.settings("balanced", 30, tmp_path).learning_rate == pytest.approx(5e-5)


@pytest.mark.parametrize(("heads", "base"), [(24, "base-4B"), (32, "base-9B")])
def test_a_distilled_model_is_no_base_for_training(heads: int, base: str, tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text(json.dumps({"is_distilled": True}))
    (tmp_path / "transformer").mkdir()
    config = {"num_attention_heads": heads, "attention_head_dim": 128}
    (tmp_path / "transformer" / "config.json").write_text(json.dumps(config))
    with pytest.raises(KnownError, match=rf"cannot be taught\. Train on FLUX\.2-klein-{base};"):
        FAMILY.settings("balanced", 30, tmp_path)
    with pytest.raises(KnownError, match=base):
        FAMILY.load_denoiser(tmp_path, "cpu", torch.float32)
