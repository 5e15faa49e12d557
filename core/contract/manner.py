"""How a training is done, in sentences for those who look under Details: the plan says what is
expected, the engine what came of it."""

from __future__ import annotations

from core.language import say


def held(on_card: bool, precision: str) -> str:
    """Where the frozen model is, and in which number format.

    Args:
        precision: "fp32", "bf16", "int8" or "nf4".
    """
    known = {"int8": say("8 bits (int8)"), "nf4": say("4 bits (nf4)")}
    told = known.get(precision, precision)
    if on_card:
        return say("The graphics card holds the model in {format}.", format=told)
    return say("The processor holds the model in {format}.", format=told)


def launched(on_card: bool, whole: bool) -> str:
    """How the work of a step reaches the device, where nothing speaks against it.

    Args:
        whole: whether all of it can be captured, not only what follows the gradient.
    """
    if not on_card:
        return say("Steps are made one operation after the other, as always on a processor.")
    if whole:
        return say("Each step is launched as a captured graph.")
    return say("Of each step only the update is launched as a captured graph.")
