"""Makes `.venv` with the locked libraries and installs the starter models; safe to run again.

Standard library only, because it runs before anything is installed. The stamp is written last:
a set-up that was interrupted is never taken for a finished one.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pip_runner
import torch_build
from pip_runner import SetupError

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = ROOT / "packaging" / "locks"
PIP = "pip==26.0.1"
Level = Literal["run", "test"]
LOCKS_OF: dict[Level, tuple[str, ...]] = {
    "run": ("core", "engine", "window"),
    "test": ("core", "engine", "window", "test"),
}
_CARD = "card"
"""What only graphics cards use; libraries look for it when they are imported, which takes time."""
_GB = 1_000_000_000
_DISK_CPU, _DISK_CUDA = 4 * _GB, 12 * _GB


def prepare(level: Level) -> Path:
    """Bring the environment up to `level`; returns its Python.

    Raises:
        SetupError: one sentence what is missing and one what to do.
    """
    build = torch_build.wanted()
    stamp = VENV / f"signet-{level}.json"
    python = venv_python()
    key = _key(level, build)
    if not (python.exists() and _read(stamp).get("key") == key):
        _install(level, build)
        for done in LOCKS_OF:  # what tests need includes what a start needs
            if set(LOCKS_OF[done]) <= set(LOCKS_OF[level]):
                note = json.dumps({"key": _key(done, build)})
                (VENV / f"signet-{done}.json").write_text(note, "utf-8")
    if not _models_are_there():
        _say("Installing the starter models (once) ...")
        _install_models(python)
    return python


def guarded(work: Callable[[], int]) -> int:
    """Run `work`; what is missing is said in a sentence, not in a traceback."""
    try:
        return work()
    except SetupError as error:
        _tell(error)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start again whenever you like; what is done is kept.", file=sys.stderr)
        return 130


def _tell(error: SetupError) -> None:
    """The sentence last. A person gets the details in a file, a log gets them in place."""
    if error.detail and sys.stderr.isatty() and VENV.is_dir():
        notes = VENV / "signet-setup-problem.txt"
        notes.write_text(error.detail, "utf-8")
        print(f"\nDetails for support are in {notes}", file=sys.stderr)
    elif error.detail:
        print(f"\nDetails for support:\n{error.detail}", file=sys.stderr)
    print(f"\n{error.say}\n{error.hint}".rstrip(), file=sys.stderr)


def venv_python() -> Path:
    """The environment's interpreter."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _install(level: Level, build: torch_build.Build) -> None:
    _say(f"Setting up Signet in {VENV}")
    _check_disk(build)
    _make_venv()
    pip = pip_runner.Pip(venv_python(), VENV / "signet-setup.log")
    names = _locks(level, build)
    steps = len(names) + 2
    _say(f"[1/{steps}] PyTorch ({torch_build.TITLES[build]})")
    pip.install([PIP], "pip")
    torch_build.install(pip, _torch_version(), build)
    for number, name in enumerate(names, start=2):
        lock = LOCKS / f"requirements-{name}.txt"
        _say(f"[{number}/{steps}] Libraries: {name}")
        pip.install(["-r", str(lock)], lock.stem, total=_count(lock))
    torch_build.forbid_torchvision(pip)
    _say(f"[{steps}/{steps}] Signet itself")
    pip.install(["--no-deps", "--no-build-isolation", "-e", str(ROOT)], "Signet")


def _make_venv() -> None:
    if venv_python().exists() and _works(venv_python()):
        return
    try:
        import ensurepip  # noqa: F401 - Debian and Ubuntu ship Python without it
    except ImportError as error:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupError(
            "This Python cannot make an environment: its module “venv” is not complete.",
            f"On Debian and Ubuntu: sudo apt install python{version}-venv. Then start again.",
        ) from error
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
        venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(
            f"The folder {VENV} cannot be made.",
            "Allow writing in this folder, or move Signet to one where you may write.",
            str(error),
        ) from error


def _works(python: Path) -> bool:
    """Whether an existing environment can be started (its Python may have been removed)."""
    try:
        done = subprocess.run([python, "-I", "-m", "pip", "--version"], capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def _check_disk(build: torch_build.Build) -> None:
    if torch_build.installed(VENV) is not None:
        return  # the big part is done
    needed = _DISK_CUDA if build == "cuda" else _DISK_CPU
    free = shutil.disk_usage(ROOT).free
    if free < needed:
        raise SetupError(
            f"The disk is too full: Signet needs {needed / _GB:.0f} GB here, "
            f"{free / _GB:.1f} GB is free.",
            "Free some space and start again.",
        )


def _models_home() -> Path:
    named = os.environ.get("SIGNET_MODELS")
    return Path(named) if named else ROOT / ".models"


def _models_are_there() -> bool:
    """Quick look at the notes that are written last; `core.models.starter` does the rest."""
    home = _models_home()
    shipped = ROOT / "resources" / "starter_image" / "manifest.json"
    if shipped.is_file():
        wanted = hashlib.sha256(shipped.read_bytes()).hexdigest()
        if _read(home / "starter-image" / "signet.json").get("manifest_sha256") != wanted:
            return False
    return bool(_read(home / "starter-text" / "signet.json"))


def _install_models(python: Path) -> None:
    command = [str(python), "-u", "-m", "core.models.starter", "--into", str(_models_home())]
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        first, _, rest = done.stderr.strip().partition("\n")
        if done.returncode == 1 and not first.startswith("Traceback"):
            raise SetupError(first, "", rest)
        raise SetupError(
            "The starter models could not be installed.", "Start again.", done.stderr[-4000:]
        )


def _locks(level: Level, build: torch_build.Build) -> tuple[str, ...]:
    return (*LOCKS_OF[level], _CARD) if build == "cuda" else LOCKS_OF[level]


def _key(level: Level, build: torch_build.Build) -> str:
    digest = hashlib.sha256(f"{_environment_version()} {build} {PIP} {ROOT}".encode())
    for name in _locks(level, build):
        digest.update((LOCKS / f"requirements-{name}.txt").read_bytes())
    return digest.hexdigest()


def _environment_version() -> str:
    """The Python version of the environment, read without starting it."""
    try:
        text = (VENV / "pyvenv.cfg").read_text("utf-8")
    except OSError:
        return platform.python_version()
    pairs = (line.partition("=") for line in text.splitlines())
    return next((v.strip() for k, _, v in pairs if k.strip() == "version"), "unknown")


def _torch_version() -> str:
    lines = (LOCKS / "requirements-engine.txt").read_text("utf-8").splitlines()
    (version,) = [line.removeprefix("torch==") for line in lines if line.startswith("torch==")]
    return version


def _count(lock: Path) -> int:
    lines = lock.read_text("utf-8").splitlines()
    return sum(1 for line in lines if line and not line.startswith("#"))


def _read(path: Path) -> dict[str, object]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):  # not there, or half written: both mean "not done"
        return {}
    return value if isinstance(value, dict) else {}


def _say(text: str) -> None:
    print(text, flush=True)
