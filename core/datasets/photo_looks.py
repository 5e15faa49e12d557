"""What a photo looks like as far as simple arithmetic can tell: light, background, framing.

Used for template captions. It recognises no objects; where the numbers are unclear it says
nothing, because a wrong caption is worse than a short one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.language import later

_SIDE = 48
_DARK, _BRIGHT = 70.0, 185.0
_UNIFORM_SHARE = 0.7
_NEAR = 42.0
_CLOSE, _FAR = 0.45, 0.12
_SQUARE = 1.15

COLOURS: dict[str, tuple[int, int, int]] = {
    later("black"): (20, 20, 20),
    later("dark grey"): (75, 75, 75),
    later("grey"): (135, 135, 135),
    later("light grey"): (200, 200, 200),
    later("white"): (245, 245, 245),
    later("red"): (205, 40, 40),
    later("orange"): (240, 140, 40),
    later("yellow"): (245, 215, 60),
    later("green"): (60, 160, 70),
    later("dark green"): (25, 80, 45),
    later("teal"): (40, 150, 150),
    later("light blue"): (150, 200, 235),
    later("blue"): (45, 100, 200),
    later("navy"): (25, 40, 95),
    later("purple"): (125, 70, 170),
    later("pink"): (240, 160, 190),
    later("brown"): (120, 75, 45),
    later("beige"): (222, 205, 175),
}
"""Names of background colours with a typical sRGB value each (own choice)."""


def looks(picture: Image.Image) -> dict[str, str]:
    """Facts of an RGB picture: "light" (bright, dark), "background" (a colour), "framing"
    (close-up, wide), "orientation" (portrait, landscape, square). Unclear ones are left out."""
    tiny = picture.resize((_SIDE, _SIDE), Image.Resampling.BOX, reducing_gap=3.0)
    small = np.asarray(tiny, dtype=np.float32)
    facts = {"orientation": _orientation(picture.width, picture.height)}
    # Luma weights of ITU-R BT.601, on the gamma-encoded values as cameras meter them.
    mean = float((small @ np.array([0.299, 0.587, 0.114], dtype=np.float32)).mean())
    if mean < _DARK:
        facts["light"] = "dark"
    elif mean > _BRIGHT:
        facts["light"] = "bright"
    rim = _rim(small)
    middle = np.median(rim, axis=0)
    same = np.linalg.norm(rim - middle, axis=1) < _NEAR
    if float(same.mean()) >= _UNIFORM_SHARE:
        facts["background"] = colour_name(middle)
        subject = float((np.linalg.norm(small - middle, axis=2) >= _NEAR).mean())
        if subject > _CLOSE:
            facts["framing"] = "close-up"
        elif 0 < subject < _FAR:
            facts["framing"] = "wide"
    return facts


def _orientation(width: int, height: int) -> str:
    if width > height * _SQUARE:
        return "landscape"
    return "portrait" if height > width * _SQUARE else "square"


def _rim(small: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """[N, 3] pixels of the outer frame, where the background usually shows."""
    frame = np.ones((_SIDE, _SIDE), dtype=bool)
    frame[4:-4, 4:-4] = False
    return small[frame]


def colour_name(colour: npt.NDArray[np.float32]) -> str:
    """The name in `COLOURS` nearest to red, green and blue of 0 to 255."""

    def distance(name: str) -> float:
        return float(np.linalg.norm(np.array(COLOURS[name], dtype=np.float32) - colour))

    return min(COLOURS, key=distance)
