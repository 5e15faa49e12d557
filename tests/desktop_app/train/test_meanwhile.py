"""A plan is of what there is: what changes while it is made or out of sight makes another one."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication

from core.actions import datasets, projects
from desktop_app.job_thread import JobThread
from desktop_app.state.training import Stock, TrainingChoices


def _quiet(stage: Any) -> None:
    """Nothing is under way, and a plan is there."""
    desk, choices = stage.application.desk, stage.page.choices
    stage.wait(lambda: choices.planned is not None and desk.lane.idle and not desk.jobs, 60)


def _act(stage: Any, work: Any) -> None:
    """As another page does; returns when everyone was told."""
    desk = stage.application.desk
    with stage.qtbot.waitSignal(desk.lane.changed, timeout=20_000):
        desk.lane.do(work, owner=desk)


def test_no_training_starts_with_a_photo_that_was_just_thrown_away(stage: Any) -> None:
    choices = stage.page.choices
    _quiet(stage)
    gone = choices.planned.plan.item_ids[0]
    _act(stage, lambda catalogue: datasets.delete(catalogue, [gone]))
    assert choices.planned is None
    assert not choices.start()
    _quiet(stage)
    assert gone not in choices.planned.plan.item_ids


def test_a_caption_written_after_a_plan_ended_out_of_sight_is_learnt(stage: Any) -> None:
    """The plan wrote captions of its own for the same photos."""
    desk, choices = stage.application.desk, stage.page.choices
    _quiet(stage)
    every = choices.planned.plan.item_ids
    _act(stage, lambda catalogue: datasets.set_captions(catalogue, dict.fromkeys(every, "")))
    stage.wait(lambda: choices.planned is not None or any(
        one.objectName() == "plan of a training" for one in desk.jobs
    ))  # fmt: skip
    desk.go("dataset")
    _quiet(stage)
    _act(stage, lambda catalogue: datasets.set_captions(catalogue, {every[0]: "mine alone"}))
    desk.go("train")
    assert choices.planned is None
    _quiet(stage)
    learnt = {one.id: one.caption for one in choices.planned.plan.request.pictures}
    assert learnt[every[0]] == "mine alone"


def test_what_another_brand_has_is_not_counted_late(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = stage.application.desk
    _quiet(stage)
    other, _ = projects.create(desk.catalogue, "Evening Moss")
    choices = TrainingChoices(desk)
    counts: list[Stock | None] = []
    choices.stock_changed.connect(counts.append)
    held: list[JobThread] = []
    with monkeypatch.context() as holding:
        holding.setattr(desk, "start", lambda thread: held.append(thread) or thread)
        choices.open(stage.project)
        stage.wait(lambda: bool(held))
    desk.start(held[0]).wait()  # it has ended, and nobody has heard of it yet
    choices.open(other)
    stage.wait(lambda: desk.lane.idle and not desk.jobs and choices.stock is not None)
    QCoreApplication.processEvents()
    assert {one.photos for one in counts if one is not None} == {0}
    choices.open(None)
