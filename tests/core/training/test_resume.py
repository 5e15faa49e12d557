"""A resumed run equals an uninterrupted one bit for bit, or is refused with the reason."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.contract.control import Control
from core.contract.messages import Cancelled, Checkpoint, Done, Failed, Message, Notice
from core.contract.requests import TrainingRequest
from core.errors import KnownError
from core.training import checkpoints
from core.training.identity import FREE_SETTINGS, identity, require_same

Make = Callable[..., TrainingRequest]
Run = Callable[..., list[Message]]
KINDS = pytest.mark.parametrize("kind", ["image", "text"])
SETTINGS = {"dropout": 0.1, "checkpoint_every": 1, "steps": 7}


def stopped_at(step: int, request: TrainingRequest, run_training: Run) -> None:
    """Run until the checkpoint of `step` is written, then stop as a killed engine would."""
    control = Control()

    def stop(message: Message) -> None:
        if isinstance(message, Checkpoint) and message.step == step:
            control.cancel()

    assert isinstance(run_training(request, control, stop)[-1], Cancelled)


@KINDS
def test_a_run_that_is_resumed_twice_is_bit_equal(
    kind: str, make_request: Make, run_training: Run, tmp_path: Path
) -> None:
    """Before and after the first look at held-out items, with all that a checkpoint may hold; with
    one stop and plain vectors `test_whole_path` tries it for every family."""
    settings = {**SETTINGS, "ema_decay": 0.9, "optimiser": "adamw_8bit"}
    whole = run_training(make_request(kind, settings=settings, run_folder=str(tmp_path / "a")))[-1]
    assert isinstance(whole, Done), whole
    request = make_request(kind, settings=settings)
    for number, step in enumerate((2, 5)):
        stopped_at(step, dataclasses.replace(request, resume=number > 0), run_training)
    done = run_training(dataclasses.replace(request, resume=True))[-1]
    assert isinstance(done, Done), done
    for same in ("sha256", "heldout_loss", "heldout_loss_base", "best_step", "steps"):
        assert done.summary[same] == whole.summary[same]
    lines = (Path(request.run_folder) / "metrics.jsonl").read_text().splitlines()
    steps = [e["step"] for e in map(json.loads, lines) if "learning_rate" in e]
    assert steps == list(range(1, 8))


def test_a_broken_newest_checkpoint_falls_back_to_the_one_before(
    make_request: Make, run_training: Run, tmp_path: Path
) -> None:
    whole = run_training(make_request("text", run_folder=str(tmp_path / "a")))[-1]
    request = make_request("text", settings={"checkpoint_every": 1})
    stopped_at(4, request, run_training)
    home = Path(request.run_folder) / checkpoints.FOLDER
    kept = checkpoints.found(home)
    assert [path.name for path in kept] == ["step-000003", "step-000004"]
    state = kept[-1] / "state.safetensors"
    state.write_bytes(state.read_bytes()[:-1])
    said = run_training(dataclasses.replace(request, resume=True))
    assert isinstance(said[-1], Done)
    assert isinstance(whole, Done)
    assert said[-1].summary["sha256"] == whole.summary["sha256"]
    assert min(m.step for m in said if isinstance(m, Checkpoint)) == 4


def test_without_any_checkpoint_it_starts_anew_and_says_so(
    make_request: Make, run_training: Run
) -> None:
    said = run_training(make_request("text", resume=True))
    assert isinstance(said[-1], Done)
    assert "from_start" in [m.code for m in said if isinstance(m, Notice)]


CHANGES: dict[str, Any] = {
    "rank": 5, "alpha": 3.0, "dropout": 0.2, "learning_rate": 1e-3, "steps": 9, "batch_size": 3,
    "accumulation": 2, "warmup_steps": 2, "schedule": "constant", "weight_decay": 0.5,
    "clip_norm": 0.5, "resolution": 128, "max_length": 99, "precision": "fp32",
    "validate_every": 2, "seed": 9, "ema_decay": 0.5, "optimiser": "adamw_8bit",
    "kind": "dora",
}  # fmt: skip


def test_every_setting_that_matters_is_in_the_identity(make_request: Make) -> None:
    names = {item.name for item in dataclasses.fields(make_request("text").settings)}
    assert set(CHANGES) == names - FREE_SETTINGS


@KINDS
def test_a_changed_setting_is_refused_by_name(
    kind: str, make_request: Make, run_training: Run
) -> None:
    request = make_request(kind)
    stopped_at(2, request, run_training)
    for name, value in CHANGES.items():
        changed = dataclasses.replace(request.settings, **{name: value})
        ending = run_training(dataclasses.replace(request, settings=changed, resume=True))[-1]
        assert isinstance(ending, Failed), name
        assert ending.kind == "bad_request"
        assert f"settings.{name}:" in ending.detail
        label = next(f.metadata["label"] for f in dataclasses.fields(changed) if f.name == name)
        assert label in ending.say


@pytest.mark.parametrize(
    ("field", "word"),
    [
        ("model_hash", "the base model"),
        ("adapter_id", "the adapter's identity"),
        ("trigger", "the trigger word"),
        ("pictures", "the photos"),
        ("captions", "the captions"),
        ("heldout_pictures", "the held-out photos"),
    ],
)
def test_changed_photos_are_refused_by_name(
    field: str, word: str, make_request: Make, run_training: Run
) -> None:
    request = make_request("image")
    stopped_at(2, request, run_training)
    if field == "captions":
        first = dataclasses.replace(request.pictures[0], caption="another")
        changed = dataclasses.replace(request, pictures=(first, *request.pictures[1:]))
    elif field in ("pictures", "heldout_pictures"):
        changed = dataclasses.replace(request, **{field: getattr(request, field)[:-1]})
    else:
        changed = dataclasses.replace(request, **{field: "other"})
    ending = run_training(dataclasses.replace(changed, resume=True))[-1]
    assert isinstance(ending, Failed)
    assert word in ending.say


@pytest.mark.parametrize(
    ("field", "word"),
    [("examples", "the training texts"), ("heldout_examples", "the held-out texts")],
)
def test_changed_texts_are_refused_by_name(
    field: str, word: str, make_request: Make, run_training: Run
) -> None:
    request = make_request("text")
    stopped_at(2, request, run_training)
    changed = dataclasses.replace(request, **{field: getattr(request, field)[:-1]}, resume=True)
    ending = run_training(changed)[-1]
    assert isinstance(ending, Failed)
    assert word in ending.say


def test_another_version_of_signet_is_refused(
    make_request: Make, run_training: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = make_request("text")
    stopped_at(2, request, run_training)
    monkeypatch.setattr("core.__version__", "99.0")
    ending = run_training(dataclasses.replace(request, resume=True))[-1]
    assert isinstance(ending, Failed)
    assert "the version of Signet" in ending.say


def test_a_checkpoint_from_before_a_setting_goes_on_with_its_default(make_request: Make) -> None:
    request = make_request("text")
    older = identity(request)
    del older["settings.ema_decay"]
    require_same(older, request)
    smoothed = dataclasses.replace(request.settings, ema_decay=0.9)
    with pytest.raises(KnownError, match="Smoothing"):
        require_same(older, dataclasses.replace(request, settings=smoothed))


def test_settings_that_only_concern_comfort_may_change(
    make_request: Make, run_training: Run
) -> None:
    request = make_request("text")
    before = identity(request)
    for name in FREE_SETTINGS:
        value = getattr(request.settings, name)
        changed = dataclasses.replace(
            request.settings, **{name: "whole" if name == "checkpointing" else value + 1}
        )
        assert identity(dataclasses.replace(request, settings=changed)) == before
