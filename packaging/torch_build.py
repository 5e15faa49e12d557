"""Which PyTorch build suits this computer, and how to get it without naming any index.

PyTorch's default build is with CUDA on Linux (gigabytes) and without on Windows. pip is asked
what it would take; only when that is the wrong build, uv fetches the right one, because uv knows
where each build lies.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from pathlib import Path
from typing import Any, Literal

from pip_runner import Pip, SetupError

Build = Literal["cpu", "cuda", "mac"]
TITLES: dict[Build, str] = {
    "cpu": "for the processor; no NVIDIA graphics card was found",
    "cuda": "for the NVIDIA graphics card; about 3 GB to fetch",
    "mac": "for Mac",
}
_UV = "uv==0.13.9"


def wanted() -> Build:
    """The build for this computer; `SIGNET_TORCH` ("cpu" or "cuda") decides otherwise."""
    if sys.platform == "darwin":
        return "mac"
    chosen = os.environ.get("SIGNET_TORCH", "")
    if chosen == "cpu":
        return "cpu"
    return "cuda" if chosen == "cuda" or has_nvidia_gpu() else "cpu"


def has_nvidia_gpu() -> bool:
    """Whether an NVIDIA card with its driver is there; no other program is called."""
    if sys.platform == "win32":
        system = Path(os.environ.get("SYSTEMROOT", "C:\\Windows")) / "System32"
        return (system / "nvcuda.dll").is_file()
    cards = Path("/proc/driver/nvidia/gpus")
    if cards.is_dir() and any(cards.iterdir()):
        return True
    return _nvml_counts_a_card()  # containers and WSL, where /proc says nothing


def installed(environment: Path) -> tuple[str, bool] | None:
    """(version without local part, whether with CUDA) of the environment's torch, or None."""
    for pattern in ("lib/python*/site-packages/torch", "Lib/site-packages/torch"):
        for folder in environment.glob(pattern):
            notes = _version_notes(folder / "version.py")
            if notes is not None:
                return notes
    return None


def install(pip: Pip, version: str, build: Build) -> None:
    """Make sure that the right build of torch `version` is installed.

    Raises:
        SetupError: the build cannot be had.
    """
    environment = pip.python.parent.parent
    if installed(environment) == (version, build == "cuda"):
        return
    requirement = f"torch=={version}"
    if build == "mac" or is_cuda_build(pip.would_install(requirement)) == (build == "cuda"):
        pip.install([*_replace(environment), requirement], "PyTorch", total=0)
        return
    pip.install([_UV], "uv")
    backend = "cpu" if build == "cpu" else "auto"
    pip.run(
        [pip.python, "-m", "uv", "pip", "install", "--python", pip.python,
         "--torch-backend", backend, "--reinstall-package", "torch", requirement],
        "PyTorch",
    )  # fmt: skip
    if installed(environment) != (version, build == "cuda"):
        raise SetupError(
            "The right build of PyTorch could not be installed.",
            "Start again; with SIGNET_TORCH=cpu Signet does without the graphics card.",
            f"wanted {version} {build}, found {installed(environment)}",
        )


def is_cuda_build(metadata: dict[str, Any]) -> bool:
    """Whether a wheel's metadata (of pip's report) says that it brings CUDA on this computer."""
    local = str(metadata.get("version", "")).partition("+")[2]
    if local:
        return local.startswith("cu")
    needs = [str(line).lower() for line in metadata.get("requires_dist", [])]
    return any(line.startswith(("nvidia-", "cuda-")) and _applies(line) for line in needs)


def forbid_torchvision(pip: Pip) -> None:
    """Remove torchvision: beside a torch it was not built for, transformers cannot be imported."""
    site = pip.python.parent.parent
    if any(site.glob("[lL]ib/**/site-packages/torchvision")) or any(
        site.glob("[lL]ib/site-packages/torchvision")
    ):
        pip.run([pip.python, "-m", "pip", "uninstall", "--yes", "torchvision"], "torchvision")


def _replace(environment: Path) -> list[str]:
    """Another build of the same version counts as installed for pip; it has to be told."""
    return ["--force-reinstall"] if installed(environment) is not None else []


def _applies(requirement: str) -> bool:
    """Whether the platform part of a requirement's marker fits, read in its usual two forms."""
    text = requirement.replace("'", '"')
    system, machine = platform.system().lower(), platform.machine().lower()
    for name, mine in (("platform_system", system), ("platform_machine", machine)):
        if f'{name} == "' in text and f'{name} == "{mine}"' not in text:
            return False
    platforms = 'sys_platform == "'
    return platforms not in text or f'{platforms}{sys.platform}"' in text


def _version_notes(path: Path) -> tuple[str, bool] | None:
    try:
        text = path.read_text("utf-8")
    except OSError:
        return None
    version, cuda = "", False
    for line in text.splitlines():
        name, _, value = line.partition("=")
        key = name.partition(":")[0].strip()
        if key == "__version__":
            version = value.strip().strip("'\"").partition("+")[0]
        elif key == "cuda":
            cuda = value.strip() != "None"
    return version, cuda


def _nvml_counts_a_card() -> bool:
    try:
        nvml = ctypes.CDLL("libnvidia-ml.so.1")
    except OSError:
        return False
    count = ctypes.c_uint(0)
    if nvml.nvmlInit_v2() != 0:
        return False
    try:
        return bool(nvml.nvmlDeviceGetCount_v2(ctypes.byref(count)) == 0 and count.value > 0)
    finally:
        nvml.nvmlShutdown()
