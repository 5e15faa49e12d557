"""Briefs: the phrases a brand can put one together from, code words, and earlier briefs.

A brief is plain text; a phrase is put in and taken out again by its words, so that people may write
between them as they like. Picture models are spoken to in English, as the captions are; texts in
the project's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.catalogue import board_search, items
from core.catalogue.records import AdapterKind, AdapterRecord, BriefRecord, ProjectRecord
from core.catalogue.session import Session
from core.contract.items import Text
from core.datasets.captions import trigger_spans, with_trigger
from core.datasets.keywords import keywords
from core.datasets.photo_looks import COLOURS
from core.datasets.prompts import CHANNELS, LENGTH, TOPIC
from core.families import image_family
from core.models.library import ModelRecord

_TEXTS_READ = 200
"""Texts looked at for topics; more say little more."""
_TOPICS = 12
_LENGTHS = (15, 40, 90)
_PICTURE = {
    "scene": {
        "plain": "on a white background",
        "studio": "on a grey studio background",
        "table": "on a wooden table",
        "gradient": "on a gradient background",
        "stone": "on a stone surface",
        "outdoors": "outdoors in nature",
    },
    "light": {
        "soft": "in soft light",
        "bright": "in bright light",
        "evening": "in warm evening light",
        "spotlight": "under a spotlight",
        "shadows": "with long shadows",
    },
    "view": {
        "close": "close-up",
        "side": "seen from the side",
        "above": "seen from above",
        "small": "small in the picture",
        "far": "seen from far away",
    },
}
_SHAPES = {"square": 1.0, "upright": 4 / 5, "wide": 16 / 9}
"""Name -> width / height."""
_TOPIC_WORDING = {"en": TOPIC["en"], "de": "Stichwort: {topic}."}
_OPENING = {"en": "Write a {channel} for {brand}.", "de": "Aufgabe: {channel} für {brand}."}


@dataclass(frozen=True)
class Phrase:
    """A piece of a brief. `group`: "scene", "light", "view"; "channel", "length", "topic"."""

    key: str
    group: str
    text: str


@dataclass(frozen=True)
class Shape:
    """A format that the model can make at its usual size."""

    key: str
    width: int
    height: int


def phrases(project: ProjectRecord, kind: AdapterKind, topics: Sequence[str] = ()) -> list[Phrase]:
    """What can be put into a brief of this brand, group by group.

    Args:
        topics: of `topics_of`, for texts.
    """
    if kind == "image":
        colours = dict.fromkeys(_colour_name(one) for one in project.colours)
        branded = [
            Phrase(f"brand_{name}", "scene", f"on {_a(name)} background") for name in colours
        ]
        fixed = [
            Phrase(key, group, text)
            for group, choices in _PICTURE.items()
            for key, text in choices.items()
        ]
        return branded + [one for one in fixed if one.text not in {b.text for b in branded}]
    tongue = _tongue(project)
    openings = [
        Phrase(key, "channel", _OPENING[tongue].format(channel=channel, brand=project.name))
        for key, channel in CHANNELS[tongue].items()
        if key != "text"
    ]
    lengths = [
        Phrase(str(count), "length", LENGTH[tongue].format(words=count)) for count in _LENGTHS
    ]
    about = [Phrase(one, "topic", _TOPIC_WORDING[tongue].format(topic=one)) for one in topics]
    return openings + lengths + about


def first_brief(project: ProjectRecord, kind: AdapterKind) -> str:
    """A brief to begin with."""
    if kind == "image":
        subject = " ".join(word for word in (project.trigger, project.class_word) if word)
        return f"a photo of {subject or 'the product'}"
    tongue = _tongue(project)
    return _OPENING[tongue].format(channel=CHANNELS[tongue]["line"], brand=project.name)


def toggle(brief: str, phrase: Phrase, every: Iterable[Phrase]) -> str:
    """The brief with the phrase put in, or taken out where it stands already.

    Another phrase of the same group gives way; only topics may be several.
    """
    if phrase.text in brief:
        return _without(brief, phrase)
    for other in every:
        if other.group == phrase.group and other.group != "topic":
            if other.group == "channel" and other.text in brief:
                return brief.replace(other.text, phrase.text)
            brief = _without(brief, other)
    if phrase.group == "channel":
        return f"{phrase.text} {brief}".strip()
    if phrase.group in ("length", "topic"):
        return f"{brief.strip()} {phrase.text}".strip()
    brief = brief.strip().rstrip(",")
    return f"{brief}, {phrase.text}" if brief else phrase.text


def with_code_words(brief: str, adapters: Iterable[AdapterRecord], class_word: str = "") -> str:
    """The brief with the code word of every adapter that needs one."""
    for adapter in missing_code_words(brief, adapters):
        brief = with_trigger(brief, adapter.trigger, class_word)
    return brief


def missing_code_words(brief: str, adapters: Iterable[AdapterRecord]) -> list[AdapterRecord]:
    """Adapters whose code word the brief does not say; each code word once."""
    found: dict[str, AdapterRecord] = {}
    for adapter in adapters:
        if adapter.trigger and not trigger_spans(brief, adapter.trigger):
            found.setdefault(adapter.trigger, adapter)
    return list(found.values())


def topics_of(session: Session, project: ProjectRecord) -> list[str]:
    """What the brand's texts are about, the most frequent words first."""
    rows = items.list_items(session, project.id, "text", limit=_TEXTS_READ)
    texts = [Text(one.id, one.body, one.sha256, language=one.language) for one in rows if one.body]
    counted: dict[str, int] = {}
    for words in keywords(texts, project.name).values():
        for word in words:
            counted[word] = counted.get(word, 0) + 1
    ranked = sorted(counted, key=lambda word: (-counted[word], word))
    return ranked[:_TOPICS]


def history(
    session: Session, project_id: int, kind: AdapterKind | None = None, search: str = ""
) -> list[BriefRecord]:
    """Earlier briefs of the project, the last used first."""
    return board_search.briefs(session, project_id, kind, search=search)


def shapes(model: ModelRecord) -> list[Shape]:
    """Square, upright and wide with about as many pixels as the model's usual picture."""
    family = image_family(model.family)
    usual = family.generation_defaults(model.folder)
    step, area = family.card.multiple_of, usual.width * usual.height
    made = []
    for key, ratio in _SHAPES.items():
        width = max(step, round((area * ratio) ** 0.5 / step) * step)
        height = max(step, round((area / ratio) ** 0.5 / step) * step)
        made.append(Shape(key, width, height))
    return made


def _without(brief: str, phrase: Phrase) -> str:
    if phrase.text not in brief:
        return brief
    if phrase.group in _PICTURE:
        brief = re.sub(rf",?\s*{re.escape(phrase.text)}", "", brief, count=1)
        return brief.strip(" ,")
    return re.sub(r"[ \t]{2,}", " ", brief.replace(phrase.text, "", 1)).strip()


def _tongue(project: ProjectRecord) -> str:
    return project.language if project.language in _OPENING else "en"


def _a(word: str) -> str:
    return f"{'an' if word[:1] in 'aeiou' else 'a'} {word}"


def _colour_name(colour: str) -> str:
    """The everyday name that comes nearest to "#rrggbb"."""
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]

    def distance(name: str) -> float:
        return sum((float(a) - b) ** 2 for a, b in zip(COLOURS[name], wanted, strict=True))

    return min(COLOURS, key=distance)
