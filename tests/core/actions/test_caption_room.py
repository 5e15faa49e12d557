"""Captions are counted as the model counts them, and what it does not read is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from transformers import CLIPTokenizer

from core.actions.caption_room import CaptionRoom, _clip, _exact_ends, _room, _shipped_clip, room_of
from core.contract.items import Picture
from core.datasets.caption_checks import captions_too_long
from core.datasets.check_registry import CaptionReader, CheckContext
from core.datasets.picture_facts import MeasuredPicture, PictureSet, measure
from core.families.base import Reading
from core.models import clip_vocabulary

CAPTIONS = (
    "a photo of mrngembr coffee brewer, in a hand — 3:4 it's Größe Über 120 ml!!",
    "日本語 cup 12345 don't",
    "x" * 50 + " naïve  café\t",
    "",
)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model's folder with CLIP's tokenizer as Stable Diffusion has it."""
    folder = tmp_path_factory.mktemp("model")
    clip_vocabulary.write(folder / "tokenizer", "<|endoftext|>")
    return folder


def test_clip_is_counted_as_its_own_library_counts(clip: Path) -> None:
    theirs = CLIPTokenizer.from_pretrained(clip / "tokenizer")
    in_folder = _room("SDXL", clip, Reading(77, marks=2))
    without = _room("SDXL", clip / "nowhere", Reading(77, marks=2))  # the vocabulary that ships
    assert in_folder.most == without.most == 75
    for caption in CAPTIONS:
        wanted = len(theirs(caption, add_special_tokens=False)["input_ids"])
        assert len(in_folder.ends(caption)) == len(without.ends(caption)) == wanted
        assert in_folder.exact
        assert without.exact


def test_words_that_are_not_read_are_counted_from_the_end() -> None:
    tokenizer = _clip(*_shipped_clip())
    room = CaptionRoom("SDXL", 10, True, lambda text: _exact_ends(tokenizer, text))
    assert room.fill("one two three four five six seven eight nine ten").words_lost == 0
    fill = room.fill("one two three four five six seven eight nine ten eleven twelve")
    assert (fill.used, fill.most, fill.words_lost, fill.words_left) == (12, 10, 2, 0)
    # "mrngembr" is several pieces: read in part, it is not read.
    assert room.fill("one two three four five six seven eight nine mrngembr").words_lost == 1
    assert room.fill("one two three four").words_left == 6


def test_without_a_tokenizer_it_is_estimated(tmp_path: Path) -> None:
    room = _room("FLUX.1", tmp_path, Reading(512, "tokenizer_2", marks=1))
    assert not room.exact
    assert room.most == 511
    assert room.fill("a word " * 400).words_lost > 0
    assert not room.reader().certain
    starter = room_of()
    assert starter is not None
    assert starter.exact
    assert starter.practice
    assert not starter.reader().certain


def test_the_checks_tell_captions_that_are_cut(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), (200, 180, 160)).save(tmp_path / "a.png")
    facts = measure(tmp_path / "a.png")
    photos = PictureSet(tuple(
        MeasuredPicture(Picture(at, "", str(at), 64, 64, caption), facts)
        for at, caption in enumerate(("a cup", "a cup " * 50))
    ))  # fmt: skip
    reader = CaptionReader("SDXL", lambda caption: max(0, len(caption.split()) - 60), True)
    (finding,) = captions_too_long(photos, CheckContext(caption_reader=reader))
    assert finding.items == (1,)
    assert finding.severity == "attention"
    assert "SDXL" in finding.say
    assert not captions_too_long(PictureSet(photos.measured[:1]), CheckContext(
        caption_reader=reader))  # fmt: skip
