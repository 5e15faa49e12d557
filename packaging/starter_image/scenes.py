"""Compose planned pictures on the accelerator, a whole batch at once.

Everything is tensors over the batch: a loop over pictures on the host would be the slowest part
of training. Pictures are float RGB in 0 to 1 here; ``compose`` returns them in -1 to 1.
"""

from __future__ import annotations

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
from captions import SCENES, Plan
from PIL import Image
from torch.nn import functional

SIZE = 256


class SpriteSheet:
    """All sprites on one device: full size and halved, premultiplied, uint8."""

    def __init__(self, path: Path, device: torch.device, limit: int | None = None) -> None:
        with zipfile.ZipFile(path) as packed:
            self.index: dict[str, Any] = json.loads(packed.read("index.json"))
            if limit is not None:
                _shorten(self.index, limit)
            count = len(self.index["sprites"])
            blobs = [packed.read(f"{number}.webp") for number in range(count)]

        def load(blob: bytes) -> np.ndarray:
            picture = Image.open(io.BytesIO(blob)).convert("RGBA").convert("RGBa")
            return np.asarray(picture).transpose(2, 0, 1)

        with ThreadPoolExecutor(8) as pool:
            full = torch.from_numpy(np.stack(list(pool.map(load, blobs))))
        self.full = full.to(device)
        half = [
            functional.avg_pool2d(part.float(), 2).round().byte() for part in self.full.split(256)
        ]
        self.half = torch.cat(half)
        solid = self.full[:, 3] > 100
        rows, columns = solid.any(2), solid.any(1)
        line = torch.arange(SIZE, device=device)
        self.foot = torch.where(rows, line, 0).amax(1) / SIZE - 0.5
        self.width = columns.sum(1) / SIZE


def _shorten(index: dict[str, Any], limit: int) -> None:
    """Keep the first ``limit`` concepts only (for rehearsals)."""
    index["concepts"] = index["concepts"][:limit]
    index["sprites"] = [item for item in index["sprites"] if item["concept"] < limit]


def stack_plans(plans: list[Plan]) -> dict[str, torch.Tensor]:
    """Plans as one tensor a value, on the host."""
    names = plans[0].values
    return {name: torch.tensor([plan.values[name] for plan in plans]) for name in names}


def take(values: dict[str, torch.Tensor], rows: torch.Tensor) -> dict[str, torch.Tensor]:
    """The chosen rows of every value."""
    return {name: value[rows] for name, value in values.items()}


def _step(distance: torch.Tensor, soft: float) -> torch.Tensor:
    """1 inside (negative distance), 0 outside, with an edge ``soft`` wide."""
    return (0.5 - distance / soft).clamp(0, 1)


def _patterns(values: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """How much of the second colour (0 to 1) and which light (factor) every pixel gets.

    Both have shape (batch, 256, 256).
    """
    device = values["x"].device
    line = (torch.arange(SIZE, device=device) + 0.5) / SIZE
    v, u = line.view(1, -1, 1), line.view(1, 1, -1)
    count, phase = values["count"].view(-1, 1, 1), values["phase"].view(-1, 1, 1)
    x, y = values["x"].view(-1, 1, 1), values["y"].view(-1, 1, 1)
    scene = values["scene"].view(-1, 1, 1)

    def wave(turns: torch.Tensor) -> torch.Tensor:
        return ((turns % 1) - 0.5).abs() - 0.25

    stripes = _step(wave((u + v) * count * 0.7 + phase) / count, 0.008)
    du = ((u * count + phase) % 1) - 0.5
    dv = ((v * count + phase) % 1) - 0.5
    dots = _step(((du * du + dv * dv).sqrt() - 0.27) / count, 0.008)
    check = wave(u * count * 0.5 + 0.25) * wave(v * count * 0.5 + 0.25)
    checks = _step(check.sign() * check.abs().sqrt() / count, 0.02)
    du, dv = u - x, v - y
    far = (du * du + dv * dv).sqrt()
    turns = torch.atan2(dv, du) / (2 * torch.pi)
    rays = _step(wave(turns * count * 2 + phase) * far, 0.02)
    bokeh = torch.zeros_like(far)
    for number in range(7):
        bx = (phase * (7.3 + number) + number * 0.381) % 1
        by = (phase * (3.1 + 2 * number) + number * 0.617) % 1
        radius = 0.05 + 0.06 * ((phase * 5.7 + number * 0.29) % 1)
        bokeh = bokeh + 0.55 * _step(((u - bx) ** 2 + (v - by) ** 2).sqrt() - radius, 0.03)
    mixes = {
        "gradient": v.expand_as(far), "stripes": stripes, "dots": dots, "checks": checks,
        "rays": rays, "bokeh": bokeh.clamp(0, 0.8),
    }  # fmt: skip
    mix = torch.zeros_like(far)
    for name, values_of in mixes.items():
        mix = torch.where(scene == SCENES.index(name), values_of, mix)
    floor = ((v - 0.7) / 0.06).clamp(0, 1)
    studio = 1.05 - 0.16 * floor + 0.1 * floor * (v - 0.7) / 0.3 - 0.12 * far * far
    spot = 1.12 - 1.15 * far.clamp(0, 0.75) ** 1.5
    light = torch.where(scene == SCENES.index("studio"), studio, torch.ones_like(far))
    light = torch.where(scene == SCENES.index("spotlight"), spot, light)
    return mix, light


def backgrounds(values: dict[str, torch.Tensor]) -> torch.Tensor:
    """Background pictures, float 0 to 1, shape (batch, 3, 256, 256)."""
    mix, light = _patterns(values)
    mix, light = mix.unsqueeze(1), light.unsqueeze(1)
    first = values["first"].view(-1, 3, 1, 1)
    second = values["second"].view(-1, 3, 1, 1)
    return ((first * (1 - mix) + second * mix) * light).clamp(0, 1)


def _shadow(values: dict[str, torch.Tensor], sheet: SpriteSheet) -> torch.Tensor:
    """Darkness of the contact shadow, shape (batch, 1, 256, 256)."""
    device = values["x"].device
    line = (torch.arange(SIZE, device=device) + 0.5) / SIZE
    v, u = line.view(1, 1, -1, 1), line.view(1, 1, 1, -1)

    def wide(value: torch.Tensor) -> torch.Tensor:
        return value.view(-1, 1, 1, 1)

    sprite, scale = values["sprite"], values["scale"]
    foot = wide(values["y"] + sheet.foot[sprite] * scale)
    half = wide(0.42 * sheet.width[sprite] * scale + 0.02)
    away = ((u - wide(values["x"])) / half) ** 2 + ((v - foot) / 0.045) ** 2
    return 0.45 * torch.exp(-away) * wide(values["shadow"])


def _recolour(rgb: torch.Tensor, values: dict[str, torch.Tensor]) -> torch.Tensor:
    """Give the object's main hue another colour; other hues (leaves, handles) stay."""
    top, bottom = rgb.amax(1), rgb.amin(1)
    spread = top - bottom
    safe = spread.clamp_min(1e-4)
    r, g, b = rgb.unbind(1)
    hue = torch.where(top == r, (g - b) / safe, 2 + (b - r) / safe)
    hue = torch.where((top == b) & (top != r), 4 + (r - g) / safe, hue) / 6
    saturation = spread / top.clamp_min(1e-4)
    away = (hue - values["hue"].view(-1, 1, 1) + 0.5) % 1 - 0.5
    weight = ((0.15 - away.abs()) / 0.05).clamp(0, 1) * ((saturation - 0.1) / 0.15).clamp(0, 1)
    weight = weight * values["recoloured"].view(-1, 1, 1)
    target = values["recolour"].view(-1, 4, 1, 1)
    hue = (target[:, 0] + 0.3 * away) % 1
    saturation = saturation * target[:, 1]
    bright = (top * target[:, 2] + target[:, 3]).clamp(0, 1)
    sector = torch.tensor([5.0, 3.0, 1.0], device=rgb.device).view(1, 3, 1, 1)
    k = (sector + hue.unsqueeze(1) * 6) % 6
    part = torch.minimum(k, 4 - k).clamp(0, 1)
    painted = bright.unsqueeze(1) * (1 - saturation.unsqueeze(1) * part)
    weight = weight.unsqueeze(1)
    return rgb * (1 - weight) + painted * weight


def compose(
    sheet: SpriteSheet, values: dict[str, torch.Tensor], ground: torch.Tensor | None = None
) -> torch.Tensor:
    """Pictures of planned ``values`` in -1 to 1, float32, shape (batch, 3, 256, 256).

    ``ground`` (0 to 1, same shape) replaces the planned background, for photographs.
    """
    scale = values["scale"].float()
    cos, sin = torch.cos(values["turn"]) / scale, torch.sin(values["turn"]) / scale
    dx, dy = 1 - 2 * values["x"], 1 - 2 * values["y"]
    theta = torch.stack(
        [cos, sin, cos * dx + sin * dy, -sin, cos, cos * dy - sin * dx], dim=1
    ).view(-1, 2, 3)
    grid = functional.affine_grid(theta.float(), [len(scale), 4, SIZE, SIZE], align_corners=False)
    full = functional.grid_sample(sheet.full[values["sprite"]].float(), grid, align_corners=False)
    half = functional.grid_sample(sheet.half[values["sprite"]].float(), grid, align_corners=False)
    layer = torch.where((scale < 0.62).view(-1, 1, 1, 1), half, full) / 255
    alpha = layer[:, 3:]
    rgb = _recolour((layer[:, :3] / alpha.clamp_min(1e-3)).clamp(0, 1), values)
    if ground is None:
        ground = backgrounds(values)
    ground = ground * (1 - _shadow(values, sheet))
    return (ground * (1 - alpha) + rgb * alpha) * 2 - 1


def load_photos(path: Path) -> list[torch.Tensor]:
    """Photographs as uint8 tensors of shape (3, height, width), on the host."""
    with zipfile.ZipFile(path) as packed:
        blobs = [packed.read(name) for name in sorted(packed.namelist())]
    shown = [np.array(Image.open(io.BytesIO(blob)).convert("RGB")) for blob in blobs]
    return [torch.from_numpy(picture).permute(2, 0, 1) for picture in shown]
