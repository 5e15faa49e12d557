"""Colour profiles: whatever a photo's colours mean becomes sRGB."""

from __future__ import annotations

import contextlib
import io

from PIL import Image, ImageCms

from core.datasets.decoding_faults import FAULTS

_MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}
"""Pillow's mode by a profile's kind of colours."""
_SRGB = "sRGB"
"""What descriptions of its profiles begin with."""


def plain_srgb(profile: bytes) -> str | None:
    """How to name a profile under which an RGB picture is sRGB as it is; None for any other.

    Args:
        profile: ICC, as embedded; empty for none.
    """
    if not profile:
        return "none"
    with contextlib.suppress(*FAULTS):
        _, described, mode = _opened(profile)
        if mode == "RGB" and described.startswith(_SRGB):
            return described
    return None


def to_srgb(image: Image.Image, profile: bytes) -> tuple[Image.Image, str]:
    """The picture in sRGB, and how to name the profile it had.

    Args:
        image: of mode L, RGB, CMYK or LAB.
        profile: ICC, as embedded; empty for none.
    """
    if not profile and image.mode == "LAB":
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    if not profile:
        return image if image.mode == "RGB" else image.convert("RGB"), "none"
    try:
        source, described, mode = _opened(profile)
        if mode == "L" and image.mode == "RGB":
            image = image.convert("L")
        if mode == "RGB" and image.mode == "L":
            image = image.convert("RGB")
        if mode == "RGB" and described.startswith(_SRGB) and image.mode == "RGB":
            return image, described
        converted = ImageCms.profileToProfile(
            image,
            source,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.PERCEPTUAL,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except FAULTS:
        return image.convert("RGB"), "unusable, ignored"
    return converted if converted is not None else image.convert("RGB"), described


def _opened(profile: bytes) -> tuple[ImageCms.ImageCmsProfile, str, str]:
    """The profile, its description, and Pillow's mode for it."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    described = (ImageCms.getProfileDescription(source) or "").strip()[:80] or "unnamed"
    return source, described, _MODES[source.profile.xcolor_space.strip()]
