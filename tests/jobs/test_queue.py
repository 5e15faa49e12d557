"""The waiting list is files: it survives a restart, keeps its order and refuses damage politely."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from core.contract.requests import TrainingRequest, TrainingSettings
from core.errors import KnownError
from core.jobs.queue import WaitingList


def training(run: str) -> TrainingRequest:
    texts = ("model", "model_hash", "model_name", "model_licence", "run_folder", "cache_folder")
    return TrainingRequest(
        run=run,
        kind="text",
        family="causal_lm",
        adapter_id="a",
        adapter_name="Größe",
        trigger="",
        class_word="",
        settings=TrainingSettings(),
        **dict.fromkeys(texts, "x"),
    )


def test_first_come_first_served_also_after_a_restart(tmp_path: Path) -> None:
    for run in ("first", "second-with-dash", "third"):
        WaitingList(tmp_path).add(training(run))
    again = WaitingList(tmp_path)
    assert again.runs() == ["first", "second-with-dash", "third"]
    assert again.next() == training("first")
    again.remove("first")
    again.remove("never there")
    again.add(training("first"))
    assert again.runs() == ["second-with-dash", "third", "first"]


def test_the_order_can_be_changed(tmp_path: Path) -> None:
    waiting = WaitingList(tmp_path)
    for run in ("one", "two", "three"):
        waiting.add(training(run))
    waiting.reorder(["three", "unknown", "one"])
    assert waiting.runs() == ["two", "three", "one"]
    waiting.reorder(["one", "two", "three"])
    assert WaitingList(tmp_path).runs() == ["one", "two", "three"]
    assert waiting.next() == training("one")


def test_an_empty_list(tmp_path: Path) -> None:
    assert WaitingList(tmp_path / "not made yet").next() is None


def test_twice_the_same_run_is_refused(tmp_path: Path) -> None:
    waiting = WaitingList(tmp_path)
    waiting.add(training("one"))
    with pytest.raises(KnownError, match="already waiting"):
        waiting.add(dataclasses.replace(training("one"), trigger="other"))


@pytest.mark.parametrize("damage", ["", "{", '{"run": 1}', "[]", '{"surprise": true}'])
def test_a_damaged_request_is_told_and_can_be_removed(tmp_path: Path, damage: str) -> None:
    waiting = WaitingList(tmp_path)
    waiting.add(training("one"))
    next(tmp_path.iterdir()).write_text(damage)
    with pytest.raises(KnownError, match="could not be read"):
        waiting.next()
    waiting.remove("one")
    assert waiting.next() is None
