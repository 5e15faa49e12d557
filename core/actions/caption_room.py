"""How much of a caption the chosen model reads: counted with its own tokenizer where that is at
hand, else estimated. No torch, no transformers."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from core.datasets.check_registry import CaptionReader
from core.errors import KnownError
from core.families import image_family
from core.families.base import Reading
from core.models import architectures, clip_vocabulary, library
from core.models.library import ModelRecord

Ends = Callable[[str], Sequence[int]]
"""Of a text: where in it each of its tokens ends, in characters."""
_WORDS_AHEAD = 1.35
"""Tokens of an English word in a caption, about, while there are no words to measure by."""
_CLIP_SPLIT = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
"""CLIP's own (`simple_tokenizer.py` of openai/CLIP)."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fill:
    """How a caption fits."""

    used: int
    """Pieces it has."""
    most: int
    """Pieces that are read of it."""
    words_lost: int
    """Words at its end that are not read."""
    words_left: int
    """About how many more words have room."""


@dataclass(frozen=True)
class CaptionRoom:
    """What one model reads of captions."""

    model: str
    """Its name as people know it."""
    most: int
    """Pieces of a caption that are read; 0 without a limit."""
    exact: bool
    """Whether they are counted with the model's own tokenizer."""
    ends: Ends
    practice: bool = False
    """Whether the model is for practice alone."""

    def reader(self) -> CaptionReader:
        """As the checks ask it."""
        certain = self.exact and not self.practice
        return CaptionReader(self.model, lambda caption: self.fill(caption).words_lost, certain)

    def fill(self, caption: str) -> Fill:
        """How a caption fits; `most` 0 loses nothing."""
        ends = self.ends(caption)
        words = caption.split()
        lost = 0
        if self.most and len(ends) > self.most:
            # A word of which only the beginning is read is not read.
            lost = len(words) - _whole_words(caption, ends[self.most - 1])
        each = len(ends) / len(words) if len(words) >= 4 else _WORDS_AHEAD
        left = max(0, int((self.most - len(ends)) / max(1.0, each)))
        return Fill(len(ends), self.most, lost, left)


def _whole_words(caption: str, read_to: int) -> int:
    """Words that end at or before a character."""
    count, at = 0, 0
    for word in caption.split():
        at = caption.index(word, at) + len(word)
        count += at <= read_to
    return count


def room_of(model: str = "") -> CaptionRoom | None:
    """The room in captions of the model that would be taught; None where there is none.

    Args:
        model: its name; empty takes one of the user's own before the one to practise with.

    Raises:
        KnownError: kind "model_missing".
    """
    record = library.find(model) if model else _usual()
    if record is None or record.kind != "image":
        return None
    reading = image_family(record.family).reading(record.folder)
    return replace(
        _room(library.shown_name(record.name), record.folder, reading), practice=record.practice
    )


def best_room(model: str) -> CaptionRoom | None:
    """`room_of`, with the usual model where the named one has gone; None without any."""
    with contextlib.suppress(KnownError):
        return room_of(model)
    with contextlib.suppress(KnownError):
        return room_of()
    return None


def _usual() -> ModelRecord | None:
    found = [one for one in library.installed() if one.kind == "image"]
    real = [one for one in found if not one.practice]
    may = [one for one in real if one.commercial != "no"]
    return next(iter(may or real or found), None)


@lru_cache(maxsize=4)
def _room(name: str, folder: Path, reading: Reading) -> CaptionRoom:
    tokenizer = _tokenizer(folder / reading.tokenizer)
    if tokenizer is None and reading.marks == 2:
        tokenizer = _clip(*_shipped_clip())
    before = 0
    if tokenizer is not None and reading.before:
        before = len(tokenizer.encode(reading.before, add_special_tokens=False).ids)
    elif reading.before:
        before = 3
    most = max(1, reading.tokens - reading.marks - before) if reading.tokens else 0
    if tokenizer is None:
        return CaptionRoom(name, most, False, _estimated_ends)
    return CaptionRoom(name, most, True, lambda text: _exact_ends(tokenizer, text))


def _exact_ends(tokenizer: Tokenizer, text: str) -> list[int]:
    encoded = tokenizer.encode(text, add_special_tokens=False)
    return [end for _, end in encoded.offsets]


def _estimated_ends(text: str) -> list[int]:
    """Four characters a token."""
    return [min(len(text), at + 4) for at in range(0, len(text), 4)]


def _tokenizer(folder: Path) -> Tokenizer | None:
    """The tokenizer of a folder, None where it is of another kind or cannot be read."""
    file, vocabulary, merges = (
        folder / name for name in ("tokenizer.json", "vocab.json", "merges.txt")
    )
    try:
        if file.is_file():
            tokenizer = Tokenizer.from_file(str(file))
            tokenizer.no_truncation()
            tokenizer.no_padding()
            return tokenizer
        if vocabulary.is_file() and merges.is_file():
            known = json.loads(vocabulary.read_text("utf-8"))
            return _clip(known, _pairs(merges.read_text("utf-8")))
    except Exception as error:  # noqa: BLE001 - the library raises nothing more precise
        _log.warning("%s cannot be read: %s", folder, error)
    return None


def _pairs(merges: str) -> list[tuple[str, str]]:
    lines = (line.split() for line in merges.splitlines() if not line.startswith("#"))
    return [(one[0], one[1]) for one in lines if len(one) == 2]


def _clip(vocabulary: dict[str, int], merges: list[tuple[str, str]]) -> Tokenizer:
    """CLIP's tokenizer: lower case, split by `_CLIP_SPLIT`, then byte pairs that end in "</w>"."""
    tokenizer = Tokenizer(models.BPE(
        vocab=vocabulary, merges=merges, continuing_subword_prefix="", end_of_word_suffix="</w>",
        fuse_unk=False, unk_token="<|endoftext|>",
    ))  # fmt: skip
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase(),
    ])  # fmt: skip
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(_CLIP_SPLIT), behavior="removed", invert=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False),
    ])  # fmt: skip
    return tokenizer


def _shipped_clip() -> tuple[dict[str, int], list[tuple[str, str]]]:
    file = architectures.home() / "clip_tokenizer" / "merges.txt"
    text = file.read_text("utf-8")
    return clip_vocabulary.vocabulary(text), _pairs("\n".join(text.splitlines()[1:]))
