"""The real engine as a real child process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from core.contract.messages import Failed, Generate, Hello, Leave, Message
from core.contract.requests import GenerationRequest
from core.jobs.engine_process import ENGINE, EngineProcess, Line
from core.jobs.supervisor import Job
from tests.pace import within


def request(folder: Path) -> Generate:
    return Generate(
        GenerationRequest(
            job="job-1", kind="text", family="no_such_family", model=str(folder), model_hash="",
            out_folder=str(folder / "out"), prompts=("Hello",),
        )
    )  # fmt: skip


def greeting(engine: EngineProcess) -> Hello:
    event = engine.events.get(timeout=20)
    assert isinstance(event, Line)
    assert isinstance(event.message, Hello)
    return event.message


def test_hello_comes_before_torch_is_loaded(tmp_path: Path) -> None:
    started = time.monotonic()
    engine = EngineProcess(tmp_path / "log.txt")
    hello = greeting(engine)
    seconds = time.monotonic() - started
    assert hello.pid == engine.pid
    if sys.platform == "linux":
        maps = {Path(entry.path).name for entry in psutil.Process(hello.pid).memory_maps()}
        assert not [name for name in maps if "torch" in name]
    engine.send(Leave(), "")
    assert engine.finish() == 0
    assert within(seconds, 5)


def test_a_job_that_cannot_be_done_has_one_ending(tmp_path: Path) -> None:
    heard: list[Message] = []
    ending = Job(request(tmp_path), log=tmp_path / "log.txt", on_message=heard.append).run()
    assert isinstance(ending, Failed)
    assert ending.kind == "model_missing"
    assert [type(m) for m in heard if not isinstance(m, Hello)].count(Failed) == 1


def test_the_end_of_its_input_ends_it(tmp_path: Path) -> None:
    engine = EngineProcess(tmp_path / "log.txt")
    greeting(engine)
    engine.hang_up()
    assert engine.wait(3.0)
    engine.finish()
    assert "is gone" in (tmp_path / "log.txt").read_text()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_is_left_to_the_parent(tmp_path: Path) -> None:
    engine = EngineProcess(tmp_path / "log.txt")
    greeting(engine)
    os.kill(engine.pid, signal.SIGINT)
    assert not engine.wait(0.3)
    engine.send(Leave(), "")
    assert engine.finish() == 0


PARENT = """
import sys, time
from pathlib import Path
from core.jobs.engine_process import EngineProcess
engine = EngineProcess(Path(sys.argv[1]))
print(engine.events.get(timeout=20).message.pid, flush=True)
time.sleep(600)
"""


def test_it_does_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "log.txt")], stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    with parent:
        engine = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    psutil.wait_procs([engine], timeout=5)
    assert not engine.is_running() or engine.status() == psutil.STATUS_ZOMBIE


def test_what_is_printed_goes_to_the_log(tmp_path: Path) -> None:
    code = (
        "import os; from core.engine.pipe import claim_stdout; messages = claim_stdout();"
        "print('python says'); os.write(1, b'C says\\n'); os.system('echo a child says')"
        ";os.write(messages, b'only this\\n')"
    )
    done = subprocess.run([sys.executable, "-u", "-c", code], capture_output=True, check=True)
    assert done.stdout == b"only this\n"
    assert [line for line in (b"python says", b"C says", b"a child says") if line in done.stderr]


def test_it_runs_isolated_and_offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torch.py").write_text("raise SystemExit('hijacked')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("HF_TOKEN", "secret")
    monkeypatch.chdir(tmp_path)
    assert "-I" in ENGINE
    engine = EngineProcess(tmp_path / "log.txt")
    environment = psutil.Process(greeting(engine).pid).environ()
    engine.send(Leave(), "")
    assert engine.finish() == 0
    assert environment["HF_HUB_OFFLINE"] == environment["TRANSFORMERS_OFFLINE"] == "1"
    assert "HF_TOKEN" not in environment
    assert int(environment["OMP_NUM_THREADS"]) >= 1
    assert environment["OMP_WAIT_POLICY"] == "PASSIVE"
