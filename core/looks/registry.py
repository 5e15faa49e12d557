"""What a looker is: a name, a version, the libraries it needs and one function.

A looker gets one picture and returns what JSON can hold. It runs in the child process (`child`)
alone; the modules of lookers are imported by the window too, so that libraries such as OpenCV and
ONNX Runtime are imported inside functions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image

Look = Callable[[Image.Image], Any]
"""From an RGB picture of at most `SIDE` px to what JSON can hold. Boxes are shares of width and
height: left, top, right, bottom."""
SIDE = 1280
"""Longest side in px of the pictures that lookers get."""


class NotInstalled(Exception):  # noqa: N818 - a state of the installation
    """A looker's library or model is not there; said in a few English words."""


@dataclass(frozen=True)
class Looker:
    """One thing that is looked for."""

    name: str
    version: int
    """Raised whenever the function would find something else: then only this is looked for anew."""
    needs: tuple[str, ...]
    """Libraries, by the names they are imported under."""
    look: Look


LOOKERS: dict[str, Looker] = {}


def looker(name: str, *, version: int, needs: tuple[str, ...]) -> Callable[[Look], Look]:
    """Register a function under a name; its findings are kept by content, name and version."""

    def register(function: Look) -> Look:
        if name in LOOKERS:
            raise ValueError(f"two lookers are called {name}")
        LOOKERS[name] = Looker(name, version, needs, function)
        return function

    return register
