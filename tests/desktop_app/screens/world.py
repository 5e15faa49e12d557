"""A small world that looks the same on every day and machine: one brand with photos, texts,
findings, two adapters, a comparison of pictures and one of texts, ratings and an export.

Times are fixed; generated pictures are stood in for by sample photos, because what a model paints
differs in its last bits from machine to machine, and screens are about the window.
"""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from core.actions import checks, datasets, projects
from core.adapters.files import adapter_hash, write_adapter
from core.catalogue import adapters, boards, exports, items
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.files import sha256_bytes, sha256_file, write_json
from core.models.library import starter
from core.paths import Library, resources

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SAMPLE = resources() / "sample_brand"
SCORECARD = Path(__file__).with_name("scorecard.json")
"""Of a run of the starter model on the sample brand, as the engine wrote it."""
BRIEFS = ("coffee brewer on a wooden table, morning light", "coffee brewer in the rain")


class Clock:
    """Moves on by a minute at each look, from a fixed day."""

    def __init__(self) -> None:
        self._now = NOW - timedelta(days=2)

    def __call__(self) -> datetime:
        """The next minute."""
        self._now += timedelta(minutes=1)
        return self._now


def build(library: Library) -> ProjectRecord:
    """Fill an empty library; returns its brand."""
    with Catalogue.open(library, now=Clock()) as catalogue:
        project, _ = projects.create(
            catalogue,
            "Morning Ember",
            colours=("#8C3B1F", "#F2E6D8", "#2F3B2F"),  # a BRAND's own
            class_word="coffee brewer",
        )
        projects.create(catalogue, "Harbour Tea", colours=("#1F5C6B", "#DDEBEE"))
        report, _ = datasets.import_files(catalogue, project.id, [SAMPLE / "photos/coffee_brewer"])
        datasets.import_files(catalogue, project.id, [SAMPLE / "texts"], kinds=("text",))
        datasets.fill_in_captions(catalogue, project.id)
        checks.run(catalogue, project.id)
        look = _image_adapter(catalogue, project, report.photos)
        voice = _text_adapter(catalogue, project)
        _pictures(catalogue, project, look)
        _texts(catalogue, project, voice)
        return project


def _image_adapter(catalogue: Catalogue, project: ProjectRecord, photos: tuple[int, ...]) -> str:
    chance, model = np.random.default_rng(7), starter("image")
    home = catalogue.library.adapters / "a1b2c3d4e5f6"
    home.mkdir(parents=True)
    tensors = {}
    for block in range(4):
        name = f"transformer.single_transformer_blocks.{block}.attn.to_out"
        tensors[name + ".lora_A.weight"] = chance.normal(0, 0.02, (16, 96)).astype(np.float32)
        tensors[name + ".lora_B.weight"] = chance.normal(0, 0.02, (96, 16)).astype(np.float32)
    file = home / "adapter.safetensors"
    write_adapter(file, tensors, {"signet.name": "Look", "signet.family": model.family})
    metrics = {"steps": 180, "seconds": 264.0, "heldout_loss_base": 0.317, "heldout_loss": 0.101}
    return _register(
        catalogue, project, "a1b2c3d4e5f6", "Morning Ember look", "image", file, photos, metrics
    )


def _text_adapter(catalogue: Catalogue, project: ProjectRecord) -> str:
    chance = np.random.default_rng(8)
    home = catalogue.library.adapters / "f6e5d4c3b2a1"
    tensors = {
        f"base_model.model.model.layers.{at}.self_attn.q_proj.lora_{part}.weight": chance.normal(
            0, 0.02, (16, 96) if part == "A" else (96, 16)
        ).astype(np.float32)
        for at in range(4)
        for part in "AB"
    }
    config = {"target_modules": ["q_proj"], "r": 16, "lora_alpha": 16}
    write_adapter(home, tensors, {"signet.name": "Voice"}, "text", config=config)
    measured = json.loads(SCORECARD.read_text("utf-8"))
    write_json(home / SCORECARD.name, {**measured, "sha256": adapter_hash(home)})
    with catalogue.reading() as session:
        texts = [one.id for one in items.list_items(session, project.id, "text")]
    metrics = {
        "steps": 125, "seconds": 327.0, "heldout_perplexity_base": 74.6, "heldout_perplexity": 32.7
    }  # fmt: skip
    return _register(
        catalogue, project, "f6e5d4c3b2a1", "Morning Ember voice", "text", home, texts, metrics
    )


def _register(catalogue, project, ident, name, kind, path, learnt, metrics) -> str:
    model = starter(kind)
    with catalogue.writing() as session:
        adapters.register(
            session,
            project.id,
            item_ids=learnt,
            adapter_id=ident,
            name=name,
            kind=kind,
            family=model.family,
            file=path.relative_to(catalogue.library.root).as_posix(),
            sha256=adapter_hash(path),
            base_hash=model.hash,
            base_name=model.name,
            trigger=project.trigger if kind == "image" else "",
            licence=model.licence,
            recipe=f"{model.family}/balanced",
            metrics=metrics,
        )
    return ident


def _mix(ident: str, name: str) -> dict[str, object]:
    part = {"adapter_id": ident, "name": name, "strength": 1.0, "sha256": ""}
    return {"name": name, "parts": [part]}


def _request(kind: str, mixes: list[dict[str, object]], prompts: tuple[str, ...]) -> dict:
    model = starter("image" if kind == "image" else "text")
    return {
        "kind": kind, "family": model.family, "model": model.name, "model_hash": model.hash,
        "job": "0123456789ab", "out_folder": "", "prompts": list(prompts), "mixes": mixes,
        "seeds": [1],
    }  # fmt: skip


def _pictures(catalogue: Catalogue, project: ProjectRecord, look: str) -> None:
    base, mixed = {"name": "", "parts": []}, _mix(look, "Morning Ember look")
    photos = sorted((SAMPLE / "photos").glob("*/*.jpg"))
    folder = catalogue.library.results / "0123456789ab"
    folder.mkdir(parents=True)
    made = []
    with catalogue.writing() as session:
        board = boards.create(
            session, project.id, BRIEFS[0], _request("image", [base, mixed], BRIEFS)
        )
        for row, prompt in enumerate(BRIEFS):
            for column, mix in enumerate((base, mixed)):
                source = photos[3 * row + (40 if column == 0 else 0)]
                target = folder / f"{row}-{column}{source.suffix}"
                shutil.copyfile(source, target)
                made.append(
                    boards.add_result(
                        session, board.id, kind="image", prompt=prompt, seed=1, mix=mix,
                        file=target.relative_to(catalogue.library.root).as_posix(),
                        sha256=sha256_file(target),
                    )
                )  # fmt: skip
        boards.rate(session, made[1].id, 5, True, None)
        boards.rate(session, made[3].id, 4, True, None)
        exports.add(session, project.id, Path.home() / "Signet", ["look-1.jpg"], {"version": 1})


def _texts(catalogue: Catalogue, project: ProjectRecord, voice: str) -> None:
    base, mixed = {"name": "", "parts": []}, _mix(voice, "Morning Ember voice")
    brief = "Write a product description for a travel cup."
    words = (
        "This travel cup is a great product that you can use every day.",
        "Lid on, coat on, out. The travel cup keeps your first coffee warm until the second train.",
    )
    with catalogue.writing() as session:
        board = boards.create(session, project.id, brief, _request("text", [base, mixed], (brief,)))
        for mix, text in zip((base, mixed), words, strict=True):
            boards.add_result(
                session, board.id, kind="text", prompt=brief, seed=1, mix=mix, text=text,
                sha256=sha256_bytes(text.encode()),
            )  # fmt: skip


def build_empty(library: Library) -> ProjectRecord:
    """A library with one brand and nothing in it."""
    with Catalogue.open(library, now=Clock()) as catalogue:
        return projects.create(catalogue, "Morning Ember", colours=("#8C3B1F",))[0]
