"""A training step at real size: Signet's beside the usual trainer's, in one run on one card.

The usual way is re-created from the diffusers DreamBooth-LoRA examples: PEFT's layers as they come,
autocast in bf16, torch's AdamW over all matrices, `clip_grad_norm_`, the loss read back after each
step; both without and with gradient checkpointing, which their README advises. Cached latents and
embeddings on both sides, the same network, the same maths. Run on a computer with a CUDA card:

    python -m tests.benchmarks.image_training sdxl:1024:1 sdxl:1024:4 flux1:512:1
    python -m tests.benchmarks.image_training flux1:1024:1 --ways usual_saving eager compiled
    python -m tests.benchmarks.image_training qwen_image:1024:1:saving --ways usual_saving captured
    python -m tests.benchmarks.image_training flux1:512:1:saving+nf4 --gib 10 --ways eager captured
    python -m tests.benchmarks.image_training flux1:1024:1:int8 flux1:1024:1:int8+weight_only
    python -m tests.benchmarks.image_training z_image:512:1:segmented sdxl:1024:1:saving+adam8
    python -m tests.benchmarks.image_training sdxl:1024:1 sdxl:1024:1:dora sdxl:1024:1:lokr

`--rehearse` takes the families' toys on the processor instead, to try the commands themselves:

    python -m tests.benchmarks.image_training sdxl:64:2:segmented+adam8 --steps 2 --rehearse
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import math
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core.contract.control import Control
from core.contract.messages import Message
from core.contract.requests import Checkpointing, Optimiser, TrainingRequest, TrainingSettings
from core.families import image_family
from core.families.held.quantised import multiply_codes
from core.training.attention_choice import sound_attention
from core.training.batches import BatchPlan, InputBuffers
from core.training.checkpoints import LoopState
from core.training.images import PictureTask
from core.training.memory import Limits
from core.training.reporting import Reporter
from core.training.step import Stepper
from core.training.task import Place
from tests.benchmarks import real_size

PHOTOS = 8
WARM_UP = 6
GIB = 1024**3
WAYS = ["usual", "usual_saving", "eager", "again", "captured", "compiled"]
"""“again” is a second “eager”: how far two equal runs lie apart is what the others are held to."""


@dataclass(frozen=True)
class Case:
    """One line of the table."""

    family: str
    resolution: int
    batch_size: int
    checkpointing: Checkpointing = "none"
    precision: str = ""
    offload: bool = False
    products: str = ""
    """Of a network in int8: "w8a8" of integers, "weight_only" of widened matrices; the product's
    own choice when left out."""
    eight_bit: bool = False
    """Whether AdamW's memory is held in 8 bits."""
    kind: str = "lora"
    """Of adapter, as in `TrainingSettings`; the usual way is plain LoRA all the same."""

    @classmethod
    def read(cls, words: str) -> Case:
        """Of "sdxl:1024:1", "sdxl:1024:1:saving+adam8", "z_image:512:1:segmented",
        "flux1:512:1:saving+nf4+offload" or "sdxl:1024:1:dora"."""
        family, resolution, batch_size, *rest = words.split(":")
        asked = set("+".join(rest).split("+")) - {""}
        held, products = asked & {"int8", "nf4"}, asked & {"w8a8", "weight_only"}
        twice, kind = asked & {"saving", "segmented"}, asked & {"dora", "rslora", "lokr"}
        alone = all(len(one) < 2 for one in (held, products, twice, kind))
        fitting = not products or held == {"int8"}
        known = {"offload", "adam8"} | held | products | twice | kind
        if asked - known or not (alone and fitting):
            raise SystemExit(f"not a case: {words}")
        level: Checkpointing = "segmented" if "segmented" in twice else "whole"
        return cls(
            family, int(resolution), int(batch_size), level if twice else "none",
            "".join(held), "offload" in asked, "".join(products), "adam8" in asked,
            "".join(kind) or "lora",
        )  # fmt: skip

    def limits(self) -> Limits:
        """As the loop would have them."""
        optimiser: Optimiser = "adamw_8bit" if self.eight_bit else "adamw"
        return Limits(self.batch_size, 1, self.checkpointing, optimiser)


class MadeUpMaterial(PictureTask):
    """The product's own task on noise instead of photos."""

    def prepare(self, network: torch.nn.Module, case: Case) -> None:
        """What `encode` and `attach` do, without files."""
        source = torch.Generator().manual_seed(1)
        self._family = image_family(case.family)
        self._buffers = InputBuffers(self.place.device)
        self._latents = [
            real_size.latent(case.family, case.resolution, source) for _ in range(PHOTOS)
        ]
        self._conditions = [real_size.condition(case.family, source) for _ in range(PHOTOS)]
        self.shapes = [(case.resolution, case.resolution)] * PHOTOS
        self._heldout = []
        self.adapt(network)
        if case.checkpointing != "none":
            self.save_memory(case.checkpointing)


def task_for(case: Case, place: Place, folder: Path, learning_rate: float = 1e-4) -> MadeUpMaterial:
    """A task with nothing loaded."""
    settings = TrainingSettings(
        rank=16, alpha=16.0, learning_rate=learning_rate, steps=1000, batch_size=case.batch_size,
        warmup_steps=0, schedule="constant", resolution=case.resolution, kind=case.kind,
    )  # fmt: skip
    request = TrainingRequest(
        run="bench", kind="image", family=case.family, model="", model_hash="", model_name="",
        model_licence="", run_folder=str(folder), cache_folder=str(folder), adapter_id="bench",
        adapter_name="", trigger="", class_word="", settings=settings,
    )  # fmt: skip
    said: list[Message] = []
    return MadeUpMaterial(request, place, Reporter(said.append, folder, place.device), Control())


def ours(
    case: Case, place: Place, steps: int, folder: Path, *, captured: bool, compiled: bool = False
) -> dict[str, Any]:
    """Signet's own stepper; losses are read at the end only, as the loop does without waiting."""
    network = real_size.held(case.family, place)
    if case.products:
        multiply_codes(network, case.products == "w8a8")
    task = task_for(case, place, folder)
    task.prepare(network, case)
    stepper = Stepper(task, eight_bit=case.eight_bit, capture=captured)
    if compiled and task.blocks is not None:
        task.blocks.start(folder / "compiled")
    state = LoopState(case.limits(), 1000, 1000)
    losses: list[torch.Tensor] = []

    def step() -> None:
        losses.append(stepper.take(state))
        state.step += 1

    began = time.perf_counter()
    step()
    _wait(place)
    first = time.perf_counter() - began
    made = timed(step, steps, place)
    made["first_seconds"] = first
    made["losses"] = torch.stack(losses).tolist()
    made["captured"], made["refused"] = stepper.captured, stepper.refused
    made["learnt"] = task.weights.does_something() and all(map(math.isfinite, made["losses"]))
    return made


def usual(case: Case, place: Place, steps: int, saving: bool) -> dict[str, Any]:
    """The usual trainer's step on the same network."""
    from peft import LoraConfig

    from core.training.weights import linear_names

    family: Any = image_family(case.family)
    network: Any = real_size.denoiser(case.family, str(place.device), place.dtype)
    names = linear_names(network, family.adapts, family.spares)
    network.add_adapter(LoraConfig(r=16, lora_alpha=16, target_modules=names))
    weights = [value for value in network.parameters() if value.requires_grad]
    for value in weights:
        value.data = value.data.float()
    network.train()
    if saving:
        network.enable_gradient_checkpointing()
    optimiser = torch.optim.AdamW(weights, lr=1e-4, weight_decay=1e-2)
    source = torch.Generator().manual_seed(1)
    size = case.batch_size
    device = place.device
    # The examples keep what they have encoded on the card.
    latents = [real_size.latent(case.family, case.resolution, source)[0] for _ in range(PHOTOS)]
    clean = [one.to(device) for one in latents]
    conditions = [real_size.condition(case.family, source) for _ in range(PHOTOS)]
    given = [{key: value.to(device) for key, value in one.items()} for one in conditions]
    place_now = 0

    def step() -> None:
        nonlocal place_now
        items = [(place_now + one) % PHOTOS for one in range(size)]
        place_now += size
        latents = torch.stack([clean[item] for item in items])
        conditioning = {key: torch.stack([given[item][key] for item in items]) for key in given[0]}
        noise = torch.randn_like(latents)
        times = torch.rand(size, device=device)
        with place.autocast():
            loss = family.loss(network, latents, conditioning, noise, times).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        loss.detach().item()

    return timed(step, steps, place)


def timed(step: Any, steps: int, place: Place) -> dict[str, Any]:
    """Milliseconds a step after a warm-up, and the peak of memory over all of it."""
    for _ in range(WARM_UP):
        step()
    _wait(place)
    began = time.perf_counter()
    for _ in range(steps):
        step()
    _wait(place)
    passed = time.perf_counter() - began
    on_card = place.device.type == "cuda"
    return {
        "ms": passed / steps * 1000,
        "allocated": torch.cuda.max_memory_allocated() / GIB if on_card else 0.0,
        "reserved": torch.cuda.max_memory_reserved() / GIB if on_card else 0.0,
    }


def floating_point_work(case: Case, place: Place, folder: Path) -> float:
    """TFLOP of one forward and backward pass without recomputation, counted by torch."""
    from torch.utils.flop_counter import FlopCounterMode

    task = task_for(case, place, folder)
    plain = Case(case.family, case.resolution, case.batch_size)
    task.prepare(real_size.denoiser(case.family, str(place.device), place.dtype), plain)
    plan = BatchPlan(task.shapes, case.batch_size, 0)
    inputs = task.inputs(plan.at(0), 0)
    with FlopCounterMode(display=False) as counter:
        task.loss(inputs).backward()  # type: ignore[no-untyped-call]
    return counter.get_total_flops() / 1e12


def matmul_ceiling() -> float:
    """TFLOP/s of a large bf16 product on this card."""
    side = 8192
    left, right = (torch.randn(side, side, device="cuda", dtype=torch.bfloat16) for _ in "ab")
    for _ in range(3):
        left @ right
    torch.cuda.synchronize()
    began = time.perf_counter()
    for _ in range(20):
        left @ right
    torch.cuda.synchronize()
    return 20 * 2 * side**3 / (time.perf_counter() - began) / 1e12


def _wait(place: Place) -> None:
    if place.device.type == "cuda":
        torch.cuda.synchronize()


def _fresh() -> None:
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()


def measure(
    case: Case, device: str, steps: int, ceiling: float, chosen: list[str]
) -> dict[str, Any]:
    """The chosen ways of one case, one after the other, and ours against each usual one."""
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    place = Place(torch.device(device), dtype, case.precision, case.offload)
    row: dict[str, Any] = {"case": case.__dict__}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ways: dict[str, Callable[[], dict[str, Any]]] = {
            "usual": lambda: usual(case, place, steps, saving=False),
            "usual_saving": lambda: usual(case, place, steps, saving=True),
            "eager": lambda: ours(case, place, steps, folder, captured=False),
            "again": lambda: ours(case, place, steps, folder, captured=False),
            "captured": lambda: ours(case, place, steps, folder, captured=True),
            "compiled": lambda: ours(case, place, steps, folder, captured=True, compiled=True),
        }
        for way in chosen:
            _fresh()
            try:
                row[way] = ways[way]()
            except torch.OutOfMemoryError:
                row[way] = {"ms": float("nan"), "allocated": float("nan"), "refused": "memory"}
            torch.compiler.reset()
            print(way, {k: v for k, v in row[way].items() if k != "losses"}, flush=True)
        _fresh()
        row["tflop"] = float("nan")
        # A second network at full width for a figure that belongs beside a usual trainer's.
        if {"usual", "usual_saving"} & set(chosen):
            with contextlib.suppress(torch.OutOfMemoryError):  # without checkpointing
                row["tflop"] = floating_point_work(case, place, folder)
    _fresh()
    _compare(row, ceiling)
    return row


def _compare(row: dict[str, Any], ceiling: float) -> None:
    """Ratios, and how far the losses of two ways lie apart, step by step."""
    losses = {way: row[way].pop("losses", []) for way in WAYS if way in row}
    plain = losses.get("eager", [])
    for way in ("again", "captured", "compiled"):
        if way not in row:
            continue
        pairs = list(zip(plain, losses[way], strict=False))
        apart = [abs(a - b) / max(abs(a), 1e-9) for a, b in pairs]
        row[way]["loss_apart"] = max(apart, default=float("nan"))
        row[way]["same_losses"] = bool(pairs) and all(a == b for a, b in pairs)
        speed = row["tflop"] / row[way]["ms"] * 1000
        row[way]["tflops"], row[way]["share_of_ceiling"] = speed, speed / ceiling
        for peer in ("usual", "usual_saving"):
            if peer in row:
                row[way][f"ratio_{peer}"] = row[peer]["ms"] / row[way]["ms"]


def main() -> None:
    """Measure the cases named on the command line and print one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="+")
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    parser.add_argument("--gib", type=float, default=0.0, help="what torch may take of the card")
    parser.add_argument("--rehearse", action="store_true", help="toys on the processor instead")
    options = parser.parse_args()
    cases = [Case.read(words) for words in options.cases]
    if options.rehearse:
        rehearse(cases, options.steps, options.ways)
        return
    ceiling = matmul_ceiling()
    if options.gib:
        whole = torch.cuda.get_device_properties(0).total_memory
        torch.cuda.set_per_process_memory_fraction(options.gib * GIB / whole)
    print(json.dumps({"device": torch.cuda.get_device_name(), "torch": torch.__version__,
                      "matmul_tflops": ceiling}), flush=True)  # fmt: skip
    for case in cases:
        with sound_attention(image_family(case.family), torch.device("cuda", 0)):
            row = measure(case, "cuda", options.steps, ceiling, options.ways)
        print(json.dumps(row), flush=True)


def rehearse(cases: list[Case], steps: int, ways: list[str]) -> None:
    """The same on toys, whose figures say nothing."""
    with tempfile.TemporaryDirectory() as name:
        for case in cases:
            real_size.shrink(case.family, Path(name) / case.family)
            row = measure(case, "cpu", steps, math.nan, [way for way in ways if way != "compiled"])
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
