"""Pictures of a grid, mix by mix, through the family's stock pipeline."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import torch
from PIL.Image import Image

from core.contract.messages import Notice, Result
from core.contract.requests import GenerationRequest, ImageOptions
from core.errors import KnownError
from core.families import image_family
from core.files import write_bytes
from core.generation.grid import Cell, Plan
from core.generation.reporting import Report, is_out_of_memory
from core.generation.shelf import AdapterShelf
from core.language import say, say_many


class PictureMaker:
    """A warm pipeline with its adapters."""

    def __init__(self, request: GenerationRequest, device: str) -> None:
        self._family = image_family(request.family)
        dtype = torch.bfloat16 if device.startswith("cuda") else torch.float32
        self._pipeline = self._family.load_pipeline(Path(request.model), device, dtype)
        self._denoiser = self._family.denoiser_of(self._pipeline)
        self._denoiser.requires_grad_(False)
        self._defaults = self._family.generation_defaults(Path(request.model))
        self.shelf = AdapterShelf(self._denoiser, request.family, request.model_hash)

    def make(self, plan: Plan, report: Report) -> None:
        """Make every cell; each picture is written and reported as soon as it is there."""
        options = self._options(plan.request.image)
        names = self.shelf.fetch(plan.mixes)
        report.phase("generating", say("The pictures are being made."))
        report.start_clock()
        with self._stoppable(report):
            for mix, cells in zip(plan.mixes, plan.mix_by_mix(), strict=True):
                self.shelf.set_mix(
                    {names[part.path]: part.strength for part in mix.parts if part.strength > 0}
                )
                options = self._make_mix(plan, cells, options, report)

    def _make_mix(
        self, plan: Plan, cells: list[Cell], options: ImageOptions, report: Report
    ) -> ImageOptions:
        """Batches of one mix; halves the batch when memory runs out and returns what worked."""
        waiting = list(cells)
        while waiting:
            report.check()
            batch = waiting[: options.batch_size]
            try:
                pictures = self._render(plan, batch, options)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error) or options.batch_size == 1:
                    raise
                options = replace(options, batch_size=options.batch_size // 2)
                report.send(Notice(
                    "smaller_batch",
                    say_many(
                        "Memory was short, so {count} picture is made at a time now.",
                        "Memory was short, so {count} pictures are made at a time now.",
                        options.batch_size,
                    ),
                ))  # fmt: skip
                continue
            for cell, picture in zip(batch, pictures, strict=True):
                self._keep(plan, cell, picture, report)
            waiting = waiting[len(batch) :]
        return options

    def _render(self, plan: Plan, batch: list[Cell], options: ImageOptions) -> list[Image]:
        return self._family.render(
            self._pipeline,
            [plan.prompt_of(cell) for cell in batch],
            [plan.seed_of(cell) for cell in batch],
            options,
        )

    def _keep(self, plan: Plan, cell: Cell, picture: Image, report: Report) -> None:
        path = Path(plan.request.out_folder) / cell.file_name
        write_bytes(path, png(picture))
        report.result(
            Result(
                cell=cell.place,
                seed=plan.seed_of(cell),
                prompt=plan.prompt_of(cell),
                mix=plan.mixes[cell.mix].name,
                path=str(path),
            )
        )

    def _options(self, asked: ImageOptions) -> ImageOptions:
        """The request's options with the model's own in place of zeros."""
        own = self._defaults
        options = ImageOptions(
            width=asked.width or own.width,
            height=asked.height or own.height,
            steps=asked.steps or own.steps,
            guidance=asked.guidance or own.guidance,
            batch_size=asked.batch_size,
        )
        step = self._family.card.multiple_of
        if options.width % step or options.height % step:
            raise KnownError(
                say(
                    "{width} x {height} px is not a size this model can make.",
                    width=options.width,
                    height=options.height,
                ),
                say("Width and height must be multiples of {step}.", step=step),
                kind="bad_request",
            )
        return options

    @contextmanager
    def _stoppable(self, report: Report) -> Iterator[None]:
        """Look for a cancel before every call of the denoiser, whatever the pipeline is."""
        handle = self._denoiser.register_forward_pre_hook(lambda *_: report.check())
        try:
            with torch.no_grad():
                yield
        finally:
            handle.remove()
            self.shelf.set_mix({})


def png(picture: Image) -> bytes:
    """PNG without any text, profile or date in it."""
    picture.info.clear()
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()
