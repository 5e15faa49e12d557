"""Texts of a grid, all mixes side by side in one batch, streamed as they are written.

Every row of a batch has its own strength of every adapter: PEFT's LoRA layers multiply by their
scale, and that scale may be a tensor [B, 1, 1]. A row at strength 0 adds exact zeros, so the base's
text is the base's, and any mix is the exact sum.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from core.contract.messages import Chunk, Notice, Result
from core.contract.requests import GenerationRequest
from core.families import text_family
from core.generation.grid import Cell, Plan
from core.generation.reporting import Report, is_out_of_memory
from core.generation.sampling import Row, write_rows
from core.generation.shelf import AdapterShelf
from core.language import say, say_many

ROWS = 16
"""Texts written together; more gain little on a processor and cost memory."""
_CHUNK_SECONDS = 0.1


class TextMaker:
    """A warm language model with its adapters."""

    exact = True
    """As of `PictureMaker`."""

    def __init__(self, request: GenerationRequest, device: str) -> None:
        self._family = text_family(request.family)
        self._network, self._tokenizer = self._family.load(Path(request.model), device, "auto")
        self._device = device
        self.shelf = AdapterShelf(self._network, request.family, request.model_hash)

    def make(self, plan: Plan, report: Report) -> None:
        """Write every cell."""
        names = self.shelf.fetch(plan.mixes)
        report.phase("generating", say("The texts are being written."))
        report.start_clock()
        waiting, size = plan.side_by_side(), ROWS
        try:
            while waiting:
                report.check()
                batch = waiting[:size]
                try:
                    self._write(plan, batch, names, report)
                except (RuntimeError, MemoryError) as error:
                    if not is_out_of_memory(error) or size == 1:
                        raise
                    size //= 2
                    report.send(Notice(
                        "smaller_batch",
                        say_many(
                            "Memory was short, so {count} text is written at a time now.",
                            "Memory was short, so {count} texts are written at a time now.",
                            size,
                        ),
                    ))  # fmt: skip
                    continue
                waiting = waiting[len(batch) :]
        finally:
            self.shelf.set_mix({})

    def _write(self, plan: Plan, batch: list[Cell], names: dict[str, str], report: Report) -> None:
        options = plan.request.text
        rows = [
            Row(
                self._family.encode_prompt(self._tokenizer, plan.prompt_of(cell), options.system),
                plan.seed_of(cell),
            )
            for cell in batch
        ]
        stream = _Stream(self._decode, report, [cell.place for cell in batch], rows)
        write_rows(
            self._network,
            rows,
            options,
            end_tokens=self._family.end_tokens(self._tokenizer),
            pad_token=int(self._tokenizer.pad_token_id or 0),
            chosen=self._mixer(plan, batch, names),
            after_token=stream.after_token,
        )
        stream.flush()
        for cell, row in zip(batch, rows, strict=True):
            report.result(
                Result(
                    cell=cell.place,
                    seed=plan.seed_of(cell),
                    prompt=plan.prompt_of(cell),
                    mix=plan.mixes[cell.mix].name,
                    text=self._decode(row.written).strip(),
                )
            )

    def _mixer(
        self, plan: Plan, batch: list[Cell], names: dict[str, str]
    ) -> Callable[[list[int]], None]:
        """A function that gives each row of the next batch the strengths of its mix."""
        used = sorted({
            names[part.path]
            for cell in batch
            for part in plan.mixes[cell.mix].parts
            if part.strength > 0
        })  # fmt: skip
        strengths = torch.zeros(len(batch), len(used), device=self._device)
        for number, cell in enumerate(batch):
            for part in plan.mixes[cell.mix].parts:
                if part.strength > 0:
                    strengths[number, used.index(names[part.path])] = part.strength
        before: list[int] = []

        def choose(alive: list[int]) -> None:
            if alive == before:
                return
            before[:] = alive
            rows = strengths[alive]
            self.shelf.set_mix({
                name: rows[:, number].view(-1, 1, 1)
                for number, name in enumerate(used)
                if bool(rows[:, number].any())
            })  # fmt: skip

        return choose

    def _decode(self, ids: list[int]) -> str:
        text: Any = self._tokenizer.decode(ids, skip_special_tokens=True)
        return str(text)


class _Stream:
    """Sends what was written since the last time, at most ten times a second."""

    def __init__(
        self,
        decode: Callable[[list[int]], str],
        report: Report,
        places: list[tuple[int, int, int]],
        rows: list[Row],
    ) -> None:
        self._decode = decode
        self._report = report
        self._places = places
        self._rows = rows
        self._sent = [""] * len(rows)
        self._last = time.monotonic()

    def after_token(self, alive: list[int]) -> None:
        """Look for a cancel; send pieces if it is time."""
        self._report.check()
        if time.monotonic() - self._last >= _CHUNK_SECONDS:
            self._send(alive, last=False)

    def flush(self) -> None:
        """Send the rest."""
        self._send(list(range(len(self._rows))), last=True)

    def _send(self, numbers: list[int], *, last: bool) -> None:
        for number in numbers:
            text = self._decode(self._rows[number].written)
            if not last:
                text = text.rstrip("\ufffd")  # half a character: its other bytes are to come
            new = text[len(self._sent[number]) :]
            if new:
                self._report.send(Chunk(self._places[number], new))
                self._sent[number] += new
        self._last = time.monotonic()
