"""Names work on every system."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import KnownError
from core.exporting.naming import TEMPLATE, make_name, safe_part


@pytest.mark.parametrize(("text", "expected"), [
    ("Morning Ember", "morning-ember"),
    ("Größe & Wörter", "grosse-worter"),
    ("../../etc/passwd", "etc-passwd"),
    ("朝の光", "x"),
    ("", "x"),
    ("a" * 90, "a" * 40),
])  # fmt: skip
def test_parts(text: str, expected: str) -> None:
    assert safe_part(text) == expected


def test_template_is_filled() -> None:
    values = {"brand": "Morning Ember", "channel": "x_post", "size": "1200x675", "n": "01"}
    assert make_name(TEMPLATE, values, ".jpg") == "morning-ember_x-post_1200x675_01.jpg"
    assert make_name(TEMPLATE, {**values, "channel": ""}, ".jpg") == (
        "morning-ember_1200x675_01.jpg"
    )


def test_names_are_numbered_without_regard_to_case() -> None:
    assert make_name("{kind}", {"kind": "a"}, ".png", ["A.PNG"]) == "a-2.png"
    assert make_name("{kind}", {"kind": "a"}, ".png", ["a.png", "a-2.png"]) == "a-3.png"


@pytest.mark.parametrize("name", ["con", "NUL", "com1", "LPT9"])
def test_names_of_devices_are_avoided(name: str) -> None:
    assert make_name("{kind}", {"kind": name}, ".txt") == f"{name.lower()}-1.txt"


@pytest.mark.parametrize("template", [
    "../{brand}", "{brand}/{n}", "{nobody}", "{brand.upper}", "{0}", "{brand", "a b", "{n:>90}",
    "{brand!r}", "{}",
])  # fmt: skip
def test_bad_templates_are_refused(template: str) -> None:
    with pytest.raises(KnownError, match="file names"):
        make_name(template, {"brand": "b"}, ".png")


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_words_give_a_safe_name(brand: str, prompt: str) -> None:
    name = make_name("{brand}_{prompt}", {"brand": brand, "prompt": prompt}, ".png")
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*\.png", name)
    assert len(name) <= 130
