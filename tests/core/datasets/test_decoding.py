"""A decoder that dies, hangs or is broken off costs one file and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil
import pytest
from PIL import Image

from core.datasets.decoding import Decoder, DecoderPool, Task
from core.errors import KnownError


@pytest.fixture
def task(tmp_path: Path) -> Task:
    path = tmp_path / "a.png"
    Image.new("RGB", (40, 40), "red").save(path)
    return Task("photo", str(path), "PNG", "a.png", str(tmp_path / "out"))


def _read(decoder: Decoder, task: Task) -> Any:
    return decoder.read(task)


def _decoders() -> list[psutil.Process]:
    """Children of this process, less the one that forks engines for other tests."""
    return [
        child
        for child in psutil.Process().children()
        if not any("forked_engines" in word for word in _command(child))
    ]


def _command(process: psutil.Process) -> list[str]:
    """Empty for one that has just ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _child() -> psutil.Process:
    (child,) = _decoders()
    return child


def test_one_process_serves_many_files(task: Task) -> None:
    decoder = Decoder()
    try:
        decoder.read(task)
        first = _child().pid
        assert decoder.read(task)["width"] == 40
        assert _child().pid == first
    finally:
        decoder.close()
    assert not _decoders()


@pytest.mark.skipif(sys.platform == "win32", reason="groups of processes are POSIX's")
def test_ctrl_c_in_a_terminal_does_not_reach_it(task: Task) -> None:
    decoder = Decoder()
    try:
        decoder.read(task)
        assert os.getpgid(_child().pid) != os.getpgid(0)
    finally:
        decoder.close()


def test_relative_paths_are_those_of_the_caller(
    task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    decoder = Decoder()
    try:
        found = decoder.read(Task("photo", "a.png", "PNG", "a.png", "out"))
    finally:
        decoder.close()
    assert found["width"] == 40
    assert list(tmp_path.glob("out*"))


def test_a_file_that_has_gone_is_told(tmp_path: Path) -> None:
    decoder = Decoder()
    try:
        with pytest.raises(KnownError, match="no longer there"):
            decoder.read(Task("document", str(tmp_path / "gone.txt"), "txt", "gone.txt"))
    finally:
        decoder.close()


def test_starts_again_after_a_crash(task: Task) -> None:
    decoder = Decoder()
    try:
        decoder.read(task)
        _child().kill()
        _child().wait()
        assert decoder.read(task)["width"] == 40
    finally:
        decoder.close()


def test_a_file_that_kills_its_library_is_told(
    malformed: ModuleType, task: Task, tmp_path: Path
) -> None:
    path = tmp_path / "deadly.heic"
    path.write_bytes(malformed.HEIC[:178] + b"\x80" + malformed.HEIC[179:])
    decoder = Decoder()
    try:
        with pytest.raises(KnownError):
            decoder.read(Task("photo", str(path), "HEIF", path.name, str(tmp_path / "deadly")))
        assert decoder.read(task)["width"] == 40
    finally:
        decoder.close()


def test_gives_up_on_what_takes_too_long(task: Task, tmp_path: Path) -> None:
    large = tmp_path / "large.png"
    Image.new("1", (12000, 12000)).save(large)
    decoder = Decoder(timeout=0.05)
    slow = Task("photo", str(large), "PNG", "large.png", str(tmp_path / "large"))
    try:
        with pytest.raises(KnownError, match="takes too long"):
            decoder.read(slow)
    finally:
        decoder.close()
    assert not _decoders()


def test_pool_leaves_no_process_behind(task: Task) -> None:
    with DecoderPool(2) as pool:
        tasks = [replace(task, target=f"{task.target}-{number}") for number in range(4)]
        futures = [pool.submit(partial(_read, task=one)) for one in tasks]
        assert [future.result()["height"] for future in futures] == [40] * 4
    assert not _decoders()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to a limit of address space")
def test_memory_is_limited(task: Task) -> None:
    decoder = Decoder()
    try:
        decoder.read(task)
        limit, _ = _child().rlimit(psutil.RLIMIT_AS)
        processor, _ = _child().rlimit(psutil.RLIMIT_CPU)
    finally:
        decoder.close()
    assert limit == 2 << 30
    assert 0 < processor < 100


def test_secrets_do_not_reach_the_decoder(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_TOKEN", "secret")
    decoder = Decoder()
    try:
        decoder.read(task)
        assert "A_TOKEN" not in _child().environ()
    finally:
        decoder.close()


def test_ends_with_its_input() -> None:
    root = Path(__file__).parents[3]
    ended = subprocess.run(
        [sys.executable, "-m", "core.datasets.decoder"],
        cwd=root,
        input=b"",
        env={"PATH": os.environ.get("PATH", "")},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, b"")
