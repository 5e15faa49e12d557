"""What is said of writing that was read in photos, and of nakedness that was seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from PIL import Image

from core.contract.items import Finding, Picture
from core.datasets.check_registry import PICTURE_CHECKS
from core.datasets.checks import CheckContext
from core.datasets.photo_recipes import Recipe
from core.datasets.photo_remedies import propose
from core.datasets.picture_facts import MeasuredPicture, PictureFacts, PictureSet, measure
from core.datasets.remedies import remedies_for
from core.datasets.written import Line, alike, lines_of, rows_to_crop
from core.paths import resources

SAMPLE = resources() / "sample_brand/photos"
VARIED = sorted((SAMPLE / "coffee_brewer").glob("*.jpg"))[:6]
ONE_WALL = sorted((SAMPLE / "cup").glob("*.jpg"))[:6]
CENTRE, RIM = (0.4, 0.5, 0.6, 0.55), (0.7, 0.92, 0.98, 0.97)


@pytest.fixture(scope="module")
def varied() -> list[PictureFacts]:
    return [measure(path) for path in VARIED]


@pytest.fixture(scope="module")
def one_wall() -> list[PictureFacts]:
    return [measure(path) for path in ONE_WALL]


def line(text: str, box: Sequence[float] = RIM, sure: float = 0.99) -> dict[str, Any]:
    return {"text": text, "box": list(box), "sure": sure}


def moved(box: Sequence[float], number: int) -> list[float]:
    return [side + 0.04 * number * (-1) ** number for side in box]


def found(
    code: str, facts: Sequence[PictureFacts], looks: Sequence[dict[str, Any]], note: str = ""
) -> list[Finding]:
    photos = [
        MeasuredPicture(Picture(at, "", f"{at}", 512, 512), one, looks[at] if at < len(looks) else
                        {"text": [], "nudity": 0.1})
        for at, one in enumerate(facts)
    ]  # fmt: skip
    return PICTURE_CHECKS[code](PictureSet(tuple(photos)), CheckContext(looks_note=note))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("24.11.2014", "date"), ("2014-11-24 18:02", "date"), ("'98 11 24", "date"),
        ("18:02", "date"), ("24/11/14", "date"), ("www.studio-north.de", "address"),
        ("studionorth.com", "address"), ("hello@studio.org", "address"),
        ("© Studio North", "owner"), ("Photo by Anna", "owner"), ("shutterstock", "owner"),
        ("SUMMER SALE", "words"), ("New roast, 250 g", "words"), ("1.5 kg", "words"),
        ("Est. 1998", "words"), ("Buy 2, get 1", "words"), ("50 %", "words"),
    ],
)  # fmt: skip
def test_lines_are_of_a_kind(text: str, kind: str) -> None:
    assert Line(text, RIM, 1.0).kind == kind


def test_unsure_and_short_readings_do_not_count() -> None:
    doubtful = [line("HA", sure=0.95), line("HAS", sure=0.85), line("SALE", sure=0.7)]
    assert lines_of({"text": doubtful}) == []
    assert lines_of({}) is None
    sure = [line("HAS", sure=0.95), line("SALE", sure=0.82)]
    assert [one.text for one in lines_of({"text": sure}) or ()] == ["HAS", "SALE"]


def test_readings_of_the_same_words_are_alike() -> None:
    assert alike("morningember", "mornlngember")
    assert not alike("morningember", "eveningglow")
    assert not alike("a", "b")


def test_each_kind_is_told_in_its_own_words(varied: list[PictureFacts]) -> None:
    looks = [
        {"text": [line("SUMMER SALE")]}, {"text": [line("24.11.2014")]},
        {"text": [line("© Studio North"), line("24.11.2014")]}, {"text": [line("Only today")]},
    ]  # fmt: skip
    told = {one.say: one for one in found("text_in_picture", varied, looks)}
    assert {say: one.items for say, one in told.items()} == {
        "1 of 6 photos carries a watermark or web address: “© Studio North”.": (2,),
        "1 of 6 photos carries a date stamp: “24.11.2014”.": (1,),
        "2 of 6 photos have writing in them: “SUMMER SALE”, “Only today”.": (0, 3),
    }
    assert all([one.name for one in remedies_for(finding)] == ["crop_text", "set_aside"]
               for finding in told.values())  # fmt: skip


def test_long_and_many_lines_are_shortened(varied: list[PictureFacts]) -> None:
    many = [line("word " * 20), line("two"), line("three"), line("four")]
    (one,) = found("text_in_picture", varied, [{"text": many}, {"text": [line("four")]}])
    assert one.say == (
        "2 of 6 photos have writing in them: “four”, “word word word word word word word word…”, "
        "“two” and 1 more."
    )


def test_words_that_move_with_the_product_are_its_label(varied: list[PictureFacts]) -> None:
    looks: list[dict[str, Any]] = [
        {"text": [line(words, moved(CENTRE, at))]}
        for at, words in enumerate(("MORNING EMBER", "MORNING EMBER", "MORNlNG EMBER",
                                    "MORNING EMBER"))
    ]  # fmt: skip
    looks[1]["text"].append(line("SALE"))
    left, _, right, bottom = moved(CENTRE, 2)
    looks[2]["text"].append(line("net weight 250 g", (left, bottom + 0.02, right, bottom + 0.04)))
    (told,) = found("text_in_picture", varied, looks)
    assert (told.items, told.say) == ((1,), "1 of 6 photos has writing in it: “SALE”.")
    (label,) = found("product_label", varied, looks)
    assert label.say == "Your product carries the words “MORNING EMBER”, in 4 of 6 photos."
    assert (label.severity, label.items) == ("ready", (0, 1, 2, 3))
    rows = rows_to_crop(dict(enumerate(looks)))
    assert rows == {0: [], 1: [RIM], 2: [], 3: []}


def test_a_label_is_turned_away_in_some_photos(varied: list[PictureFacts]) -> None:
    label = [{"text": [line("MORNING EMBER", moved(CENTRE, at))]} for at in range(3)]
    assert found("text_in_picture", varied, [*label, *[{"text": []}] * 3]) == []
    rim = [{"text": [line("Only today", moved(RIM, at))]} for at in range(3)]
    (told,) = found("text_in_picture", varied, [*rim, *[{"text": []}] * 3])
    assert told.items == (0, 1, 2)


def test_words_at_one_place_of_varied_photos_are_a_mark(varied: list[PictureFacts]) -> None:
    looks = [{"text": [line("studio north", CENTRE)]}] * 5
    (told,) = found("text_in_picture", varied, looks)
    assert told.say == "5 of 6 photos carry a watermark or web address: “studio north”."
    assert found("product_label", varied, looks) == []


def test_before_one_wall_what_stands_still_in_the_middle_is_the_product(
    one_wall: list[PictureFacts],
) -> None:
    label = [{"text": [line("MORNING EMBER", CENTRE)]}] * 6
    assert found("text_in_picture", one_wall, label) == []
    assert len(found("product_label", one_wall, label)) == 1
    mark = [{"text": [line("studio north", RIM)]}] * 6
    assert len(found("text_in_picture", one_wall, mark)) == 1
    assert found("product_label", one_wall, mark) == []


def test_what_was_read_decides_over_shapes_like_letters(varied: list[PictureFacts]) -> None:
    rows = PictureFacts(**{**varied[0].__dict__, "rows": [[0.1, 0.8, 0.9, 0.9]]})
    facts = [rows, rows, *varied[2:]]
    (told,) = found("text_in_picture", facts, [{}, {"text": []}], note="Not all were read.")
    assert told.items == (0,)
    assert told.say == "1 of 6 photos may contain text or a watermark."
    assert told.detail.endswith("Not all were read.")


def test_nudity_is_told_where_the_network_is_nearly_sure(varied: list[PictureFacts]) -> None:
    looks = [{"nudity": 0.78}, {"nudity": 0.97}, {}]
    (told,) = found("nudity", varied, looks)
    assert told.items == (1,)
    assert told.say == "1 of 6 photos seems to show naked people."
    assert [one.name for one in remedies_for(told)] == ["set_aside"]
    assert found("nudity", varied, []) == []


def test_a_crop_follows_the_boxes_that_were_read_and_keeps_what_was_cut_before() -> None:
    cup = Image.open(ONE_WALL[0]).convert("RGB")
    now = Recipe(crop=(0.0, 0.0, 1.0, 0.95))
    better = propose("crop_text", cup, now, rows=[(0.02, 0.0, 0.5, 0.1)])
    assert better is not None
    left, top, right, bottom = better.crop
    assert (left, right, bottom) == pytest.approx((0.0, 1.0, 0.95))
    assert 0.095 < top < 0.13
    in_the_middle = [(0.4, 0.5, 0.6, 0.55)]
    assert propose("crop_text", cup, now, rows=in_the_middle) is None
