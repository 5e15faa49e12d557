"""The scoring job: an adapter and its brand's texts in, a scorecard out, exactly one ending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.contract.control import Control
from core.contract.items import Part
from core.contract.messages import Cancelled, Done, Ending, Message, Phase, Started
from core.contract.requests import AdapterMix, MixPart
from core.contract.scoring import Fold, Scorecard, ScoreRequest
from core.errors import KnownError
from core.families import text_family
from core.families.preflight import limits_of
from core.generation.judging import Judge
from core.generation.likelihood import Speaker
from core.generation.reporting import StoppedError, memory_total
from core.generation.run import pick_device
from core.generation.shelf import AdapterShelf
from core.language import say
from core.scorecard.card import read_card, with_folds, write_card

Loaded = tuple[Any, Any, AdapterShelf, str]
"""Network, tokenizer, the shelf with the adapter, and its name there."""
_CONTEXT = 4096


def score(request: ScoreRequest, send: Callable[[Message], None], control: Control) -> None:
    """Judge one adapter. `Done.path` is the file.

    Raises:
        KnownError: nothing is held out, or the model or the adapter does not load.
    """
    send(_ending(request, send, control))


def _ending(request: ScoreRequest, send: Callable[[Message], None], control: Control) -> Ending:
    def check() -> None:
        if control.cancelled:
            raise StoppedError

    device = pick_device(request.device)
    send(Started(device, memory_total(device)))
    send(Phase("loading", say("Loading the language model")))
    try:
        loaded = load(request, device)
        judged(request, loaded, check, lambda told: send(Phase("judging", told)))
    except StoppedError:
        return Cancelled()
    return Done(request.out)


def load(request: ScoreRequest, device: str) -> Loaded:
    """The model with the adapter beside it.

    Raises:
        KnownError: the adapter is missing, changed, broken or made for another model.
    """
    family = text_family(request.family)
    network, tokenizer = family.load(Path(request.model), device, request.precision)
    shelf = AdapterShelf(network, request.family, request.model_hash)
    part = MixPart("", request.adapter, sha256=request.sha256)
    names = shelf.fetch([AdapterMix("", (part,))])
    return network, tokenizer, shelf, names[request.adapter]


def judged(
    request: ScoreRequest,
    loaded: Loaded,
    check: Callable[[], None],
    tell: Callable[[str], None],
    judges: Sequence[tuple[Part, Path]] = (),
) -> Scorecard:
    """The scorecard, also written to `request.out`.

    Args:
        judges: parts of the texts with an adapter that has not seen them; without any, what an
            older card of the same adapter says of parts is kept.

    Raises:
        KnownError: nothing is held out.
    """
    if not request.heldout_examples or not request.examples:
        raise KnownError(
            say("There are no texts that this adapter has not seen."),
            say("Hold a few texts out and train again."),
            kind="bad_data",
        )
    network, tokenizer, shelf, name = loaded
    family, folder = text_family(request.family), Path(request.model)
    _, context = limits_of(folder)
    options = family.options_for(folder)

    def judge(adapter: str, asked: ScoreRequest) -> Judge:
        speaker = Speaker(family, network, tokenizer, shelf, adapter, check)
        return Judge(speaker, asked, context or _CONTEXT, options, tell)

    card = judge(name, request).card()
    folds = []
    for part, path in judges:
        names = shelf.fetch([AdapterMix("", (MixPart("", str(path)),))])
        asked = replace(
            request, examples=part.examples, heldout_examples=part.heldout_examples
        )  # fmt: skip
        texts = len({one.source for one in part.heldout_examples})
        folds.append(Fold(texts, judge(names[str(path)], asked).likelihood()))
    older = read_card(Path(request.out))
    if not folds and older is not None and older.sha256 == card.sha256:
        folds = list(older.folds[1:])
    card = with_folds(card, folds)
    write_card(Path(request.out), card)
    return card
