"""Every family on its way from a model to a mix, with the engine's own functions on its toy.

Trained, interrupted, resumed to the same bytes, handed out in every layout, taken in again, and
made into pictures or texts together with a second adapter: as by the libraries alone, and the
base as before. A new family is tried by being there.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

import core.families
from core.adapters.files import read_header, weights_file
from core.adapters.importing import import_adapter
from core.adapters.respelling import Layout, Spelling
from core.adapters.wrapping import unwrapped
from core.contract.control import Control
from core.contract.items import Example, Picture
from core.contract.messages import Cancelled, Checkpoint, Done, Message, Result
from core.contract.requests import (
    AdapterMix,
    GenerationRequest,
    MixPart,
    TextOptions,
    TrainingRequest,
    TrainingSettings,
)
from core.exporting.adapters import hand_out
from core.families import all_families, family
from core.families.base import Family, ImageFamily
from core.families.quiet import quiet
from core.generation.run import Generator
from core.training.run import train

BASE = "ab" * 32
STOP = 2
"""Steps after which the run is interrupted."""
SETTINGS = TrainingSettings(
    rank=4, alpha=4.0, dropout=0.1, learning_rate=4e-3, steps=6, batch_size=4, warmup_steps=1,
    resolution=64, max_length=128, validate_every=3, checkpoint_every=1, patience=0,
)  # fmt: skip
PROMPT, SEED = "a mrnx cup", 5
BRIEFS = ("Brief 1", "Brief 22", "Write a line of tea.")
TEXT = TextOptions(max_new_tokens=12, temperature=0.0, repetition_penalty=1.0)
Pixels = np.ndarray[Any, Any]
Mixes = list[dict[Path, float]]
"""Strength by adapter; the last mix holds all of them."""


def photo(folder: Path, number: int) -> Picture:
    width, height = [(64, 64), (96, 64)][number % 2]
    pixels = np.random.default_rng(number).integers(40, 130, (height, width, 3), np.uint8)
    path = folder / f"{number}.png"
    Image.fromarray(pixels).save(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    caption = f"a mrnx cup number {number}" if number else "mrnx"
    return Picture(number, str(path), digest, width, height, caption=caption)


def request_for(kin: Family, model: Path, folder: Path) -> TrainingRequest:
    """Three photos in two shapes with captions of two lengths, or texts, and one held out."""
    items: dict[str, Any]
    if kin.card.kind == "image":
        photos = [photo(folder, number) for number in range(4)]
        items = {"pictures": tuple(photos[:3]), "heldout_pictures": tuple(photos[3:])}
    else:
        texts = [Example(f"e{n}", n, "title", f"Brief {n}", "Warm hands. " * (n + 1))
                 for n in range(4)]  # fmt: skip
        items = {"examples": tuple(texts[:3]), "heldout_examples": tuple(texts[3:])}
    return TrainingRequest(
        run="run-1", kind=kin.card.kind, family=kin.card.family, model=str(model),
        model_hash=BASE, model_name="Toy", model_licence="Apache-2.0",
        run_folder=str(folder / "run"), cache_folder=str(folder / "cache"), adapter_id="look",
        adapter_name="Morning", trigger="mrnx", class_word="cup", settings=SETTINGS, device="cpu",
        **items,
    )  # fmt: skip


def trained(request: TrainingRequest, stop_at: int = 0) -> tuple[Message, list[float]]:
    """How a run ended and the losses that it noted. One that is stopped keeps what it has."""
    control = Control()
    said: list[Message] = []

    def hear(message: Message) -> None:
        said.append(message)
        if isinstance(message, Checkpoint) and message.step == stop_at:
            control.cancel(keep=True)

    train(request, hear, control)
    lines = (Path(request.run_folder) / "metrics.jsonl").read_text("utf-8").splitlines()
    return said[-1], [one["loss"] for one in map(json.loads, lines) if "learning_rate" in one]


def interrupted(whole: TrainingRequest, done: Done, losses: list[float], early: Path) -> Path:
    """Train again with a stop in between, to the same bytes; returns the adapter that the stop
    left, as `early`."""
    parts = dataclasses.replace(whole, run_folder=f"{whole.run_folder} in parts")
    ending, _ = trained(parts, STOP)
    assert isinstance(ending, Cancelled), ending
    assert ending.path is not None
    kept = Path(ending.path).rename(early)
    again, all_losses = trained(dataclasses.replace(parts, resume=True))
    assert isinstance(again, Done), again
    assert files_of(Path(again.path)) == files_of(Path(done.path))
    assert all_losses == losses
    for figure in ("sha256", "heldout_loss", "heldout_loss_base", "best_step", "steps"):
        assert again.summary[figure] == done.summary[figure]
    return kept


def files_of(adapter: Path) -> dict[str, bytes]:
    files = sorted(adapter.iterdir()) if adapter.is_dir() else [adapter]
    return {one.name: one.read_bytes() for one in files}


def came_back(kin: Family, adapter: Path, folder: Path) -> Path:
    """The adapter handed out in every layout and taken in again as it was; returns the last."""
    layouts: tuple[Layout, ...] = ("diffusers", "kohya", "comfyui")
    tensors, metadata = content_of(adapter)
    for layout in layouts if kin.card.kind == "image" else layouts[:1]:
        out = folder / layout
        out.mkdir()
        sent = hand_out(adapter, out, "sent", "file", Spelling(layout))
        back = out / "back.safetensors"
        with unwrapped(sent, out) as (source, kind):
            assert kind == kin.card.kind
            assert (content_of(source)[0].keys() == tensors.keys()) == (layout == "diffusers")
            import_adapter(source, back, kind, family=kin.card.family, base_hash=BASE)
        again, told = content_of(back)
        assert again == tensors
        assert told == metadata
    return back


def content_of(adapter: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """(bytes of every tensor, metadata) of a file or a PEFT folder."""
    file = read_header(weights_file(adapter))
    values = load_file(file.path)
    return {name: one.numpy().tobytes() for name, one in values.items()}, file.metadata


def generated(kin: Family, model: Path, mixes: Mixes, out: Path) -> list[Any]:
    """What the base and each mix make of one prompt, by the engine."""
    picture = kin.card.kind == "image"
    said: list[Message] = []
    asked = tuple(
        AdapterMix(str(number), tuple(MixPart(one.stem, str(one), mix[one]) for one in mix))
        for number, mix in enumerate(mixes)
    )
    request = GenerationRequest(
        job="j", kind=kin.card.kind, family=kin.card.family, model=str(model),
        model_hash=BASE, out_folder=str(out), prompts=(PROMPT,) if picture else BRIEFS, mixes=asked,
        seeds=(SEED,), device="cpu", text=TEXT,
    )  # fmt: skip
    Generator().serve(request, said.append, Control())
    assert isinstance(said[-1], Done), said[-1]
    cells = {one.cell: one for one in said if isinstance(one, Result)}
    columns = range(len(mixes) + 1)
    if picture:
        return [np.asarray(Image.open(cells[0, one, 0].path), np.int16) for one in columns]
    return [[cells[row, one, 0].text for row in range(len(BRIEFS))] for one in columns]


def pictures_by_diffusers(kin: Any, model: Path, mixes: Mixes) -> list[Pixels]:
    """The same from the stock pipeline with its own loader of adapters."""
    pipeline = kin.load_pipeline(model, "cpu", torch.float32)
    options = kin.generation_defaults(model)

    def render() -> Pixels:
        (made,) = kin.render(pipeline, [PROMPT], [SEED], options)
        return np.asarray(made, np.int16)

    found = [render()]
    for path in mixes[-1]:
        with quiet():
            pipeline.load_lora_weights(
                str(path.parent), weight_name=path.name, adapter_name=path.stem
            )
    for mix in mixes:
        pipeline.set_adapters([one.stem for one in mix], list(mix.values()))
        found.append(render())
    return found


def texts_by_peft(kin: Any, model: Path, mixes: Mixes) -> list[list[str]]:
    """The same from transformers and peft alone, always with the likeliest token."""
    from peft import PeftModel

    network, tokenizer = kin.load(model, "cpu", "fp32")

    def write(brief: str) -> str:
        ids = torch.tensor([kin.encode_prompt(tokenizer, brief, "")])
        with torch.no_grad(), quiet():
            made = taught.generate(
                input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False,
                max_new_tokens=TEXT.max_new_tokens, eos_token_id=kin.end_tokens(tokenizer),
            )  # fmt: skip
        return str(tokenizer.decode(made[0, ids.shape[1] :], skip_special_tokens=True)).strip()

    first, *others = mixes[-1]
    with quiet():
        taught = PeftModel.from_pretrained(network, str(first), adapter_name=first.stem)
    for path in others:
        taught.load_adapter(str(path), adapter_name=path.stem)
    with taught.disable_adapter():
        found = [[write(brief) for brief in BRIEFS]]
    for mix in mixes:
        taught.base_model.set_adapter([one.stem for one in mix])
        found.append([write(brief) for brief in BRIEFS])
    return found


@pytest.mark.parametrize("name", sorted(all_families()))
def test_from_a_model_to_a_mix(name: str, tmp_path: Path) -> None:
    kin = family(name)
    model = kin.tiny(tmp_path / "model")
    whole = request_for(kin, model, tmp_path)
    done, losses = trained(whole)
    assert isinstance(done, Done), done
    early = interrupted(whole, done, losses, tmp_path / "early.safetensors")
    late = came_back(kin, Path(done.path), tmp_path)
    mixes: Mixes = [{early: 1.0}, {late: 1.0}, {early: 1.0, late: 1.0}]
    made = generated(kin, model, mixes, tmp_path / "made")
    if isinstance(kin, ImageFamily):
        expected = pictures_by_diffusers(kin, model, mixes)
        assert max(np.abs(a - b).max() for a, b in zip(made, expected, strict=True)) <= 1
        assert len({one.tobytes() for one in made}) == 4
    else:
        assert made == texts_by_peft(kin, model, mixes)
        assert len({str(one) for one in made}) == 4


DROPPED = """
import dataclasses, json
from pathlib import Path
from core.families.flux2_klein import Flux2Klein

class Dropped(Flux2Klein):
    card = dataclasses.replace(Flux2Klein.card, family="dropped_in", name="Dropped in")

    def recognises(self, model: Path) -> bool:
        return (model / "dropped.json").is_file()

    def tiny(self, folder: Path) -> Path:
        super().tiny(folder)
        (folder / "dropped.json").write_text("{}")
        index = folder / "model_index.json"
        index.write_text(json.dumps(json.loads(index.read_text()) | {"_class_name": "Dropped"}))
        return folder

FAMILY = Dropped()
"""


def test_one_file_more_is_a_family_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found, recognised, trained, proven and painted with, without a line changed elsewhere."""
    (tmp_path / "dropped_in.py").write_text(DROPPED, encoding="utf-8")
    all_families.cache_clear()
    try:
        with monkeypatch.context() as patch:
            patch.setattr(core.families, "__path__", [*core.families.__path__, str(tmp_path)])
            importlib.invalidate_caches()
            kin = family("dropped_in")
            assert {"flux2_klein", "causal_lm", "dropped_in"} <= set(all_families())
            model = kin.tiny(tmp_path / "model")
            assert [one for one in all_families() if family(one).recognises(model)] == [
                "dropped_in"
            ]
            done, _ = trained(request_for(kin, model, tmp_path))
            assert isinstance(done, Done), done
            base, taught = pictures_by_diffusers(kin, model, [{Path(done.path): 1.0}])
            assert not np.array_equal(base, taught)
    finally:
        all_families.cache_clear()
        sys.modules.pop("core.families.dropped_in", None)
    assert "dropped_in" not in all_families()
