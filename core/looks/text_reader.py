"""Reads what is written in a photo: PaddleOCR's networks as packed in RapidOCR.

First one network finds lines, then another reads each; where there is no line the second one does
not run. Which way up a line stands is not asked: working copies are upright.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

import numpy as np
from PIL import Image

from core.looks.models import THREADS, package_file
from core.looks.registry import looker

SIDE = 960
"""Longest side in px at which lines are looked for."""
_LEAST_SURE = 0.5
"""Confidence of the reading from which a line is kept."""
_MOST_LINES = 60
"""Lines that are kept of a photo, the surest."""


@looker("text", version=1, needs=("rapidocr", "onnxruntime", "cv2"))
def text(picture: Image.Image) -> list[dict[str, Any]]:
    """Lines as `{"text", "box", "sure"}`, from top to bottom.

    Raises:
        NotInstalled: the libraries or their models are not there.
    """
    read = _reader()(np.asarray(_fit(picture))[..., ::-1])  # it wants blue first
    if getattr(read, "txts", None) is None:
        return []
    height, width = read.img.shape[:2]
    found = [
        {"text": words.strip(), "box": _box(corners, width, height), "sure": round(float(sure), 3)}
        for words, corners, sure in zip(read.txts, read.boxes, read.scores, strict=True)
        if words.strip()
    ]
    surest = sorted(found, key=lambda line: -line["sure"])[:_MOST_LINES]
    return [line for line in found if line in surest]


def _fit(picture: Image.Image) -> Image.Image:
    longest = max(picture.size)
    if longest <= SIDE:
        return picture
    size = tuple(max(1, round(side * SIDE / longest)) for side in picture.size)
    return picture.resize((size[0], size[1]), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _box(corners: Any, width: int, height: int) -> list[float]:
    points = np.asarray(corners, dtype=np.float64) / (width, height)
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
        "Global.text_score": _LEAST_SURE,
        "Global.max_side_len": SIDE,
        # With paths given, nothing is looked for elsewhere: it never asks the network.
        "Det.model_path": str(finder),
        "Rec.model_path": str(reader),
        "Det.limit_type": "max",
        "Det.limit_side_len": SIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
        "EngineConfig.onnxruntime.inter_op_num_threads": THREADS,
    })  # fmt: skip
