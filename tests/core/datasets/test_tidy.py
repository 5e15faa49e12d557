"""What is dropped from a text, and what must stay so that it can be mended."""

from __future__ import annotations

from core.datasets.mojibake import mend
from core.datasets.text_decoding import tidy


def test_soft_hyphens_and_controls_are_dropped() -> None:
    assert tidy("Kaf\u00adfee\x07 und\r\nTee\x7f") == "Kaffee und\nTee"
    assert tidy("") == ""


def test_both_halves_of_a_garbled_letter_stay_and_can_be_mended() -> None:
    garbled = "Café aquí, Álava e Índia à la carte".encode().decode("latin-1")
    assert tidy(garbled) == garbled
    assert mend(tidy(garbled)) == "Café aquí, Álava e Índia à la carte"
