"""What a text training would read, looked at without the network: the preflight by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.contract.control import Control
from core.contract.messages import Cancelled, Done, Ending, Message, Phase
from core.contract.requests import TrainingRequest
from core.families import text_family
from core.families.preflight import limits_of, preflight, told
from core.families.preflight_parts import Model
from core.language import say
from core.training.task import StopRequested


def inspect(request: TrainingRequest, send: Callable[[Message], None], control: Control) -> None:
    """Encode all examples and look at them; `Done.summary` is `preflight.told`.

    Raises:
        KnownError: the tokenizer cannot be read.
    """
    send(_ending(request, send, control))


def _ending(request: TrainingRequest, send: Callable[[Message], None], control: Control) -> Ending:
    def check() -> None:
        if control.cancelled:
            raise StopRequested

    send(Phase("caching", say("Preparing the texts")))
    family, folder = text_family(request.family), Path(request.model)
    vocabulary, context = limits_of(folder)
    tokenizer = family.load_tokenizer(folder)
    model = Model(family, tokenizer, request.settings.max_length, vocabulary, context)
    try:
        found = preflight(model, request.examples, request.heldout_examples, check)
    except StopRequested:
        return Cancelled()
    return Done("", told(found))
