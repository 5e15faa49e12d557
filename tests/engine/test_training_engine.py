"""A real training in a real engine: stopped, killed, orphaned; what was learnt is never lost."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from core.contract.items import Example
from core.contract.messages import (
    Alive,
    Cancelled,
    Checkpoint,
    Done,
    Ending,
    Failed,
    Hello,
    Message,
    Progress,
    SaveNow,
    Train,
)
from core.contract.requests import TrainingRequest, TrainingSettings
from core.contract.wire import to_plain
from core.families import family
from core.jobs.supervisor import Job
from tests.pace import within

SETTINGS = TrainingSettings(
    rank=4, alpha=4.0, learning_rate=1e-3, steps=100_000, batch_size=2, warmup_steps=1,
    max_length=128, validate_every=100_000, checkpoint_every=100_000, patience=0,
)  # fmt: skip


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return family("causal_lm").tiny(tmp_path_factory.mktemp("toy") / "model")


@pytest.fixture
def request_for(toy: Path, tmp_path: Path) -> Callable[..., TrainingRequest]:
    """A training that would take hours if nobody stopped it."""
    examples = tuple(
        Example(f"e{n}", n, "title", f"Brief {n}", "Slow mornings, warm hands. " * (1 + n % 3))
        for n in range(8)
    )

    def make(**settings: int) -> TrainingRequest:
        return TrainingRequest(
            run="run-1", kind="text", family="causal_lm", model=str(toy), model_hash="ab" * 32,
            model_name="Toy", model_licence="Apache-2.0", run_folder=str(tmp_path / "run"),
            cache_folder=str(tmp_path / "cache"), adapter_id="adapter-1", adapter_name="Morning",
            trigger="", class_word="", settings=dataclasses.replace(SETTINGS, **settings),
            examples=examples[:6], heldout_examples=examples[6:], device="cpu",
        )  # fmt: skip

    return make


def play(
    request: TrainingRequest, react: Callable[[Job, Message], None]
) -> tuple[Ending, list[Message]]:
    heard: list[Message] = []

    def listen(message: Message) -> None:
        heard.append(message)
        react(job, message)

    job = Job(Train(request), log=Path(request.run_folder) / "log.txt", on_message=listen)
    ending = job.run()
    assert [message for message in heard if isinstance(message, Ending)] == [ending]
    return ending, heard


def test_to_the_end(request_for: Callable[..., TrainingRequest]) -> None:
    ending, heard = play(request_for(steps=4), lambda job, message: None)
    assert isinstance(ending, Done), ending
    assert Path(ending.path).exists()
    assert isinstance(heard[0], Hello)
    assert any(isinstance(message, Alive) for message in heard)


@pytest.mark.usefixtures("forked_engines")
def test_stopped_with_what_was_learnt(request_for: Callable[..., TrainingRequest]) -> None:
    pressed: list[float] = []

    def react(job: Job, message: Message) -> None:
        if isinstance(message, Progress) and message.step >= 3 and not pressed:
            pressed.append(time.monotonic())
            job.cancel(keep=True)

    ending, _ = play(request_for(), react)
    assert isinstance(ending, Cancelled), ending
    assert ending.path is not None
    assert Path(ending.path).exists()
    assert within(time.monotonic() - pressed[0], 15)


@pytest.mark.usefixtures("forked_engines")
def test_killed_after_a_save_and_resumed(request_for: Callable[..., TrainingRequest]) -> None:
    request, pids = request_for(), []

    def react(job: Job, message: Message) -> None:
        if isinstance(message, Hello):
            pids.append(message.pid)
        elif isinstance(message, Progress) and message.step >= 3:
            job.send(SaveNow())
        elif isinstance(message, Checkpoint) and message.step > 0:
            psutil.Process(pids[0]).kill()

    ending, heard = play(request, react)
    assert isinstance(ending, Failed), ending
    saved = max(message.step for message in heard if isinstance(message, Checkpoint))
    assert saved > 0

    def stop(job: Job, message: Message) -> None:
        if isinstance(message, Progress) and message.step > saved:
            job.cancel()

    ending, heard = play(dataclasses.replace(request, resume=True), stop)
    assert isinstance(ending, Cancelled), ending
    steps = [message.step for message in heard if isinstance(message, Progress)]
    assert min(steps) >= saved


PARENT = """
import json, sys
from pathlib import Path
from core.contract.messages import Hello, Progress, Train
from core.contract.requests import TrainingRequest
from core.contract.wire import from_plain
from core.jobs.supervisor import Job
def heard(message):
    if isinstance(message, Hello):
        print(message.pid, flush=True)
    if isinstance(message, Progress) and message.step >= 3:
        print("training", flush=True)
request = from_plain(TrainingRequest, json.loads(Path(sys.argv[1]).read_text()))
Job(Train(request), log=Path(sys.argv[1]).with_suffix(".log"), on_message=heard).run()
"""


@pytest.mark.usefixtures("forked_engines")  # for the one that goes on; the orphan is started
@pytest.mark.skipif(os.name != "posix", reason="the zombie check")
def test_an_orphan_saves_and_ends(
    request_for: Callable[..., TrainingRequest], tmp_path: Path
) -> None:
    request = request_for()
    note = tmp_path / "request.json"
    note.write_text(json.dumps(to_plain(request)))
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(note)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with parent:
        engine = psutil.Process(int(parent.stdout.readline()))
        assert parent.stdout.readline() == b"training\n"
        parent.kill()
    killed = time.monotonic()
    while engine.is_running() and engine.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() - killed < 10, "the orphan goes on"
        time.sleep(0.05)

    def stop(job: Job, message: Message) -> None:
        if isinstance(message, Progress):
            job.cancel()

    _, heard = play(dataclasses.replace(request, resume=True), stop)
    first = next(message.step for message in heard if isinstance(message, Progress))
    assert first >= 3
