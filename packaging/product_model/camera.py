"""What cameras do to a picture, and the random numbers that pictures are composed by.

Pictures are float RGB in 0 to 1, shape (batch, 3, SIDE, SIDE), on any device.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

SIDE = 144
GREY = (0.299, 0.587, 0.114)


class Chance:
    """Random numbers on the device, one for each picture: shape (count, 1, 1, 1)."""

    def __init__(self, count: int, device: torch.device) -> None:
        self.count, self.device = count, device

    def between(self, low: float, high: float, channels: int = 1) -> Tensor:
        """Even between two bounds."""
        values = torch.rand(self.count, channels, 1, 1, device=self.device)
        return low + (high - low) * values

    def around(self, middle: float, spread: float, channels: int = 1) -> Tensor:
        """Normal."""
        values = torch.randn(self.count, channels, 1, 1, device=self.device)
        return middle + spread * values

    def hits(self, share: float) -> Tensor:
        """1 for that share of the pictures, else 0."""
        return (torch.rand(self.count, 1, 1, 1, device=self.device) < share).float()


def line(device: torch.device) -> tuple[Tensor, Tensor]:
    """Places across and down, -1 to 1."""
    places = (torch.arange(SIDE, device=device) + 0.5) / SIDE * 2 - 1
    return places.view(1, 1, 1, -1), places.view(1, 1, -1, 1)


def developed(picture: Tensor) -> Tensor:
    """Exposure, white balance, contrast, blur, grain, blocks: what cameras do to it."""
    count, device = len(picture), picture.device
    each = Chance(count, device)
    u, v = line(device)
    picture = picture * torch.exp(each.around(0, 0.22)) * torch.exp(each.around(0, 0.07, 3))
    picture = (picture - 0.5) * torch.exp(each.around(0, 0.18)) + 0.5 + each.around(0, 0.04)
    grey = sum(share * picture[:, at : at + 1] for at, share in enumerate(GREY))
    picture = grey + (picture - grey) * torch.exp(each.around(-0.08, 0.22))
    picture = picture * (1 - each.between(0, 0.25) * each.hits(0.4) * (u * u + v * v) / 2)
    picture = picture.clamp(0, 1) ** torch.exp(each.around(0, 0.15))
    soft = blurred(picture, 1.0)
    softer = blurred(soft, 2.0)
    much = each.between(0, 1) * each.hits(0.6)
    most = each.between(0, 0.8) * each.hits(0.12)
    picture = picture * (1 - much) + soft * much
    picture = picture * (1 - most) + softer * most
    grain = torch.randn_like(picture[:, :1]) * 0.7 + torch.randn_like(picture) * 0.4
    picture = picture + grain * each.between(0, 0.06) * each.hits(0.6)
    return _blocks(picture.clamp(0, 1), each)


def blurred(picture: Tensor, sigma: float) -> Tensor:
    """With a bell curve of that width, px."""
    reach = math.ceil(2.5 * sigma)
    line = torch.arange(-reach, reach + 1, device=picture.device)
    weights = torch.exp(-(line.float() ** 2) / (2 * sigma * sigma))
    weights = (weights / weights.sum()).to(picture.dtype)
    flat = picture.reshape(-1, 1, SIDE, SIDE)
    flat = functional.pad(flat, (reach, reach, reach, reach), "replicate")
    flat = functional.conv2d(flat, weights.view(1, 1, 1, -1))
    return functional.conv2d(flat, weights.view(1, 1, -1, 1)).view_as(picture)


def _cosines(device: torch.device) -> Tensor:
    rows = torch.arange(8, device=device).float()
    matrix = torch.cos((2 * rows.view(1, 8) + 1) * rows.view(8, 1) * math.pi / 16) / 2
    matrix[0] /= math.sqrt(2)
    return matrix


def _blocks(picture: Tensor, each: Chance) -> Tensor:
    """A third of the pictures lose detail in blocks of 8 px, as JPEG does."""
    cosines = _cosines(picture.device)
    # One side after the other: the same small matrix for all rows, then for all columns.
    cells = picture.view(len(picture), 3, SIDE // 8, 8, SIDE // 8, 8).transpose(3, 4)
    waves = (cells @ cosines.T).transpose(-1, -2).contiguous() @ cosines.T
    step = torch.arange(8, device=picture.device).float()
    step = (1 + step.view(8, 1) + step.view(1, 8)) * 0.006
    step = step * each.between(0.3, 2.5).view(-1, 1, 1, 1, 1, 1)
    coarse = (torch.round(waves / step) * step) @ cosines
    coarse = coarse.transpose(-1, -2).contiguous() @ cosines
    coarse = coarse.transpose(3, 4).reshape_as(picture)
    share = each.hits(0.33)
    return (coarse * share + picture * (1 - share)).clamp(0, 1)
