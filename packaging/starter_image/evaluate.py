"""Measure a trained model: background colours, a classifier's opinion, a contact sheet.

``--classifier`` trains the judge (a small residual network on the same drawings over random
scenes) and stores it; without it the shipped form of the weights is rendered through the stock
pipeline with several settings on one set of prompts, the best setting is measured on another set.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from captions import COLOURS, Planner
from export import collect, restore
from networks import TextFeatures, build_transformer, build_vae
from PIL import Image, ImageDraw
from scenes import SpriteSheet, compose, stack_plans, take
from sheet_prompts import SHEET, measured_prompts
from torch import nn
from torch.nn import functional


class Judge(nn.Module):
    """Small residual classifier for 96 px pictures."""

    def __init__(self, classes: int, width: int = 64) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, width, 5, 2, 2)
        sizes = (width, width * 2, width * 4, width * 6)
        self.blocks = nn.ModuleList()
        self.joins = nn.ModuleList()
        for before, after in zip((width, *sizes[:-1]), sizes, strict=True):
            self.joins.append(nn.Conv2d(before, after, 3, 2, 1))
            self.blocks.append(
                nn.Sequential(
                    nn.BatchNorm2d(after), nn.ReLU(), nn.Conv2d(after, after, 3, 1, 1),
                    nn.BatchNorm2d(after), nn.ReLU(), nn.Conv2d(after, after, 3, 1, 1),
                )
            )  # fmt: skip
        self.last = nn.Linear(sizes[-1], classes)

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        """Class scores of pictures in -1 to 1, any size."""
        x = self.first(functional.interpolate(picture, size=(96, 96), mode="area"))
        for join, block in zip(self.joins, self.blocks, strict=True):
            x = join(functional.relu(x))
            x = x + block(x)
        return self.last(functional.relu(x).mean((2, 3)))


def train_judge(args: argparse.Namespace) -> None:
    """Train the classifier for ``args.seconds`` and print its accuracy on fresh scenes."""
    device = torch.device(args.device)
    sheet = SpriteSheet(args.work / "sprites.zip", device, args.concepts)
    planner = Planner(sheet.index, seed=77)
    plans = [planner.draw() for _ in range(200 if args.smoke else 60_000)]
    values = {name: value.to(device) for name, value in stack_plans(plans).items()}
    labels = torch.tensor([plan.concept for plan in plans], device=device)
    judge = Judge(len(sheet.index["concepts"]), 16 if args.smoke else 64).to(device)
    optimiser = torch.optim.AdamW(judge.parameters(), 1e-3, weight_decay=0.02)
    held, started, step = len(plans) // 50, time.time(), 0
    batch = 16 if args.smoke else 256
    while (share := (time.time() - started) / args.seconds) < 1:
        rows = torch.randint(held, len(plans), (batch,), device=device)
        picture = compose(sheet, take(values, rows))
        blur = functional.avg_pool2d(picture, 5, 1, 2)
        strength = torch.rand(batch, 1, 1, 1, device=device)
        picture = picture * strength + blur * (1 - strength)
        picture = picture + 0.08 * torch.rand_like(strength) * torch.randn_like(picture)
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * min(1, (step + 1) / 100) * max(0.01, 1 - share)
        with torch.autocast(device.type, torch.bfloat16):
            loss = functional.cross_entropy(
                judge(picture).float(), labels[rows], label_smoothing=0.05
            )
        loss.backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
    judge.eval()
    hits = 0
    with torch.no_grad():
        for start in range(0, held, 100):
            rows = torch.arange(start, min(start + 100, held), device=device)
            hits += (judge(compose(sheet, take(values, rows))).argmax(1) == labels[rows]).sum()
    print(f"judge: {step} steps, {float(hits) / held:.3f} right on fresh scenes", flush=True)
    torch.save(judge.state_dict(), args.judge)


def lab(colour: np.ndarray) -> np.ndarray:
    """sRGB 0 to 255, shape (..., 3), to CIE Lab (D65)."""
    c = np.asarray(colour, dtype=np.float64) / 255
    c = np.where(c > 0.04045, ((c + 0.055) / 1.055) ** 2.4, c / 12.92)
    matrix = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = c @ matrix.T / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1
    )


def background_of(picture: np.ndarray) -> str:
    """Name of the colour nearest to the two upper corners of an RGB picture."""
    corners = np.concatenate([picture[:28, :28].reshape(-1, 3), picture[:28, -28:].reshape(-1, 3)])
    seen = lab(np.median(corners, axis=0))
    names = list(COLOURS)
    away = np.linalg.norm(lab(np.array([COLOURS[name] for name in names])) - seen, axis=1)
    return names[int(away.argmin())]


class Renderer:
    """The stock pipeline over weights as shipped, fed with text features."""

    def __init__(self, args: argparse.Namespace, device: torch.device) -> None:
        from diffusers import FlowMatchEulerDiscreteScheduler, Flux2KleinPipeline

        weights = restore(collect(args.vae, args.denoiser))
        vae, transformer = build_vae(args.smoke), build_transformer(args.smoke)
        for prefix, model in (("vae.", vae), ("transformer.", transformer)):
            state = {
                name.removeprefix(prefix): value
                for name, value in weights.items()
                if name.startswith(prefix)
            }
            missing = model.load_state_dict(state, strict=False).missing_keys
            assert all("num_batches" in name for name in missing), missing
        self.pipe = Flux2KleinPipeline(
            scheduler=FlowMatchEulerDiscreteScheduler(),
            vae=vae.eval(), text_encoder=None, tokenizer=None, transformer=transformer.eval(),
        ).to(device)  # fmt: skip
        self.pipe.set_progress_bar_config(disable=True)
        self.text = TextFeatures(args.text, args.gguf, device)
        self.scheduler = FlowMatchEulerDiscreteScheduler

    @torch.no_grad()
    def render(
        self, prompts: list[str], steps: int, guidance: float, shift: float, batch: int = 50
    ) -> list[Image.Image]:
        """One 256 px picture a prompt; the seed is the prompt's position."""
        self.pipe.scheduler = self.scheduler(shift=shift)
        pictures: list[Image.Image] = []
        for start in range(0, len(prompts), batch):
            part = prompts[start : start + batch]
            seeds = [torch.Generator().manual_seed(start + number) for number in range(len(part))]
            empty = self.text([""]).expand(len(part), -1, -1)
            pictures += self.pipe(
                prompt_embeds=self.text(part), negative_prompt_embeds=empty, height=256,
                width=256, num_inference_steps=steps, guidance_scale=guidance, generator=seeds,
            ).images  # fmt: skip
        return pictures


def score(
    pictures: list[Image.Image], prompts: list[dict[str, Any]], judge: Judge, device: torch.device
) -> dict[str, Any]:
    """Hits of the background colour and of the classifier, and what was missed."""
    arrays = np.stack([np.asarray(picture.convert("RGB")) for picture in pictures])
    tensor = torch.from_numpy(arrays).permute(0, 3, 1, 2).float().to(device) / 127.5 - 1
    with torch.no_grad():
        best = judge(tensor).topk(5, dim=1).indices.cpu()
    wanted = torch.tensor([prompt["concept"] for prompt in prompts])
    right = (best == wanted[:, None]).any(1)
    colours = [background_of(array) for array in arrays]
    wrong = [
        f"{prompt['text']} -> {colour}"
        for prompt, colour in zip(prompts, colours, strict=True)
        if colour != prompt["colour"]
    ]
    return {
        "prompts": len(prompts),
        "background": len(prompts) - len(wrong),
        "top1": int((best[:, 0] == wanted).sum()),
        "top5": int(right.sum()),
        "wrong_background": wrong,
        "not_named": [prompt["text"] for prompt, ok in zip(prompts, right, strict=True) if not ok],
    }


def contact_sheet(pictures: list[Image.Image], captions: list[str], path: Path) -> None:
    """Pictures in eight columns with their captions beneath, as one JPEG."""
    side, foot, columns = 192, 34, 8
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * side, rows * (side + foot)), "white")
    pen = ImageDraw.Draw(sheet)
    for number, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        left, top = number % columns * side, number // columns * (side + foot)
        sheet.paste(picture.resize((side, side), Image.Resampling.LANCZOS), (left, top))
        words, lines = caption.split(), [""]
        for word in words:
            if pen.textlength(f"{lines[-1]} {word}") > side - 8:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        pen.text((left + 4, top + side + 2), "\n".join(lines[:3]), fill="black", spacing=0)
    sheet.save(path, quality=88)


def measure(args: argparse.Namespace) -> None:
    """Choose settings on one set of prompts, measure on another, draw the sheet."""
    device = torch.device(args.device)
    sheet = SpriteSheet(args.work / "sprites.zip", torch.device("cpu"), args.concepts)
    judge = Judge(len(sheet.index["concepts"]), 16 if args.smoke else 64).to(device).eval()
    judge.load_state_dict(torch.load(args.judge, map_location=device))
    renderer = Renderer(args, device)
    trial = measured_prompts(sheet.index, args.count, seed=101)
    report: dict[str, Any] = {"trials": []}
    settings = [(args.steps, g, s) for s in args.shifts for g in args.guidances]
    for steps, guidance, shift in settings:
        pictures = renderer.render([item["text"] for item in trial], steps, guidance, shift)
        found = score(pictures, trial, judge, device)
        row = {"steps": steps, "guidance": guidance, "shift": shift}
        row |= {name: found[name] for name in ("background", "top1", "top5")}
        print(row, flush=True)
        report["trials"].append(row)
    best = max(report["trials"], key=lambda row: row["top1"] + row["top5"] + row["background"])
    chosen = (best["steps"], best["guidance"], best["shift"])
    final = measured_prompts(sheet.index, args.count, seed=202)
    pictures = renderer.render([item["text"] for item in final], *chosen)
    report["settings"] = {"steps": chosen[0], "guidance": chosen[1], "shift": chosen[2]}
    report["measured"] = score(pictures, final, judge, device)
    args.out.mkdir(parents=True, exist_ok=True)
    contact_sheet(pictures[:48], [item["text"] for item in final][:48], args.out / "measured.jpg")
    chosen_sheet = renderer.render(list(SHEET), *chosen)
    contact_sheet(chosen_sheet, list(SHEET), args.out / "contact_sheet.jpg")
    (args.out / "report.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report["settings"]), json.dumps(report["measured"], indent=1), flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("work", "judge"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    for name in ("vae", "denoiser", "text", "gguf", "out"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--classifier", action="store_true", help="train the judge")
    parser.add_argument("--seconds", type=float, default=45)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--steps", type=int, default=16)
    parser.add_argument("--guidances", type=float, nargs="+", default=[2.0, 3.0, 4.0])
    parser.add_argument("--shifts", type=float, nargs="+", default=[1.0, 2.0, 3.0])
    parser.add_argument("--concepts", type=int, default=None)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--smoke", action="store_true")
    args = parser.parse_args()
    if args.classifier:
        train_judge(args)
    else:
        measure(args)


if __name__ == "__main__":
    main()
