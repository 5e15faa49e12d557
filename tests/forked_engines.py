"""Real engines that start in a tenth of a second: forked from a process that has loaded torch.

An engine spends nearly all of its start on loading libraries, which is the same each time. Here
one process loads them and forks for each engine; everything of ours is loaded after the fork, with
the engine's own arguments, environment, pipes and session. Tests of how an engine is started take
the usual way.

Run as a program this file is that process: `python -I -X utf8 forked_engines.py FD`, FD being a
socket on which requests come.
"""

from __future__ import annotations

import array
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

_MOST = 1 << 20
"""Bytes of a request; an environment is far smaller."""
_RIGHTS = socket.CMSG_SPACE(4 * array.array("i").itemsize)


class ForkedEngine:
    """What `subprocess.Popen` is for a started engine, as far as engines use it."""

    def __init__(self, pid: int, stdin: IO[bytes], stdout: IO[bytes], status: IO[bytes]) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self.returncode: int | None = None
        self._status = status

    def poll(self) -> int | None:
        """None while it runs."""
        if self.returncode is None and (told := self._status.read()):
            self.returncode = os.waitstatus_to_exitcode(int(told))
            self._status.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code; raises `subprocess.TimeoutExpired`."""
        end = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("engine", timeout or 0.0)
            time.sleep(0.005)
        assert self.returncode is not None
        return self.returncode


class Forks:
    """The process that forks."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._socket, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-u", "-X", "utf8", __file__, str(other.fileno())],
                pass_fds=(other.fileno(),),
                stdin=subprocess.DEVNULL,
                env=environment,
            )

    def start(self, log: Path, environment: dict[str, str]) -> ForkedEngine:
        """A new engine that writes to `log`; the first waits for the libraries."""
        given, stdin = os.pipe()
        stdout, made = os.pipe()
        status, told = os.pipe()
        asked = json.dumps({"environment": environment, "folder": str(Path.cwd())}).encode()
        with log.open("ab") as errors:
            rights = array.array("i", [given, made, errors.fileno(), told])
            self._socket.sendmsg([asked], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        for one in (given, made, told):
            os.close(one)
        pid = int(self._socket.recv(64))
        os.set_blocking(status, False)
        return ForkedEngine(
            pid,
            os.fdopen(stdin, "wb", buffering=0),
            os.fdopen(stdout, "rb", buffering=0),
            os.fdopen(status, "rb", buffering=0),
        )

    def end(self) -> None:
        """End the process that forks; it may still be loading when nobody wanted an engine."""
        self._socket.close()
        self._process.terminate()
        self._process.wait(60)


def _serve(asked: socket.socket) -> dict[str, Any] | None:
    """Fork for each request; returns in the fork with the request, at the end with None."""
    waiting: dict[int, int] = {}

    def reap(*_: object) -> None:
        for pid, told in list(waiting.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                os.write(told, str(status).encode())
                os.close(told)
                del waiting[pid]

    signal.signal(signal.SIGCHLD, reap)
    while True:
        request, rights, _, _ = asked.recvmsg(
            _MOST, socket.CMSG_SPACE(4 * array.array("i").itemsize)
        )
        if not request:
            return None
        descriptors = array.array("i", rights[0][2])
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            os.setsid()
            for place, one in enumerate(descriptors[:3]):
                os.dup2(one, place)
            for one in (*descriptors, *waiting.values()):
                os.close(one)
            asked.close()
            found: dict[str, Any] = json.loads(request)
            return found
        waiting[pid] = descriptors[3]
        for one in descriptors[:3]:
            os.close(one)
        asked.send(str(pid).encode())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _main() -> None:
    import diffusers
    import peft  # noqa: F401
    import transformers

    for name in ("Flux2KleinPipeline", "AutoencoderKLFlux2"):
        getattr(diffusers, name)
    for name in ("AutoModelForCausalLM", "AutoTokenizer", "Qwen3ForCausalLM"):
        getattr(transformers, name)
    request = _serve(socket.socket(fileno=int(sys.argv[1])))
    if request is not None:
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        sys.argv = ["core.engine"]
        runpy.run_module("core.engine", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main()
