"""A board of four columns (base, voice, language, channel) in one batch, against four single runs.

`python -m tests.benchmarks.text_columns [--tokens 80] [--briefs 1] [--device cpu]`: the starter
model with three random adapters of rank 16 on all linear layers, as long texts as asked for; the
texts of both ways are compared. Seconds of the processor are told, too, for a busy machine.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

import numpy as np

from core.actions.adapter_fit import layer_shapes
from core.adapters.files import write_adapter
from core.contract.control import Control
from core.contract.messages import Message, Result
from core.contract.requests import AdapterMix, GenerationRequest, MixPart, TextOptions
from core.generation.run import Generator
from core.models.library import starter

BRIEFS = (
    "Write a product text for a travel cup that keeps coffee warm.",
    "Announce the autumn opening hours of the café.",
    "Thank a customer for a letter about a broken handle.",
    "Describe a blend of three coffees for the morning.",
)


def adapter(model: Path, home: Path, seed: int) -> MixPart:
    """A random adapter that moves the texts without ruining them."""
    chance = np.random.default_rng(seed)
    tensors = {}
    for name, (outputs, inputs) in layer_shapes(model).items():
        if name.endswith("_proj"):
            stem = f"base_model.model.{name}"
            tensors[f"{stem}.lora_A.weight"] = chance.normal(0, 0.02, (16, inputs)).astype("f4")
            tensors[f"{stem}.lora_B.weight"] = chance.normal(0, 0.02, (outputs, 16)).astype("f4")
    path = home / f"a{seed}"
    about = {"signet.family": "causal_lm", "signet.alpha": "16"}
    return MixPart(f"a{seed}", str(path), 1.0, write_adapter(path, tensors, about, "text"))


class Board:
    """Asks a warm model for texts."""

    def __init__(self, home: Path, options: argparse.Namespace) -> None:
        """The first request, which loads the model, is not counted."""
        self._model, self._home, self._options = starter("text").folder, home, options
        self._generator = Generator()
        parts = [adapter(self._model, home, seed) for seed in (1, 2, 3)]
        self.mixes = [AdapterMix(one.adapter_id, (one,)) for one in parts]
        self.ask(self.mixes, 2)

    def ask(
        self, mixes: list[AdapterMix], tokens: int = 0, *, base: bool = True
    ) -> tuple[list[str], float, float]:
        """(texts, seconds, seconds of the processor); `base` asks for the base's texts, too."""
        briefs = range(self._options.briefs)
        made = () if base else tuple((brief, 0, 0) for brief in briefs)
        request = GenerationRequest(
            job="j", kind="text", family="causal_lm", model=str(self._model), model_hash="",
            out_folder=str(self._home / "out"), prompts=BRIEFS[: self._options.briefs],
            mixes=(AdapterMix("base", ()), *mixes), seeds=(1,), made=made,
            device=self._options.device,
            text=TextOptions(max_new_tokens=tokens or self._options.tokens, temperature=0.0),
        )  # fmt: skip
        found: dict[tuple[int, int, int], str] = {}

        def hear(message: Message) -> None:
            if isinstance(message, Result):
                found[message.cell] = message.text

        began, used = time.perf_counter(), time.process_time()
        self._generator.serve(request, hear, Control())
        seconds = time.perf_counter() - began
        return [found[one] for one in sorted(found)], seconds, time.process_time() - used


def main() -> None:
    """Print one line a way."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", type=int, default=80)
    parser.add_argument("--briefs", type=int, default=1, choices=range(1, len(BRIEFS) + 1))
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        board = Board(Path(home), options)
        together, seconds, used = board.ask(board.mixes)
        single = [board.ask([]), *(board.ask([one], base=False) for one in board.mixes)]
    apart = [text for texts, *_ in single for text in texts]
    width = options.briefs
    in_order = [together[brief * 4 + column] for column in range(4) for brief in range(width)]
    same = sum(one == other for one, other in zip(in_order, apart, strict=True))
    total, total_used = sum(one[1] for one in single), sum(one[2] for one in single)
    print(f"{os.cpu_count()} cores, {options.device}, {4 * width} texts of {options.tokens} tokens")
    print(f"one board    {seconds:6.1f} s   processor {used:6.1f} s")
    print(f"four runs    {total:6.1f} s   processor {total_used:6.1f} s   {total / seconds:.2f} x")
    print(f"{same} of {len(apart)} texts are the same")


if __name__ == "__main__":
    main()
