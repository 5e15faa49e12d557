"""Checks over all captions together: what they name alike, name differently, or say too much of.

A caption names what varies; what stays the same is left to the code word. So a word that stands in
every caption keeps to itself what the code word should learn, and a thing with two names is learnt
as two things.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.contract.items import Finding, Picture
from core.datasets.caption_words import common_words, words_of
from core.datasets.captions import replace_in_captions, trigger_spans
from core.datasets.check_registry import (
    CaptionReader,
    CheckContext,
    picture_check,
    share_of_photos,
)
from core.datasets.picture_facts import PictureSet
from core.language import say, say_list, say_many

FEWEST = 6
"""Captions from which a habit can be told from chance."""
MOSTLY = 0.6
"""Share of the captions with the class word from which it is the usual name."""
LONGEST_TOKENS = 75
"""Pieces of a prompt that CLIP's text model reads besides its two marks (77 positions, Radford et
al. 2021); Stable Diffusion 1.5 and XL read no more."""
_PIECES_PER_WORD = 1.2
"""CLIP's pieces of an English word: 1.0 to 1.22 in captions without a code word, of which a sign is
a piece of its own (counted with the vocabulary that ships)."""
_PIECES_OF_CODE_WORD = 5


@picture_check(
    "captions_repeat",
    title="Words in every caption",
    sentence="Finds words that stand in nearly every caption, besides the code word.",
)
def captions_repeat(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """What never varies belongs to the code word."""
    captioned = _captioned(photos)
    always = common_words([one.caption for one in captioned], context.trigger, context.class_word)
    # A style is what is left when everything else has a name: there it is right to name the thing.
    if not always or len(captioned) < FEWEST or context.goal == "style":
        return []
    quoted = say_list([f"“{word}”" for word in always[:4]])
    return [
        Finding(
            code="captions_repeat",
            severity="attention",
            say=say("Nearly every caption says {words}.", words=quoted),
            why=say(
                "What is always named is tied to that word and not to the code word, and is missing"
                " where the word is missing."
            ),
            hint=say("Take out of the captions what is the same in all photos."),
            items=tuple(one.id for one in captioned if words_of(one.caption) & set(always)),
            detail=", ".join(always),
            remedy="drop_common_words",
        )
    ]


@picture_check(
    "captions_name_differently",
    title="Two names for one thing",
    sentence="Finds captions with the code word that do not call the thing what the others do.",
)
def captions_name_differently(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """One thing, one name."""
    named = words_of(context.class_word)
    told = [one for one in _captioned(photos) if trigger_spans(one.caption, context.trigger)]
    other = [one for one in told if not named <= words_of(one.caption)]
    if not named or len(told) < FEWEST or not 0 < len(other) <= (1 - MOSTLY) * len(told):
        return []
    count = len(other)
    return [
        Finding(
            code="captions_name_differently",
            severity="attention",
            say=share_of_photos(
                count, photos.total,
                say_many(
                    "has a caption that does not say “{word}”",
                    "have a caption that does not say “{word}”",
                    count, word=context.class_word,
                ),
            ),
            why=say("A thing with two names is learnt as two things."),
            hint=say("Call it the same in all captions."),
            items=tuple(one.id for one in other),
            remedy="name_alike",
        )
    ]  # fmt: skip


@picture_check(
    "captions_too_long",
    title="Long captions",
    sentence="Finds captions of which some models read only the beginning.",
)
def captions_too_long(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Certain for the model that is at hand; else only told, for other models read all of it."""
    if context.caption_reader is not None:
        return _cut_captions(photos, context.caption_reader)
    long = [one for one in _captioned(photos) if caption_tokens(one.caption) > LONGEST_TOKENS]
    if not long:
        return []
    count = len(long)
    return [
        Finding(
            code="captions_too_long",
            severity="ready",
            say=share_of_photos(
                count, photos.total, say_many("has a long caption", "have a long caption", count)
            ),
            why=say(
                "Stable Diffusion reads about {count} words of a caption; what comes after is not"
                " learnt.",
                count=round(LONGEST_TOKENS / _PIECES_PER_WORD),
            ),
            hint=say("Say the most important things first, or shorten it."),
            items=tuple(one.id for one in long),
        )
    ]


def _cut_captions(photos: PictureSet, reader: CaptionReader) -> list[Finding]:
    lost = [(one, reader.words_lost(one.caption)) for one in _captioned(photos)]
    cut = [(one, words) for one, words in lost if words]
    if not cut:
        return []
    count, most = len(cut), max(words for _, words in cut)
    return [
        Finding(
            code="captions_too_long",
            severity="attention" if reader.certain else "ready",
            say=share_of_photos(
                count, photos.total,
                say_many(
                    "has a caption that “{model}” does not read to its end",
                    "have a caption that “{model}” does not read to its end",
                    count, model=reader.name,
                ),
            ),
            why=say("What is not read is not learnt."),
            hint=say("Say the most important things first, or shorten it."),
            items=tuple(one.id for one, _ in cut),
            detail=f"up to {most} words at the end",
        )
    ]  # fmt: skip


def caption_tokens(caption: str) -> int:
    """About how many pieces CLIP's text model makes of a caption."""
    signs = sum(caption.count(sign) for sign in ",.;:!?()")
    return round(len(caption.split()) * _PIECES_PER_WORD) + signs + _PIECES_OF_CODE_WORD


def without_common_words(
    captions: Mapping[int, str], trigger: str, class_word: str
) -> dict[int, str]:
    """The captions without those words, by id."""
    given = {key: text for key, text in captions.items() if text.strip()}
    changed = dict(given)
    for word in common_words(list(given.values()), trigger, class_word):
        changed |= replace_in_captions(changed, word, "")
    return changed


def named_alike(caption: str, trigger: str, class_word: str) -> str:
    """The caption with the class word after the code word, unless it says it somewhere."""
    spans = trigger_spans(caption, trigger)
    if not spans or words_of(class_word) <= words_of(caption):
        return caption
    end = spans[0][1]
    return f"{caption[:end]} {class_word}{caption[end:]}"


def _captioned(photos: PictureSet) -> list[Picture]:
    return [one.picture for one in photos.measured if one.picture.caption.strip()]
