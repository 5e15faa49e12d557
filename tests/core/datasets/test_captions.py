"""Trigger words and template captions."""

from __future__ import annotations

import pytest

from core.contract.items import Picture
from core.datasets.caption_words import common_words
from core.datasets.captions import (
    MOST_WORDS,
    caption_from,
    fill_captions,
    replace_in_captions,
    retold,
    suggest_trigger,
    trigger_fault,
    trigger_spans,
    with_trigger,
)


def _picture(number: int, caption: str = "", **facts: str) -> Picture:
    return Picture(number, "", "", 1, 1, caption=caption, facts=facts)


def test_trigger_comes_from_the_name() -> None:
    assert suggest_trigger("Morning Ember", []) == "mrngembr"


@pytest.mark.parametrize(
    "name", ["A", "Night", "Ää Öö", "株式会社", "", "123", "The Light Company", "x" * 300]
)
def test_every_name_gets_its_own_valid_trigger(name: str) -> None:
    taken: list[str] = []
    for _ in range(20):
        trigger = suggest_trigger(name, taken)
        assert trigger_fault(trigger, taken) is None
        taken.append(trigger)
    assert len(set(taken)) == 20
    assert suggest_trigger(name, []) == taken[0]


@pytest.mark.parametrize(
    "trigger", ["", "cup", "coffee", "rhythm", "Mrngembr", "ab cd", "schöner", "x" * 13, "style"]
)
def test_bad_triggers_are_refused(trigger: str) -> None:
    fault = trigger_fault(trigger)
    assert fault is not None
    assert fault.hint


def test_taken_trigger_is_refused() -> None:
    assert trigger_fault("mrngembr", ["MRNGEMBR"]) is not None
    assert trigger_fault("mrngembr", ["other"]) is None


def test_captions_name_what_varies() -> None:
    pictures = [
        _picture(1, background="red", light="bright", orientation="landscape"),
        _picture(2, background="orange", framing="close-up", orientation="landscape"),
        _picture(3, "mine", orientation="landscape"),
    ]
    assert fill_captions(pictures, "mrngembr", "cup") == {
        1: "a photo of mrngembr cup, on a red background, bright light",
        2: "a photo of mrngembr cup, close-up, on an orange background",
    }
    assert (
        fill_captions(pictures, "mrngembr", "cup", overwrite=True)[3] == "a photo of mrngembr cup"
    )


def test_captions_leave_out_what_nearly_every_photo_shares() -> None:
    """As the check of captions would ask for, had it read them."""
    pictures = [
        _picture(1, background="red"),
        *(_picture(number, background="dark grey") for number in range(2, 8)),
        *(_picture(number, light="dark") for number in range(8, 13)),
    ]
    captions = fill_captions(pictures, "mrngembr", "cup")
    assert captions[1].endswith("on a red background")
    assert captions[2].endswith("cup")
    assert captions[8].endswith("dark scene")
    assert not common_words(list(captions.values()), "mrngembr", "cup")


def test_a_background_of_another_colour_each_time_is_no_word_too_many() -> None:
    colours = ("red", "blue", "green", "white", "black", "beige")
    pictures = [_picture(number, background=name) for number, name in enumerate(colours)]
    captions = fill_captions(pictures, "mrngembr", "cup")
    assert [one.split(", ")[1] for one in captions.values()] == [
        f"on a {name} background" for name in colours
    ]
    assert not common_words(list(captions.values()), "mrngembr", "cup")


def test_a_caption_says_of_a_mended_photo_what_is_seen_now() -> None:
    before = {"framing": "wide", "background": "black", "orientation": "landscape"}
    now = {"framing": "close-up", "background": "", "orientation": "landscape", "light": "bright"}
    caption = "a photo of mrngembr cup, seen from far away, on a black background, wide format"
    assert retold(caption, before, now) == "a photo of mrngembr cup, close-up, wide format"
    assert retold(caption, before, before) == caption
    own = 'mrngembr cup,on a black background with stars, "wide"'
    assert retold(own, before, now) == own
    assert retold("", before, now) == ""


def test_trigger_is_put_in_once() -> None:
    assert (
        with_trigger("a red cup on a table", "mrngembr", "cup") == "a red mrngembr cup on a table"
    )
    assert with_trigger("a mrngembr cup", "mrngembr", "cup") == "a mrngembr cup"
    assert with_trigger("on a table", "mrngembr", "cup") == "mrngembr cup, on a table"
    assert with_trigger("", "mrngembr", "cup") == "a photo of mrngembr cup"


def test_replacing_in_many_captions() -> None:
    captions = {1: "a photo of a cup, dark scene", 2: "a cupboard", 3: "Cup, red"}
    assert replace_in_captions(captions, "cup", "mug") == {
        1: "a photo of a mug, dark scene",
        3: "mug, red",
    }
    assert replace_in_captions(captions, "cup", "mug", match_case=True) == {
        1: "a photo of a mug, dark scene"
    }
    assert replace_in_captions(captions, "dark scene", "") == {1: "a photo of a cup"}
    assert replace_in_captions(captions, "cup", r"\1", whole_words=False)[2] == r"a \1board"
    assert replace_in_captions(captions, "", "x") == {}
    # Signs at the edges are found beside words; words still only as a whole.
    assert replace_in_captions(captions, ", red", ", blue") == {3: "Cup, blue"}
    assert replace_in_captions(captions, "of a ", "of one ")[1] == "a photo of one cup, dark scene"
    assert replace_in_captions(captions, ", re", ", x") == {}


@pytest.mark.parametrize(
    ("caption", "left"),
    [("Cup.", ""), ("a pot (cup), \"cup\" on a table", "a pot, on a table"),
     ("in the cup.", "in the."), ("a red cup", "a red")],
)  # fmt: skip
def test_removing_words_leaves_no_empty_brackets_or_lone_signs(caption: str, left: str) -> None:
    assert replace_in_captions({1: caption}, "cup", "") == {1: left}


def test_spans() -> None:
    assert trigger_spans("mrngembr cup by Mrngembr, mrngembrx", "mrngembr") == [(0, 8), (16, 24)]
    assert trigger_spans("anything", "") == []


@pytest.mark.parametrize(
    ("said", "caption"),
    [
        (
            "The image shows a cup on a wooden table. It is brown.",
            "a photo of a mrngembr cup on a wooden table",
        ),
        ("A close-up photo of the cup, soft light", "a photo of the mrngembr cup, soft light"),
        ("seen from above on grey stone", "a photo of mrngembr cup, seen from above on grey stone"),
        ("This is a picture of cups in a row!", "a photo of mrngembr cup, cups in a row!"),
        ("A hand holds it at 7.30 a.m. in the U.S.A. kitchen",
         "a photo of mrngembr cup, a hand holds it at 7.30 a.m. in the U.S.A. kitchen"),
        ("  \n ", ""),
        ("...", ""),
    ],
)  # fmt: skip
def test_a_description_becomes_a_caption(said: str, caption: str) -> None:
    assert caption_from(said, "mrngembr", "cup") == caption


def test_a_long_description_is_cut_between_words() -> None:
    made = caption_from("on " + "a very long table " * 30, "mrngembr", "cup")
    assert len(made.split()) <= MOST_WORDS + 6
    assert made.split()[-1] in ("a", "very", "long", "table")
