"""Design tokens: every colour, size and duration of the window, for both themes. Nothing else may
name a colour.

Contrast of text and of state colours on their background is at least 4.5:1 (WCAG 2.2, 1.4.3),
except `faint`, which is for large text and decoration; a test computes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

SPACE = (0, 4, 8, 12, 16, 24, 32, 48)
"""Steps of distance in pixels; layouts use these only."""
RADIUS_CONTROL = 8
RADIUS_CARD = 12
RAIL_WIDTH = 216
RAIL_NARROW = 64
NARROW_BELOW = 1100
"""Window width in pixels under which the rail shows icons only."""
HEADER_HEIGHT = 56
SIDE_WIDTH = 320
MOTION_IN = 120
MOTION_OUT = 180
"""Milliseconds; both are 0 with reduced motion."""

FONT_FAMILY = "Inter"
FONTS = {
    "body": (13, 400),
    "label": (13, 500),
    "muted": (13, 400),
    "small": (12, 400),
    "lead": (15, 400),
    "title": (20, 600),
    "hero": (28, 600),
}
"""Role -> (size in pixels, weight)."""


@dataclass(frozen=True)
class Tokens:
    """Colours of one theme, as "#rrggbb"."""

    dark: bool
    background: str
    surface: str
    raised: str
    sunken: str
    line: str
    line_strong: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_text: str
    accent_soft: str
    ready: str
    ready_soft: str
    attention: str
    attention_soft: str
    blocked: str
    blocked_soft: str
    shadow: str
    overlay: str
    """What darkens a picture under signs and lines."""
    series: tuple[str, ...]
    """Colours that tell adapters apart; always together with a name or a letter."""


LIGHT = Tokens(
    dark=False,
    background="#F7F6F3",
    surface="#FFFFFF",
    raised="#FFFFFF",
    sunken="#EFEDE8",
    line="#E4E1DA",
    line_strong="#C9C5BB",
    text="#1C1D1F",
    muted="#5C5F66",
    faint="#84878E",
    accent="#3454D1",
    accent_hover="#2A45B0",
    accent_text="#FFFFFF",
    accent_soft="#E8ECFB",
    ready="#1F7A4D",
    ready_soft="#E4F2EA",
    attention="#8A5800",
    attention_soft="#FBF0DA",
    blocked="#B3261E",
    blocked_soft="#FBE9E7",
    shadow="#1C1D1F",
    overlay="#1C1D1F",
    series=("#3454D1", "#8E3B8C", "#0F766E", "#A34A00", "#5B6B00"),
)

DARK = Tokens(
    dark=True,
    background="#161719",
    surface="#1E2023",
    raised="#26292D",
    sunken="#121315",
    line="#33373C",
    line_strong="#4A4F56",
    text="#ECEDEF",
    muted="#A9ADB5",
    faint="#7F848D",
    accent="#8EA2FF",
    accent_hover="#A9B8FF",
    accent_text="#10131F",
    accent_soft="#262C47",
    ready="#5CC98E",
    ready_soft="#1B2F26",
    attention="#E3B04B",
    attention_soft="#332A17",
    blocked="#F2867E",
    blocked_soft="#3A2220",
    shadow="#000000",
    overlay="#000000",
    series=("#8EA2FF", "#E29BE0", "#5FCBBF", "#F0A868", "#C2CF5E"),
)


def high_contrast(tokens: Tokens) -> Tokens:
    """The same theme for readers who asked their system for more contrast."""
    if tokens.dark:
        return replace(
            tokens, background="#000000", surface="#000000", raised="#0B0C0E", sunken="#000000",
            line="#8A9099", line_strong="#C5CAD2", text="#FFFFFF", muted="#E1E4E9",
            faint="#C5CAD2", accent="#B7C4FF", accent_hover="#D3DBFF", ready="#7FE3AE",
            attention="#FFD27A", blocked="#FFB0A9",
        )  # fmt: skip
    return replace(
        tokens, background="#FFFFFF", line="#6B6E75", line_strong="#3A3C40", text="#000000",
        muted="#2B2D31", faint="#4A4D53", accent="#1D38A8", accent_hover="#142A85",
        ready="#0B5A34", attention="#5E3B00", blocked="#8C130C",
    )  # fmt: skip


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
