"""Teach the network on the machine with the card.

Run ``python train.py --sheets sprites.zip --out FOLDER --seconds 480``. Each step composes new
photos of a few hundred things, six of each, and pulls those of one thing together and all others
apart (Khosla et al. 2020, "Supervised Contrastive Learning"). A mean of the weights over the last
steps is what is kept. ``--device cpu --smoke`` rehearses it at a tiny size.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from pathlib import Path

import torch
from network import ProductNet
from scenes import Sheet, compose
from torch import Tensor, nn

VIEWS = 6
"""Photos of each thing in a batch."""
WARMTH = 0.1
"""Temperature of the loss."""
_SHARES = {"furniture": 0.68, "fluent": 0.1, "noto": 0.08, "cut": 0.14}


class Pool:
    """Which things a batch is made of."""

    def __init__(self, sheet: Sheet, held: bool) -> None:
        self.sheet = sheet
        names = sorted({one["group"] for one in sheet.things})
        self.groups = {name: at for at, name in enumerate(names)}
        wanted = [one for one in sheet.things if one["held"] == held and one["pictures"]]
        self.kinds = {kind: [one for one in wanted if one["kind"] == kind] for kind in _SHARES}
        seen = [number for one in wanted for number in one["pictures"]]
        self.others = torch.tensor(seen, device=sheet.device)

    def batch(self, things: int, views: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Numbers of views, of things, of groups, and 1 for what is known from one side only."""
        device = self.sheet.device
        picks, groups, flat = [], [], []
        for kind, share in _SHARES.items():
            known = self.kinds[kind]
            for at in torch.randperm(len(known))[: round(share * things)].tolist():
                numbers = torch.tensor(known[at]["pictures"])
                if len(numbers) >= views:
                    picks.append(numbers[torch.randperm(len(numbers))[:views]])
                else:
                    picks.append(numbers[torch.randint(len(numbers), (views,))])
                groups.append(self.groups[known[at]["group"]])
                flat.append(len(numbers) == 1)
        number = torch.arange(len(picks)).repeat_interleave(views)
        group = torch.tensor(groups).repeat_interleave(views)
        single = torch.tensor(flat).repeat_interleave(views)
        return tuple(one.to(device) for one in (torch.cat(picks), number, group, single))


def photographed(
    pool: Pool, things: int, views: int, photos: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """A batch of composed photos, with the numbers of their things and groups.

    Half of the things are taken in one place each, the rest anywhere; places are shared between
    things, so that a background says nothing.
    """
    picks, number, group, flat = pool.batch(things, views)
    count, device = len(picks), pool.sheet.device
    scenes = max(2, count // 6)
    one_place = torch.rand(int(number.max()) + 1, device=device) < 0.5
    home = torch.randint(scenes, (len(one_place),), device=device)
    anywhere = torch.randint(scenes, (count,), device=device)
    scene = torch.where(one_place[number], home[number], anywhere)
    made = compose(pool.sheet, picks, number, flat, photos, pool.others, scene, scenes)
    return made, number, group


def contrast(vectors: Tensor, number: Tensor, group: Tensor) -> Tensor:
    """Supervised contrastive loss; things of one group are neither same nor different."""
    alike = (vectors @ vectors.T) / WARMTH
    same = number[:, None] == number[None]
    itself = torch.eye(len(vectors), dtype=torch.bool, device=vectors.device)
    unsaid = (group[:, None] == group[None]) & ~same
    alike = alike.masked_fill(itself | unsaid, -1e4)
    told = alike - torch.logsumexp(alike, dim=1, keepdim=True)
    wanted = same & ~itself
    return -(told * wanted).sum(1).div(wanted.sum(1)).mean()


@torch.no_grad()
def verified(
    net: nn.Module, pool: Pool, photos: Tensor, rounds: int, things: int
) -> dict[str, float]:
    """How well same and different are told on things it was not taught with, as shares."""
    net.eval()
    near, far, right = [], [], []
    for _ in range(rounds):
        made, number, group = photographed(pool, things, VIEWS, photos)
        with torch.autocast(made.device.type, torch.bfloat16, made.device.type == "cuda"):
            vectors = net(made)
        alike = vectors @ vectors.T
        same = number[:, None] == number[None]
        itself = torch.eye(len(vectors), dtype=torch.bool, device=vectors.device)
        other = group[:, None] != group[None]
        near.append(alike[same & ~itself].flatten().cpu())
        far.append(alike[other].flatten().cpu())
        best = alike.masked_fill(itself, -2).argmax(1)
        right.append((number[best] == number).float().mean().cpu())
    net.train()
    same_values, other_values = torch.cat(near), torch.cat(far)
    cuts = torch.linspace(-1, 1.01, 403)
    missed = torch.stack([(same_values < cut).float().mean() for cut in cuts])
    wrong = torch.stack([(other_values >= cut).float().mean() for cut in cuts])
    at = int((missed - wrong).abs().argmin())
    sure = int((wrong <= 0.01).nonzero()[0])
    return {"nearest": float(torch.stack(right).mean()), "equal_error": float(missed[at]),
            "found_at_1_percent_wrong": 1 - float(missed[sure]),
            "same": float(same_values.mean()), "other": float(other_values.mean())}  # fmt: skip


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=480)
    parser.add_argument("--things", type=int, default=200)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--smoke", action="store_true")
    return parser.parse_args()


def _optimiser(net: nn.Module, rate: float) -> torch.optim.Optimizer:
    """Weights decay, biases and norms do not."""
    matrices = [one for one in net.parameters() if one.ndim > 1]
    rest = [one for one in net.parameters() if one.ndim <= 1]
    return torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}],
        lr=rate, betas=(0.9, 0.98),
    )  # fmt: skip


@torch.no_grad()
def _average(mean: nn.Module, net: nn.Module, step: int) -> None:
    """Let the mean of the weights follow."""
    keep = min(0.998, step / (step + 10))
    torch._foreach_lerp_(list(mean.parameters()), list(net.parameters()), 1 - keep)
    for old, new in zip(mean.buffers(), net.buffers(), strict=True):
        old.lerp_(new, 1 - keep) if old.is_floating_point() else old.copy_(new)


def _step(
    net: nn.Module, optimiser: torch.optim.Optimizer, pool: Pool, things: int, behind: Tensor
) -> Tensor:
    """One step on new photos; its loss."""
    device = behind.device
    with torch.no_grad():
        made, number, groups = photographed(pool, things, VIEWS, behind)
        made = made.to(memory_format=torch.channels_last)
    with torch.autocast(device.type, torch.bfloat16, device.type == "cuda"):
        vectors = net(made)
    loss = contrast(vectors, number, groups)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 2.0)
    optimiser.step()
    return loss.detach()


def main() -> None:
    """Teach until the time is over."""
    given = _given()
    torch.manual_seed(3)
    torch.backends.cudnn.benchmark = True
    torch.set_float32_matmul_precision("high")
    device = torch.device(given.device)
    began = time.monotonic()
    sheet = Sheet(given.sheets, device, 30 if given.smoke else 10**9)
    things = 12 if given.smoke else given.things
    pool, held = Pool(sheet, False), Pool(sheet, True)
    count = len(sheet.photos)
    unseen = torch.arange(count, device=device) % 8 == 0
    behind, new_behind = (~unseen).nonzero().flatten(), unseen.nonzero().flatten()
    net = ProductNet().to(device)
    net = net.to(memory_format=torch.channels_last)
    mean = copy.deepcopy(net)
    print(f"{sum(one.numel() for one in net.parameters()):,} parameters, {len(sheet.views)} views, "
          f"{[len(one) for one in pool.kinds.values()]} things, loaded in "
          f"{time.monotonic() - began:.0f} s", flush=True)  # fmt: skip
    optimiser = _optimiser(net, given.rate)
    given.out.mkdir(parents=True, exist_ok=True)
    start, step, total, told = time.monotonic(), 0, 0.0, time.monotonic()
    while (passed := (time.monotonic() - start) / given.seconds) < 1:
        rate = given.rate * min(1, (step + 1) / 200) * 0.5 * (1 + math.cos(math.pi * passed))
        for group in optimiser.param_groups:
            group["lr"] = max(rate, given.rate * 0.005)
        loss = _step(net, optimiser, pool, things, behind)
        step += 1
        _average(mean, net, step)
        total = loss if step == 1 else total * 0.98 + loss * 0.02
        if time.monotonic() - told > 10 or given.smoke:
            told = time.monotonic()
            print(f"{told - start:.0f} s, step {step}, loss {float(total):.3f}", flush=True)
        if step % 1000 == 0:
            print(verified(mean, held, new_behind, 2, min(things, 150)), flush=True)
            torch.save(mean.state_dict(), given.out / "product.pt")
        if given.smoke and step >= 4:
            break
    torch.save(mean.state_dict(), given.out / "product.pt")
    rounds = 1 if given.smoke else 10
    result = verified(mean, held, new_behind, rounds, min(things, 150))
    result |= {"steps": step, "photos": step * things * VIEWS, "loss": float(total)}
    print(json.dumps(result), flush=True)
    (given.out / "result.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main()
