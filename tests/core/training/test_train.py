"""Whole training runs on toy models: what is said, what is written, and what it is worth."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors import safe_open

from core.contract.control import Control
from core.contract.messages import (
    Cancelled,
    Checkpoint,
    Done,
    Failed,
    Message,
    Progress,
    Sample,
    Started,
    Validation,
)
from core.contract.requests import TrainingRequest

Make = Callable[..., TrainingRequest]
Run = Callable[..., list[Message]]
ENDINGS = (Done, Cancelled, Failed)
KINDS = pytest.mark.parametrize("kind", ["image", "text"])


@KINDS
def test_a_run_ends_with_a_proven_adapter(kind: str, make_request: Make, run_training: Run) -> None:
    request = make_request(kind)
    said = run_training(request)
    assert isinstance(said[0], Started)
    done = said[-1]
    assert isinstance(done, Done), done
    assert sum(isinstance(m, ENDINGS) for m in said) == 1
    assert done.summary["steps"] == 6
    assert done.summary["proof"]
    assert done.summary["trainable_parameters"] > 0
    assert done.summary["peak_memory_gib"] > 0
    assert len(done.summary["sha256"]) == 64
    assert done.summary["heldout_loss_base"] > 0
    assert {m.step for m in said if isinstance(m, Validation)} == {3, 6}
    assert [m.step for m in said if isinstance(m, Checkpoint)] == [2, 4, 6]
    assert any(isinstance(m, Progress) and m.loss is not None for m in said)
    lines = (Path(request.run_folder) / "metrics.jsonl").read_text().splitlines()
    assert [json.loads(line)["step"] for line in lines if "learning_rate" in line] == [*range(1, 7)]


@KINDS
def test_metadata_holds_nothing_private(kind: str, make_request: Make, run_training: Run) -> None:
    request = make_request(kind)
    done = run_training(request)[-1]
    assert isinstance(done, Done), done
    path = Path(done.path)
    file = path if path.is_file() else path / "adapter_model.safetensors"
    with safe_open(file, framework="np") as opened:
        metadata = opened.metadata()
        names = list(opened.keys())
    assert metadata["signet.rank"] == metadata["signet.alpha"] == "4"
    start = "transformer." if kind == "image" else "base_model.model."
    assert all(name.startswith(start) and "lora_" in name for name in names)
    folder = (
        [entry.read_bytes() for entry in path.iterdir()] if path.is_dir() else [file.read_bytes()]
    )
    for secret in (request.run_folder, request.model, "number 1", "Slow mornings"):
        assert not any(secret.encode() in content for content in folder)


def test_learning_lowers_the_loss_on_held_out_texts(make_request: Make, run_training: Run) -> None:
    more = {"steps": 80, "validate_every": 20, "rank": 8, "learning_rate": 2e-2}
    done = run_training(make_request("text", settings=more))[-1]
    assert isinstance(done, Done), done
    assert done.summary["heldout_loss"] < 0.95 * done.summary["heldout_loss_base"]
    assert done.summary["heldout_perplexity"] < done.summary["heldout_perplexity_base"]


def test_learning_lowers_the_loss_on_held_out_photos(make_request: Make, run_training: Run) -> None:
    request = make_request("image", settings={"steps": 60, "validate_every": 20, "rank": 8})
    done = run_training(request)[-1]
    assert isinstance(done, Done), done
    assert done.summary["heldout_loss"] < 0.98 * done.summary["heldout_loss_base"]


@KINDS
def test_a_second_run_uses_the_cache_and_gives_the_same_adapter(
    kind: str, make_request: Make, run_training: Run, tmp_path: Path
) -> None:
    first = run_training(make_request(kind))[-1]
    again = run_training(make_request(kind, run_folder=str(tmp_path / "again")))[-1]
    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert first.summary["sha256"] == again.summary["sha256"]


@KINDS
def test_a_damaged_cache_is_made_again(
    kind: str, make_request: Make, run_training: Run, tmp_path: Path
) -> None:
    first = run_training(make_request(kind))[-1]
    for file in (tmp_path / "cache").rglob("*.safetensors"):
        file.write_bytes(file.read_bytes()[:40])
    again = run_training(make_request(kind, run_folder=str(tmp_path / "again")))[-1]
    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert first.summary["sha256"] == again.summary["sha256"]


@KINDS
@pytest.mark.parametrize("keep", [False, True])
def test_cancel_stops_at_once_and_keeps_if_asked(
    kind: str, keep: bool, make_request: Make, run_training: Run
) -> None:
    control = Control()

    def stop(message: Message) -> None:
        if isinstance(message, Progress) and message.loss is not None:
            control.cancel(keep)

    said = run_training(make_request(kind, settings={"steps": 500}), control, stop)
    ending = said[-1]
    assert isinstance(ending, Cancelled), ending
    assert (ending.path is not None) == keep
    if ending.path is not None:
        assert Path(ending.path).exists()
        assert any(isinstance(m, Checkpoint) for m in said)


def test_cancel_before_the_first_step_ends_quietly(make_request: Make, run_training: Run) -> None:
    control = Control()
    control.cancel(keep=True)
    assert run_training(make_request("image"), control)[-1] == Cancelled(None)


@KINDS
def test_samples_are_made_on_request(kind: str, make_request: Make, run_training: Run) -> None:
    control = Control()
    control.sample_now("a mrnx cup")
    said = run_training(make_request(kind, settings={"steps": 2}), control)
    samples = [m for m in said if isinstance(m, Sample)]
    assert len(samples) == 1
    assert samples[0].prompt == "a mrnx cup"
    assert Path(samples[0].path).is_file() if kind == "image" else samples[0].path == ""
    assert isinstance(said[-1], Done)


@KINDS
def test_samples_begin_with_the_model_alone_and_are_noted(
    kind: str, make_request: Make, run_training: Run
) -> None:
    request = make_request(kind, settings={"sample_every": 3})
    samples = [one for one in run_training(request) if isinstance(one, Sample)]
    assert [one.step for one in samples] == [0, 3, 6]
    assert len({one.prompt for one in samples}) == 1
    lines = (Path(request.run_folder) / "metrics.jsonl").read_text("utf-8").splitlines()
    noted = [entry for entry in map(json.loads, lines) if "sample" in entry]
    assert [entry["step"] for entry in noted] == [0, 3, 6]
    if kind == "image":
        names = [entry["sample"] for entry in noted]
        assert all((Path(request.run_folder) / "samples" / name).is_file() for name in names)
        assert len({Path(one.path).read_bytes() for one in samples}) > 1


@KINDS
def test_a_pause_saves_first(kind: str, make_request: Make, run_training: Run) -> None:
    control = Control()
    seen: list[str] = []

    def act(message: Message) -> None:
        seen.append(type(message).__name__)
        if isinstance(message, Validation) and message.step == 3:
            control.pause()
        if getattr(message, "name", "") == "paused":
            control.resume()

    said = run_training(make_request(kind, settings={"checkpoint_every": 100}), control, act)
    assert isinstance(said[-1], Done)
    steps = [m.step for m in said if isinstance(m, Checkpoint)]
    assert steps == [3, 6]


@KINDS
def test_no_items_is_a_plain_sentence(kind: str, make_request: Make, run_training: Run) -> None:
    ending = run_training(make_request(kind, pictures=(), examples=()))[-1]
    assert isinstance(ending, Failed)
    assert ending.kind == "bad_data"


@KINDS
def test_without_held_out_items_the_last_weights_are_kept(
    kind: str, make_request: Make, run_training: Run
) -> None:
    done = run_training(make_request(kind, heldout_pictures=(), heldout_examples=()))[-1]
    assert isinstance(done, Done), done
    assert done.summary["heldout_loss"] is None
    assert done.summary["best_step"] == 6


def test_a_vanished_photo_is_named(make_request: Make, run_training: Run) -> None:
    request = make_request("image")
    gone = request.pictures[0].__class__(
        **{**vars(request.pictures[0]), "path": "gone.png", "sha256": "0" * 64}
    )
    ending = run_training(make_request("image", pictures=(gone, *request.pictures[1:])))[-1]
    assert isinstance(ending, Failed)
    assert "photo_0.png" in ending.say


def test_a_time_limit_ends_in_good_order(make_request: Make, run_training: Run) -> None:
    request = make_request(
        "image", settings={"steps": 100_000, "max_minutes": 0.03, "validate_every": 50_000}
    )
    done = run_training(request)[-1]
    assert isinstance(done, Done), done
    assert 10 <= done.summary["steps"] < 5000
    assert done.summary["heldout_loss"] is not None
