"""The network: a photo of 144 x 144 px becomes 64 numbers, near for the same product."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

SIDE = 144
NUMBERS = 64
_HEADS = 4


def _joined(inside: int, outside: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, 3, stride, 1, bias=False), nn.BatchNorm2d(outside)
    )


class Block(nn.Module):
    """Two convolutions beside a way round them (He et al. 2016)."""

    def __init__(self, inside: int, outside: int, stride: int) -> None:
        super().__init__()
        self.first = _joined(inside, outside, stride)
        self.second = _joined(outside, outside)
        self.way = nn.Sequential()
        if stride > 1 or inside != outside:
            self.way = nn.Sequential(
                nn.AvgPool2d(stride, ceil_mode=True) if stride > 1 else nn.Identity(),
                nn.Conv2d(inside, outside, 1, bias=False), nn.BatchNorm2d(outside),
            )  # fmt: skip

    def forward(self, seen: Tensor) -> Tensor:
        changed = self.second(functional.relu(self.first(seen)))
        return functional.relu(changed + self.way(seen))


class Overview(nn.Module):
    """Each place looks at all others (Vaswani et al. 2017): what is the subject, what is not."""

    def __init__(self, wide: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList([nn.LayerNorm(wide), nn.LayerNorm(wide)])
        self.asks = nn.Linear(wide, 3 * wide)
        self.answers = nn.Linear(wide, wide)
        self.widen = nn.Linear(wide, 2 * wide)
        self.narrow = nn.Linear(2 * wide, wide)

    def forward(self, places: Tensor) -> Tensor:
        count, number, wide = places.shape
        parts = self.asks(self.norms[0](places)).view(count, number, 3, _HEADS, wide // _HEADS)
        ask, key, value = parts.permute(2, 0, 3, 1, 4)
        heard = functional.scaled_dot_product_attention(ask, key, value)
        places = places + self.answers(heard.transpose(1, 2).reshape(count, number, wide))
        return places + self.narrow(functional.gelu(self.widen(self.norms[1](places))))


class ProductNet(nn.Module):
    """See the module; 3.9 million parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(_joined(3, 32, 2), nn.ReLU(), _joined(32, 48, 2), nn.ReLU())
        plan = ((48, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1))
        self.blocks = nn.Sequential(*(Block(*one) for one in plan))
        self.where = nn.Parameter(torch.zeros(1, (SIDE // 16) ** 2, 256))
        self.overview = nn.Sequential(Overview(256), Overview(256))
        self.norm = nn.LayerNorm(256)
        self.weigh = nn.Linear(256, _HEADS)
        self.carry = nn.Linear(256, 256)
        self.last = nn.Linear(256, NUMBERS)

    def forward(self, photos: Tensor) -> Tensor:
        """Vectors of length 1, of photos with values from 0 to 1."""
        seen = self.blocks(self.stem((photos - 0.5) * 4))
        places = seen.flatten(2).transpose(1, 2) + self.where
        places = self.norm(self.overview(places))
        share = torch.softmax(self.weigh(places).transpose(1, 2), dim=-1)
        carried = self.carry(places).unflatten(2, (_HEADS, 64)).transpose(1, 2)
        pooled = (share.unsqueeze(2) @ carried).flatten(1)
        return functional.normalize(self.last(functional.gelu(pooled)).float(), dim=1)
