"""Splits: no near-duplicate on both sides, every kind present, the same for the same seed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from core.contract.items import Picture, Text
from core.datasets.checks import CheckContext, check_texts
from core.datasets.splits import (
    held_out_count,
    parts_in_turn,
    picture_groups,
    split_pictures,
    split_texts,
    text_groups,
)
from core.files import sha256_bytes, sha256_file

_WORDS = [
    f"{start}{end}" for start in "bcdfghklmnprst" for end in ("ado", "emi", "iru", "oka", "usi")
]


def _body(chance: random.Random, words: int = 40) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words)) + "."


def _texts(count: int, kinds: tuple[str, ...] = ("text",)) -> list[Text]:
    chance = random.Random(count)
    bodies = [_body(chance) for _ in range(count)]
    return [
        Text(at, body, sha256_bytes(body.encode()), kind=kinds[at % len(kinds)], language="en")
        for at, body in enumerate(bodies)
    ]


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(3, 0, 0), (4, 1, 1), (30, 5, 6), (100, 12, 12), (300, 30, 30), (1000, 100, 100)],
)
def test_amounts(count: int, low: int, high: int) -> None:
    training, held_out = split_texts(_texts(count), seed=1)
    assert low <= len(held_out) <= high
    assert len(training) + len(held_out) == count
    assert low <= held_out_count(count) <= high


def test_same_seed_same_split_whatever_the_order() -> None:
    texts = _texts(60, ("post", "letter"))
    shuffled = random.Random(3).sample(texts, len(texts))
    first = {text.id for text in split_texts(texts, seed=5)[1]}
    assert {text.id for text in split_texts(shuffled, seed=5)[1]} == first
    assert {text.id for text in split_texts(texts, seed=6)[1]} != first


def test_every_kind_is_held_out() -> None:
    texts = _texts(60, ("post",) * 10 + ("letter", "line"))
    assert {text.kind for text in split_texts(texts, seed=0)[1]} == {"post", "letter", "line"}


def test_near_duplicates_stay_together() -> None:
    chance = random.Random(9)
    texts = _texts(40)
    for at in range(0, 40, 2):
        words = texts[at].body.split()
        words[chance.randrange(len(words))] = "changed"
        body = " ".join(words)
        texts[at + 1] = Text(at + 1, body, sha256_bytes(body.encode()), language="en")
    for seed in range(10):
        held_out = {text.id for text in split_texts(texts, seed=seed)[1]}
        assert held_out
        assert all((at in held_out) == (at + 1 in held_out) for at in range(0, 40, 2))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The kettle clicks off at six and the milk van is two streets away from here now.",
         "The kettle clicks off at six and the milk cart is two streets away from here now."),
        ("朝六時、窯はもう温まっています。最初のパンが並ぶのは六時半。通り中に香りが広がります。",
         "朝六時、窯はもう温まっています。最初のパンが並ぶのは七時半。通り中に香りが広がります！"),
        ("早上六点，炉子已经热了。第一炉面包六点半出炉，整条街都是黄油的香味，请进来坐坐。",
         "早上六点，炉子已经热了。第一炉面包七点半出炉，整条街都是黄油的香味，请您进来坐坐。"),
        ("The kettle clicks off at six and the milk van is two streets away.",
         "Good morning all. The kettle clicks off at six and the milk van is two streets away. "
         "What is there to say about a day that begins so, with steam on the panes and tea?"),
    ],
)  # fmt: skip
def test_what_counts_as_a_leak_is_never_divided(one: str, other: str) -> None:
    pair = [Text(900 + at, body, f"{at:064d}") for at, body in enumerate((one, other))]
    texts = [*_texts(20), *pair]
    assert text_groups(texts)[-1] == [20, 21]
    for seed in range(8):
        training, held_out = split_texts(texts, seed=seed)
        context = CheckContext(heldout_ids=frozenset(text.id for text in held_out))
        found = check_texts([*training, *held_out], context)
        assert "leaked_heldout" not in {finding.code for finding in found}


def test_translations_stay_together() -> None:
    texts = [
        Text(text.id, text.body, text.sha256, kind="product", language=("en", "de")[text.id % 2],
             fields={"title": f"Product {text.id // 2}"})
        for text in _texts(40)
    ]  # fmt: skip
    for seed in range(10):
        held_out = {text.id for text in split_texts(texts, seed=seed)[1]}
        assert all((at in held_out) == (at + 1 in held_out) for at in range(0, 40, 2))


def test_a_shared_sign_off_does_not_tie_texts_together() -> None:
    tail = " With kind regards from all your friendly neighbours at the roastery."
    texts = [Text(text.id, text.body + tail, text.sha256) for text in _texts(60)]
    assert len(split_texts(texts, seed=0)[1]) == held_out_count(60)


def test_share_may_be_given() -> None:
    assert len(split_texts(_texts(50), share=0.3, seed=0)[1]) == 15


@pytest.fixture
def pictures(tmp_path: Path) -> list[Picture]:
    found = []
    for at in range(30):
        chance = random.Random(at // 2 if at < 10 else at)
        image = Image.new("RGB", (80, 60), "grey")
        draw = ImageDraw.Draw(image)
        for _ in range(25):
            x, y = chance.randrange(80), chance.randrange(60)
            draw.rectangle(
                (x, y, x + 15, y + 12), fill=tuple(chance.randrange(256) for _ in range(3))
            )
        draw.point((at, at), fill="white")
        path = tmp_path / f"{at:02}.png"
        image.save(path)
        found.append(Picture(at, str(path), sha256_file(path), 80, 60, name=path.name))
    return found


def test_pictures(pictures: list[Picture]) -> None:
    assert sorted(map(len, picture_groups(pictures))) == [1] * 20 + [2] * 5
    for seed in range(5):
        training, held_out = split_pictures(pictures, seed=seed)
        ids = {picture.id for picture in held_out}
        assert 3 <= len(ids) <= 5
        assert len(training) == 30 - len(ids)
        assert all((at in ids) == (at + 1 in ids) for at in range(0, 10, 2))
        assert {picture.id // 15 for picture in held_out} == {0, 1}, "spread over the set"
    assert split_pictures(pictures, seed=1) == split_pictures(pictures, seed=1)
    assert split_pictures(pictures[:3])[1] == []
    assert len(split_pictures(pictures[10:20])[1]) == 3


def test_parts_in_turn_hold_every_text_out_at_most_once() -> None:
    texts = _texts(20)
    body = texts[3].body + " Indeed."
    twin = Text(20, body, sha256_bytes(body.encode()), kind="text", language="en")
    train, held = split_texts([*texts, twin])
    parts = parts_in_turn(train, held, 2)
    assert len(parts) == 2
    outs = [held, *(out for _, out in parts)]
    ids = [text.id for out in outs for text in out]
    assert len(ids) == len(set(ids))
    for learnt, out in parts:
        assert {text.id for text in (*learnt, *out)} == set(range(21))
        assert set(map(id, held)) <= set(map(id, learnt))
        assert abs(len(out) - len(held)) <= 1
        sides = [{text.id for text in side} & {3, 20} for side in (learnt, out)]
        assert set() in sides  # near-duplicates on one side
