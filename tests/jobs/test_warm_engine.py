"""A warm engine serves grid after grid, comes back after a crash, and leaves on request."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from core.contract.messages import Cancelled, Done, Failed, Hello, Message, Notice, Phase
from core.jobs.queue import Lane
from core.jobs.supervisor import Job, WarmEngine

SERVING = """
hello()
while (heard := hear()) is not None:
    if heard["type"] == "Leave": break
    if heard["type"] != "Generate": continue
    JOB = heard["job"]
    if JOB == "crash": os.abort()
    if JOB == "slow":
        say("Phase", name="writing", say="Writing")
        wait_for("Cancel"); say("Cancelled"); say("Phase", name="late", say="Late"); continue
    say("Notice", code="pid", say=str(os.getpid())); say("Done", path=JOB)
"""


@pytest.fixture
def warm(stage: Any) -> Iterator[WarmEngine]:
    script = stage.script(SERVING)
    with WarmEngine(log=stage.folder / "log.txt", arguments=("-u", str(script))) as engine:
        yield engine


def ask(warm: WarmEngine, stage: Any, job: str) -> list[Message]:
    heard: list[Message] = []
    ending = warm.submit(stage.request(job), heard.append)
    assert heard[-1] == ending
    return heard


def pid_of(heard: list[Message]) -> int:
    return next(int(message.say) for message in heard if isinstance(message, Notice))


def test_one_process_serves_all(warm: WarmEngine, stage: Any) -> None:
    assert not warm.running
    first, second = ask(warm, stage, "a"), ask(warm, stage, "b")
    assert (first[-1], second[-1]) == (Done("a"), Done("b"))
    assert pid_of(first) == pid_of(second)
    assert [type(message) for message in second] == [Notice, Done]


def test_a_crash_ends_one_grid_and_the_next_starts_anew(warm: WarmEngine, stage: Any) -> None:
    first = ask(warm, stage, "a")
    crashed = ask(warm, stage, "crash")[-1]
    assert isinstance(crashed, Failed)
    assert crashed.kind == "crashed"
    again = ask(warm, stage, "b")
    assert isinstance(again[0], Hello)
    assert pid_of(again) != pid_of(first)


def test_an_engine_killed_between_two_grids(warm: WarmEngine, stage: Any) -> None:
    process = psutil.Process(pid_of(ask(warm, stage, "a")))
    process.kill()
    while warm.running:
        time.sleep(0.01)
    assert ask(warm, stage, "b")[-1] == Done("b")


def test_cancel_leaves_it_warm(warm: WarmEngine, stage: Any) -> None:
    heard: list[Message] = []

    def react(message: Message) -> None:
        heard.append(message)
        if isinstance(message, Phase):
            warm.cancel()

    assert warm.submit(stage.request("slow"), react) == Cancelled()
    after = ask(warm, stage, "a")
    assert [type(message) for message in after] == [Notice, Done]  # the late phase is not ours


def test_leave_waits_until_the_process_is_gone(warm: WarmEngine, stage: Any) -> None:
    pid = pid_of(ask(warm, stage, "a"))
    warm.leave()
    warm.leave()
    assert not psutil.pid_exists(pid)
    assert not warm.running


def test_training_sends_the_warm_engine_away_first(warm: WarmEngine, stage: Any) -> None:
    lane = Lane(warm)
    heard: list[Message] = []
    lane.generate(stage.request("a"), heard.append)
    pid, alive = pid_of(heard), []
    job = stage.job(
        'hello(); wait_for("Generate"); say("Done", path="t")',
        lambda message: alive.append(psutil.pid_exists(pid)),
    )
    assert lane.train(job) == Done("t")
    assert alive
    assert not any(alive)
    assert not lane.busy


def test_the_lane_lets_one_work_at_a_time(warm: WarmEngine, stage: Any) -> None:
    lane = Lane(warm)
    order: list[str] = []

    def job(name: str) -> Job:
        return stage.job(
            'hello(); wait_for("Generate"); time.sleep(0.2); say("Done", path="t")',
            lambda message: order.append(name),
        )

    threads = [threading.Thread(target=lane.train, args=(job(name),)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert order in (["a", "a", "b", "b"], ["b", "b", "a", "a"])
