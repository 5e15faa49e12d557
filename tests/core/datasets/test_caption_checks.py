"""Captions looked at together: what all of them say, what has two names, what is too long."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from core.contract.items import Finding, Picture
from core.datasets.caption_checks import (
    LONGEST_TOKENS,
    caption_tokens,
    captions_name_differently,
    captions_repeat,
    captions_too_long,
    named_alike,
    without_common_words,
)
from core.datasets.check_registry import CheckContext
from core.datasets.picture_facts import PictureSet, measure_all

CONTEXT = CheckContext(trigger="mrngembr", class_word="cup")
PLACES = (
    "on a wooden table", "by a window", "in a garden", "beside a jug", "on grey stone",
    "on a shelf", "before a brick wall", "in the rain",
)  # fmt: skip


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("one") / "photo.png"
    Image.new("RGB", (64, 64), "#b5532a").save(path)
    return path


def captioned(photo: Path, captions: list[str]) -> PictureSet:
    return measure_all(
        [
            Picture(number, str(photo), f"{number}", 64, 64, caption=caption)
            for number, caption in enumerate(captions, start=1)
        ]
    )


def one(found: list[Finding]) -> Finding:
    (finding,) = found
    return finding


def test_a_word_in_every_caption_is_found_and_taken_out(photo: Path) -> None:
    captions = [f"a photo of a black mrngembr cup {place}" for place in PLACES]
    finding = one(captions_repeat(captioned(photo, captions), CONTEXT))
    assert finding.say == "Nearly every caption says “black”."
    assert (len(finding.items), finding.remedy) == (8, "drop_common_words")
    now = dict(enumerate(captions, start=1))
    mended = without_common_words(now, "mrngembr", "cup")
    assert mended[1] == "a photo of a mrngembr cup on a wooden table"
    assert captions_repeat(captioned(photo, list(mended.values())), CONTEXT) == []


def test_what_varies_and_what_names_the_thing_may_be_said(photo: Path) -> None:
    captions = [f"a photo of mrngembr cup {place}" for place in PLACES]
    assert captions_repeat(captioned(photo, captions), CONTEXT) == []
    some = [f"{one}, black" if at % 3 else one for at, one in enumerate(captions)]
    assert captions_repeat(captioned(photo, some), CONTEXT) == []
    all_of_them = [f"{one}, black" for one in captions]
    assert captions_repeat(captioned(photo, all_of_them[:5]), CONTEXT) == [], "too few to tell"
    style = CheckContext(trigger="mrngembr", class_word="cup", goal="style")
    assert captions_repeat(captioned(photo, all_of_them), style) == []


def test_a_thing_with_two_names_is_found_and_named_alike(photo: Path) -> None:
    captions = [f"a photo of mrngembr cup {place}" for place in PLACES]
    captions[3] = "a photo of mrngembr, a mug beside a jug"
    finding = one(captions_name_differently(captioned(photo, captions), CONTEXT))
    assert finding.items == (4,)
    assert "does not say “cup”" in finding.say
    captions[3] = named_alike(captions[3], "mrngembr", "cup")
    assert captions[3] == "a photo of mrngembr cup, a mug beside a jug"
    assert captions_name_differently(captioned(photo, captions), CONTEXT) == []


def test_where_most_call_it_otherwise_nothing_is_said(photo: Path) -> None:
    captions = [f"a photo of mrngembr mug {place}" for place in PLACES]
    assert captions_name_differently(captioned(photo, captions), CONTEXT) == []
    nameless = CheckContext(trigger="mrngembr")
    assert captions_name_differently(captioned(photo, captions), nameless) == []


def test_a_long_caption_is_only_told(photo: Path) -> None:
    long = "a photo of mrngembr cup, " + ", ".join(PLACES * 3)
    assert caption_tokens(long) > LONGEST_TOKENS > caption_tokens(f"a photo {PLACES[0]}")
    finding = one(captions_too_long(captioned(photo, [long, "a photo of mrngembr cup"]), CONTEXT))
    assert (finding.severity, finding.items, finding.remedy) == ("ready", (1,), "")
