"""The set-up says in a sentence what is missing, and takes nothing unfinished for finished."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.pace import within

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ConnectionError: Failed to establish a new connection: refused", "no connection"),
        ("Temporary failure in name resolution\nNo matching distribution found", "no connection"),
        ("OSError: [Errno 28] No space left on device", "disk became full"),
        ("ERROR: No matching distribution found for torch==2.13.0", "not offered for Python"),
        ("OSError: [Errno 13] Permission denied: 'x'", "not allowed to write"),
        ("No matching distribution found for x (from versions: none)", "cannot be reached, or"),
        ("something else", "Installing x failed"),
    ],
)
def test_failures_in_plain_words(pip_runner: Any, output: str, sentence: str) -> None:
    error = pip_runner.explain(output, "x", Path("log.txt"))
    assert sentence in error.say
    assert error.hint
    assert output in error.detail


def test_no_network_ends_with_a_sentence(pip_runner: Any, python: str, tmp_path: Path) -> None:
    pip = pip_runner.Pip(Path(python), tmp_path / "log.txt")
    nowhere = ["--isolated", "--retries", "1", "--index-url", "http://127.0.0.1:9/simple"]
    with pytest.raises(pip_runner.SetupError, match="no connection"):
        pip.install([*nowhere, "signet-no-such-library"], "a library")
    assert "signet-no-such-library" in (tmp_path / "log.txt").read_text()


def test_a_full_disk_is_told_before_anything_is_fetched(
    setup_environment: Any, pip_runner: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup_environment, "_DISK_CPU", 10**18)
    with pytest.raises(pip_runner.SetupError, match="too full"):
        setup_environment.prepare("run")
    assert not (tmp_path / ".venv").exists()


def test_an_interrupted_set_up_is_done_again(
    setup_environment: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stamp comes last; a half-written or foreign one counts for nothing."""
    environment = tmp_path / ".venv"
    python = environment / Path(setup_environment.venv_python()).relative_to(ROOT / ".venv")
    python.parent.mkdir(parents=True)
    python.write_text("")
    installs: list[str] = []
    monkeypatch.setattr(setup_environment, "VENV", environment)
    monkeypatch.setattr(setup_environment, "_models_are_there", lambda: True)
    monkeypatch.setattr(setup_environment, "_install", lambda *what: installs.append(what[0]))
    stamp = environment / "signet-run.json"
    for content in (None, "", '{"key": ', '{"key": "of another lock"}'):
        if content is not None:
            stamp.write_text(content)
        setup_environment.prepare("run")
    assert installs == ["run"] * 4
    setup_environment.prepare("run")
    assert len(installs) == 4
    assert json.loads(stamp.read_text())["key"]


def test_what_tests_need_is_enough_for_a_start(
    setup_environment: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = tmp_path / ".venv"
    python = environment / Path(setup_environment.venv_python()).relative_to(ROOT / ".venv")
    python.parent.mkdir(parents=True)
    python.write_text("")
    installs: list[str] = []
    monkeypatch.setattr(setup_environment, "VENV", environment)
    monkeypatch.setattr(setup_environment, "_models_are_there", lambda: True)
    monkeypatch.setattr(setup_environment, "_install", lambda *what: installs.append(what[0]))
    for level in ("test", "run", "test"):
        setup_environment.prepare(level)
    assert installs == ["test"]
    (environment / "signet-test.json").unlink()
    setup_environment.prepare("run")
    setup_environment.prepare("test")
    assert installs == ["test", "test"]


def test_another_lock_asks_for_another_set_up(
    setup_environment: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("core", "engine", "window", "test", "card"):
        (tmp_path / f"requirements-{name}.txt").write_text("a==1\n")
    monkeypatch.setattr(setup_environment, "LOCKS", tmp_path)
    before = {level: setup_environment._key(level, "cpu") for level in ("run", "test")}
    (tmp_path / "requirements-test.txt").write_text("a==2\n")
    assert setup_environment._key("run", "cpu") == before["run"]
    assert setup_environment._key("test", "cpu") != before["test"]
    on_card = setup_environment._key("run", "cuda")
    assert on_card != before["run"]
    (tmp_path / "requirements-card.txt").write_text("a==2\n")
    assert setup_environment._key("run", "cpu") == before["run"]
    assert setup_environment._key("run", "cuda") != on_card


@pytest.mark.parametrize("script", ["run.py", "test.py"])
def test_an_old_python_is_told(script: str, tmp_path: Path) -> None:
    code = (
        "import runpy, sys; sys.version_info = (3, 9, 1)\n"
        f"runpy.run_path({str(ROOT / 'packaging' / script)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_locks_pin_everything_that_pyproject_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *(one for extra in extras.values() for one in extra)]
    pinned: set[str] = set()
    for lock in (ROOT / "packaging" / "locks").glob("requirements-*.txt"):
        for line in lock.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                assert re.fullmatch(r'[a-z0-9.-]+==[\w.]+(; python_version [<>=]+ "[\d.]+")?', line)
                pinned.add(line.partition("==")[0])
    names = {re.split(r"[^\w.-]", text)[0].lower().replace("_", "-") for text in asked}
    assert names - pinned == set()
    assert "torchvision" not in pinned


def test_second_start_costs_little(setup_environment: Any) -> None:
    """The real check on the real environment, once it is stamped."""
    import time

    started = time.monotonic()
    setup_environment._key("test", "cpu")
    setup_environment._models_are_there()
    assert within(time.monotonic() - started, 1.0)


def test_user_settings_of_pip_do_not_lead_past_the_environment(
    pip_runner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_TARGET", "elsewhere")
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    assert "elsewhere" not in pip_runner._environment().values()
    assert pip_runner._environment()["PATH"] == os.environ["PATH"]
