"""The family's maths equals the stock pipeline's, number for number."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import QwenImagePipeline
from PIL import Image
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from core.adapters.files import write_adapter
from core.contract.control import Control
from core.contract.items import Picture
from core.contract.messages import Done, Message, Sample
from core.contract.requests import ImageOptions, TrainingRequest, TrainingSettings
from core.families.quiet import quiet
from core.families.qwen_image import FAMILY, text_tokens, velocity
from core.models import architectures
from core.training import images
from core.training.recomputing import computed_twice
from core.training.run import train
from core.training.weights import linear_names

LONG = "a very long prompt that is cut because the model reads only so much of what it is given"
PROMPTS = ["a mrnx cup", "", LONG]
"""After what the pipeline drops 23, 13 and 100 tokens, of which the toy reads 64."""
SIZES = [(4, 4), (4, 6), (3, 5)]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return FAMILY.tiny(tmp_path_factory.mktemp("qwen_image"))


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


def stock(network: Any, noisy: torch.Tensor, given: dict[str, torch.Tensor], times: Any) -> Any:
    """The class's own forward, [B, 4 C, H, W]."""
    rows, columns = noisy.shape[-2:]
    with torch.no_grad():
        answer = network(
            hidden_states=noisy.flatten(2).transpose(1, 2),
            encoder_hidden_states=given["prompt_embeds"],
            encoder_hidden_states_mask=given.get("prompt_mask"),
            timestep=times,
            img_shapes=[[(1, rows, columns)]] * len(noisy),
        ).sample
    return answer.transpose(1, 2).reshape(noisy.shape)


def test_the_shipped_architecture_is_this_familys_and_its_relatives_are_not(
    model: Path, tmp_path: Path
) -> None:
    known = {one.name for one in architectures.home().iterdir() if FAMILY.recognises(one)}
    assert known == {"qwen_image"}
    assert FAMILY.recognises(model)
    for other in ("QwenImageEditPipeline", "QwenImageEditPlusPipeline", "QwenImageInpaintPipeline"):
        (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": other}))
        assert not FAMILY.recognises(tmp_path)


def test_prompts_are_encoded_as_the_pipeline_does(pipeline: Any, encoders: Any) -> None:
    assert encoders.transformer is None
    found = FAMILY.encode_prompts(encoders, PROMPTS)
    lengths = []
    for prompt, one in zip(PROMPTS, found, strict=True):
        with torch.no_grad():
            embeds, mask = pipeline.encode_prompt(prompt, max_sequence_length=64)
        assert mask is None
        assert one["prompt_embeds"].shape == (64, 16)
        assert one["prompt_mask"].dtype == torch.bool
        assert torch.allclose(one["prompt_embeds"][one["prompt_mask"]], embeds[0], atol=1e-6)
        assert not one["prompt_embeds"][~one["prompt_mask"]].any()
        lengths.append(embeds.shape[1])
        # alone as in the batch, where shorter ones are filled up
        (alone,) = FAMILY.encode_prompts(encoders, [prompt])
        assert torch.equal(alone["prompt_mask"], one["prompt_mask"])
        assert torch.allclose(alone["prompt_embeds"], one["prompt_embeds"], atol=1e-6)
    assert lengths == [23, 13, 64]
    # what is dropped is the template: two prompts that begin with the same two letters
    first, last = found[0]["prompt_embeds"], found[2]["prompt_embeds"]
    assert torch.allclose(first[:2], last[:2], atol=1e-6)
    assert not torch.allclose(first[2], last[2], atol=1e-3)


def test_a_run_pads_to_its_longest_prompt_only(encoders: Any) -> None:
    found = FAMILY.encode_prompts(encoders, PROMPTS)
    for before, after in zip(found, FAMILY.trimmed(found[:2]), strict=False):
        assert after["prompt_embeds"].shape == (32, 16)
        assert after["prompt_mask"].sum() == before["prompt_mask"].sum()
        assert torch.equal(after["prompt_embeds"], before["prompt_embeds"][:32])
    assert FAMILY.trimmed(found)[0]["prompt_embeds"].shape == (64, 16)
    # where all prompts are of one length, all of their tokens are real
    for after in FAMILY.trimmed(FAMILY.encode_prompts(encoders, ["a red cup", "a new cup"])):
        assert {name: tuple(value.shape) for name, value in after.items()} == {
            "prompt_embeds": (22, 16)
        }
    assert FAMILY.trimmed([]) == []


def test_latents_are_those_that_the_pipeline_decodes(pipeline: Any, encoders: Any) -> None:
    pixels = torch.rand(2, 3, 64, 96, generator=torch.Generator().manual_seed(1)) * 2 - 1
    mean, std = FAMILY.encode_pictures(encoders, pixels)
    assert mean.shape == std.shape == (2, 16, 4, 6)
    vae = pipeline.vae
    with torch.no_grad():
        draw = vae.encode(pixels[:, :, None]).latent_dist

    def unpacked(latents: torch.Tensor) -> torch.Tensor:
        packed = latents.flatten(2).transpose(1, 2)
        return pipeline._unpack_latents(packed, 64, 96, pipeline.vae_scale_factor)

    # what the pipeline does with its last latents leads back to the VAE's own
    centre, spread = (
        torch.tensor(values).view(1, 4, 1, 1, 1)
        for values in (vae.config.latents_mean, vae.config.latents_std)
    )
    assert torch.allclose(unpacked(mean) * spread + centre, draw.mean, atol=1e-5)
    assert torch.allclose(unpacked(std) * spread, draw.std, atol=1e-5)


@pytest.mark.parametrize(("rows", "columns"), SIZES)
def test_the_answer_is_that_of_the_networks_own_forward(
    pipeline: Any, encoders: Any, rows: int, columns: int
) -> None:
    network = pipeline.transformer
    noisy, times = random(3, 16, rows, columns), torch.tensor([0.2, 0.7, 1.0])
    found = FAMILY.encode_prompts(encoders, PROMPTS)
    for given in (stacked(found), stacked(FAMILY.trimmed([found[0]] * 3))):
        with torch.no_grad():
            ours = velocity(network, noisy, given, times)
        expected = stock(network, noisy, given, times)
        assert torch.allclose(ours, expected, atol=1e-5)
        assert expected.abs().max() > 0.1
    assert "prompt_mask" not in given


def test_the_pipeline_asks_the_network_for_the_same(pipeline: Any, encoders: Any) -> None:
    """Units of time, packing, places and both prompts, in pictures of 64 x 96 px."""
    calls: list[tuple[dict[str, Any], torch.Tensor]] = []
    hook = pipeline.transformer.register_forward_hook(
        lambda _, __, given, made: calls.append((given, made[0])), with_kwargs=True
    )
    options = ImageOptions(width=96, height=64, steps=3, guidance=3.0, batch_size=2)
    try:
        FAMILY.render(pipeline, PROMPTS[:2], [9, 8], options)
    finally:
        hook.remove()
    assert len(calls) == 3 * 2
    wanted, empty = (
        stacked(FAMILY.trimmed(FAMILY.encode_prompts(encoders, asked)))
        for asked in (PROMPTS[:2], [" ", " "])
    )
    for index, (given, made) in enumerate(calls):
        noisy, expected = (
            one.transpose(1, 2).reshape(2, 16, 4, 6) for one in (given["hidden_states"], made)
        )
        with torch.no_grad():
            ours = velocity(
                pipeline.transformer, noisy, (wanted, empty)[index % 2], given["timestep"]
            )
        assert torch.allclose(ours, expected, atol=1e-5)
    # the first look is at pure noise, each picture's from its own seed
    assert calls[0][0]["timestep"].tolist() == [1.0, 1.0]
    for row, seed in enumerate((9, 8)):
        start = random(1, 1, 4, 8, 12, seed=seed)[0]
        packed = torch.nn.functional.pixel_unshuffle(start, 2).flatten(2).transpose(1, 2)
        assert torch.equal(calls[0][0]["hidden_states"][row], packed[0])


def test_more_padding_and_other_rows_change_nothing(pipeline: Any, encoders: Any) -> None:
    found = FAMILY.encode_prompts(encoders, PROMPTS)
    noisy, times = random(3, 16, 4, 6), torch.tensor([0.2, 0.5, 0.9])
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
        again = velocity(pipeline.transformer, noisy, filling, times)
        filling.pop("prompt_mask")
        unmasked = velocity(pipeline.transformer, noisy, filling, times)
    assert torch.allclose(again, together, atol=1e-5)
    assert not torch.allclose(unmasked, together, atol=1e-3)


def test_the_loss_has_the_schedulers_noise_and_direction(pipeline: Any, encoders: Any) -> None:
    scheduler = pipeline.scheduler
    scheduler.set_timesteps(8, mu=0.7)
    chosen = scheduler.timesteps[[1, 4, 7]]
    clean, noise = random(3, 16, 4, 4, seed=2), random(3, 16, 4, 4, seed=3)
    noisy = scheduler.scale_noise(clean, chosen, noise)
    given = stacked(FAMILY.encode_prompts(encoders, PROMPTS))
    answer = stock(pipeline.transformer, noisy, given, chosen / 1000)
    with torch.no_grad():
        rows = FAMILY.loss(pipeline.transformer, clean, given, noise, chosen / 1000)
    # one Euler step along noise - latents stays on the line between both
    scheduler.set_begin_index(1)
    after = scheduler.step(noise - clean, chosen[0], noisy, return_dict=False)[0]
    sigma = scheduler.sigmas[2]
    assert torch.allclose(after[0], ((1 - sigma) * clean + sigma * noise)[0], atol=1e-5)
    expected = [float((answer[row] - (noise - clean)[row]).square().mean()) for row in range(3)]
    assert rows.tolist() == pytest.approx(expected, rel=1e-4)
    assert len({round(value, 3) for value in expected}) == 3


def test_times_follow_the_logit_normal_with_a_shift_of_2_2() -> None:
    source = torch.Generator().manual_seed(3)
    for side in (32, 64):
        spread = torch.logit(FAMILY.sample_times(20_000, (64, side, side), source))
        assert spread.mean().item() == pytest.approx(math.log(2.2), abs=0.02)
        assert spread.std().item() == pytest.approx(1.0, abs=0.02)


def test_what_training_writes_paints_the_same_in_plain_diffusers(
    model: Path, tmp_path: Path
) -> None:
    settings = TrainingSettings(
        rank=4, alpha=8.0, learning_rate=1e-2, steps=3, batch_size=1, warmup_steps=0,
        resolution=64, validate_every=3, checkpoint_every=3, sample_every=3, checkpointing="whole",
    )  # fmt: skip
    pictures = []
    # captions of two lengths, photos of two shapes
    for number, (width, caption) in enumerate([(64, "a mrnx cup"), (96, "mrnx")]):
        path = tmp_path / f"{number}.png"
        Image.fromarray(np.full((64, width, 3), 40 + 90 * number, np.uint8)).save(path)
        pictures.append(Picture(number, str(path), f"{number:064x}", width, 64, caption=caption))
    request = TrainingRequest(
        run="one", kind="image", family="qwen_image", model=str(model), model_hash="00" * 32,
        model_name="Toy", model_licence="Apache-2.0", run_folder=str(tmp_path / "run"),
        cache_folder=str(tmp_path / "cache"), adapter_id="one", adapter_name="one",
        trigger="mrnx", class_word="cup", settings=settings, pictures=tuple(pictures),
        device="cpu",
    )  # fmt: skip
    said: list[Message] = []
    train(request, said.append, Control())
    done = said[-1]
    assert isinstance(done, Done), done
    before, after = (
        np.asarray(Image.open(one.path), np.int16) for one in said if isinstance(one, Sample)
    )
    with quiet():
        plain = QwenImagePipeline.from_pretrained(
            model, use_safetensors=True, local_files_only=True
        )
        plain.set_progress_bar_config(disable=True)
        adapter = Path(done.path)
        plain.load_lora_weights(str(adapter.parent), weight_name=adapter.name)
    (made,) = plain(
        prompt="a photo of mrnx cup", negative_prompt=" ", true_cfg_scale=4.0, width=64,
        height=64, num_inference_steps=2, max_sequence_length=64,
        generator=torch.Generator("cpu").manual_seed(images._PROOF_SEED),
    ).images  # fmt: skip
    assert np.abs(np.asarray(made, np.int16) - after).max() <= 1
    assert np.abs(before - after).max() > 2


def taught_denoiser(model: Path) -> Any:
    """With an adapter of random weights where the family puts one."""
    from peft import LoraConfig

    taught: Any = FAMILY.load_denoiser(model, "cpu", torch.float32)
    names = linear_names(taught, FAMILY.adapts)
    assert len(names) == 2 * 8
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
    write_adapter(tmp_path / "adapter.safetensors", tensors, {"signet.alpha": "4"}, "image")
    with quiet():
        plain = QwenImagePipeline.from_pretrained(
            model, use_safetensors=True, local_files_only=True
        )
    noisy, times = random(3, 16, 4, 6), torch.tensor([0.3, 0.6, 0.9])
    given = stacked(FAMILY.encode_prompts(encoders, PROMPTS))
    bare = stock(plain.transformer, noisy, given, times)
    plain.load_lora_weights(str(tmp_path), weight_name="adapter.safetensors")
    loaded = stock(plain.transformer, noisy, given, times)
    with torch.no_grad():
        expected = velocity(taught, noisy, given, times)
    assert torch.allclose(loaded, expected, atol=1e-5)
    assert (loaded - bare).abs().max() > 1e-2


def test_saving_memory_gives_the_same_gradients(model: Path, encoders: Any) -> None:
    taught = taught_denoiser(model)
    given = stacked(FAMILY.encode_prompts(encoders, PROMPTS[:2]))
    clean, noise = random(2, 16, 4, 6, seed=2), random(2, 16, 4, 6, seed=3)
    times = torch.tensor([0.3, 0.8])
    # after the last block nothing reads the text: its last layers have nothing to learn from
    idle = ("1.attn.to_add_out", "1.attn.add_q_proj")
    weights = {
        name: value
        for name, value in taught.named_parameters()
        if "lora_" in name and not any(part in name for part in idle)
    }
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
    assert calls == ["QwenImageTransformerBlock"] * 2
    for one, other in zip(usual, saved, strict=True):
        assert torch.allclose(one, other, atol=1e-7)
        assert one.abs().max() > 0


def test_a_picture_depends_on_its_own_seed_only(pipeline: Any) -> None:
    alone = FAMILY.render(pipeline, ["a cup"], [7], ImageOptions())[0]
    many = FAMILY.render(pipeline, ["a large box", "a cup"], [1, 7], ImageOptions(batch_size=2))
    levels = np.abs(np.asarray(many[1], np.int16) - np.asarray(alone, np.int16))
    assert levels.max() <= 1
    assert many[0].tobytes() != alone.tobytes()
    assert alone.size == (64, 64)


def test_guidance_of_one_looks_once_a_step(pipeline: Any) -> None:
    calls: list[Any] = []
    hook = pipeline.transformer.register_forward_hook(lambda *call: calls.append(call))
    try:
        for guidance in (1.0, 4.0):
            FAMILY.render(pipeline, ["a cup"], [7], ImageOptions(guidance=guidance))
    finally:
        hook.remove()
    assert len(calls) == 2 + 2 * 2


def test_the_denoiser_under_training_can_make_samples(model: Path) -> None:
    denoiser = FAMILY.load_denoiser(model, "cpu", torch.float32)
    assert not any(one.requires_grad for one in denoiser.parameters())
    assert not denoiser.training
    pipeline = FAMILY.load_pipeline(model, "cpu", torch.float32, denoiser)
    assert FAMILY.denoiser_of(pipeline) is denoiser


def test_defaults_come_from_the_model_folder(model: Path, tmp_path: Path) -> None:
    assert FAMILY.generation_defaults(tmp_path) == ImageOptions(1024, 1024, 50, 4.0, 1)
    assert text_tokens(tmp_path) == 512
    assert FAMILY.generation_defaults(model) == ImageOptions(64, 64, 2, 4.0, 1)
    assert text_tokens(model) == 64
    (tmp_path / "signet.json").write_text(json.dumps({"default_guidance": 2.5}))
    assert FAMILY.generation_defaults(tmp_path).guidance == 2.5


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


class Constants(TorchFunctionMode):
    """Notes what is made of numbers on the processor: a copy to the device each time."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[str] = []

    def __torch_function__(
        self, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        if function in (torch.tensor, torch.as_tensor, torch.from_numpy):
            self.made.append(function.__name__)
        return function(*args, **(kwargs or {}))


class Crossings(TorchDispatchMode):
    """Notes every operation that touches the processor's memory."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def __torch_dispatch__(
        self, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        made = function(*args, **(kwargs or {}))
        tensors = [one for one in tree_leaves((args, kwargs, made)) if torch.is_tensor(one)]
        if any(one.device.type != "meta" for one in tensors):
            self.seen.append(str(function))
        return made


def test_at_real_size_nothing_asks_for_a_value_on_the_way() -> None:
    """On the meta device there are shapes only: whoever asked for a value would raise."""
    from diffusers import QwenImageTransformer2DModel

    with torch.device("meta"):
        assert len(linear_names(QwenImageTransformer2DModel(), FAMILY.adapts)) == 60 * 8
        denoiser = QwenImageTransformer2DModel(num_layers=3)  # the others are like these
    denoiser = denoiser.to(torch.bfloat16)
    # a loaded network has its rotations in main memory
    denoiser.pos_embed = type(denoiser.pos_embed)(10_000, [16, 56, 56], True)
    with torch.device("meta"):
        # a photo of 1024 x 768 px
        clean, noise = torch.empty(2, 64, 48, 64), torch.empty(2, 64, 48, 64)
        given = {
            "prompt_embeds": torch.empty(2, 96, 3584, dtype=torch.bfloat16),
            "prompt_mask": torch.empty(2, 96, dtype=torch.bool),
        }
        times = torch.empty(2)
    for expected in (True, False):
        # the first time alone, before anything is captured, rotations go to the device
        with Crossings() as crossings, Constants() as constants:
            rows = FAMILY.loss(denoiser, clean, given, noise, times)
        assert bool(crossings.seen) == expected
        assert constants.made == []
    assert (rows.shape, rows.dtype, rows.device.type) == ((2,), torch.float32, "meta")
    # which is what the network's own forward does each time
    with Constants() as constants:
        given["prompt_embeds"] = given["prompt_embeds"].bfloat16()
        stock(denoiser, clean.bfloat16(), given, times)
    assert constants.made == ["as_tensor"]
