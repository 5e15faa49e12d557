"""A voice travels with its scorecard in a project's file; a damaged card does not get in."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from core.actions import bundles, projects
from core.actions.scoring import card_of
from core.adapters.files import CONFIG, WEIGHTS, adapter_hash
from core.catalogue import adapters
from core.catalogue.store import Catalogue
from core.contract.scoring import SCORECARD, Copying, Facts, Scorecard, Sides
from core.errors import KnownError
from core.paths import Library
from core.scorecard.card import write_card


def card(sha256: str) -> Scorecard:
    return Scorecard(
        brand="Ember", model_name="Starter", sha256=sha256, made="2026-11-30T09:00:00+00:00",
        learnt_texts=60, heldout_texts=12, heldout_examples=30, languages=("en",),
        heldout=Sides(80.0, 60.0, 40.0), control=Sides(50.0, None, 52.0),
        style=Sides(0.0, 40.0, 80.0, 100.0), letters=Sides(0.0, 50.0, 90.0, 100.0),
        meaning=Sides(0.0, 30.0, 70.0, 100.0), traits=(), written=(),
        copying=Copying(Sides(0.0, 0.01, 0.001, 0.001), longest=Sides(2.0, 9.0, 5.0, 6.0)),
        facts=Facts(10, Sides(0.5, 0.4, 0.6), Sides(0.3, 0.2, 0.0, 0.0)),
    )  # fmt: skip


@pytest.fixture
def bundle(library: Library, tmp_path: Path) -> Path:
    """A project with one judged voice, as a file."""
    home = library.adapters / "v1"
    home.mkdir(parents=True)
    name = "base_model.model.model.layers.0.self_attn.q_proj.lora_"
    ones = {"A": np.ones((2, 8), np.float32), "B": np.ones((8, 2), np.float32)}
    save_file({f"{name}{one}.weight": ones[one] for one in ones}, home / WEIGHTS)
    (home / CONFIG).write_text(
        json.dumps({"peft_type": "LORA", "r": 2, "lora_alpha": 2, "target_modules": ["q_proj"]})
    )
    with Catalogue.open(library) as catalogue:
        project, _ = projects.create(catalogue, "Ember")
        with catalogue.writing() as session:
            adapters.register(
                session, project.id, adapter_id="v1", name="Warm", kind="text",
                family="causal_lm", file="adapters/v1", sha256=adapter_hash(home),
                base_hash="b" * 64, base_name="Starter", trigger="", item_ids=[],
            )  # fmt: skip
        write_card(home / SCORECARD, card(adapter_hash(home)))
        saved, _ = bundles.save(catalogue, project.id, tmp_path / "Ember")
    return saved


def test_a_voice_arrives_with_its_scorecard(bundle: Path, tmp_path: Path) -> None:
    elsewhere = Library(tmp_path / "elsewhere").create()
    with Catalogue.open(elsewhere) as other:
        bundles.bring_in(other, bundle)
        with other.reading() as session:
            (adapter,) = adapters.list_all(session)
        assert card_of(elsewhere, adapter) == card(adapter.sha256)


@pytest.mark.parametrize("data", [b"[" * 99_999, b"{}", b"\x80\x04."], ids=["deep", "empty", "no"])
def test_a_scorecard_that_cannot_be_read_is_refused(
    bundle: Path, tmp_path: Path, data: bytes
) -> None:
    member = f"adapters/v1/{SCORECARD}"
    bad = tmp_path / "bad.signet"
    with zipfile.ZipFile(bundle) as package, zipfile.ZipFile(bad, "w") as target:
        manifest = json.loads(package.read("manifest.json"))
        for one in manifest["members"]:
            content = data if one["name"] == member else package.read(one["name"])
            one["bytes"], one["sha256"] = len(content), hashlib.sha256(content).hexdigest()
            packed = zipfile.ZIP_DEFLATED if one["name"].startswith("rows/") else 0
            target.writestr(zipfile.ZipInfo(one["name"]), content, packed)
        target.writestr("manifest.json", json.dumps(manifest))
    elsewhere = Library(tmp_path / "elsewhere").create()
    with Catalogue.open(elsewhere) as other, pytest.raises(KnownError, match="damaged"):
        bundles.bring_in(other, bad)
