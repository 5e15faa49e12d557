"""The generation job: a base model that stays warm and serves one grid after the other."""

from __future__ import annotations

import gc
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from core.contract.control import Control
from core.contract.messages import Cancelled, Done, Ending, Failed, Message, Started
from core.contract.requests import GenerationRequest
from core.errors import KnownError
from core.generation.grid import Plan, plan
from core.generation.images import PictureMaker
from core.generation.repeatable import prepare, repeatable
from core.generation.reporting import Report, StoppedError, is_out_of_memory, memory_total
from core.generation.texts import TextMaker
from core.language import say


@dataclass(frozen=True)
class _Warm:
    """What is loaded, and for which requests it can be used again."""

    key: tuple[str, ...]
    maker: PictureMaker | TextMaker

    def serves(self, key: tuple[str, ...], request: GenerationRequest) -> bool:
        """Whether it may be used for this request: what shall be repeatable needs an exact one."""
        return self.key == key and (self.maker.exact or not request.repeatable)


class Generator:
    """Serves generation requests; keeps the last model and its adapters loaded."""

    def __init__(self) -> None:
        self._warm: _Warm | None = None
        prepare()

    def serve(
        self, request: GenerationRequest, send: Callable[[Message], None], control: Control
    ) -> None:
        """Make the grid of a request.

        Sends `Started`, `Phase`, `Progress`, `Chunk` (texts) and a `Result` for each cell, then
        exactly one ending, whatever happens. `Done.summary`: "cells", "seconds", "device", and
        "mixes", the names in the order that cells count them (the base comes first where the
        request did not name it).
        """
        began = time.monotonic()
        report = Report(send, control, 0)
        try:
            planned = plan(request)
            report = Report(send, control, planned.total)
            device = pick_device(request.device)
            send(Started(device, memory_total(device)))
            with repeatable(request.repeatable):
                self._maker(request, device, report).make(planned, report)
            ending = _done(planned, device, time.monotonic() - began)
        except StoppedError:
            ending = Cancelled(None, {"cells": report.done})
        except KnownError as error:
            ending = Failed(error.kind, error.say, error.hint, error.detail)
        except Exception as error:  # noqa: BLE001 - the border: every job gets one ending
            self.cool_down()
            ending = _failure(error)
        send(ending)

    def cool_down(self) -> None:
        """Free the model."""
        self._warm = None
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def _maker(
        self, request: GenerationRequest, device: str, report: Report
    ) -> PictureMaker | TextMaker:
        key = (request.kind, request.family, request.model, request.model_hash, device)
        if self._warm is None or not self._warm.serves(key, request):
            self.cool_down()
            report.check()
            report.phase("loading", say("The model is being loaded."))
            if not Path(request.model).is_dir():
                raise KnownError(
                    say(
                        "The model “{name}” is not on this computer.", name=Path(request.model).name
                    ),
                    say("Install it again, or choose another model."),
                    detail=request.model,
                    kind="model_missing",
                )
            kind = PictureMaker if request.kind == "image" else TextMaker
            self._warm = _Warm(key, kind(request, device))
        return self._warm.maker


def pick_device(asked: str) -> str:
    """ "auto" is the GPU where there is one.

    Raises:
        KnownError: a GPU was asked for and there is none.
    """
    if asked == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if asked.startswith("cuda") and not torch.cuda.is_available():
        raise KnownError(
            say("There is no NVIDIA graphics card that can be used."),
            say("Choose “auto” as device."),
            kind="bad_request",
        )
    return asked


def _done(planned: Plan, device: str, seconds: float) -> Ending:
    return Done(
        planned.request.out_folder,
        {
            "cells": planned.total,
            "seconds": round(seconds, 3),
            "device": device,
            "mixes": [mix.name for mix in planned.mixes],
        },
    )


def _failure(error: Exception) -> Failed:
    detail = "".join(traceback.format_exception(error))[-4000:]
    if is_out_of_memory(error):
        return Failed(
            "out_of_memory",
            say("There is not enough memory for this."),
            say("Close other programs, or ask for a smaller size or a smaller model."),
            detail,
        )
    return Failed(
        "bug",
        say("Something in Signet went wrong while generating."),
        say("What was finished is kept. Try again, and send the log if it happens twice."),
        detail,
    )
