"""Faults of a model and its chat template that the preflight looks for, one function each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.errors import KnownError
from core.families.chat import THOUGHT, Frame, frame_of, has_template, plain_ids, template_end
from core.families.preflight_parts import Fault, Model
from core.language import say

Check = Callable[[Model], Iterator[Fault]]
MODEL_CHECKS: list[Check] = []


def _check(check: Check) -> Check:
    MODEL_CHECKS.append(check)
    return check


@_check
def template_works(model: Model) -> Iterator[Fault]:
    """The template can be filled in at all."""
    if has_template(model.tokenizer):
        try:
            frame_of(model.tokenizer)
        except KnownError as error:
            yield Fault("template_broken", error.say, error.hint, error.detail)


@_check
def turn_ends(model: Model) -> Iterator[Fault]:
    """The template closes an answer with a control token, and no word comes before it."""
    frame = model.frame
    if frame is None:
        return
    end = template_end(model.tokenizer)
    closing = plain_ids(model.tokenizer, frame.closing)
    words = model.decoded(closing[: closing.index(end)]) if end is not None else ""
    if end is None or words.strip():
        yield Fault(
            "no_turn_end",
            say("The chat template of this model does not say where an answer ends."),
            say("Choose another text model: with this one, texts would never stop."),
            f"after the answer comes {frame.closing!r}",
        )


@_check
def end_is_known(model: Model) -> Iterator[Fault]:
    """There is a token that ends a text, and writing stops at the one that the template uses."""
    own = template_end(model.tokenizer) if model.frame is not None else None
    if not model.ends or (own is not None and own not in model.ends):
        yield Fault(
            "no_end_token",
            say("This language model has no sign for the end of a text."),
            say("Choose another text model."),
            f"template ends with {own}, writing stops at {sorted(model.ends)}",
        )


@_check
def end_is_no_beginning(model: Model) -> Iterator[Fault]:
    """What ends an answer is not what opens it: the model would learn to begin anew."""
    frame = model.frame
    if frame is None:
        return
    end = template_end(model.tokenizer)
    opening = [
        token for token in plain_ids(model.tokenizer, frame.opening) if token in model.control
    ]
    if end is not None and opening and opening[-1] == end and not _closes_brief(model, frame, end):
        yield Fault(
            "end_opens",
            say("The chat template of this model opens and closes an answer with the same sign."),
            say("Choose another text model."),
            model.control[end],
        )


def _closes_brief(model: Model, frame: Frame, end: int) -> bool:
    """Whether that sign ends the brief's turn, and words name whose turn it is."""
    return bool(frame.opening.rpartition(model.control[end])[2].strip())


@_check
def answer_is_opened_alike(model: Model) -> Iterator[Fault]:
    """An answer begins after the same words when it is asked for and when it is shown."""
    frame = model.frame
    if frame is None:
        return
    asked, shown = (_without_empty_thought(text).rstrip() for text in (frame.opening, frame.shown))
    if asked != shown:
        yield Fault(
            "other_opening",
            say(
                "The chat template of this model opens an answer differently when it asks for one "
                "than when it shows one."
            ),
            say("Choose another text model: this one would not write as it was taught."),
            f"{frame.opening!r} is not {frame.shown!r}",
        )


def _without_empty_thought(text: str) -> str:
    """Reasoning models are asked to answer at once by an empty thought, as they should be."""
    head, found, tail = text.rpartition(THOUGHT[0])
    inside, closed, rest = tail.partition(THOUGHT[1])
    return head + rest if found and closed and not inside.strip() else text


@_check
def no_thought_is_open(model: Model) -> Iterator[Fault]:
    """The answer does not begin inside a thought."""
    frame = model.frame
    if frame is not None and frame.opening.count(THOUGHT[0]) > frame.opening.count(THOUGHT[1]):
        yield Fault(
            "open_thought",
            say(
                "This model thinks aloud before it answers, and would learn your texts as thoughts."
            ),
            say("Choose a model that answers at once."),
            repr(frame.opening),
        )


@_check
def padding_exists(model: Model) -> Iterator[Fault]:
    """Shorter texts of a batch can be filled up."""
    if model.tokenizer.pad_token_id is None:
        yield Fault(
            "no_padding",
            say("This model has no sign to fill up shorter texts with."),
            say("Choose another text model."),
        )


@_check
def signs_are_known(model: Model) -> Iterator[Fault]:
    """The network has a row for every control token in use."""
    used = {*model.ends, model.tokenizer.pad_token_id, model.tokenizer.bos_token_id} - {None}
    beyond = sorted(token for token in used if token >= model.vocabulary > 0)
    if beyond:
        yield Fault(
            "unknown_signs",
            say("The tokenizer of this model has signs that the model itself does not know."),
            say("Install the model again, with all its files from one place."),
            f"{beyond} of {model.vocabulary}",
        )
