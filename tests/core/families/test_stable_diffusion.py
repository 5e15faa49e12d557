"""Stable Diffusion 1.5 and XL: the maths equals the stock pipelines', number for number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest
import torch
from diffusers import DDPMScheduler, UNet2DConditionModel

from core.adapters.files import write_adapter
from core.contract.requests import ImageOptions
from core.errors import KnownError
from core.families import image_family
from core.families.pipelines import variant
from core.families.quiet import quiet
from core.families.stable_diffusion import taught_by
from core.families.stable_diffusion_toy import build
from core.paths import resources
from core.training.weights import linear_names
from tests.benchmarks.real_size import REAL

ARCHITECTURES = resources() / "architectures"
PROMPTS = ["a mrnx cup", "", "a long prompt, " * 30]
BOTH = pytest.mark.parametrize("name", ["sd15", "sdxl"])
ANSWERS = pytest.mark.parametrize("velocity", [False, True])


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, bool], Path]:
    home = tmp_path_factory.mktemp("toys")
    return {
        (name, velocity): build(home / f"{name}{velocity}", wide=name == "sdxl", velocity=velocity)
        for name in ("sd15", "sdxl")
        for velocity in (False, True)
    }


def drawn(*shape: int, seed: int = 1) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def encoded(kin: Any, model: Path, prompts: list[str]) -> dict[str, torch.Tensor]:
    """Conditionings of these prompts as a batch."""
    rows = kin.encode_prompts(kin.load_encoders(model, "cpu", torch.float32), prompts)
    return {name: torch.stack([row[name] for row in rows]) for name in rows[0]}


@BOTH
def test_prompts_are_encoded_as_the_pipeline_does(
    name: str, models: dict[tuple[str, bool], Path]
) -> None:
    kin, model = image_family(name), models[name, False]
    pipeline = kin.load_pipeline(model, "cpu", torch.float32)
    found = encoded(kin, model, PROMPTS)
    for row, prompt in enumerate(PROMPTS):
        with torch.no_grad(), quiet():
            stock = pipeline.encode_prompt(prompt, "cpu" if name == "sd15" else None,
                                           num_images_per_prompt=1,
                                           do_classifier_free_guidance=False)  # fmt: skip
        assert torch.allclose(found["prompt_embeds"][row], stock[0][0], atol=1e-6)
        if name == "sdxl":
            assert torch.allclose(found["pooled_prompt_embeds"][row], stock[2][0], atol=1e-6)
    assert not torch.equal(found["prompt_embeds"][0], found["prompt_embeds"][1])


@BOTH
def test_latents_are_those_that_the_pipeline_decodes(
    name: str, models: dict[tuple[str, bool], Path]
) -> None:
    kin = image_family(name)
    encoders = kin.load_encoders(models[name, False], "cpu", torch.float32)
    assert encoders.unet is None
    pixels = torch.rand(2, 3, 64, 128, generator=torch.Generator().manual_seed(1)) * 2 - 1
    mean, std = kin.encode_pictures(encoders, pixels)
    assert mean.shape == std.shape == (2, 4, 8, 16)
    with torch.no_grad():
        draw = encoders.vae.encode(pixels).latent_dist
    factor = encoders.vae.config.scaling_factor
    assert torch.allclose(mean / factor, draw.mean, atol=1e-5)
    assert torch.allclose(std / factor, draw.std, atol=1e-5)


@BOTH
@ANSWERS
def test_the_loss_is_that_of_the_stock_scheduler(
    name: str, velocity: bool, models: dict[tuple[str, bool], Path]
) -> None:
    kin, model = image_family(name), models[name, velocity]
    denoiser = kin.load_denoiser(model, "cpu", torch.float32)
    given = encoded(kin, model, PROMPTS)
    clean, noise = drawn(3, 4, 8, 16), drawn(3, 4, 8, 16, seed=2)
    steps = torch.tensor([3, 500, 999])
    with torch.no_grad():
        rows = kin.loss(denoiser, clean, given, noise, (steps + 0.5) / 1000)
    stock = DDPMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
    added = {}
    if name == "sdxl":
        sizes = torch.tensor([[64.0, 128.0, 0.0, 0.0, 64.0, 128.0]]).expand(3, -1)
        added = {"text_embeds": given["pooled_prompt_embeds"], "time_ids": sizes}
    with torch.no_grad():
        answer = denoiser(
            stock.add_noise(clean, noise, steps), steps, given["prompt_embeds"],
            added_cond_kwargs=added,
        ).sample  # fmt: skip
    target = stock.get_velocity(clean, noise, steps) if velocity else noise
    expected = (answer - target).square().mean(dim=(1, 2, 3))
    if name == "sdxl":
        snr = stock.alphas_cumprod[steps] / (1 - stock.alphas_cumprod[steps])
        kept = torch.minimum(snr, torch.tensor(5.0))
        expected = expected * (kept / (snr + 1) if velocity else kept / snr)
    assert torch.allclose(rows, expected, rtol=1e-4)
    assert (rows > 1e-5).all()


def test_a_model_without_any_signal_at_the_end_has_a_finite_loss(
    models: dict[tuple[str, bool], Path],
) -> None:
    """Zero terminal signal-to-noise: the last timestep is pure noise."""
    kin, model = image_family("sdxl"), models["sdxl", True]
    encoders = kin.load_encoders(model, "cpu", torch.float32)
    encoders.scheduler.register_to_config(rescale_betas_zero_snr=True)
    signal, _ = taught_by(encoders.scheduler)
    assert signal[-1] < 1e-6
    given = {**encoded(kin, model, ["a cup"]), "signal": signal[None]}
    denoiser = kin.load_denoiser(model, "cpu", torch.float32)
    with torch.no_grad():
        rows = kin.loss(denoiser, drawn(1, 4, 8, 8), given, drawn(1, 4, 8, 8), torch.ones(1))
    assert rows.isfinite().all()


@BOTH
def test_times_are_uniform_and_spread_over_the_batch(name: str) -> None:
    source = torch.Generator().manual_seed(3)
    times = image_family(name).sample_times(10_000, (4, 8, 8), source)
    assert torch.histc(times, 10, 0.0, 1.0).tolist() == pytest.approx([1000] * 10, abs=1)
    assert times[:100].diff().abs().max() > 0.5


@BOTH
def test_a_picture_depends_on_its_own_seed_only(
    name: str, models: dict[tuple[str, bool], Path]
) -> None:
    kin = image_family(name)
    pipeline = kin.load_pipeline(models[name, False], "cpu", torch.float32)
    alone = kin.render(pipeline, ["a cup"], [7], ImageOptions())[0]
    many = kin.render(pipeline, ["a box", "a cup"], [1, 7], ImageOptions(batch_size=2))
    levels = np.abs(np.asarray(many[1], np.int16) - np.asarray(alone, np.int16))
    assert levels.max() <= 1
    assert many[0].tobytes() != alone.tobytes()
    assert alone.size == (64, 64)


@BOTH
def test_a_written_adapter_means_the_same_to_plain_diffusers(
    name: str, models: dict[tuple[str, bool], Path], tmp_path: Path
) -> None:
    from peft import LoraConfig, get_peft_model_state_dict

    kin, model = image_family(name), models[name, False]
    taught: Any = kin.load_denoiser(model, "cpu", torch.float32)
    names = linear_names(taught, kin.adapts)
    # one block on the way down, one in the middle, two on the way up; two attentions in each
    assert len(names) == 4 * 8
    taught.add_adapter(LoraConfig(r=4, lora_alpha=4, target_modules=names), "default")
    source = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for key, value in taught.named_parameters():
            if "lora_" in key:
                value.copy_(torch.randn(value.shape, generator=source) * 0.3)
    tensors = {
        f"{kin.key_prefix}.{key}": value.detach().clone()
        for key, value in get_peft_model_state_dict(taught).items()
    }
    write_adapter(tmp_path / "adapter.safetensors", tensors, {"signet.alpha": "4"}, "image")
    with quiet():
        plain = getattr(diffusers, kin.class_name).from_pretrained(model, local_files_only=True)
    given = encoded(kin, model, ["a cup"])
    noisy, half = drawn(1, 4, 8, 8), torch.tensor([0.5])

    def answer(network: torch.nn.Module) -> torch.Tensor:
        with torch.no_grad():
            return kin.loss(network, noisy, given, torch.zeros_like(noisy), half)

    bare = answer(plain.unet)
    with quiet():
        plain.load_lora_weights(str(tmp_path), weight_name="adapter.safetensors")
    assert torch.allclose(answer(plain.unet), answer(taught), rtol=1e-4)
    assert (answer(plain.unet) - bare).abs().max() > 1e-3


@BOTH
def test_at_real_size_nothing_asks_for_a_value_on_the_way(name: str) -> None:
    """On the meta device there are shapes only: whoever asked for a value would raise."""
    kin, size = image_family(name), REAL[name]
    with torch.device("meta"):
        denoiser = size.build().to(torch.bfloat16)
        clean, noise = torch.empty(2, 4, 96, 64), torch.empty(2, 4, 96, 64)
        given = {key: torch.empty(2, *shape) for key, shape in size.conditioning.items()}
        given |= {"signal": torch.empty(2, 1000), "velocity": torch.empty(2)}
        rows = kin.loss(denoiser, clean, given, noise, torch.empty(2))
    assert (rows.shape, rows.dtype, rows.device.type) == ((2,), torch.float32, "meta")
    # SDXL: 70 transformer blocks, SD 1.5: 16; two attentions of four layers in each
    assert len(linear_names(denoiser, kin.adapts)) == {"sdxl": 70, "sd15": 16}[name] * 8


@BOTH
def test_defaults_come_from_the_model_folder(name: str, tmp_path: Path) -> None:
    side = {"sd15": 512, "sdxl": 1024}[name]
    assert image_family(name).generation_defaults(tmp_path).width == side
    (tmp_path / "signet.json").write_text(json.dumps({"default_steps": 8, "sizes": [640]}))
    assert image_family(name).generation_defaults(tmp_path).steps == 8
    assert image_family(name).generation_defaults(tmp_path).height == 640


@pytest.mark.parametrize(
    ("name", "intensity", "steps", "resolution"),
    [
        ("sd15", "quick", 150, 512),
        ("sd15", "balanced", 450, 512),
        ("sdxl", "quick", 150, 768),
        ("sdxl", "balanced", 450, 1024),
        ("sdxl", "careful", 750, 1024),
    ],
)
def test_presets_follow_the_number_of_photos(
    name: str, intensity: Any, steps: int, resolution: int, tmp_path: Path
) -> None:
    settings = image_family(name).settings(intensity, 30, tmp_path)
    assert (settings.steps, settings.batch_size) == (steps, 4)
    assert (settings.resolution, settings.rank, settings.alpha) == (resolution, 16, 16)


def test_folders_with_half_precision_files_alone_are_read(tmp_path: Path) -> None:
    unet = tmp_path / "unet"
    unet.mkdir()
    assert variant(unet) is None
    (unet / "diffusion_pytorch_model.fp16.safetensors").write_bytes(b"")
    assert variant(unet) == "fp16"
    (unet / "diffusion_pytorch_model.safetensors").write_bytes(b"")
    assert variant(unet) is None


@BOTH
@pytest.mark.parametrize(
    "scheduler",
    [
        {"_class_name": "DDPMScheduler", "prediction_type": "sample"},
        {"_class_name": "EDMDPMSolverMultistepScheduler", "prediction_type": "epsilon"},
        {"_class_name": "EulerDiscreteScheduler", "timestep_type": "continuous"},
        {"_class_name": "FlowMatchEulerDiscreteScheduler"},
    ],
)
def test_models_that_were_taught_otherwise_are_refused(
    name: str, scheduler: dict[str, str], tmp_path: Path
) -> None:
    config = tmp_path / "scheduler" / "scheduler_config.json"
    config.parent.mkdir()
    config.write_text(json.dumps({"_class_name": "DDIMScheduler", "prediction_type": "epsilon"}))
    kin = image_family(name)
    assert kin.settings("quick", 30, tmp_path).steps
    config.write_text(json.dumps(scheduler))
    with pytest.raises(KnownError, match="another way") as refused:
        kin.settings("quick", 30, tmp_path)
    assert refused.value.kind == "bad_request"
    with pytest.raises(KnownError, match="another way"):
        kin.load_encoders(tmp_path, "cpu", torch.float32)


@BOTH
def test_relatives_that_need_more_than_a_prompt_are_not_recognised(
    name: str, tmp_path: Path
) -> None:
    kin = image_family(name)
    assert kin.recognises(ARCHITECTURES / name)
    assert not kin.recognises(ARCHITECTURES / ({"sd15", "sdxl"} - {name}).pop())
    start = kin.class_name.removesuffix("Pipeline")
    for kind in ("Inpaint", "Img2Img", "ControlNet", "InstructPix2Pix"):
        index = {"_class_name": f"{start}{kind}Pipeline"}
        (tmp_path / "model_index.json").write_text(json.dumps(index))
        assert not kin.recognises(tmp_path)


def test_a_card_asks_for_sizes_that_the_network_halves_evenly() -> None:
    for name in ("sd15", "sdxl"):
        config, card = REAL[name], image_family(name).card
        with torch.device("meta"):
            levels = len(config.build().config.block_out_channels)
        assert card.multiple_of % (config.px_a_latent * 2 ** (levels - 1)) == 0
        assert all(size % card.multiple_of == 0 for size in card.sizes)


def test_the_real_networks_have_the_published_sizes() -> None:
    with torch.device("meta"):
        sizes = {
            name: sum(one.numel() for one in REAL[name].build().parameters())
            for name in ("sd15", "sdxl")
        }
    # parameters of the published unet weights
    assert sizes == {"sd15": 859_520_964, "sdxl": 2_567_463_684}
    assert UNet2DConditionModel._repeated_blocks == ["BasicTransformerBlock"]


@BOTH
@pytest.mark.parametrize(
    ("own", "taken"),
    [
        ({}, {"sd15", "sdxl"}),
        ({"in_channels": 9}, set()),
        ({"cross_attention_dim": 1024}, {"sdxl"}),
        ({"cross_attention_dim": 768}, {"sd15", "sdxl"}),
    ],
)
def test_relatives_of_the_same_class_are_told_apart(
    name: str, own: dict[str, Any], taken: set[str], tmp_path: Path
) -> None:
    """Inpainting models read nine channels; Stable Diffusion 2 has a wider text encoder."""
    kin: Any = image_family(name)
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": kin.class_name}))
    (tmp_path / "unet").mkdir()
    (tmp_path / "unet" / "config.json").write_text(json.dumps(own))
    assert kin.recognises(tmp_path) is (name in taken)
