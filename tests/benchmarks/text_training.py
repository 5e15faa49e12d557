"""Speed and memory of a text training step on a graphics card, beside the usual trainer's.

`python -m tests.benchmarks.text_training [CASE ...]`; without a name all cases run, each in a
process of its own, one JSON object a line. `--small` rehearses all of it on a processor.

Weights are random: speed and memory depend on shapes alone. "Ours" is `TextTask` with `Stepper`, as
a run makes its steps. "Usual" is transformers' Trainer with PEFT and bitsandbytes as TRL's
documentation sets them up: nf4 with double quantisation, adapters of rank 16 in all linear layers,
gradient checkpointing, bf16 autocast, paged 8-bit AdamW for QLoRA and fused AdamW else; once with
the model's own loss and once with a loss in pieces, which is TRL's default.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from accelerate import init_empty_weights
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from core.contract.control import Control
from core.contract.requests import TrainingRequest, TrainingSettings
from core.families.causal_lm import FAMILY, IGNORED
from core.families.held.quantised import quantise_layers
from core.training.attention_choice import sound_attention
from core.training.batches import InputBuffers, text_shape
from core.training.checkpoints import LoopState
from core.training.memory import Limits
from core.training.reporting import Reporter
from core.training.step import Stepper
from core.training.task import Place
from core.training.text_rows import TextRow
from core.training.texts import TextTask
from tests.benchmarks.real_size import _fill

GIB = 1024**3
WARM_UP, STEPS, ROWS = 4, 6, 16
PIECE = 256
SHAPES: dict[str, dict[str, Any]] = {
    "1b": {
        "hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 16,
        "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 64,
        "vocab_size": 128_256, "tie_word_embeddings": True,
    },
    "8b": {
        "hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
        "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128_256,
    },
    "32b": {
        "hidden_size": 5120, "intermediate_size": 27648, "num_hidden_layers": 64,
        "num_attention_heads": 40, "num_key_value_heads": 8, "vocab_size": 152_064,
    },
    "small": {
        "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 512,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Way:
    """One trainer's settings."""

    side: str
    precision: str = ""
    checkpointing: str = "none"
    eight_bit: bool = False
    in_pieces: bool = True


@dataclass(frozen=True)
class Case:
    """A model, a batch, and the ways it is taught; the first one is ours."""

    size: str
    batch: int
    ways: tuple[Way, ...]
    cap_gib: float = 0.0
    steps: int = STEPS


_USUAL_4 = Way("usual", "nf4", "whole", eight_bit=True)
CASES = {
    "qlora_8b_equal_memory": Case(
        "8b",
        2,
        (Way("ours", "nf4", "whole", True), _USUAL_4, Way("usual", "nf4", "whole", True, False)),
    ),
    "qlora_8b_whole_card": Case("8b", 2, (Way("ours", "nf4"), Way("ours"), _USUAL_4)),
    "lora_8b": Case("8b", 2, (Way("ours"), Way("usual", "", "whole"), Way("usual"))),
    "lora_1b": Case("1b", 4, (Way("ours"), Way("usual", "", "whole"), Way("usual"))),
    "qlora_32b_in_24_gib": Case("32b", 1, (Way("ours", "nf4", "whole", True),), 24.0, 3),
}  # fmt: skip


# --- models ------------------------------------------------------------------------------------


def network(size: str, place: Place, precision: str, side: str) -> Any:
    """A frozen model with random weights, the same for both sides; in few bits it is made matrix
    by matrix."""
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(**SHAPES[size], max_position_embeddings=8192)
    torch.manual_seed(7)
    with init_empty_weights():
        made: Any = LlamaForCausalLM(config).to(place.dtype)
    if precision and side == "ours":
        quantise_layers(made, precision, place.dtype)
    for name, module in list(made.named_modules()):
        if precision and side == "usual" and type(module) is torch.nn.Linear and ".layers." in name:
            made.set_submodule(name, _four_bits(module, place))
        else:
            _fill(module, place.device, str(place.device))
    made.tie_weights()
    return made.to(place.device).eval().requires_grad_(False)


def _four_bits(plain: torch.nn.Linear, place: Place) -> Any:
    """bitsandbytes' layer with the numbers that `_fill` gives ours."""
    from bitsandbytes.nn import Linear4bit, Params4bit

    shape, bound = (plain.out_features, plain.in_features), plain.in_features**-0.5
    values = torch.empty(shape, device=place.device).uniform_(-bound, bound).to(place.dtype)
    layer = Linear4bit(plain.in_features, plain.out_features, bias=False,
                       compute_dtype=place.dtype, quant_type="nf4", device="meta")  # fmt: skip
    layer.weight = Params4bit(values, requires_grad=False, quant_type="nf4")
    return layer.to(place.device)


def rows_for(size: str, length: int) -> list[TextRow]:
    """Random texts of the full length; all tokens but the first count."""
    source = torch.Generator().manual_seed(3)
    vocabulary = SHAPES[size]["vocab_size"]
    ids = torch.randint(3, vocabulary, (ROWS, length), generator=source).tolist()
    return [TextRow(one, [IGNORED, *one[1:]]) for one in ids]


# --- ours --------------------------------------------------------------------------------------


class BenchTask(TextTask):
    """A text task whose model and texts are made up."""

    def __init__(self, base: Any, rows: list[TextRow], *given: Any) -> None:
        super().__init__(*given)
        self._given = (base, rows)

    def encode(self) -> None:
        self._base, self._rows = self._given
        del self._given
        self._family, self._heldout = FAMILY, []
        self._tokenizer = SimpleNamespace(pad_token_id=0)
        self._buffers = InputBuffers(self.place.device)
        longest = self.settings.max_length
        lengths = [len(row.ids) for row in self._rows]
        self.shapes = [text_shape(one, longest, coarse=self._on_card) for one in lengths]


def ours(case: Case, way: Way, place: Place, length: int, folder: Path) -> dict[str, Any]:
    """Steps as a run makes them."""
    settings = TrainingSettings(rank=16, alpha=32.0, batch_size=case.batch, max_length=length)
    request = TrainingRequest(
        run="benchmark", kind="text", family="causal_lm", model="", model_hash="", model_name="",
        model_licence="", run_folder=str(folder), cache_folder=str(folder), adapter_id="one",
        adapter_name="", trigger="", class_word="", settings=settings,
    )  # fmt: skip
    base = network(case.size, place, way.precision, "ours")
    report = Reporter(lambda message: None, folder, place.device)
    task = BenchTask(base, rows_for(case.size, length), request, place, report, Control())
    del base
    task.encode()
    task.attach()
    task.take_weights()
    stepper = Stepper(task, eight_bit=way.eight_bit)
    task.save_memory(way.checkpointing)  # type: ignore[arg-type]
    state = LoopState(Limits(case.batch, 1, way.checkpointing), 1000, 1000)  # type: ignore[arg-type]
    clock = _Clock(place)
    losses = []
    for _ in range(WARM_UP + case.steps):
        losses.append(stepper.take(state))
        state.step += 1
        clock.tick()
    made = clock.told(case, length)
    made |= {"captured": stepper.captured, "refused": stepper.refused}
    made |= {"attention": "signet" if task._text.own_way else "the model's own"}
    return made | {"losses": torch.stack(losses).tolist(), "same_batch": _same_batch(task)}


def _same_batch(task: BenchTask) -> float:
    """The first two texts' loss without the adapter, for comparison with the usual trainer's."""
    with task.judging(), task.weights.switched_off():
        return task._summed_loss(task._rows[:2]) / sum(row.counted for row in task._rows[:2])


# --- the usual trainer -------------------------------------------------------------------------


def usual(case: Case, way: Way, place: Place, length: int, folder: Path) -> dict[str, Any]:
    """transformers' Trainer with PEFT's layers, as TRL sets it up."""
    from peft import LoraConfig, get_peft_model
    from transformers import Trainer, TrainerCallback, TrainingArguments

    base = network(case.size, place, way.precision, "usual")
    base.config.use_cache = False
    names = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    model = get_peft_model(base, LoraConfig(r=16, lora_alpha=32, target_modules=names))
    if way.precision:  # as TRL does for QLoRA
        for value in model.parameters():
            value.data = value.data.to(place.dtype) if value.requires_grad else value.data
    saving, on_card = way.checkpointing == "whole", place.device.type == "cuda"
    paged = "paged_adamw_8bit" if on_card else "adamw_torch"
    arguments = TrainingArguments(
        output_dir=str(folder), per_device_train_batch_size=case.batch,
        max_steps=WARM_UP + case.steps, bf16=on_card, use_cpu=not on_card, report_to=[],
        optim=paged if way.eight_bit else "adamw_torch_fused", save_strategy="no",
        logging_strategy="no", dataloader_pin_memory=on_card, gradient_checkpointing=saving,
        gradient_checkpointing_kwargs={"use_reentrant": False} if saving else None,
        remove_unused_columns=False, disable_tqdm=True, learning_rate=1e-4,
    )  # fmt: skip
    clock, rows = _Clock(place), rows_for(case.size, length)

    class Ticks(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, *given: Any, **more: Any) -> None:
            clock.tick()

    class InPieces(Trainer):  # type: ignore[misc]
        def compute_loss(
            self, model: Any, inputs: Any, return_outputs: bool = False, **more: Any
        ) -> Any:
            if not way.in_pieces:
                return super().compute_loss(model, inputs, return_outputs, **more)
            inner = self.accelerator.unwrap_model(model).get_base_model()
            with self.accelerator.autocast():
                hidden = inner.model(input_ids=inputs["input_ids"]).last_hidden_state
                return loss_in_pieces(hidden, inner.lm_head.weight, inputs["labels"])

    def together(items: list[Any]) -> dict[str, torch.Tensor]:
        ids = torch.tensor([row.ids for row in items])
        return {"input_ids": ids, "labels": ids.clone()}

    trainer = InPieces(model=model, args=arguments, train_dataset=rows, data_collator=together,
                       callbacks=[Ticks()])  # fmt: skip
    trainer.train()
    made = clock.told(case, length)
    batch = {name: value.to(place.device) for name, value in together(rows[:2]).items()}
    with torch.no_grad(), place.autocast(), model.disable_adapter():
        hidden = base.model(input_ids=batch["input_ids"]).last_hidden_state
        loss = loss_in_pieces(hidden, base.lm_head.weight, batch["labels"])
    return made | {"same_batch": float(loss)}


def loss_in_pieces(
    hidden: torch.Tensor, weight: torch.Tensor, labels: torch.Tensor
) -> torch.Tensor:
    """Mean cross entropy of the next token; logits are made again for the backward pass."""
    states, wanted = hidden[:, :-1].flatten(0, 1), labels[:, 1:].flatten()

    def piece(part: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        logits = functional.linear(part, weight.to(part.dtype)).float()
        return functional.cross_entropy(logits, label, reduction="sum")

    parts = zip(torch.split(states, PIECE), torch.split(wanted, PIECE), strict=True)
    losses = [checkpoint(piece, one, label, use_reentrant=False) for one, label in parts]
    return torch.stack(losses).sum() / len(wanted)


# --- measuring ---------------------------------------------------------------------------------


class _Clock:
    """Time and memory of the steps after the warm-up."""

    def __init__(self, place: Place) -> None:
        self._on_card = place.device.type == "cuda"
        self._ticks = 0
        self._began = self._passed = 0.0

    def tick(self) -> None:
        """A step has been asked for; the card is only waited for at the two ends."""
        self._ticks += 1
        if self._ticks == WARM_UP:
            self._wait()
            self._began = time.perf_counter()

    def told(self, case: Case, length: int) -> dict[str, Any]:
        self._wait()
        self._passed = time.perf_counter() - self._began
        tokens = case.batch * length * (self._ticks - WARM_UP)
        made = {"ms": self._passed / (self._ticks - WARM_UP) * 1000}
        made["tokens_a_second"] = tokens / self._passed
        if self._on_card:
            made["peak_gib"] = torch.cuda.max_memory_allocated() / GIB
            made["reserved_gib"] = torch.cuda.max_memory_reserved() / GIB
        return made

    def _wait(self) -> None:
        if self._on_card:
            torch.cuda.synchronize()


def measure(name: str, number: int, small: bool) -> dict[str, Any]:
    """One way of a case, alone in its process."""
    case = CASES[name]
    device, dtype, length = torch.device("cuda:0"), torch.bfloat16, 2048
    if small:
        case = Case("small", case.batch, case.ways, 0.0, case.steps)
        device, dtype, length = torch.device("cpu"), torch.float32, 64
    way = case.ways[number]
    place = Place(device, dtype, way.precision)
    if case.cap_gib:
        whole = torch.cuda.get_device_properties(0).total_memory
        torch.cuda.set_per_process_memory_fraction(case.cap_gib * GIB / whole)
    run = ours if way.side == "ours" else usual
    with tempfile.TemporaryDirectory() as folder, sound_attention(FAMILY, device):
        try:
            return run(case, way, place, length, Path(folder))
        except torch.OutOfMemoryError as error:
            return {"refused": str(error).splitlines()[0]}


def compared(name: str, made: list[dict[str, Any]]) -> dict[str, Any]:
    """All ways of a case, and how much faster ours are than each usual one."""
    ways = CASES[name].ways
    ratios = {
        f"ours {mine} / usual {theirs}": made[mine]["tokens_a_second"]
        / made[theirs]["tokens_a_second"]
        for mine, way in enumerate(ways) if way.side == "ours" and "ms" in made[mine]
        for theirs, other in enumerate(ways) if other.side == "usual" and "ms" in made[theirs]
    }  # fmt: skip
    rows = [{"way": way.__dict__, **one} for way, one in zip(ways, made, strict=True)]
    return {"case": name, "ratios": ratios, "ways": rows}


def alone(name: str, number: int, small: bool) -> dict[str, Any]:
    """`measure` in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.text_training", name, "--way", str(number)]
    done = subprocess.run(
        [*command, *(["--small"] if small else [])], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {"refused": done.stderr[-2000:]}
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def main() -> None:
    """Measure the cases named on the command line, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", choices=[[], *CASES], default=[])
    parser.add_argument("--small", action="store_true", help="tiny, on a processor")
    parser.add_argument("--way", type=int, default=-1, help="one way only, in this process")
    options = parser.parse_args()
    if options.way >= 0:
        print(json.dumps(measure(options.cases[0], options.way, options.small)))
        return
    for name in options.cases or CASES:
        made = [alone(name, number, options.small) for number in range(len(CASES[name].ways))]
        print(json.dumps(compared(name, made)), flush=True)


if __name__ == "__main__":
    main()
