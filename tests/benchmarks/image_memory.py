"""A whole job of a large family on a part of a card: prompts, training, a sample, the proof.

The model folder has random weights at real size, so that nothing is learnt; what counts is that the
job is done within the given memory, what the plan gives up for it, and how long a step takes.

    python -m tests.benchmarks.image_memory flux1 --gib 10         34 GB of disk
    python -m tests.benchmarks.image_memory qwen_image --gib 20    58 GB of disk
    python -m tests.benchmarks.image_memory flux1 --small          rehearsal on a processor
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core.contract.requests import TrainingRequest
from core.families import image_family
from tests.benchmarks import real_size
from tests.benchmarks.image_job import measure, photos

GIB = 1024**3
STEPS = 40


def _clip() -> torch.nn.Module:
    """CLIP-L, as in FLUX.1."""
    from transformers import CLIPTextConfig, CLIPTextModel

    return CLIPTextModel(
        CLIPTextConfig(
            hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12,
            projection_dim=768, vocab_size=49408,
        )
    )  # fmt: skip


def _t5() -> torch.nn.Module:
    """The encoder of T5 v1.1 XXL."""
    from transformers import T5Config, T5EncoderModel

    return T5EncoderModel(
        T5Config(
            vocab_size=32128, d_model=4096, d_kv=64, d_ff=10240, num_layers=24, num_heads=64,
            feed_forward_proj="gated-gelu", tie_word_embeddings=False, is_encoder_decoder=False,
            use_cache=False,
        )
    )  # fmt: skip


def _flux1_vae() -> torch.nn.Module:
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(128, 256, 512, 512), layers_per_block=2, latent_channels=16,
        sample_size=1024, scaling_factor=0.3611, shift_factor=0.1159, use_quant_conv=False,
        use_post_quant_conv=False,
    )  # fmt: skip


def _qwen_vl(toy: Path) -> torch.nn.Module:
    """Qwen2.5-VL 7B; marks of pictures where the toy's tokenizer has them."""
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    config = Qwen2_5_VLConfig.from_pretrained(toy / "text_encoder")
    for name, value in {
        "vocab_size": 152064, "hidden_size": 3584, "intermediate_size": 18944,
        "num_hidden_layers": 28, "num_attention_heads": 28, "num_key_value_heads": 4,
        "layer_types": ["full_attention"] * 28,
        "rope_parameters": {
            "rope_type": "default", "rope_theta": 1e6, "mrope_section": [16, 24, 24]
        },
    }.items():  # fmt: skip
        setattr(config.text_config, name, value)
    for name, size in {
        "depth": 32, "hidden_size": 1280, "intermediate_size": 3420, "num_heads": 16,
        "out_hidden_size": 3584,
    }.items():  # fmt: skip
        setattr(config.vision_config, name, size)
    return Qwen2_5_VLForConditionalGeneration(config)


def _qwen_vae() -> torch.nn.Module:
    from diffusers import AutoencoderKLQwenImage

    return AutoencoderKLQwenImage()


def parts_of(name: str, toy: Path) -> dict[str, Callable[[], torch.nn.Module]]:
    """What has to be made at real size beside the denoiser."""
    if name == "flux1":
        return {"text_encoder": _clip, "text_encoder_2": _t5, "vae": _flux1_vae}
    return {"text_encoder": lambda: _qwen_vl(toy), "vae": _qwen_vae}


def build(name: str, folder: Path, device: str) -> Path:
    """The toy's folder with its networks replaced by ones of real size, in bf16."""
    kin = image_family(name)
    kin.tiny(folder)
    _save(real_size.denoiser(name, device), kin.trained_part(folder))
    for part, make in parts_of(name, folder).items():
        before = torch.get_default_dtype()
        torch.set_default_dtype(torch.bfloat16)
        try:
            with torch.device(device):
                network = make()
        finally:
            torch.set_default_dtype(before)
        _save(network, folder / part)
    (folder / "signet.json").unlink()
    return folder


def _save(network: Any, folder: Path) -> None:
    for old in folder.glob("*.safetensors"):
        old.unlink()
    network.save_pretrained(folder, safe_serialization=True)
    del network
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def job(name: str, model: Path, folder: Path, resolution: int, changes: dict[str, Any]) -> Any:
    """A short request with a sample in its midst."""
    kin = image_family(name)
    settings = dataclasses.replace(
        kin.settings("quick", 8, model), steps=STEPS, warmup_steps=2, learning_rate=1e-3,
        patience=0, resolution=resolution, validate_every=STEPS, sample_every=STEPS // 2,
        **changes,
    )  # fmt: skip
    pictures = photos(folder, resolution)[-8:]
    return TrainingRequest(
        run="bench", kind="image", family=name, model=str(model), model_hash="00" * 32,
        model_name=name, model_licence="", run_folder=str(folder / "run"),
        cache_folder=str(folder / "cache"), adapter_id="bench", adapter_name="Bench",
        trigger="mrnx", class_word="cup", settings=settings, pictures=pictures[:6],
        heldout_pictures=pictures[6:], device="auto",
    )  # fmt: skip


def main() -> None:
    """Build, limit the memory, train, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("family", choices=["flux1", "qwen_image"])
    parser.add_argument("--gib", type=float, default=0.0, help="what torch may take of the card")
    parser.add_argument("--resolution", type=int, default=512)
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.perf_counter()
        if options.small:
            model = image_family(options.family).tiny(folder / "model")
        else:
            model = build(options.family, folder / "model", "cuda")
        print(f"built in {time.perf_counter() - began:.0f} s", flush=True)
        if options.gib:
            whole = torch.cuda.get_device_properties(0).total_memory
            torch.cuda.set_per_process_memory_fraction(options.gib * GIB / whole)
            torch.cuda.reset_peak_memory_stats()
        changes = {"precision": options.precision}
        request = job(
            options.family, model, folder, 64 if options.small else options.resolution, changes
        )
        row = {"family": options.family, "gib": options.gib, **measure(request)}
        row["ms_a_step"] = row["phases"]["training"] / row["steps"] * 1000
        if torch.cuda.is_available():
            row["device"] = torch.cuda.get_device_name()
            row["reserved_gib"] = torch.cuda.max_memory_reserved() / GIB
        print(json.dumps(row))


if __name__ == "__main__":
    main()
