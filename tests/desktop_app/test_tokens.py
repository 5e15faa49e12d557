"""Every colour that words are written in can be read on what it is written on."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app import theme
from desktop_app.stylesheet import stylesheet
from desktop_app.tokens import DARK, LIGHT, Tokens, contrast, high_contrast

THEMES = {
    "light": LIGHT,
    "dark": DARK,
    "light-high": high_contrast(LIGHT),
    "dark-high": high_contrast(DARK),
}
GROUNDS = ("background", "surface", "raised", "sunken")
WORDS = ("text", "muted", "accent", "ready", "attention", "blocked")
ON_THEIR_OWN = (
    ("accent_text", "accent"),
    ("accent_text", "accent_hover"),
    ("accent", "accent_soft"),
    ("text", "accent_soft"),
    ("ready", "ready_soft"),
    ("attention", "attention_soft"),
    ("blocked", "blocked_soft"),
    ("text", "ready_soft"),
    ("text", "attention_soft"),
    ("text", "blocked_soft"),
    ("background", "text"),
)
PAIRS = (*product(WORDS, GROUNDS), *ON_THEIR_OWN)


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_words_stand_out(tokens: Tokens) -> None:
    weak = {
        f"{ink} on {ground}": round(contrast(getattr(tokens, ink), getattr(tokens, ground)), 2)
        for ink, ground in PAIRS
        if contrast(getattr(tokens, ink), getattr(tokens, ground)) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_signs_and_series_stand_out(tokens: Tokens) -> None:
    """Signs and edges of controls: 3:1 (WCAG 2.2, 1.4.11)."""
    for colour in (tokens.faint, *tokens.series):
        assert contrast(colour, tokens.surface) >= 3.0, colour


@pytest.mark.parametrize("name", ["light-high", "dark-high"])
def test_high_contrast_is_higher(name: str) -> None:
    plain = THEMES[name.removesuffix("-high")]
    for ink in WORDS[1:]:
        high = THEMES[name]
        before = contrast(getattr(plain, ink), plain.background)
        assert contrast(getattr(high, ink), high.background) > before


def test_known_ratios() -> None:
    """Black on white is 21:1; the middle grey #767676 is the known border case of 4.54:1."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_the_stylesheet_names_no_colour_beside_the_tokens() -> None:
    light, dark = stylesheet(LIGHT), stylesheet(DARK)
    assert light != dark
    for name in ("background", "surface", "accent", "line", "text"):
        assert getattr(LIGHT, name) in light
        assert getattr(DARK, name) in dark
        assert getattr(LIGHT, name) not in dark or getattr(LIGHT, name) in vars(DARK).values()


class Polishes(QObject):
    """Counts how often a widget's style is worked out anew."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.count += event.type() == QEvent.Type.StyleChange
        return False


def test_a_look_that_is_worn_already_polishes_no_widget(
    qapp: QApplication, look: None, qtbot: QtBot
) -> None:
    label, seen = QLabel("Morning Ember"), Polishes()
    qtbot.addWidget(label)
    label.show()
    label.installEventFilter(seen)
    theme.current().apply("light", "normal", "normal")
    assert seen.count == 0
    assert not theme.current().reduced_motion
    theme.current().apply("dark", "normal", "normal")
    assert seen.count > 0
    label.removeEventFilter(seen)
