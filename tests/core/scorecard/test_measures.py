"""Style, habits, copies, facts and prompts on texts whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from core.contract.items import Example
from core.scorecard import style
from core.scorecard.control import control_examples
from core.scorecard.copies import copying
from core.scorecard.facts import facts
from core.scorecard.fingerprint import banned_uses, traits, word_uses
from core.scorecard.material import BRIEFS, BrandPrompt, bodies_of, briefs_of

THINGS = (
    "beans", "tins", "bags", "cups", "trays", "bells", "lids", "jugs", "rugs", "coats", "hats",
    "keys",
)  # fmt: skip
SHORT = [f"We roast {w}. You wait. The {w} hums, and we listen." for w in THINGS]
LONG = [
    f"Our premium {w} collection represents the perfect solution for every customer who is "
    f"looking for exceptional quality in {w} today!"
    for w in THINGS
]


def test_the_scale_goes_from_the_base_to_the_brand() -> None:
    halves = [*SHORT[8:10], *LONG[10:]]
    placed = style.by_letters(
        SHORT[:8], SHORT[8:], LONG[8:],
        {"same": LONG[8:], "real": SHORT[8:], "half": halves}, [0, 1, 2, 3],
    )  # fmt: skip
    assert placed["same"] == pytest.approx(0.0, abs=1e-6)
    assert placed["real"] == pytest.approx(100.0)
    assert 35 < placed["half"] < 65


def test_ends_that_are_alike_give_no_scale() -> None:
    chance = np.random.default_rng(3)
    rows = chance.normal(size=(24, 8))
    assert style.place(rows[:8], rows[8:16], rows[16:], {}, range(8)) == {}


def test_one_text_alone_gives_no_scale() -> None:
    """Nothing would be left to draw the line with."""
    rows = np.eye(6)
    assert style.place(rows[:2], rows[2:4], rows[4:], {"x": rows[4:]}, [7, 7]) == {}


def test_texts_are_compared_at_the_brands_length() -> None:
    nine = "one two three four five six seven eight nine"
    assert style.cut_alike("a b c d e f g h i j k", nine) == "a b c d e f g h i"
    assert style.cut_alike("a  b", "x") == "a  b"


def test_habits_stand_side_by_side() -> None:
    found = {one.code: one.sides for one in traits(
        {"brand": ["Wow! You can't stop – whee! 🚀"], "base": ["It stops. We say so."]}, ["en"]
    )}  # fmt: skip
    assert found["exclamations"].brand == 100
    assert found["exclamations"].base == 0
    assert found["contractions"].brand is not None
    assert found["contractions"].brand > 0
    assert found["dashes"].base == 0
    assert found["emoji"].brand == 50
    assert found["we"].base is not None
    assert found["we"].base > 0
    assert found["we"].adapter is None


def test_forms_of_address_follow_the_language() -> None:
    german = traits({"brand": ["Du wartest. Wir rösten für dich."],
                     "base": ["Wir freuen uns, wenn Sie kommen."]}, ["de"])  # fmt: skip
    found = {one.code: one.sides for one in german}
    assert (found["du"].brand, found["du"].base) == (100, 0)
    assert (found["sie"].brand, found["sie"].base) == (0, 100)
    assert "contractions" not in found


def test_favourite_and_avoided_words() -> None:
    found = word_uses(SHORT, {"base": LONG, "brand": SHORT}, ["Write about beans"])
    liked = {one.word for one in found if not one.avoided}
    avoided = {one.word for one in found if one.avoided}
    assert {"we", "you", "wait"} & liked
    assert {"premium", "exceptional", "perfect"} & avoided
    assert "beans" not in liked | avoided


def test_words_the_brand_does_not_want_are_found() -> None:
    texts = {"brand": ["We roast."], "adapter": ["Cheap coffee, cheaply roasted."], "base": ["No."]}
    sides, used = banned_uses(texts, "cheap*: fairly priced\nexclusive")
    assert sides is not None
    assert (sides.brand, sides.adapter) == (0, 500)
    assert used == ("cheap*",)
    assert banned_uses(texts, "") == (None, ())


def test_copies_are_counted_for_everyone() -> None:
    learnt = ["one two three four five six seven eight nine ten", "other words altogether here"]
    found = copying(learnt, {
        "brand": ["nothing of this was ever said before by anybody at all"],
        "adapter": ["two three four five six seven eight nine and then some"],
    })  # fmt: skip
    assert found.runs8.brand == 0
    assert found.runs8.adapter == 0.25  # one of four runs
    assert found.runs13.adapter == 0
    assert found.longest.adapter == 8
    assert found.run == "two three four five six seven eight nine"
    assert found.nearest == learnt[0]


def test_facts_count_where_the_brand_kept_them() -> None:
    briefs = ["Write about 70 words for Ember.\nname: Doorstep\nweight: 250 g\nprice: 14.50 EUR"]
    texts = {
        "brand": ["Doorstep is small, 250 g, and smells of rain."],
        "adapter": ["The bag holds 250 g and lasts 12 days."],
        "base": ["Doorstep is great."],
    }
    found = facts(briefs, texts, "Ember")
    assert found.asked == 2  # the name and the weight; the brand left the price out itself
    assert (found.kept.adapter, found.kept.base) == (0.5, 0.5)
    assert found.lost == ("Doorstep",)
    assert found.made_up == ("12",)
    assert found.invented.brand == 0


def _examples(count: int, language: str = "en") -> list[Example]:
    words = {
        "en": "We roast slowly and you wait for the smell of number {}, which is warm.",
        "de": "Wir rösten langsam, und du wartest auf den Duft von Nummer {}, ganz in Ruhe.",
    }
    return [
        Example(f"{language}{n}-{builder}", n + (100 if language == "de" else 0), builder,
                f"{builder} {n}", words[language].format(n))
        for n in range(count) for builder in ("brief", "title", "continuation")
    ]  # fmt: skip


def test_a_prompt_shows_texts_of_the_same_language_and_kind() -> None:
    learnt = [*_examples(6), *_examples(6, "de")]
    prompt = BrandPrompt(learnt, "Ember")
    brief = Example("x", 99, "title", "The brief", "Wir mahlen heute, und du schläfst noch, bis "
                    "die Straße nach Brot und nach warmem Regen riecht.")  # fmt: skip
    turns = prompt.turns(brief)
    assert turns[0]["role"] == "system"
    assert "Ember" in turns[0]["content"]
    assert turns[0]["content"].endswith("Write in German.")
    assert [one["role"] for one in turns[1:]] == ["user", "assistant"] * 3 + ["user"]
    assert all(one["content"].startswith("title") for one in turns[1:-1:2])
    assert all("rösten" in one["content"] for one in turns[2:-1:2])
    assert turns[-1]["content"] == "The brief"


def test_briefs_come_from_different_texts_and_hand_nothing_over() -> None:
    found = briefs_of(_examples(10))
    assert len(found) == BRIEFS
    assert len({one.source for one in found[:10]}) == 10
    assert {one.builder for one in found} == {"brief", "title"}


def test_bodies_are_the_whole_texts() -> None:
    parts = [
        Example("a", 1, "continuation", "", "the rest"),
        Example("b", 1, "brief", "", "All of the rest"),
    ]
    assert bodies_of(parts) == {1: "All of the rest"}


def test_control_texts_speak_the_brands_languages() -> None:
    assert {one.id.split("-")[1] for one in control_examples(["de", "en"])} == {"de", "en"}
    assert {one.id.split("-")[1] for one in control_examples(["ja"])} == {"en"}
