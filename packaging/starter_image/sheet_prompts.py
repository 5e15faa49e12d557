"""The fixed prompts of the contact sheet and of the measured bars; seeds are their positions."""

from __future__ import annotations

import random
from typing import Any

from captions import COLOURS, SCENE_WORDS, STYLE_WORDS
from concepts import with_article

SHEET = (
    "3d render of a handbag on a cream background",
    "3d render of a blue handbag in a coral studio",
    "3d render of a running shoe in a sky blue studio",
    "flat icon of a running shoe on a yellow background",
    "3d render of a cup of coffee on a teal background",
    "3d render of a black cup of coffee in a beige studio",
    "3d render of a lipstick in a pink studio",
    "3d render of a lotion bottle in a mint green studio",
    "3d render of a gift on red and white stripes",
    "flat icon of a gift on a navy blue background",
    "3d render of headphones in a lavender studio",
    "3d render of a camera on an orange background",
    "3d render of a watch in a white studio",
    "3d render of sunglasses on a peach background",
    "3d render of a t-shirt on a grey background",
    "flat icon of a red t-shirt on a white background",
    "3d render of a dress in a cream studio",
    "3d render of a backpack on a lime green background",
    "3d render of a suitcase in a blue studio",
    "3d render of a crown in a purple studio",
    "3d render of a bicycle on a yellow background",
    "3d render of a car in a teal studio",
    "flat icon of a green car on a cream background",
    "3d render of a rocket on a gradient from navy blue to purple",
    "3d render of an airplane on a sky blue background",
    "3d render of a sailboat on a mint green background",
    "3d render of a house on a sky blue background",
    "3d render of a castle in a lavender studio",
    "3d render of a sofa in a beige studio",
    "3d render of a chair in a mint green studio",
    "3d render of a light bulb on a navy blue background",
    "3d render of a potted plant in a white studio",
    "cartoon of a cactus on a peach background",
    "3d render of a sunflower on a blue background",
    "3d render of a hamburger on a yellow background",
    "flat icon of a pizza on a green background",
    "3d render of a doughnut on pink with white polka dots",
    "3d render of a cupcake in a lavender studio",
    "3d render of an apple on a teal background",
    "3d render of a strawberry on a cream background",
    "cartoon of an avocado on a coral background",
    "3d render of a champagne bottle in a burgundy studio",
    "cartoon of a fox on a mint green background",
    "3d render of a penguin on a sky blue background",
    "flat icon of a butterfly on a lavender background",
    "3d render of a guitar under a spotlight against brown",
    "3d render of a trophy on purple and yellow sunburst rays",
    "3d render of a teddy bear on a magenta background",
)


def measured_prompts(index: dict[str, Any], count: int, seed: int) -> list[dict[str, Any]]:
    """``count`` prompts over different concepts, each with its concept number and colour."""
    chance = random.Random(seed)
    chosen = chance.sample(range(len(index["concepts"])), min(count, len(index["concepts"])))
    prompts: list[dict[str, Any]] = []
    for concept in chosen:
        name = index["concepts"][concept]["names"][0]
        style = chance.choices(("3d", "flat", "cartoon"), (2, 1, 1))[0]
        scene = chance.choices(("plain", "studio"), (3, 2))[0]
        colour = chance.choice(list(COLOURS))
        styled = STYLE_WORDS[style][0].format(o=with_article(name, name))
        ground = SCENE_WORDS[scene][0].format(a=colour)
        prompts.append({"text": f"{styled} {ground}", "concept": concept, "colour": colour})
    return prompts
