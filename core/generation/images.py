"""Pictures of a grid, mix by mix, through the family's stock pipeline."""

from __future__ import annotations

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
from core.families.held.product_check import TOLERANCE, apart_in_8_bits
from core.families.held.quantised import multiplies_codes, multiply_codes
from core.generation.batching import batch_that_fits, free_memory, peak_of
from core.generation.decoding import choose_tiling
from core.generation.grid import Cell, Plan
from core.generation.holding import narrow_denoiser
from core.generation.keeping import Keeper
from core.generation.prompts import remember_prompts
from core.generation.reporting import Report, is_out_of_memory
from core.generation.shelf import AdapterShelf
from core.language import say, say_many

_PROBE_STEPS = 2
"""Memory is the same in every step; some schedulers cannot take a single one."""


class PictureMaker:
    """A warm pipeline with its adapters.

    Attributes:
        exact: whether the model is held as it is, so that a picture does not depend on how much
            memory was free.
    """

    def __init__(self, request: GenerationRequest, device: str) -> None:
        self._family = image_family(request.family)
        self._on_card = device.startswith("cuda")
        dtype = torch.bfloat16 if self._on_card else torch.float32
        model = Path(request.model)
        narrow = None if request.repeatable else narrow_denoiser(self._family, model, device, dtype)
        self.exact = narrow is None
        self._tried = False
        self._pipeline = self._family.load_pipeline(model, device, dtype, narrow)
        self._denoiser = self._family.denoiser_of(self._pipeline)
        self._denoiser.requires_grad_(False)
        self._prompts = remember_prompts(self._pipeline)
        self._defaults = self._family.generation_defaults(Path(request.model))
        self._peaks: dict[tuple[int, int], int] = {}
        self.shelf = AdapterShelf(self._denoiser, request.family, request.model_hash)

    def make(self, plan: Plan, report: Report) -> None:
        """Make every cell; each picture is written and reported as soon as it is there."""
        options = self._options(plan.request.image)
        names = self.shelf.fetch(plan.mixes, plan.request.trained_on)
        if self._prompts is not None:
            self._prompts.begin()
        choose_tiling(self._pipeline, options.width, options.height)
        if not (self.exact or self._tried):
            report.send(Notice("in_8_bits", _told_in_8_bits()))
        report.phase("generating", say("The pictures are being made."))
        report.start_clock()
        keeper = Keeper(report, background=self._on_card)
        with self._stoppable(report, keeper):
            self._try_products(plan, options)
            options = self._sized(plan, options)
            for mix, cells in zip(plan.mixes, plan.mix_by_mix(), strict=True):
                self.shelf.set_mix(
                    {names[part.path]: part.strength for part in mix.parts if part.strength > 0}
                )
                options = self._make_mix(plan, cells, options, report, keeper)

    def _try_products(self, plan: Plan, options: ImageOptions) -> None:
        """Multiply a model in 8 bits as well if it gives almost the same so."""
        if self.exact or self._tried:
            return
        self._tried = True
        if multiplies_codes(self._denoiser):
            trial = replace(options, steps=_PROBE_STEPS)
            cell = plan.mix_by_mix()[0][:1]
            apart = apart_in_8_bits(self._denoiser, lambda: self._render(plan, cell, trial))
            multiply_codes(self._denoiser, apart <= TOLERANCE)

    def _sized(self, plan: Plan, options: ImageOptions) -> ImageOptions:
        """With the batch that fits the card, where the request leaves that open.

        A short trial is measured instead of the first picture: all mixes then share the same
        batches, and differ by their adapters alone.
        """
        cells = max(plan.mix_by_mix(), key=len)
        left_open = options.batch_size == ImageOptions().batch_size
        if not (self._on_card and left_open and len(cells) > 1) or plan.request.repeatable:
            return options
        size = (options.width, options.height)
        if size not in self._peaks:
            trial = replace(options, steps=_PROBE_STEPS)
            try:
                self._peaks[size] = peak_of(lambda: self._render(plan, cells[:1], trial))
            except torch.OutOfMemoryError:
                return options
        fitting = batch_that_fits(free_memory(), self._peaks[size], len(cells))
        return replace(options, batch_size=fitting)

    def _make_mix(
        self, plan: Plan, cells: list[Cell], options: ImageOptions, report: Report, keeper: Keeper
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
                keeper.keep(picture, self._result(plan, cell))
            waiting = waiting[len(batch) :]
        return options

    def _render(self, plan: Plan, batch: list[Cell], options: ImageOptions) -> list[Image]:
        return self._family.render(
            self._pipeline,
            [plan.prompt_of(cell) for cell in batch],
            [plan.seed_of(cell) for cell in batch],
            options,
        )

    def _result(self, plan: Plan, cell: Cell) -> Result:
        return Result(
            cell=cell.place,
            seed=plan.seed_of(cell),
            prompt=plan.prompt_of(cell),
            mix=plan.mixes[cell.mix].name,
            path=str(Path(plan.request.out_folder) / cell.file_name),
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
    def _stoppable(self, report: Report, keeper: Keeper) -> Iterator[None]:
        """Before every call of the denoiser, whatever the pipeline is: tell of the pictures that
        are on the disk by now, and look for a cancel. In the end none is left untold."""

        def between(*_: object) -> None:
            keeper.tell()
            report.check()

        handle = self._denoiser.register_forward_pre_hook(between)
        try:
            with torch.no_grad():
                yield
        finally:
            handle.remove()
            self.shelf.set_mix({})
            keeper.close()


def _told_in_8_bits() -> str:
    return say(
        "Memory on the graphics card is short, so the model is held in 8 bits a number; pictures "
        "differ very slightly."
    )
