"""Train the denoiser for a given number of seconds: rectified flow on cached latents and captions.

The captions' hidden states are computed first (they need no autoencoder); then the script waits
for the autoencoder's file, encodes the picture pool and trains. The schedule follows the clock:
``--until`` seconds after ``--epoch`` (a Unix time) the rate has reached zero and the slow weights
are written.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import torch
from captions import Planner
from networks import (
    TOKENS,
    TRANSFORMER_CONFIG,
    TextFeatures,
    build_transformer,
    build_vae,
    pack,
    patchify,
    position_ids,
)
from optim import Ema, SquareMuon, rate_at, split_weights
from scenes import SpriteSheet, compose, stack_plans, take

EMPTY_SHARE = 0.1
WARM_UP = 300


def encode_captions(text: TextFeatures, captions: list[str], device: torch.device) -> torch.Tensor:
    """(captions + 1, 48, 1728) in bf16; the last row is the empty caption."""
    every = [*captions, ""]
    width = TRANSFORMER_CONFIG["joint_attention_dim"]
    out = torch.empty(len(every), TOKENS, width, dtype=torch.bfloat16, device=device)
    for start in range(0, len(every), 1024):
        out[start : start + 1024] = text(every[start : start + 1024]).to(torch.bfloat16)
    return out


def feature_scale(features: torch.Tensor) -> torch.Tensor:
    """What every text channel is divided by inside the first layer, shape (1728,).

    The channels' sizes differ a thousandfold and the first token's are extreme; the division is
    folded into the layer's weights when they are saved, so that the pipeline needs none.
    """
    rows = features[:4096, 1:20].float()
    usual = rows.square().mean((0, 1)).sqrt()
    first = features[0, 0].float().abs()
    return torch.maximum(usual, first / 15).clamp_min(1e-3)


@torch.no_grad()
def encode_pool(
    vae: torch.nn.Module, sheet: SpriteSheet, values: dict[str, torch.Tensor], seconds: float,
    device: torch.device, batch: int,
) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
    """Patch latents of picture plans, (pictures, 32, 16, 16) bf16, and their plan numbers.

    Plans are used in turn, again and again with fresh small shifts, until ``seconds`` are over.
    """
    pools: list[torch.Tensor] = []
    numbers: list[torch.Tensor] = []
    started, count, place = time.time(), len(values["x"]), 0
    while time.time() - started < seconds or place < count:
        rows = torch.arange(place, place + batch, device=device) % count
        chosen = take(values, rows)
        for name in ("x", "y"):
            chosen[name] = chosen[name] + torch.empty_like(chosen[name]).uniform_(-0.012, 0.012)
        picture = compose(sheet, chosen).to(memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16):
            mean = vae.quant_conv(vae.encoder(picture)).float().chunk(2, dim=1)[0]
        pools.append(patchify(mean.contiguous()).to(torch.bfloat16))
        numbers.append(rows)
        place += batch
        if device.type == "cuda" and place % (batch * 16) == 0:
            torch.cuda.synchronize()
    return torch.cat(pools), torch.cat(numbers)


def load_vae(path: Path, smoke: bool, device: torch.device) -> torch.nn.Module:
    """The trained autoencoder, waiting for its file if need be."""
    while not path.exists():
        time.sleep(0.5)
    vae = build_vae(smoke)
    vae.load_state_dict(torch.load(path, map_location="cpu")["state"])
    vae = vae.to(device).eval().requires_grad_(False)
    if device.type == "cuda":
        vae = vae.to(memory_format=torch.channels_last)
        vae.encoder.compile()
    return vae


class Trainer:
    """The denoiser, its optimisers and one training step."""

    def __init__(self, args: argparse.Namespace, scale: torch.Tensor, device: torch.device) -> None:
        self.device = device
        self.scale = scale
        self.model = build_transformer(args.smoke).to(device)
        blocks, rest = split_weights(self.model, self.model.inner_dim)
        self.muon = SquareMuon(blocks, self.model.inner_dim)
        self.rates = (args.rate, args.rest_rate)
        fused = device.type == "cuda"
        self.adam = torch.optim.AdamW(rest, 1e-3, (0.9, 0.98), weight_decay=0.01, fused=fused)
        self.ema = Ema(self.model, 0.999)
        self.image_ids, self.text_ids = position_ids(16, device)
        self.steps = 0
        if device.type == "cuda":
            self.model.compile_repeated_blocks()

    def loss(self, latents: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        """Flow loss of normalised tokens (batch, 256, 32) with scaled text features."""
        batch = len(latents)
        noise = torch.randn_like(latents)
        time_at = torch.sigmoid(torch.randn(batch, device=self.device) + 0.25)
        even = torch.rand(batch, device=self.device)
        time_at = torch.where(torch.rand_like(even) < 0.1, even, time_at)
        share = time_at.view(-1, 1, 1)
        with torch.autocast(self.device.type, torch.bfloat16):
            flow = self.model(
                hidden_states=(1 - share) * latents + share * noise, timestep=time_at,
                encoder_hidden_states=features, img_ids=self.image_ids, txt_ids=self.text_ids,
                return_dict=False,
            )[0]  # fmt: skip
        return (flow.float() - (noise - latents)).square().mean()

    def warm(self, batch: int, features: torch.Tensor) -> None:
        """Compile on random numbers, changing no weight; done while the autoencoder trains."""
        noise = torch.randn(batch, 256, 32, device=self.device)
        self.loss(noise, features[:batch]).backward()
        self.model.zero_grad(set_to_none=True)
        self.muon.orthogonal(self.muon.momentum + 1.0)

    def step(self, latents: torch.Tensor, features: torch.Tensor, share: float) -> torch.Tensor:
        """One update; returns the loss."""
        loss = self.loss(latents, features)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        factor = rate_at(share, self.steps, WARM_UP)
        self.muon.step(self.rates[0] * factor)
        for group in self.adam.param_groups:
            group["lr"] = self.rates[1] * factor
        self.adam.step()
        self.model.zero_grad(set_to_none=True)
        self.ema.step()
        self.steps += 1
        return loss.detach()

    def save(self, path: Path, mean: torch.Tensor, std: torch.Tensor) -> None:
        """Write the slow weights (text scale folded in) and the latent statistics."""
        names = [name for name, _ in self.model.named_parameters()]
        state = {
            name.replace("._orig_mod", ""): slow.float().cpu().clone()
            for name, slow in zip(names, self.ema.slow, strict=True)
        }
        state["context_embedder.weight"] /= self.scale.float().cpu()
        part = path.with_suffix(".part")
        statistics = {"mean": mean.cpu(), "std": std.cpu()}
        torch.save({"state": state, "steps": self.steps, **statistics}, part)
        part.rename(path)


def prepare(args: argparse.Namespace, device: torch.device) -> dict[str, Any]:
    """Everything a step needs: latents (normalised), their plan numbers, text features."""
    started = time.time()
    torch.backends.cuda.matmul.allow_tf32 = True
    sheet = SpriteSheet(args.work / "sprites.zip", device, args.concepts)
    planner = Planner(sheet.index, seed=5)
    plans = [planner.draw() for _ in range(args.captions)]
    text = TextFeatures(args.text, args.gguf, device)
    features = encode_captions(text, [plan.caption for plan in plans], device)
    scale = feature_scale(features)
    print(f"captions after {time.time() - started:.0f} s", flush=True)
    del text
    trainer = Trainer(args, scale, device)
    trainer.warm(args.batch, features)
    print(f"compiled after {time.time() - started:.0f} s", flush=True)
    vae = load_vae(args.vae, args.smoke, device)
    values = {name: value.to(device) for name, value in stack_plans(plans).items()}
    pool, numbers = encode_pool(vae, sheet, values, args.pool_seconds, device, args.pool_batch)
    sample = pool[:20_000].float()
    mean, std = sample.mean((0, 2, 3)), sample.std((0, 2, 3))
    for start in range(0, len(pool), 8192):
        part = pool[start : start + 8192].float()
        pool[start : start + 8192] = (part - mean.view(-1, 1, 1)) / std.view(-1, 1, 1)
    for start in range(0, len(features), 4096):
        features[start : start + 4096] /= scale
    print(f"{len(pool)} latents after {time.time() - started:.0f} s", flush=True)
    return {
        "pool": pool, "numbers": numbers, "features": features, "trainer": trainer,
        "mean": mean, "std": std,
    }  # fmt: skip


def train(args: argparse.Namespace) -> None:
    """Prepare, train until the clock says stop, save."""
    device = torch.device(args.device)
    torch.manual_seed(23)
    epoch = args.epoch or time.time()
    data = prepare(args, device)
    trainer = data["trainer"]
    begun = shown = kept = time.time()
    budget = epoch + args.until - begun
    print(f"training for {budget:.0f} s", flush=True)
    losses: list[torch.Tensor] = []
    pool, numbers, features = data["pool"], data["numbers"], data["features"]
    while (share := (time.time() - begun) / budget) < 1:
        rows = torch.randint(len(pool), (args.batch,), device=device)
        caption = numbers[rows]
        dropped = torch.rand(args.batch, device=device) < EMPTY_SHARE
        caption = torch.where(dropped, len(features) - 1, caption)
        losses.append(trainer.step(pack(pool[rows].float()), features[caption], share))
        if len(losses) == args.show:
            now = time.time()
            speed = args.show * args.batch / (now - shown)
            loss = torch.stack(losses).mean().item()
            print(
                f"{now - epoch:.0f} s step {trainer.steps} loss {loss:.4f} {speed:.0f} pictures/s",
                flush=True,
            )
            losses, shown = [], time.time()
        if time.time() - kept > 150:
            trainer.save(args.out.with_suffix(".early.pt"), data["mean"], data["std"])
            kept = time.time()
    trainer.save(args.out, data["mean"], data["std"])
    print(f"done: {trainer.steps} steps, {time.time() - epoch:.0f} s", flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--vae", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True, help="tokenizer and config.json")
    parser.add_argument("--gguf", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--until", type=float, default=1200)
    parser.add_argument("--epoch", type=float, default=0)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--captions", type=int, default=130_000)
    parser.add_argument("--concepts", type=int, default=None)
    parser.add_argument("--pool-seconds", type=float, default=35)
    parser.add_argument("--pool-batch", type=int, default=256)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--rest-rate", type=float, default=1e-3)
    parser.add_argument("--show", type=int, default=200)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--smoke", action="store_true")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
