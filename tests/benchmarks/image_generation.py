"""A grid at real size: 4 mixes x 4 prompts of SDXL 1024, against the bare denoising of it.

The product's own generator makes the grid from a model folder with random weights, everything
included: adapters, prompts, scheduler, decoding, PNG files, messages. Bare denoising is nothing but
the denoiser's calls of the same 16 pictures, with the same inputs, one after the other; once with
the mixes' adapters and once as if there were none. Weights do not matter for speed.

    python -m tests.benchmarks.image_generation            a CUDA card, 7 GB of disk
    python -m tests.benchmarks.image_generation --small    the same on a processor, with a toy
    python -m tests.benchmarks.image_generation --tiny     another toy, of FLUX.2 klein
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core.adapters.files import write_adapter
from core.contract.control import Control
from core.contract.messages import Done, Message, Notice, Result
from core.contract.requests import AdapterMix, GenerationRequest, ImageOptions, MixPart
from core.families import image_family
from core.generation.run import Generator
from tests.benchmarks import stock_sdxl

PROMPTS = (
    "a red cup on a wooden table in the morning",
    "a pair of running shoes in the rain, studio light",
    "an armchair by a window, photo for a catalogue",
    "a bottle of olive oil between lemons, seen from above",
)
RANK = 16
SWITCHES = 20
GIB = 1024**3


@dataclass
class Calls:
    """What the denoiser was asked in one grid: the order of its calls, and one input a shape."""

    order: list[tuple[int, int]] = field(default_factory=list)
    """(place of the mix, key of the input)."""
    inputs: dict[int, tuple[tuple[Any, ...], dict[str, Any]]] = field(default_factory=dict)


def adapters_for(model: Path, folder: Path, family: str) -> list[MixPart]:
    """Three adapters of rank 16 over all layers that the family trains, with small numbers."""
    own = image_family(family)
    pipeline = own.load_pipeline(model, "cpu", torch.float32)
    network = own.denoiser_of(pipeline)
    source = torch.Generator().manual_seed(0)
    parts = []
    for number in range(3):
        tensors = {}
        for name, module in network.named_modules():
            if isinstance(module, torch.nn.Linear) and name.endswith(own.adapts):
                key = f"{own.key_prefix}.{name}"
                down = torch.randn(RANK, module.in_features, generator=source)
                up = torch.randn(module.out_features, RANK, generator=source)
                tensors[f"{key}.lora_A.weight"] = down * 0.02
                tensors[f"{key}.lora_B.weight"] = up * 0.02
        path = folder / f"adapter{number}.safetensors"
        digest = write_adapter(path, tensors, {"signet.family": family})
        parts.append(MixPart(f"adapter{number}", str(path), 1.0, digest, f"adapter {number}"))
    return parts


def mixes_of(parts: list[MixPart]) -> tuple[AdapterMix, ...]:
    """The base alone, one, another, and two at once."""
    first, second, third = parts
    return (
        AdapterMix("base"),
        AdapterMix("first", (first,)),
        AdapterMix("second", (second,)),
        AdapterMix("two", (replace(second, strength=0.7), replace(third, strength=0.5))),
    )


class Bench:
    """One warm generator and what is measured with it."""

    def __init__(self, request: GenerationRequest, folder: Path) -> None:
        self.request = request
        self.folder = folder
        self.generator = Generator()
        self._grids = 0

    def grid(self, **changes: Any) -> dict[str, Any]:
        """Make a grid; seconds, and what was said."""
        self._grids += 1
        out = self.folder / f"grid{self._grids}"
        messages: list[Message] = []
        request = replace(self.request, out_folder=str(out), **changes)
        wait()
        began = time.perf_counter()
        self.generator.serve(request, messages.append, Control())
        wait()
        seconds = time.perf_counter() - began
        if not isinstance(messages[-1], Done):
            raise SystemExit(f"the grid was not made: {messages[-1]}")
        files = [Path(one.path) for one in messages if isinstance(one, Result)]
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()
        notices = [one.say for one in messages if isinstance(one, Notice)]
        return {"seconds": seconds, "files": len(files), "sha256": digest, "notices": notices}

    @property
    def maker(self) -> Any:
        """The warm maker of pictures."""
        warm = self.generator._warm
        assert warm is not None
        return warm.maker

    def switching(self) -> list[float]:
        """Milliseconds of every switch between the mixes, the card's work included."""
        shelf = self.maker.shelf
        names = shelf.fetch(self.request.mixes)
        spent = []
        for _ in range(SWITCHES):
            for mix in self.request.mixes:
                wait()
                began = time.perf_counter()
                shelf.set_mix({names[part.path]: part.strength for part in mix.parts})
                wait()
                spent.append((time.perf_counter() - began) * 1000)
        shelf.set_mix({})
        return spent

    @contextmanager
    def recording(self, calls: Calls) -> Iterator[None]:
        """Note every call of the denoiser while a grid is made."""
        shelf, real = self.maker.shelf, self.maker.shelf.set_mix
        mix = -1

        def switch(strengths: Any) -> None:
            nonlocal mix
            mix += 1
            real(strengths)

        def note(_: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            shapes = [tuple(one.shape) for one in (*args, *kwargs.values()) if torch.is_tensor(one)]
            key = hash(tuple(shapes))
            calls.inputs.setdefault(key, (args, kwargs))
            calls.order.append((mix, key))

        handle = self.maker._denoiser.register_forward_pre_hook(note, with_kwargs=True)
        shelf.set_mix = switch
        try:
            yield
        finally:
            handle.remove()
            del shelf.set_mix

    @torch.no_grad()
    def bare(self, calls: Calls, *, adapters: bool) -> float:
        """Seconds of the denoiser's calls alone."""
        shelf, denoiser = self.maker.shelf, self.maker._denoiser
        names = shelf.fetch(self.request.mixes)
        shelf.set_mix({})
        args, kwargs = calls.inputs[calls.order[0][1]]
        denoiser(*args, **kwargs)
        wait()
        began = time.perf_counter()
        current = -1
        for mix, key in calls.order:
            if adapters and mix != current:
                parts = self.request.mixes[mix].parts
                shelf.set_mix({names[part.path]: part.strength for part in parts})
                current = mix
            args, kwargs = calls.inputs[key]
            denoiser(*args, **kwargs)
        wait()
        seconds = time.perf_counter() - began
        shelf.set_mix({})
        return seconds


def measure(bench: Bench) -> dict[str, Any]:
    """Everything of one model; the best of two where a time is compared."""
    row: dict[str, Any] = {}
    row["first"] = bench.grid(prompts=PROMPTS[:1], mixes=bench.request.mixes[:1])["seconds"]
    cold = bench.grid()
    row["cold"], row["notices"] = cold["seconds"], cold["notices"]
    if cold["files"] != len(PROMPTS) * len(bench.request.mixes):
        raise SystemExit("pictures are missing")
    row["warm"] = min(bench.grid()["seconds"] for _ in range(2))
    calls = Calls()
    with bench.recording(calls):
        bench.grid()
    row["calls"], row["shapes"] = len(calls.order), len(calls.inputs)
    row["bare"] = min(bench.bare(calls, adapters=False) for _ in range(2))
    row["bare_mixed"] = min(bench.bare(calls, adapters=True) for _ in range(2))
    spent = sorted(bench.switching())
    row["switch_ms"], row["switch_worst_ms"] = spent[len(spent) // 2], spent[-1]
    row["modules"] = len(bench.maker.shelf._changes)
    row["cold_ratio"], row["warm_ratio"] = row["cold"] / row["bare"], row["warm"] / row["bare"]
    row["warm_ratio_mixed"] = row["warm"] / row["bare_mixed"]
    if torch.cuda.is_available():
        row["peak_gib"] = torch.cuda.max_memory_allocated() / GIB
    return row


def table(row: dict[str, Any]) -> str:
    """The row for a reader."""
    lines = [
        ("16 pictures, adapters not loaded yet", f"{row['cold']:.2f} s", row["cold_ratio"]),
        ("16 pictures, adapters loaded", f"{row['warm']:.2f} s", row["warm_ratio"]),
        ("bare denoising, with the adapters", f"{row['bare_mixed']:.2f} s",
         row["bare_mixed"] / row["bare"]),
        ("bare denoising, without", f"{row['bare']:.2f} s", 1.0),
    ]  # fmt: skip
    head = "| | Time | Against bare denoising |\n| --- | --- | --- |\n"
    body = "".join(f"| {what} | {spent} | {ratio:.3f} |\n" for what, spent, ratio in lines)
    return (
        f"{head}{body}Switching {row['modules']} modules: {row['switch_ms']:.2f} ms, worst "
        f"{row['switch_worst_ms']:.2f} ms; loading and the first picture {row['first']:.1f} s."
    )


def wait() -> None:
    """Until the card has done what it was given."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def prepared(folder: Path, options: argparse.Namespace) -> GenerationRequest:
    """The model's folder, its adapters and the grid."""
    if options.tiny:
        family, device = "flux2_klein", "cpu"
        model = image_family(family).tiny(folder / "model")
        image = ImageOptions(64, 64, 2, 3.0)
    else:
        family, device = "sdxl", "cpu" if options.small else "cuda"
        model = stock_sdxl.build(folder / "model", device, small=options.small)
        side = 64 if options.small else 1024
        image = ImageOptions(side, side, options.steps, 5.0, batch_size=options.batch)
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    return GenerationRequest(
        job="bench", kind="image", family=family, model=str(model), model_hash="",
        out_folder="", prompts=PROMPTS, mixes=mixes_of(adapters_for(model, folder, family)),
        seeds=(1,), image=image, device=device,
    )  # fmt: skip


def main() -> None:
    """Measure, print one JSON object and a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--batch", type=int, default=1, help="1 lets the free memory decide")
    parser.add_argument(
        "--repeatable",
        action="store_true",
        help="also print the hash of a repeatable grid, to compare two runs by",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(prepared(Path(name), options), Path(name))
        row = measure(bench)
        if options.repeatable:
            row["repeatable"] = bench.grid(prompts=PROMPTS[:2], repeatable=True)
        on_card = torch.cuda.is_available()
        row["device"] = torch.cuda.get_device_name() if on_card else "processor"
        row["torch"] = torch.__version__
        print(json.dumps(row))
        print(table(row))


if __name__ == "__main__":
    main()
