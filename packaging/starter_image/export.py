"""Bring trained weights into the shipped form: int8 rows with scales, small tensors in fp16.

Shards stay below 15 MB each. ``core.models.starter_image`` turns them back into a pipeline folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import torch
from networks import TRANSFORMER_CONFIG, VAE_CONFIG
from safetensors.torch import save_file

SHARD_BYTES = 14_500_000
DEFAULTS = {
    "steps": 16,
    "guidance": 2.0,
    "max_sequence_length": 48,
    "width": 256,
    "height": 256,
}


def quantise(name: str, weight: torch.Tensor) -> dict[str, torch.Tensor]:
    """One weight as the tensors that are stored for it.

    Large matrices of the denoiser become int8 with one fp16 scale a row. The first text layer
    stays fp32: its columns differ a thousandfold, as the text channels do.
    """
    weight = weight.detach().float().contiguous()
    if name == "transformer.context_embedder.weight":
        return {name: weight}
    if not name.startswith("transformer.") or weight.ndim != 2 or weight.numel() < 100_000:
        return {name: weight.half()}
    scale = (weight.abs().amax(1) / 127).clamp_min(1e-7).half()
    whole = (weight / scale.float().unsqueeze(1)).round().clamp(-127, 127).to(torch.int8)
    return {name: whole, name + ".scale": scale}


def restore(stored: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The float32 weights that stored tensors stand for."""
    weights: dict[str, torch.Tensor] = {}
    for name, value in stored.items():
        if name.endswith(".scale"):
            continue
        scale = stored.get(name + ".scale")
        weights[name] = value.float() if scale is None else value.float() * scale.float()[:, None]
    return weights


def collect(vae: Path, denoiser: Path) -> dict[str, torch.Tensor]:
    """All stored tensors from the two training results, latent statistics included."""
    parts = torch.load(denoiser, map_location="cpu")
    stored: dict[str, torch.Tensor] = {}
    for name, weight in parts["state"].items():
        stored |= quantise("transformer." + name, weight)
    for name, weight in torch.load(vae, map_location="cpu")["state"].items():
        if not name.startswith("bn."):
            stored |= quantise("vae." + name, weight)
    stored["vae.bn.running_mean"] = parts["mean"].float()
    stored["vae.bn.running_var"] = parts["std"].float().square() - 1e-4  # the class adds 1e-4
    return stored


def write(stored: dict[str, torch.Tensor], out: Path, scheduler: dict[str, object]) -> None:
    """Write shards and ``manifest.json`` into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    shards: list[dict[str, torch.Tensor]] = [{}]
    size = 0
    for name in sorted(stored):
        value = stored[name].contiguous()
        length = value.numel() * value.element_size()
        if size + length > SHARD_BYTES:
            shards.append({})
            size = 0
        shards[-1][name] = value
        size += length
    files: list[dict[str, object]] = []
    for number, shard in enumerate(shards, 1):
        path = out / f"weights-{number}.safetensors"
        save_file(shard, path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        files.append({"name": path.name, "bytes": path.stat().st_size, "sha256": digest})
    manifest = {
        "format": 1,
        "files": files,
        "transformer": TRANSFORMER_CONFIG,
        "vae": VAE_CONFIG,
        "scheduler": scheduler,
        "defaults": DEFAULTS,
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vae", type=Path, required=True)
    parser.add_argument("--denoiser", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shift", type=float, default=1.0)
    parser.add_argument("--steps", type=int, default=DEFAULTS["steps"])
    parser.add_argument("--guidance", type=float, default=DEFAULTS["guidance"])
    args = parser.parse_args()
    DEFAULTS["steps"], DEFAULTS["guidance"] = args.steps, args.guidance
    scheduler = {"shift": args.shift, "use_dynamic_shifting": False, "num_train_timesteps": 1000}
    write(collect(args.vae, args.denoiser), args.out, scheduler)


if __name__ == "__main__":
    main()
