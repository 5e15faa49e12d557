"""Reads what is written in a photo: PaddleOCR's networks as packed in RapidOCR.

First one network finds lines, then another reads each; where there is no line the second one does
not run. Which way up a line stands is not asked of a third network, for working copies are
upright; only lines that run along a side are read from both ends.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.looks.models import THREADS, package_file
from core.looks.registry import looker

Pixels = npt.NDArray[np.uint8]
SIDE = 960
"""Longest side in px at which lines are looked for."""
_LEAST_SURE = 0.5
"""Confidence of the reading from which a line is kept."""
_SURE = 0.8
"""Confidence below which an upright line is read from below, too."""
_LOWEST = 8  # px, width of what is read again
_UPRIGHT = 1.5
"""Height to width from which RapidOCR turns a line by a quarter before it is read."""
_MOST_LINES = 60
"""Lines that are kept of a photo, the surest."""


@looker("text", version=2, needs=("rapidocr", "onnxruntime", "cv2"))
def text(picture: Image.Image) -> list[dict[str, Any]]:
    """Lines as `{"text", "box", "sure"}`, from top to bottom.

    Raises:
        NotInstalled: the libraries or their models are not there.
    """
    blue_first = np.ascontiguousarray(np.asarray(_fit(picture))[..., ::-1])
    read = _reader()(blue_first, use_det=True, use_cls=False, use_rec=True)
    if getattr(read, "txts", None) is None:
        return []
    size = (blue_first.shape[1], blue_first.shape[0])
    lines = [
        _surer(blue_first, {"text": words, "box": _box(corners, size), "sure": float(sure)})
        for words, corners, sure in zip(read.txts, read.boxes, read.scores, strict=True)
    ]
    found = [line for line in lines if line["text"] and line["sure"] >= _LEAST_SURE]
    surest = sorted(found, key=lambda line: -line["sure"])[:_MOST_LINES]
    return [line for line in found if line in surest]


def _surer(picture: Pixels, line: dict[str, Any]) -> dict[str, Any]:
    """The line, or what is read from below if that is surer: signatures along a side are written
    upwards, while upright lines are read downwards at first."""
    line["text"], line["sure"] = line["text"].strip(), round(line["sure"], 3)
    height, width = picture.shape[:2]
    left, top, right, bottom = (
        round(share * side) for share, side in zip(line["box"], (width, height) * 2, strict=True)
    )
    part = picture[top:bottom, left:right]
    high, wide = part.shape[:2]
    if line["sure"] >= _SURE or wide < _LOWEST or high < _UPRIGHT * wide:
        return line
    turned = np.ascontiguousarray(np.rot90(part, -1))
    again = _reader()(turned, use_det=False, use_cls=False, use_rec=True)
    words, sure = again.txts[0].strip(), round(float(again.scores[0]), 3)
    return line | {"text": words, "sure": sure} if sure > line["sure"] else line


def _fit(picture: Image.Image) -> Image.Image:
    longest = max(picture.size)
    if longest <= SIDE:
        return picture
    size = tuple(max(1, round(side * SIDE / longest)) for side in picture.size)
    return picture.resize((size[0], size[1]), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _box(corners: Any, size: tuple[int, int]) -> list[float]:
    points = np.asarray(corners, dtype=np.float64) / size
    sides = [*points.min(axis=0), *points.max(axis=0)]
    return [round(min(1.0, max(0.0, float(side))), 4) for side in sides]


@cache
def _reader() -> Any:
    finder = package_file("rapidocr", "models", "PP-OCRv6_det_small.onnx")
    reader = package_file("rapidocr", "models", "PP-OCRv6_rec_small.onnx")
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").disabled = True
    return RapidOCR(params={
        "Global.log_level": "critical",
        "Global.use_cls": False,
        "Global.text_score": 0.0,
        "Global.max_side_len": SIDE,
        # With paths given, nothing is looked for elsewhere: it never asks the network.
        "Det.model_path": str(finder),
        "Rec.model_path": str(reader),
        "Det.limit_type": "max",
        "Det.limit_side_len": SIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
        "EngineConfig.onnxruntime.inter_op_num_threads": THREADS,
    })  # fmt: skip
