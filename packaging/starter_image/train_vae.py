"""Train the autoencoder for a given number of seconds on composed pictures and photographs.

Loss: absolute error, absolute error of differences at three scales (edges), a light pull of the
latents towards a unit normal, and the same error on half-size latents against half-size pictures,
which keeps the latents smooth and so easier to generate.
"""

from __future__ import annotations

import argparse
import io
import time
import zipfile
from pathlib import Path

import numpy as np
import torch
from captions import Planner
from networks import build_vae
from optim import Ema
from PIL import Image
from scenes import SpriteSheet, compose, stack_plans, take
from torch.nn import functional

PHOTO_SHARE = 0.35


def photo_crops(path: Path, count: int, seed: int) -> torch.Tensor:
    """Random square crops of the photographs at 256 px, uint8 (count, 3, 256, 256), on the host."""
    chance = np.random.default_rng(seed)
    with zipfile.ZipFile(path) as packed:
        names = sorted(packed.namelist())
        photos = [Image.open(io.BytesIO(packed.read(name))).convert("RGB") for name in names]
    crops = np.empty((count, 256, 256, 3), dtype=np.uint8)
    for number in range(count):
        photo = photos[int(chance.integers(len(photos)))]
        side = min(photo.size) * float(chance.uniform(0.45, 1.0))
        left = float(chance.uniform(0, photo.width - side))
        top = float(chance.uniform(0, photo.height - side))
        box = (left, top, left + side, top + side)
        crop = photo.resize((256, 256), Image.Resampling.BICUBIC, box=box, reducing_gap=2.0)
        if chance.random() < 0.5:
            crop = crop.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        crops[number] = np.asarray(crop)
    return torch.from_numpy(crops).permute(0, 3, 1, 2).contiguous()


class Batches:
    """Endless random training batches on the device."""

    def __init__(self, work: Path, device: torch.device, smoke: bool) -> None:
        self.sheet = SpriteSheet(work / "sprites.zip", device, 6 if smoke else None)
        planner = Planner(self.sheet.index, seed=1)
        plans = [planner.draw() for _ in range(64 if smoke else 30_000)]
        self.values = {name: value.to(device) for name, value in stack_plans(plans).items()}
        self.photos = photo_crops(work / "photos.zip", 16 if smoke else 4096, 2).to(device)
        self.device = device

    def draw(self, size: int) -> torch.Tensor:
        """(size, 3, 256, 256) in -1 to 1; about a third stands on or is a photograph."""
        rows = torch.randint(len(self.values["x"]), (size,), device=self.device)
        values = take(self.values, rows)
        photos = int(size * PHOTO_SHARE)
        number = torch.randint(len(self.photos), (photos,), device=self.device)
        ground = self.photos[number].float() / 255
        gain = torch.empty(photos, 3, 1, 1, device=self.device).uniform_(0.75, 1.2)
        values["x"][: photos * 2 // 3] = 9.0  # out of sight: the photograph alone
        with torch.no_grad():
            seen = compose(self.sheet, take(values, slice(0, photos)), (ground * gain).clamp(0, 1))
            drawn = compose(self.sheet, take(values, slice(photos, size)))
        return torch.cat([seen, drawn])


def edge_error(made: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
    """Mean absolute error of neighbour differences at three scales."""
    total = made.new_zeros(())
    difference = made - true
    for _ in range(3):
        total = total + (difference[..., 1:, :] - difference[..., :-1, :]).abs().mean()
        total = total + (difference[..., 1:] - difference[..., :-1]).abs().mean()
        difference = functional.avg_pool2d(difference, 2)
    return total


def loss_of(
    vae: torch.nn.Module, picture: torch.Tensor, quarter: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """(training loss, mean squared error) of a batch; runs inside autocast."""
    mean, spread = vae.quant_conv(vae.encoder(picture)).float().chunk(2, dim=1)
    spread = spread.clamp(-12, 4)
    latents = mean + torch.exp(0.5 * spread) * torch.randn_like(mean)
    made = vae.decoder(vae.post_quant_conv(latents)).float()
    pull = 0.5 * (mean.square() + spread.exp() - 1 - spread).mean()
    loss = (made - picture).abs().mean() + 0.7 * edge_error(made, picture) + 5e-4 * pull
    small = functional.avg_pool2d(latents[:quarter], 2)
    # Called past its compiled form: a second shape would be compiled for a sixteenth of the work.
    half = vae.decoder.forward(vae.post_quant_conv(small)).float()
    loss = loss + 0.15 * (half - functional.avg_pool2d(picture[:quarter], 2)).abs().mean()
    return loss, (made - picture).square().mean().detach()


def train(args: argparse.Namespace) -> None:
    """Train until the clock says stop, then write the slow weights."""
    started = time.time()
    device = torch.device(args.device)
    torch.manual_seed(11)
    torch.backends.cudnn.benchmark = True
    batches = Batches(args.work, device, args.smoke)
    vae = build_vae(args.smoke).to(device)
    if device.type == "cuda":
        vae = vae.to(memory_format=torch.channels_last)
        vae.encoder.compile()
        vae.decoder.compile(dynamic=False)
    fused = device.type == "cuda"
    optimiser = torch.optim.AdamW(vae.parameters(), 1e-3, (0.9, 0.98), weight_decay=0, fused=fused)
    ema = Ema(vae, 0.998)
    step, shown = 0, time.time()
    print(f"ready after {time.time() - started:.0f} s", flush=True)
    while (share := (time.time() - started) / args.seconds) < 1:
        rate = min(1.0, (step + 1) / 150) * 0.5 * (1 + np.cos(np.pi * share))
        for group in optimiser.param_groups:
            group["lr"] = args.rate * float(rate)
        picture = batches.draw(args.batch).to(memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16):
            loss, square = loss_of(vae, picture, args.batch // 4)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(vae.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        ema.step()
        step += 1
        if step % (5 if args.smoke else 200) == 0:
            quality = 10 * np.log10(4 / square.item())
            print(
                f"{time.time() - started:.0f} s step {step} loss {loss.item():.4f} "
                f"psnr {quality:.2f} {(time.time() - shown) * 1000:.0f} ms",
                flush=True,
            )
            shown = time.time()
    ema.write_to(vae)
    state = {name: value.float().contiguous().cpu() for name, value in vae.state_dict().items()}
    part = args.out.with_suffix(".part")
    torch.save({"state": state, "steps": step}, part)
    part.rename(args.out)
    print(f"done: {step} steps in {time.time() - started:.0f} s", flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=330)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=8e-4)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--smoke", action="store_true")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
