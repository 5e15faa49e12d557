"""Whatever an engine does, its caller gets exactly one ending, soon, and nothing keeps running."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

import psutil
import pytest

from core.contract.messages import (
    Cancelled,
    Done,
    Failed,
    Hello,
    Message,
    Notice,
    Phase,
    Progress,
    SaveNow,
)
from core.jobs import session
from core.jobs.supervisor import Job
from tests.pace import within

posix = pytest.mark.skipif(os.name != "posix", reason="signals")


def failed(ending: object, kind: str) -> Failed:
    assert isinstance(ending, Failed), ending
    assert ending.kind == kind
    assert ending.say
    assert ending.hint
    return ending


def test_messages_arrive_in_order_and_the_ending_last(stage: Any) -> None:
    story = stage.play("""
        hello()
        request = wait_for("Generate")["request"]
        say("Phase", name="loading", say=request["prompts"][0])
        for step in range(3): say("Progress", step=step, steps=3)
        say("Done", path="there", summary={"steps": 3})
    """)
    assert story.ending == Done(path="there", summary={"steps": 3})
    assert [type(m) for m in story.messages] == [Hello, Phase, Progress, Progress, Progress, Done]
    assert story.of(Phase) == [Phase("loading", "Hello")]
    assert within(story.seconds, 2)


def test_only_the_first_ending_counts(stage: Any) -> None:
    story = stage.play("""
        hello(); wait_for("Generate")
        say("Done", path="first"); say("Failed", kind="bug", say="a", hint="b")
        say("Done", path="x")
    """)
    assert story.ending == Done(path="first")


def test_an_engine_that_dies_right_after_its_ending_has_succeeded(stage: Any) -> None:
    story = stage.play('hello(); wait_for("Generate"); say("Done", path="x"); os.abort()')
    assert story.ending == Done(path="x")


@pytest.mark.parametrize(
    ("dying", "kind", "trace"),
    [
        ("os.abort()", "crashed", "SIGABRT"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "crashed", "SIGSEGV"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "out_of_memory", "SIGKILL"),
        ("raise MemoryError", "out_of_memory", "exit code 1"),
        ("raise ValueError('odd')", "crashed", "ValueError: odd"),
        ("sys.exit(0)", "crashed", "exit code 0"),
        ("os._exit(77)", "crashed", "exit code 77"),
        ("import nowhere_to_be_found", "crashed", "No module named"),
    ],
)
@posix
def test_a_silent_death_is_told(stage: Any, dying: str, kind: str, trace: str) -> None:
    story = stage.play(f'hello(); wait_for("Generate"); say("Phase", name="a", say="b"); {dying}')
    assert trace in failed(story.ending, kind).detail
    assert within(story.seconds, 2)


PHASES = (
    "hello()",
    'wait_for("Generate")',
    'say("Started", device="cpu", memory_total=1.0)',
    'say("Phase", name="loading", say="Loading")',
    'say("Phase", name="caching", say="Preparing")',
    'say("Alive", memory_used=0.5)',
    'say("Phase", name="training", say="Training")',
    'say("Progress", step=1, steps=9)',
    'say("Sample", step=1, path="a.png", prompt="p")',
    'say("Validation", step=2, loss=1.0, base=2.0)',
    'say("Chunk", cell=[0, 0, 0], text="Once")',
    'say("Result", cell=[0, 0, 0], seed=1, prompt="p", mix="m", path="a.png")',
    'say("Phase", name="saving", say="Saving")',
    'raw(b\'{"v": 1, "job": "job-1", "type": "Check\')',
    'raw(b\'point", "step": 3, "path": "c"}\\n\')',
    'say("Notice", code="c", say="s")',
    'say("Phase", name="proving", say="Proving")',
)


@posix
@pytest.mark.parametrize("reached", range(len(PHASES) + 1))
def test_killed_in_every_phase(stage: Any, reached: int) -> None:
    body = "\n".join([*PHASES[:reached], "os.kill(os.getpid(), signal.SIGKILL)"])
    story = stage.play(body)
    failed(story.ending, "out_of_memory")  # what a kill from outside most often means
    assert within(story.seconds, 2)


def test_noise_between_the_lines_is_left_out_and_kept_for_support(stage: Any) -> None:
    story = stage.play("""
        raw(b"warming up\\n"); hello(); wait_for("Generate")
        raw(b"50% |#####     | 3/6\\r\\n\\x00\\xff\\xfe\\n[1, 2]\\n{\\n\\n")
        say("NoSuchType", a=1); say("Progress", step="one", steps=2)
        say("Progress", steps=2, step=1)
        say("Phase", job="another job", name="a", say="b")
        os._exit(4)
    """)
    detail = failed(story.ending, "crashed").detail
    assert story.of(Progress) == [Progress(step=1, steps=2)]
    assert story.of(Phase) == []
    assert "3/6" in detail
    assert "NoSuchType" in detail


def test_a_line_of_a_hundred_megabytes_costs_no_memory_and_no_job(stage: Any) -> None:
    before = psutil.Process().memory_info().rss
    story = stage.play("""
        hello(); wait_for("Generate")
        for _ in range(100): raw(b"x" * 1_000_000)
        raw(b"\\n"); say("Done", path="fine")
    """)
    assert story.ending == Done(path="fine")
    assert psutil.Process().memory_info().rss - before < 150e6


def test_half_a_line_at_the_end_is_no_message(stage: Any) -> None:
    story = stage.play("""
        hello(); wait_for("Generate")
        raw(b'{"v": 1, "job": "job-1", "type": "Done", "pa')
    """)
    failed(story.ending, "crashed")


@pytest.mark.parametrize(
    "greeting",
    [
        "hello(protocol=2)",
        'say("Hello", v=2, protocol=2, core_version="9", pid=1)',
        'say("Hello", protocol=1, core_version="9", pid=1, surprise=True)',
        'say("Progress", step=1, steps=2)',
    ],
)
def test_another_version_is_refused_before_any_work(stage: Any, greeting: str) -> None:
    story = stage.play(f"{greeting}; time.sleep(60)")
    failed(story.ending, "engine_mismatch")
    assert within(story.seconds, 3)


def test_a_missing_interpreter_is_told(stage: Any) -> None:
    heard: list[Message] = []
    job = Job(
        stage.request(), log=stage.folder / "log", python="/nowhere/python", on_message=heard.append
    )
    failed(job.run(), "engine_missing")
    assert len(heard) == 1


def test_an_engine_without_our_code_is_told(stage: Any) -> None:
    failed(stage.play("import core_that_is_not_there").ending, "engine_missing")


def test_an_engine_that_never_greets(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "HELLO_PATIENCE", 0.3)
    story = stage.play("time.sleep(60)")
    failed(story.ending, "engine_missing")
    assert within(story.seconds, 3)


def test_silence_is_a_notice_and_no_ending(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "SILENCE", 0.3)
    story = stage.play("""
        hello(); wait_for("Generate"); time.sleep(0.9); say("Alive", memory_used=1.0)
        time.sleep(0.6); say("Done", path="x")
    """)
    assert story.ending == Done(path="x")
    assert [notice.code for notice in story.of(Notice)] == ["silent", "silent"]


def test_cancel_is_answered_by_the_engine(stage: Any) -> None:
    def react(job: Job, message: Message) -> None:
        if isinstance(message, Progress):
            job.cancel(keep=True)

    story = stage.play(
        """
        hello(); wait_for("Generate"); say("Progress", step=1, steps=9)
        kept = wait_for("Cancel")["keep"]
        say("Cancelled", path="half.safetensors" if kept else None)
        """,
        react,
    )
    assert story.ending == Cancelled(path="half.safetensors")
    assert within(story.seconds, 2)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "CANCEL_PATIENCE", 0.4)
    monkeypatch.setattr(session, "TERMINATE_PATIENCE", 0.4)
    monkeypatch.setattr(session, "KEEP_LIMIT", 1.5)


@posix
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("deafness", ["pass", "signal.signal(signal.SIGTERM, signal.SIG_IGN)"])
@pytest.mark.parametrize("chatter", ["pass", 'say("Progress", step=1, steps=9)'])
def test_a_deaf_engine_is_ended(stage: Any, deafness: str, chatter: str) -> None:
    story = stage.play(
        f"""
        {deafness}
        hello(); wait_for("Generate"); say("Phase", name="training", say="Training")
        while True: time.sleep(0.05); {chatter}
        """,
        lambda job, message: job.cancel() if isinstance(message, Phase) else None,
    )
    assert story.ending == Cancelled()
    assert within(story.seconds, 3)


@pytest.mark.usefixtures("impatient")
def test_one_that_is_still_saving_is_given_time(stage: Any) -> None:
    story = stage.play(
        """
        hello(); wait_for("Generate"); say("Phase", name="training", say="Training")
        wait_for("Cancel")
        for part in range(4): time.sleep(0.25); say("Phase", name="saving", say="Saving")
        say("Cancelled", path="kept")
        """,
        lambda job, message: (
            job.cancel(keep=True) if message == Phase("training", "Training") else None
        ),
    )
    assert story.ending == Cancelled(path="kept")


@pytest.mark.usefixtures("impatient")
def test_but_not_for_ever(stage: Any) -> None:
    story = stage.play(
        """
        hello(); wait_for("Generate")
        while True: say("Phase", name="saving", say="Saving"); time.sleep(0.1)
        """,
        lambda job, message: job.cancel(keep=True) if isinstance(message, Hello) else None,
    )
    assert story.ending == Cancelled()
    assert story.seconds > 1.3
    assert within(story.seconds, 4)


def test_cancel_before_the_start_starts_nothing(stage: Any) -> None:
    heard: list[Message] = []
    job = stage.job("raw(b'never'); sys.exit(9)", heard.append)
    job.cancel()
    assert job.run() == Cancelled()
    assert heard == [Cancelled()]
    assert not (stage.folder / "log.txt").exists()


def test_cancel_from_another_thread(stage: Any) -> None:
    heard: list[Message] = []
    job = stage.job('hello(); wait_for("Cancel"); say("Cancelled")', heard.append)
    timer = threading.Timer(0.3, job.cancel)
    timer.start()
    assert job.run() == Cancelled()
    timer.join()


def test_other_commands_reach_the_engine(stage: Any) -> None:
    story = stage.play(
        'hello(); wait_for("Generate"); say("Started", device="cpu", memory_total=1.0)\n'
        'wait_for("SaveNow"); say("Done", path="saved")',
        lambda job, message: None if isinstance(message, Done) else job.send(SaveNow()),
    )
    assert story.ending == Done(path="saved")


def test_an_engine_that_does_not_read_blocks_nobody(stage: Any) -> None:
    """The request is larger than a pipe holds; the engine fails without having read it."""
    long = "word " * 200_000
    command = stage.request()
    big = type(command)(type(command.request)(**{**vars(command.request), "prompts": (long,)}))
    heard: list[Message] = []
    job = Job(
        big,
        log=stage.folder / "log.txt",
        on_message=heard.append,
        arguments=("-u", str(stage.script("hello(); time.sleep(0.3); os._exit(5)"))),
    )
    failed(job.run(), "crashed")


@posix
def test_children_of_the_engine_do_not_survive_it(stage: Any) -> None:
    story = stage.play("""
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        hello(); wait_for("Generate"); say("Notice", code="child", say=str(child.pid)); os.abort()
    """)
    failed(story.ending, "crashed")
    (notice,) = story.of(Notice)
    deadline = time.monotonic() + 2
    while psutil.pid_exists(int(notice.say)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not psutil.pid_exists(int(notice.say))
    assert within(story.seconds, 5)


def test_a_bug_in_the_caller_ends_the_engine_and_is_not_hidden(stage: Any) -> None:
    pids: list[int] = []

    def broken(message: Message) -> None:
        if isinstance(message, Hello):
            pids.append(message.pid)
            raise ZeroDivisionError

    job = stage.job('hello(); wait_for("Leave")', broken)
    with pytest.raises(ZeroDivisionError):
        job.run()
    assert not psutil.pid_exists(pids[0])
