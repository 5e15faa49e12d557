"""What each kind of adapter costs when pictures are made, at real size on one card.

One pass of the denoiser with nothing, a LoRA, DoRA with lengths of rows and of columns, and LoKr
with a decomposed and with a whole right factor; how long each takes to load and to switch to.

    python -m tests.benchmarks.adapter_kinds sdxl flux1
    python -m tests.benchmarks.adapter_kinds sdxl --rehearse
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import nn

from core.adapters.files import write_adapter
from core.contract.requests import AdapterMix, MixPart
from core.families import image_family
from core.families.needs import LOKR_FACTOR
from core.generation.shelf import AdapterShelf
from core.training.weights import adapted_layers
from tests.benchmarks import real_size

RANK = 16
KINDS = ("lora", "dora rows", "dora columns", "lokr", "lokr whole")


def tensors_of(kind: str, stem: str, layer: nn.Linear) -> dict[str, torch.Tensor]:
    """One layer's part in an adapter with small random numbers."""
    outputs, inputs = layer.weight.shape
    if kind.startswith("lokr"):
        sides = outputs // LOKR_FACTOR, inputs // LOKR_FACTOR
        made = {"w1": torch.randn(LOKR_FACTOR, LOKR_FACTOR)}
        if kind == "lokr whole":
            made["w2"] = torch.randn(sides) * 1e-3
        else:
            made |= {"w2_a": torch.randn(sides[0], RANK) * 0.03,
                     "w2_b": torch.randn(RANK, sides[1]) * 0.03}  # fmt: skip
        return {f"{stem}.lokr_{part}": value for part, value in made.items()}
    made = {"lora_A.weight": torch.randn(RANK, inputs) * 0.03,
            "lora_B.weight": torch.randn(outputs, RANK) * 0.03}  # fmt: skip
    weight = layer.weight.detach().float()
    if kind == "dora rows":
        made["lora_magnitude_vector"] = (weight.norm(dim=1) * 1.01).cpu()
    if kind == "dora columns":
        made["dora_scale"] = (weight.norm(dim=0) * 1.01).cpu()[None]
    return {f"{stem}.{part}": value for part, value in made.items()}


def measure(name: str, device: str, dtype: torch.dtype, resolution: int, passes: int) -> Any:
    """One family's row of the table."""
    kin: Any = image_family(name)
    network: Any = real_size.denoiser(name, device, dtype).requires_grad_(False)
    source = torch.Generator().manual_seed(1)
    clean = real_size.latent(name, resolution, source)[0][None].to(device, dtype)
    given = {key: value[None].to(device) for key, value in
             real_size.condition(name, source).items()}  # fmt: skip
    noise, times = torch.randn_like(clean), torch.full((1,), 0.5, device=device)

    def run() -> torch.Tensor:
        with torch.no_grad(), torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            made: torch.Tensor = kin.loss(network, clean, given, noise, times)
        return made

    row: dict[str, Any] = {"family": name, "resolution": resolution, "base_ms": timed(run, passes)}
    plain = run()
    shelf = AdapterShelf(network, name, "")
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            torch.manual_seed(1)
            tensors: dict[str, torch.Tensor] = {}
            for layer in adapted_layers(network, kin):
                stem = f"{kin.key_prefix}.{layer}"
                tensors |= tensors_of(kind, stem, network.get_submodule(layer))
            path = Path(folder) / f"{kind}.safetensors"
            write_adapter(path, tensors, {"signet.family": name})
            began = time.perf_counter()
            names = shelf.fetch([AdapterMix("m", (MixPart("a", str(path)),))])
            wait(device)
            loaded = time.perf_counter() - began
            began = time.perf_counter()
            shelf.set_mix(dict.fromkeys(names.values(), 1.0))
            switched = time.perf_counter() - began
            row[kind] = {
                "ms": timed(run, passes), "load_s": loaded, "switch_ms": switched * 1000,
                "mib": path.stat().st_size / 2**20, "changed": float((run() - plain).abs()),
            }  # fmt: skip
            shelf.set_mix({})
    row["base_again_is_the_same"] = bool(torch.equal(run(), plain))
    return row


def timed(work: Callable[[], object], count: int) -> float:
    """Milliseconds of one call, after two others."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    for _ in range(2):
        work()
    wait(device)
    began = time.perf_counter()
    for _ in range(count):
        work()
    wait(device)
    return (time.perf_counter() - began) / count * 1000


def wait(device: str) -> None:
    """For everything asked of a card so far."""
    if device == "cuda":
        torch.cuda.synchronize()


def main() -> None:
    """Measure the families named on the command line and print one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", nargs="+")
    parser.add_argument("--resolution", type=int, default=1024)
    parser.add_argument("--passes", type=int, default=20)
    parser.add_argument("--rehearse", action="store_true", help="toys on the processor instead")
    options = parser.parse_args()
    if not options.rehearse:
        print(json.dumps({"device": torch.cuda.get_device_name(), "torch": torch.__version__}))
    for name in options.families:
        if options.rehearse:
            with tempfile.TemporaryDirectory() as folder:
                real_size.shrink(name, Path(folder))
                print(json.dumps(measure(name, "cpu", torch.float32, 64, 2)), flush=True)
        else:
            row = measure(name, "cuda", torch.bfloat16, options.resolution, options.passes)
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
