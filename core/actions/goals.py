"""What a training shall teach: a product, a style or a voice; what follows from that.

A product's code word stands for the thing in the photos; a style's stands for how they look, so its
captions name what is shown and the code word is left with the look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from core.catalogue.records import ProjectRecord
from core.contract.items import Example, Picture
from core.contract.requests import Goal, Kind
from core.datasets.captions import trigger_spans
from core.language import say

_SAMPLES = 3
_STYLE_SCENES = ("a cup of coffee on a table", "a quiet street in the morning")
"""Things that a brand's photos may well not show: a style has to hold for them, too."""
_ALREADY_STYLE = re.compile(r"\b(style of|in)\s+$", re.IGNORECASE)


def goal_for(kind: Kind, wanted: str = "") -> Goal:
    """The goal that was chosen, or the usual one of this kind."""
    if kind == "text":
        return "voice"
    return "style" if wanted == "style" else "product"


def adapter_name(goal: Goal, project: ProjectRecord) -> str:
    """What an adapter is called that was given no name."""
    names = {
        "product": say("{brand} look", brand=project.name),
        "style": say("{brand} style", brand=project.name),
        "voice": say("{brand} voice", brand=project.name),
    }
    return names[goal]


def captioned(
    pictures: Sequence[Picture], goal: Goal, trigger: str, class_word: str
) -> tuple[Picture, ...]:
    """The pictures with the captions they are trained with; stored captions stay as they are."""
    if goal != "style":
        return tuple(pictures)
    return tuple(
        replace(one, caption=style_caption(one.caption, trigger, class_word)) for one in pictures
    )


def style_caption(caption: str, trigger: str, class_word: str = "") -> str:
    """ "a photo of mrngembr cup, close-up" as "a photo of a cup, close-up, in the style of
    mrngembr": the thing gets its own name back, and the code word means the look."""
    if not trigger:
        return caption
    plain = caption
    for start, end in reversed(trigger_spans(caption, trigger)):
        if _ALREADY_STYLE.search(caption[:start]):
            return caption
        plain = plain[:start] + _named(plain[start:end], plain[end:], class_word) + plain[end:]
    plain = re.sub(r"\s+,", ",", re.sub(r"\s{2,}", " ", plain)).strip(" ,")
    style = f"in the style of {trigger}"
    return f"{plain}, {style}" if plain else f"a photo {style}"


def sample_prompts(
    project: ProjectRecord, goal: Goal, heldout: Sequence[Example]
) -> tuple[str, ...]:
    """What a run is tried with: the code word in three scenes, or held-out briefs."""
    if goal == "voice":
        prompts = dict.fromkeys(example.prompt for example in heldout)
        return tuple(prompts)[:_SAMPLES] or (f"Write a short text for {project.name}.",)
    if goal == "style":
        look = f", in the style of {project.trigger}" if project.trigger else ""
        thing = f"a photo of {_with_article(project.class_word)}" if project.class_word else ""
        scenes = [f"a photo of {scene}" for scene in _STYLE_SCENES]
        return tuple(f"{one}{look}" for one in (thing, *scenes) if one)
    subject = " ".join(word for word in (project.trigger, project.class_word) if word)
    base = f"a photo of {subject or 'the product'}"
    return (base, f"{base}, on a white background", f"{base}, close-up")


def _named(trigger: str, rest: str, class_word: str) -> str:
    """What stands where the code word stood: nothing but an article before the thing's name."""
    following = re.match(r"\s+(\w+)", rest)
    if following:
        return "an" if following.group(1)[0].lower() in "aeiou" else "a"
    return _with_article(class_word) if class_word else "something"


def _with_article(word: str) -> str:
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"
