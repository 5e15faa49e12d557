"""Engines written for one behaviour each: real child processes, a few lines of Python."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.contract.messages import Ending, Generate, Message
from core.contract.requests import GenerationRequest
from core.jobs.supervisor import Job

PREAMBLE = """
import json, os, signal, subprocess, sys, threading, time
JOB = "job-1"
def raw(data): os.write(1, data)
def say(type, job=None, v=1, **body):
    job = JOB if job is None else job
    raw(json.dumps({"v": v, "job": job, "type": type, **body}).encode() + b"\\n")
def hello(protocol=1): say("Hello", protocol=protocol, core_version="0", pid=os.getpid())
def hear():
    line = sys.stdin.readline()
    return json.loads(line) if line else None
def wait_for(type):
    while (heard := hear()) is not None:
        if heard["type"] == type:
            return heard
    sys.exit(3)
"""


@dataclass
class Story:
    """What a job told its caller, and how long it took."""

    messages: list[Message] = field(default_factory=list)
    returned: Ending | None = None
    seconds: float = 0.0
    log: Path = Path()

    @property
    def ending(self) -> Ending:
        """The one ending; fails the test if there is not exactly one, last, and returned."""
        endings = [message for message in self.messages if isinstance(message, Ending)]
        assert len(endings) == 1, endings
        assert self.messages[-1] is endings[0]
        assert endings[0] == self.returned
        return endings[0]

    def of(self, kind: type) -> list[Message]:
        return [message for message in self.messages if isinstance(message, kind)]


@dataclass
class Stage:
    """Runs jobs with an engine that is written for the occasion."""

    folder: Path

    def request(self, job: str = "job-1") -> Generate:
        return Generate(
            GenerationRequest(
                job=job,
                kind="text",
                family="causal_lm",
                model="nowhere",
                model_hash="",
                out_folder="nowhere",
                prompts=("Hello",),
            )
        )

    def script(self, body: str) -> Path:
        path = self.folder / f"engine_{len(list(self.folder.glob('engine_*')))}.py"
        path.write_text(PREAMBLE + textwrap.dedent(body), "utf-8")
        return path

    def job(self, body: str, on_message: Callable[[Message], None], **options: object) -> Job:
        return Job(
            self.request(),
            log=self.folder / "log.txt",
            on_message=on_message,
            arguments=("-u", str(self.script(body))),
            **options,  # type: ignore[arg-type]
        )

    def play(
        self, body: str, react: Callable[[Job, Message], None] = lambda job, message: None
    ) -> Story:
        """Run to the end; `react` may cancel or send while messages arrive."""
        story = Story(log=self.folder / "log.txt")

        def heard(message: Message) -> None:
            story.messages.append(message)
            react(job, message)

        job = self.job(body, heard)
        started = time.monotonic()
        story.returned = job.run()
        story.seconds = time.monotonic() - started
        return story


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)
