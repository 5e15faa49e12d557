"""The waiting list and the catalogue agree whatever happened; stopped runs can go on or go."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.actions import datasets, planning, projects, training, waiting
from core.actions.planning import TrainingPlan, Wish
from core.actions.run_history import RunHistory, read_history
from core.catalogue import runs
from core.catalogue.records import ProjectRecord, RunState
from core.catalogue.store import Catalogue
from core.errors import KnownError
from core.jobs.queue import WaitingList


@pytest.fixture
def plan(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, toy_models: dict[str, Path]
) -> Callable[[], TrainingPlan]:
    datasets.import_files(catalogue, project.id, [photos / f"photo_{n:02d}.jpg" for n in range(4)])
    wish = Wish("image", model=str(toy_models["image"]), overrides={"resolution": 64}, force=True)
    return lambda: planning.make_plan(catalogue, project.id, wish)[0]


@pytest.fixture
def listed(catalogue: Catalogue) -> WaitingList:
    return WaitingList(catalogue.library.runs / "waiting")


def _state(catalogue: Catalogue, run: str) -> RunState:
    with catalogue.reading() as session:
        return runs.get(session, run).state


def test_each_waits_for_its_turn_and_is_taken_once(
    catalogue: Catalogue, plan: Callable[[], TrainingPlan], listed: WaitingList
) -> None:
    first, second = plan(), plan()
    waiting.enqueue(catalogue, listed, first)
    waiting.enqueue(catalogue, listed, second)
    assert _state(catalogue, second.request.run) == "queued"
    taken, changes = waiting.take_next(catalogue, listed)
    assert taken is not None
    assert taken[1] == first.request
    assert changes.runs == {first.request.run}
    assert _state(catalogue, first.request.run) == "running"
    assert listed.runs() == [second.request.run]
    waiting.withdraw(catalogue, listed, second.request.run)
    assert waiting.take_next(catalogue, listed)[0] is None
    assert _state(catalogue, second.request.run) == "cancelled"
    waiting.enqueue_resume(catalogue, listed, second.request.run)
    assert listed.runs() == [second.request.run]
    assert _state(catalogue, second.request.run) == "queued"


def test_a_damaged_request_is_told_and_does_not_block_the_others(
    catalogue: Catalogue, plan: Callable[[], TrainingPlan], listed: WaitingList
) -> None:
    first, second = plan(), plan()
    waiting.enqueue(catalogue, listed, first)
    waiting.enqueue(catalogue, listed, second)
    next(iter(sorted((catalogue.library.runs / "waiting").glob("*.json")))).write_text("{")
    with pytest.raises(KnownError, match="could not be read"):
        waiting.take_next(catalogue, listed)
    assert _state(catalogue, first.request.run) == "failed"
    taken, _ = waiting.take_next(catalogue, listed)
    assert taken is not None
    assert taken[1].run == second.request.run


def test_a_crash_between_list_and_record_is_mended(
    catalogue: Catalogue, plan: Callable[[], TrainingPlan], listed: WaitingList
) -> None:
    lost, begun, fine = plan(), plan(), plan()
    for one in (lost, begun, fine):
        waiting.enqueue(catalogue, listed, one)
    listed.remove(lost.request.run)
    with catalogue.writing() as session:
        runs.begin(session, begun.request)
    order, changes = waiting.reconcile(catalogue, listed)
    assert order == (fine.request.run, lost.request.run)
    assert changes.runs == {lost.request.run, begun.request.run}
    assert not waiting.reconcile(catalogue, listed)[1]


def test_a_stopped_run_is_left_or_thrown_away(
    catalogue: Catalogue, plan: Callable[[], TrainingPlan]
) -> None:
    one = plan()
    training.begin(catalogue, one)
    run, folder = one.request.run, Path(one.request.run_folder)
    with pytest.raises(KnownError, match="is running"):
        waiting.discard(catalogue, run)
    with catalogue.writing() as session:
        record = runs.finish(session, run, "interrupted")
    assert not waiting.can_go_on(record)
    (folder / "checkpoints" / "step-000002").mkdir(parents=True)
    assert waiting.can_go_on(record)
    waiting.leave_as_it_is(catalogue, run)
    assert _state(catalogue, run) == "cancelled"
    assert folder.is_dir()
    waiting.discard(catalogue, run)
    assert not folder.exists()
    assert not waiting.can_go_on(record)


def test_a_history_is_read_back_whatever_was_torn(tmp_path: Path) -> None:
    assert read_history(tmp_path) == RunHistory()
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "step-000000.png").write_bytes(b"x")
    lines: list[object] = [
        {"step": 1, "loss": 0.5, "learning_rate": 1.0},
        {"notice": "n", "say": "Shortened."},
        {"step": 0, "sample": "step-000000.png", "prompt": "p", "text": ""},
        {"step": 2, "sample": "gone.png", "prompt": "p", "text": ""},
        {"step": 2, "sample": "", "prompt": "q", "text": "Slow mornings."},
        {"step": 2, "heldout_loss": 0.4, "heldout_loss_base": 0.6, "best": True},
        [1], {"step": "three", "loss": 1}, {"step": 3, "loss": "odd"},
    ]  # fmt: skip
    text = "\n".join(json.dumps(line) for line in lines) + '\n{"step": 4, "lo'
    (tmp_path / "metrics.jsonl").write_text(text)
    history = read_history(tmp_path)
    assert history.losses == ((1, 0.5),)
    assert history.heldout == ((2, 0.4),)
    assert history.base == 0.6
    assert history.notices == ("Shortened.",)
    assert [(one.step, one.text) for one in history.samples] == [(0, ""), (2, "Slow mornings.")]


def test_what_was_thrown_away_while_it_waited_is_not_learnt(
    catalogue: Catalogue, plan: Callable[[], TrainingPlan], listed: WaitingList
) -> None:
    made = plan()
    waiting.enqueue(catalogue, listed, made)
    gone, aside, *rest = made.item_ids
    datasets.delete(catalogue, [gone])
    datasets.set_ignored(catalogue, [aside])
    taken, _ = waiting.take_next(catalogue, listed)
    assert taken is not None
    assert [one.id for one in taken[1].pictures] == rest
    with catalogue.reading() as session:
        assert runs.request_of(session, taken[0].id) == taken[1]
    waiting.enqueue(catalogue, listed, made := plan())
    datasets.delete(catalogue, made.item_ids)
    with pytest.raises(KnownError, match="thrown away or set aside"):
        waiting.take_next(catalogue, listed)
    assert _state(catalogue, made.request.run) == "failed"
    assert listed.runs() == []


def test_a_training_of_a_deleted_project_does_not_block_the_others(
    catalogue: Catalogue, project: ProjectRecord, plan: Callable[[], TrainingPlan],
    listed: WaitingList,
) -> None:  # fmt: skip
    first = plan()
    other, _ = projects.duplicate(catalogue, project.id)
    wish = Wish("image", model=first.request.model, overrides={"resolution": 64}, force=True)
    second = planning.make_plan(catalogue, other.id, wish)[0]
    waiting.enqueue(catalogue, listed, first)
    waiting.enqueue(catalogue, listed, second)
    projects.delete(catalogue, project.id)
    projects.purge(catalogue, [project.id])
    taken, changes = waiting.take_next(catalogue, listed)
    assert taken is not None
    assert taken[0].id == second.request.run
    assert first.request.run in changes.runs
    assert listed.runs() == []
