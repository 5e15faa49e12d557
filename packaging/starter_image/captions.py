"""Random picture plans: what to draw, how, where and on what, with the sentence that says so.

A plan is numbers (for ``scenes.compose``) plus one caption. Everything visible that can be chosen
is named in the caption, so that the model can tie words to it: drawing style, object, the
object's colour when it was recoloured, scene, background colours, size and place.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from concepts import with_article

# Background colours by name, sRGB 0 to 255; far enough apart to be told from one another.
COLOURS: dict[str, tuple[int, int, int]] = {
    "white": (255, 255, 255),
    "cream": (250, 241, 216),
    "beige": (222, 200, 168),
    "grey": (150, 152, 156),
    "black": (18, 18, 20),
    "red": (214, 38, 38),
    "burgundy": (118, 20, 40),
    "coral": (255, 120, 100),
    "orange": (248, 138, 24),
    "peach": (252, 200, 165),
    "yellow": (252, 212, 44),
    "lime green": (168, 216, 56),
    "green": (44, 150, 66),
    "olive green": (112, 116, 44),
    "mint green": (174, 236, 206),
    "teal": (18, 128, 124),
    "sky blue": (132, 204, 246),
    "blue": (42, 98, 220),
    "navy blue": (20, 30, 84),
    "purple": (104, 52, 158),
    "lavender": (196, 176, 236),
    "pink": (250, 160, 196),
    "magenta": (214, 36, 136),
    "brown": (104, 64, 38),
}
# Object colours: hue in turns, factor and floor of saturation, factor and offset of brightness.
OBJECT_COLOURS: dict[str, tuple[float, float, float, float]] = {
    "red": (0.985, 1.0, 1.0, 0.0),
    "orange": (0.075, 1.0, 1.0, 0.05),
    "yellow": (0.135, 1.0, 1.0, 0.12),
    "green": (0.36, 1.0, 0.85, 0.0),
    "teal": (0.49, 1.0, 0.8, 0.0),
    "blue": (0.605, 1.0, 1.0, 0.0),
    "purple": (0.75, 0.9, 0.9, 0.0),
    "pink": (0.92, 0.65, 0.6, 0.4),
    "black": (0.0, 0.05, 0.3, 0.0),
    "white": (0.0, 0.05, 0.35, 0.65),
}
STYLES = ("3d", "gloss", "flat", "cartoon")
STYLE_WEIGHTS = (0.4, 0.15, 0.25, 0.2)
STYLE_WORDS = {
    "3d": ("3d render of {o}", "3d render of {o}", "3d icon of {o}", "soft 3d model of {o}"),
    "gloss": ("glossy illustration of {o}", "glossy icon of {o}", "glossy drawing of {o}"),
    "flat": ("flat icon of {o}", "flat illustration of {o}", "flat vector drawing of {o}"),
    "cartoon": ("cartoon of {o}", "cartoon drawing of {o}", "cartoon illustration of {o}"),
}
SCENES = (
    "plain", "studio", "gradient", "spotlight", "stripes", "dots", "checks", "rays", "bokeh",
)  # fmt: skip
SCENE_WEIGHTS = (0.36, 0.26, 0.09, 0.07, 0.07, 0.05, 0.03, 0.03, 0.04)
SCENE_WORDS: dict[str, tuple[str, ...]] = {
    "plain": (
        "on a {a} background", "on a plain {a} background", "on {a}", "against a {a} backdrop",
        "{a} background",
    ),
    "studio": (
        "in a {a} studio", "in a {a} studio with a soft shadow", "studio shot on {a}",
        "standing in a {a} studio",
    ),
    "gradient": ("on a gradient from {a} to {b}", "on a {a} to {b} gradient"),
    "spotlight": ("in a spotlight on {a}", "under a spotlight against {a}"),
    "stripes": ("on {a} and {b} stripes", "on a striped {a} and {b} background"),
    "dots": ("on {a} with {b} polka dots", "on a {a} background with {b} dots"),
    "checks": ("on a {a} and {b} checkerboard", "on {a} and {b} checks"),
    "rays": ("on {a} and {b} sunburst rays", "with {a} and {b} rays behind it"),
    "bokeh": ("on {a} with blurred {b} lights", "on {a} with {b} bokeh lights"),
}  # fmt: skip
# (words, scale range, centre x, centre y); an empty word is the usual middle place.
PLACES: tuple[tuple[str, tuple[float, float], float, float], ...] = (
    ("", (0.62, 0.78), 0.5, 0.5),
    ("small", (0.36, 0.44), 0.5, 0.52),
    ("close-up", (0.96, 1.08), 0.5, 0.5),
    ("on the left", (0.5, 0.6), 0.3, 0.5),
    ("on the right", (0.5, 0.6), 0.7, 0.5),
    ("at the top", (0.48, 0.56), 0.5, 0.3),
    ("at the bottom", (0.48, 0.56), 0.5, 0.7),
)
PLACE_WEIGHTS = (0.7, 0.05, 0.05, 0.06, 0.06, 0.04, 0.04)


@dataclass
class Plan:
    """One picture to compose: ``values`` feed ``scenes.compose``, ``caption`` describes it."""

    caption: str
    concept: int
    values: dict[str, Any] = field(default_factory=dict)


class Planner:
    """Draws random plans over the sprites of an ``index.json`` (see ``rasterise.py``)."""

    def __init__(self, index: dict[str, Any], seed: int) -> None:
        self.random = random.Random(seed)
        self.concepts = index["concepts"]
        self.facts = index["sprites"]
        self.by_concept: list[dict[str, int]] = [{} for _ in self.concepts]
        for number, sprite in enumerate(self.facts):
            self.by_concept[sprite["concept"]][sprite["style"]] = number

    def _pick(self, options: Any, weights: Any) -> Any:
        return self.random.choices(options, weights)[0]

    def _object_colour(self, sprite: int) -> tuple[str, str | None]:
        """(word to say, colour to give) for a sprite; either may be empty."""
        facts = self.facts[sprite]
        if facts["share"] < 0.42:
            return "", None
        man_made = self.concepts[facts["concept"]]["man_made"]
        chance = self.random.random()
        if chance < (0.3 if man_made else 0.1):
            colour = self.random.choice(list(OBJECT_COLOURS))
            return colour, colour
        if chance > 0.75:
            for name, (hue, saturation, _, _) in OBJECT_COLOURS.items():
                if name == "orange":  # a dark orange is called brown: not told apart here
                    continue
                away = abs((facts["hue"] - hue + 0.5) % 1 - 0.5)
                if saturation > 0.9 and away < 0.03 and facts["share"] > 0.6:
                    return name, None
        return "", None

    def object_words(self, concept: int, colour: str, usual_name: bool = False) -> str:
        """The object with its article and colour: "a blue handbag"."""
        names = self.concepts[concept]["names"]
        name = names[0]
        if not usual_name and len(names) > 1 and self.random.random() < 0.35:
            name = self.random.choice(names[1:])
        for word in ("red ", "green "):
            if colour and name.startswith(word):
                name = name.removeprefix(word)
        return with_article(f"{colour} {name}" if colour else name, name)

    def draw(self) -> Plan:
        """One random plan."""
        concept = self.random.randrange(len(self.concepts))
        style = self._pick(STYLES, STYLE_WEIGHTS)
        sprite = self.by_concept[concept].get(style)
        if sprite is None:
            style, sprite = "3d", self.by_concept[concept]["3d"]
        word, colour = self._object_colour(sprite)
        scene = self._pick(SCENES, SCENE_WEIGHTS)
        place = self._pick(PLACES, PLACE_WEIGHTS)
        first, second = self.random.sample(list(COLOURS), 2)
        thing = self.object_words(concept, word)
        if style == "3d" and self.random.random() < 0.2:
            styled = thing
        else:
            styled = self.random.choice(STYLE_WORDS[style]).format(o=thing)
        ground = self.random.choice(SCENE_WORDS[scene]).format(a=first, b=second)
        caption = self._sentence(styled, ground, place[0])
        values = self.values(sprite, scene, place, (first, second), colour)
        return Plan(caption, concept, values)

    def _sentence(self, styled: str, ground: str, place: str) -> str:
        """Join the parts in one of the usual ways."""
        if place in ("small", "close-up"):
            whole = f"{place} {styled}" if self.random.random() < 0.5 else f"{styled}, {place}"
            parts = [whole, ground]
        else:
            parts = [styled, ground, place] if place else [styled, ground]
        joint = ", " if ground.endswith("background") and not ground.startswith("on") else " "
        if self.random.random() < 0.4:
            joint = ", "
        text = parts[0] + joint + ", ".join(parts[1:])
        return text[0].upper() + text[1:] if self.random.random() < 0.15 else text

    def values(
        self,
        sprite: int,
        scene: str,
        place: tuple[str, tuple[float, float], float, float],
        colours: tuple[str, str],
        colour: str | None,
    ) -> dict[str, Any]:
        """The numbers of one plan, with small random differences no caption names."""
        jitter = self.random.uniform
        return {
            "sprite": sprite,
            "scene": SCENES.index(scene),
            "scale": jitter(*place[1]),
            "x": place[2] + jitter(-0.025, 0.025),
            "y": place[3] + jitter(-0.02, 0.03),
            "turn": jitter(-0.04, 0.04),
            "first": [channel / 255 for channel in COLOURS[colours[0]]],
            "second": [channel / 255 for channel in COLOURS[colours[1]]],
            "count": float(self.random.choice((4, 5, 6))),
            "phase": jitter(0, 1),
            "shadow": float(scene == "studio" or self.random.random() < 0.1),
            "hue": self.facts[sprite]["hue"],
            "recolour": list(OBJECT_COLOURS[colour]) if colour else [0.0, 1.0, 1.0, 0.0],
            "recoloured": float(colour is not None),
        }
