"""One file per model family, found by itself: a module here with a `FAMILY` object is a family."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from core.errors import KnownError
from core.families.base import Family, ImageFamily, TextFamily
from core.language import say


@cache
def all_families() -> dict[str, Family]:
    """Every family by its name (the module's name). Imports no heavy library."""
    found: dict[str, Family] = {}
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        family = getattr(loaded, "FAMILY", None)
        if isinstance(family, Family):
            found[module.name] = family
    return found


def family(name: str) -> Family:
    """The family of this name.

    Raises:
        KnownError: kind "model_missing" when there is none.
    """
    known = all_families()
    if name not in known:
        raise KnownError(
            say("Signet does not know the model family “{name}”.", name=name),
            say("Choose one of: {names}.", names=", ".join(sorted(known))),
            kind="model_missing",
        )
    return known[name]


def image_family(name: str) -> ImageFamily:
    """The image family of this name; a `KnownError` if it is none."""
    found = family(name)
    if not isinstance(found, ImageFamily):
        raise KnownError(
            say("“{name}” is not a model for pictures.", name=name),
            say("Choose an image model."),
            kind="bad_request",
        )
    return found


def text_family(name: str) -> TextFamily:
    """The text family of this name; a `KnownError` if it is none."""
    found = family(name)
    if not isinstance(found, TextFamily):
        raise KnownError(
            say("“{name}” is not a model for texts.", name=name),
            say("Choose a text model."),
            kind="bad_request",
        )
    return found
