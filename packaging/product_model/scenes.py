"""Compose photos of things on the accelerator, a whole batch at once.

A thing (one of its views, cut out) stands somewhere before a photo, a wall or a floor, among other
things, perhaps held by an arm, and is then exposed, blurred, damaged as photos are. Pictures are
float RGB in 0 to 1, shape (batch, 3, SIDE, SIDE). Coordinates run from -1 to 1.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
from camera import GREY, SIDE, Chance, blurred, developed, line
from PIL import Image
from torch import Tensor
from torch.nn import functional

_SKIN = ((0.96, 0.80, 0.69), (0.87, 0.67, 0.53), (0.71, 0.50, 0.37), (0.48, 0.32, 0.23),
         (0.33, 0.21, 0.15))  # fmt: skip


class Sheet:
    """All views and photos on one device, uint8; views premultiplied and centred."""

    def __init__(self, files: list[Path], device: torch.device, most: int = 10**9) -> None:
        self.device = device
        views: list[np.ndarray] = []
        photos: list[np.ndarray] = []
        self.things: list[dict[str, Any]] = []
        for file in files:
            with zipfile.ZipFile(file) as packed:
                index = json.loads(packed.read("index.json"))
                things = index["things"][:: max(1, len(index["things"]) // most)]
                wanted = [number for one in things for number in one["pictures"]]
                blobs = [packed.read(f"{number}.webp") for number in wanted]
                behind = [packed.read(f"photo_{at}.jpg") for at in range(index["photos"])]
            first = {number: len(views) + at for at, number in enumerate(wanted)}
            for one in things:
                numbers = [first[number] for number in one["pictures"]]
                self.things.append(one | {"pictures": numbers})
            with ThreadPoolExecutor(12) as pool:
                views += list(pool.map(_view, blobs))
                photos += list(pool.map(_photo, behind))
        self.views = torch.from_numpy(np.stack(views)).to(device)
        halves = [
            functional.avg_pool2d(part.float(), 2).round().byte() for part in self.views.split(256)
        ]
        self.halves = torch.cat(halves)
        self.photos = torch.from_numpy(np.stack(photos)).to(device)


def _view(blob: bytes) -> np.ndarray:
    picture = Image.open(io.BytesIO(blob)).convert("RGBA").convert("RGBa")
    canvas = np.zeros((SIDE, SIDE, 4), np.uint8)
    top, left = (SIDE - picture.height) // 2, (SIDE - picture.width) // 2
    canvas[top : top + picture.height, left : left + picture.width] = np.asarray(picture)
    return canvas.transpose(2, 0, 1)


def _photo(blob: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(blob)).convert("RGB")).transpose(2, 0, 1)


def layer(sheet: Sheet, picks: Tensor, place: dict[str, Tensor]) -> Tensor:
    """Things where they stand, premultiplied, (batch, 4, SIDE, SIDE), 0 to 1.

    Args:
        place: "size" (share of the frame), "x", "y", "turn" (radians), "wide" (stretch across),
            "slant", "bend_x", "bend_y" (perspective), each (batch, 1, 1, 1).
    """
    u, v = line(sheet.device)
    across, down = u - place["x"], v - place["y"]
    cos, sin = torch.cos(place["turn"]), torch.sin(place["turn"])
    x = (cos * across + sin * down) / place["size"] / place["wide"]
    y = (cos * down - sin * across) / place["size"] * place["wide"]
    x = x + place["slant"] * y
    depth = 1 + place["bend_x"] * x.clamp(-2, 2) + place["bend_y"] * y.clamp(-2, 2)
    grid = torch.stack([x / depth, y / depth], dim=-1).squeeze(1)
    small = place["size"].flatten() < 0.6
    made = torch.empty(len(picks), 4, SIDE, SIDE, device=sheet.device)
    for where, source in ((small, sheet.halves), (~small, sheet.views)):
        at = where.nonzero().flatten()
        if len(at):
            made[at] = functional.grid_sample(
                source[picks[at]].float(), grid[at], align_corners=False
            )
    return made / 255


def over(picture: Tensor, above: Tensor) -> Tensor:
    """Lay a premultiplied layer over a picture."""
    return picture * (1 - above[:, 3:]) + above[:, :3]


def painted(above: Tensor, colours: dict[str, Tensor]) -> Tensor:
    """A layer in other colours: hue turned, saturation and tone changed ("turn", "vivid",
    "tone", "swap"), which makes another thing of it."""
    alpha = above[:, 3:]
    rgb = above[:, :3] / alpha.clamp_min(1e-3)
    grey = sum(share * rgb[:, at : at + 1] for at, share in enumerate(GREY))
    turn = colours["turn"]
    cos, sin = torch.cos(turn), torch.sin(turn)
    # A rotation about the grey axis (Rodrigues), applied to what is not grey.
    away = rgb - grey
    third = 1 / math.sqrt(3)
    mean = away.mean(1, keepdim=True)
    cross = torch.stack(
        [away[:, 2] - away[:, 1], away[:, 0] - away[:, 2], away[:, 1] - away[:, 0]], dim=1
    ) * third  # fmt: skip
    away = (away * cos + cross * sin + mean * (1 - cos)) * colours["vivid"]
    grey = grey * (1 - colours["swap"]) + (1 - grey) * colours["swap"]
    tinted = grey.clamp(1e-3, 1) ** colours["tone"] + away + colours["tint"] * (grey * 0.8 + 0.1)
    return torch.cat([tinted.clamp(0, 1) * alpha, alpha], dim=1)


def grounds(sheet: Sheet, scene: Tensor, scenes: int, photos: Tensor) -> Tensor:
    """What is behind the things.

    Args:
        scene: of each picture, number of the place it was taken at, (batch,).
        photos: numbers of the photos that may be used.
    """
    count, device = len(scene), sheet.device
    one, each = Chance(scenes, device), Chance(count, device)
    u, v = line(device)
    kind = torch.rand(scenes, 1, 1, 1, device=device)[scene]
    chosen = photos[torch.randint(len(photos), (scenes,), device=device)][scene]
    zoom = (one.between(0.35, 1.0)[scene] * each.around(1, 0.12)).clamp(0.25, 1)
    x = (one.between(-1, 1)[scene] + each.around(0, 0.25)).clamp(-1, 1) * (1 - zoom)
    y = (one.between(-1, 1)[scene] + each.around(0, 0.25)).clamp(-1, 1) * (1 - zoom)
    flip = one.hits(0.5)[scene] * 2 - 1
    grid = torch.stack(
        [(x + zoom * u * flip).expand(-1, -1, SIDE, -1), (y + zoom * v).expand(-1, -1, -1, SIDE)],
        dim=-1,
    ).squeeze(1)
    ground = torch.empty(count, 3, SIDE, SIDE, device=device)
    for part in torch.arange(count, device=device).split(256):
        shown = sheet.photos[chosen[part]].float() / 255
        ground[part] = functional.grid_sample(
            shown, grid[part], align_corners=False, padding_mode="reflection"
        )
    first = one.between(0, 1, 3)
    pale = one.hits(0.4) * one.between(0.6, 1.0)
    first = (first * (1 - pale) + pale * one.between(0.8, 1.0))[scene]
    second = (first + one.around(0, 0.25, 3)[scene]).clamp(0, 1)
    rows = (v - one.around(0.35, 0.25)[scene] - each.around(0, 0.08)) / one.between(0.01, 0.3)[
        scene
    ]
    floor = rows.clamp(0, 1).expand(-1, -1, -1, SIDE)
    walls = first * (1 - floor) + second * floor
    cells = torch.randn(scenes, 3, 18, 18, device=device)[scene]
    noise = functional.interpolate(cells, (SIDE, SIDE), mode="bicubic")
    fine = torch.randn(scenes, 1, 72, 72, device=device)[scene]
    noise = noise * 0.5 + functional.interpolate(fine, (SIDE, SIDE), mode="bilinear") * 0.4
    rough = (first + noise * one.between(0.03, 0.25)[scene]).clamp(0, 1)
    ground = torch.where(kind < 0.5, ground, torch.where(kind < 0.7, first, walls))
    ground = torch.where(kind > 0.92, rough, ground)
    light = 1 + one.around(0, 0.15)[scene] * u + one.around(0, 0.15)[scene] * v
    return (ground * light).clamp(0, 1)


def placed(count: int, device: torch.device, flat: Tensor) -> dict[str, Tensor]:
    """How things stand: anywhere, near and far, hardly ever quite straight.

    Args:
        flat: 1 for things that are known from one side only, which are tilted more.
    """
    each = Chance(count, device)
    size = torch.exp(each.between(math.log(0.34), math.log(1.2)))
    size = size * torch.exp(each.hits(0.1) * each.between(0.1, 0.7))
    room = (1 - size).clamp_min(0) * 0.8 + (size - 1).clamp_min(0) * 0.6 + 0.12
    return {
        "size": size,
        "x": each.between(-1, 1) * room,
        "y": each.between(-1, 1) * room,
        "turn": each.around(0, 0.15)
        + flat * each.around(0, 0.2)
        + each.hits(0.12) * each.between(-math.pi, math.pi),
        "wide": torch.exp(each.between(-0.17, 0.17) - flat * each.between(0, 0.25)),
        "slant": each.around(0, 0.06) + flat * each.around(0, 0.15),
        "bend_x": flat * each.between(-0.22, 0.22),
        "bend_y": flat * each.between(-0.22, 0.22),
    }


def beside(subject: dict[str, Tensor], most: float, device: torch.device) -> dict[str, Tensor]:
    """Where something else stands: smaller than the subject, and away from its middle."""
    count = len(subject["size"])
    each = Chance(count, device)
    size = subject["size"] * each.between(0.2, most)
    angle = each.between(0, 2 * math.pi)
    away = subject["size"] * each.between(0.75, 1.3) + 0.1
    other = {name: torch.zeros_like(size) for name in ("slant", "bend_x", "bend_y")}
    return other | {
        "size": size,
        "x": subject["x"] + away * torch.cos(angle),
        "y": subject["y"] + away * torch.sin(angle),
        "turn": each.around(0, 0.2),
        "wide": torch.exp(each.between(-0.2, 0.2)),
    }


def arms(subject: dict[str, Tensor], share: Tensor, device: torch.device) -> Tensor:
    """A forearm and a fist that reach to the thing from outside, premultiplied."""
    count = len(share)
    each = Chance(count, device)
    u, v = line(device)
    angle = each.between(0, 2 * math.pi)
    hold = subject["size"] * each.between(0.3, 0.95)
    near_x = subject["x"] + hold * torch.cos(angle)
    near_y = subject["y"] + hold * torch.sin(angle)
    turn = angle + each.around(0, 0.4)
    x, y = u - near_x, v - near_y
    along = (x * torch.cos(turn) + y * torch.sin(turn)).clamp(0, 3)
    beyond = (x - along * torch.cos(turn)) ** 2 + (y - along * torch.sin(turn)) ** 2
    wide = (subject["size"] * each.between(0.16, 0.4)).clamp(0.08, 0.4)
    wide = wide * (1 + 0.35 * torch.exp(-((along / wide / 0.9) ** 2)))
    away = beyond.sqrt() / wide
    skin = torch.tensor(_SKIN, device=device)
    skin = skin[torch.randint(len(_SKIN), (count,), device=device)].view(count, 3, 1, 1)
    skin = skin * each.around(1, 0.08, 3)
    sleeve = (along > each.between(0.3, 2.5)).float()
    colour = skin * (1 - sleeve) + each.between(0, 1, 3) * sleeve
    shade = 1.05 - 0.45 * away.clamp(0, 1) ** 2 + each.around(0, 0.15) * (x * 0.7 - y)
    fingers = (
        1
        - 0.25
        * each.hits(0.7)
        * (along < wide)
        * (torch.sin((y * torch.cos(turn) - x * torch.sin(turn)) / wide * 9) > 0.8).float()
    )
    alpha = ((1 - away) * 10).clamp(0, 1) * share
    return torch.cat([(colour * shade * fingers).clamp(0, 1) * alpha, alpha], dim=1)


def shadow(above: Tensor, count: int, device: torch.device) -> Tensor:
    """Darkness beside a thing: its own outline, moved and blurred."""
    each = Chance(count, device)
    low = functional.avg_pool2d(above[:, 3:], 6, 6)
    low = functional.avg_pool2d(functional.pad(low, (2, 2, 2, 2), "replicate"), 5, 1)
    u, v = line(device)
    grid = torch.stack(
        [(u + each.around(0, 0.08)).expand(-1, -1, SIDE, -1),
         (v - each.between(0.0, 0.12)).expand(-1, -1, -1, SIDE)], dim=-1,
    ).squeeze(1)  # fmt: skip
    soft = functional.grid_sample(low, grid, align_corners=False, padding_mode="border")
    return soft * each.between(0, 0.6) * each.hits(0.7)


def _subject(
    sheet: Sheet, picks: Tensor, thing: Tensor, place: dict[str, Tensor], things: Chance
) -> Tensor:
    """The things where they stand, in their colours and proportions, lit from one side."""
    each = Chance(len(picks), sheet.device)
    stretch = things.hits(0.4) * things.between(-0.22, 0.22)
    place["wide"] = place["wide"] * torch.exp(stretch[thing])
    subject = layer(sheet, picks, place)
    new = things.hits(0.55)
    colours = {
        "turn": new * things.between(-math.pi, math.pi),
        "vivid": 1 + new * things.between(-0.7, 0.8),
        "tone": torch.exp(new * things.around(0, 0.35)),
        "swap": new * things.hits(0.25),
        "tint": new * things.hits(0.4) * things.around(0, 0.3, 3),
    }
    subject = painted(subject, {name: value[thing] for name, value in colours.items()})
    u, v = line(sheet.device)
    light = 1 + each.around(0, 0.2) * (u - place["x"]) + each.around(0, 0.15) * (v - place["y"])
    light = light * torch.exp(each.around(0, 0.14))
    return torch.cat([(subject[:, :3] * light).clamp(0, 1), subject[:, 3:]], dim=1)


def compose(
    sheet: Sheet,
    picks: Tensor,
    thing: Tensor,
    flat: Tensor,
    photos: Tensor,
    others: Tensor,
    scene: Tensor,
    scenes: int,
) -> Tensor:
    """Photos of views.

    Args:
        picks: number of the view in each picture, (batch,).
        thing: number of the thing in each picture, from 0, (batch,): what is changed about a
            thing, its colour and its proportions, is changed in all of its pictures.
        flat: 1 for things known from one side only, (batch,).
        photos: numbers of the photos that may stand behind.
        others: numbers of the views that may stand beside.
        scene: number of the place of each picture, (batch,).
    """
    count, device = len(picks), sheet.device
    each, things = Chance(count, device), Chance(int(thing.max()) + 1, device)
    place = placed(count, device, flat.view(-1, 1, 1, 1).float())
    subject = _subject(sheet, picks, thing, place, things)
    picture = grounds(sheet, scene, scenes, photos)
    chosen = others[torch.randint(len(others), (scenes, 3), device=device)][scene]
    away = blurred(picture, 2.0)
    focus = each.between(0, 1) * each.hits(0.5)
    picture = picture * (1 - focus) + away * focus
    for number, share in ((0, 0.4), (1, 0.2)):
        thing_there = layer(sheet, chosen[:, number], beside(place, 0.75, device))
        picture = over(picture, thing_there * each.hits(share))
    picture = picture * (1 - shadow(subject, count, device))
    held = (things.hits(0.25)[thing] * each.hits(0.8)).clamp(0, 1)
    behind = each.hits(0.35)
    arm = arms(place, held, device)
    picture = over(picture, arm * behind)
    picture = over(picture, subject)
    picture = over(picture, arm * (1 - behind))
    before = layer(sheet, chosen[:, 2], beside(place, 0.5, device))
    picture = over(picture, before * each.hits(0.12))
    return developed(picture)
