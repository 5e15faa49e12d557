"""What this computer has: cores, memory, disk, NVIDIA GPU. Asked without torch or other programs.

The GPU is asked through the driver's own library (NVML); `nvidia-smi` is never called because
whatever lies first on the search path under that name would be run.
"""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

from core.files import free_bytes

_GIB = 2**30
_NVML_OK = 0


@dataclass(frozen=True)
class Gpu:
    """One NVIDIA graphics card; memory in GiB."""

    name: str
    memory_gib: float
    free_gib: float


@dataclass(frozen=True)
class Hardware:
    """Memory and disk in GiB; the GPU fields are empty or 0 without an NVIDIA card."""

    cpu_cores: int
    memory_gib: float
    free_gib: float
    disk_free_gib: float
    gpu_name: str = ""
    gpu_memory_gib: float = 0.0
    gpu_free_gib: float = 0.0


def describe(folder: Path | None = None) -> Hardware:
    """The computer as it is now; `folder` says which disk is meant (default: home)."""
    total, free = _memory()
    gpus = nvidia_gpus()
    gpu = gpus[0] if gpus else Gpu("", 0.0, 0.0)
    return Hardware(
        cpu_cores=usable_cores(),
        memory_gib=total / _GIB,
        free_gib=free / _GIB,
        disk_free_gib=free_bytes(folder or Path.home()) / _GIB,
        gpu_name=gpu.name,
        gpu_memory_gib=gpu.memory_gib,
        gpu_free_gib=gpu.free_gib,
    )


def summary(hardware: Hardware) -> str:
    """What decides how fast this computer trains, in a few words; the same at every start."""
    card = hardware.gpu_name or "no NVIDIA card"
    return f"{hardware.cpu_cores} cores, {hardware.memory_gib:.0f} GiB, {card}"


def usable_cores() -> int:
    """Physical cores this process may use; never 0."""
    physical = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if sys.platform == "linux" else physical
    return max(1, min(physical, allowed))


def nvidia_gpus() -> list[Gpu]:
    """All NVIDIA cards, or an empty list when there is no driver."""
    nvml = _load_nvml()
    if nvml is None or nvml.nvmlInit_v2() != _NVML_OK:
        return []
    try:
        count = ctypes.c_uint(0)
        if nvml.nvmlDeviceGetCount_v2(ctypes.byref(count)) != _NVML_OK:
            return []
        cards = (_card(nvml, index) for index in range(count.value))
        return [card for card in cards if card is not None]
    finally:
        nvml.nvmlShutdown()


class _Memory(ctypes.Structure):
    """`nvmlMemory_t`: bytes. Source: NVML API reference, nvmlDeviceGetMemoryInfo."""

    _fields_ = (
        ("total", ctypes.c_ulonglong),
        ("free", ctypes.c_ulonglong),
        ("used", ctypes.c_ulonglong),
    )


def _card(nvml: ctypes.CDLL, index: int) -> Gpu | None:
    handle, memory, name = ctypes.c_void_p(), _Memory(), ctypes.create_string_buffer(96)
    asked = (
        nvml.nvmlDeviceGetHandleByIndex_v2(ctypes.c_uint(index), ctypes.byref(handle)),
        nvml.nvmlDeviceGetName(handle, name, ctypes.c_uint(len(name))),
        nvml.nvmlDeviceGetMemoryInfo(handle, ctypes.byref(memory)),
    )
    if any(code != _NVML_OK for code in asked):
        return None
    return Gpu(name.value.decode("utf-8", "replace"), memory.total / _GIB, memory.free / _GIB)


def _load_nvml() -> ctypes.CDLL | None:
    name = "libnvidia-ml.so.1"
    if sys.platform == "win32":
        name = str(Path(os.environ.get("SYSTEMROOT", "C:\\Windows")) / "System32" / "nvml.dll")
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None


def _memory() -> tuple[int, int]:
    """(total, available) bytes; a container's limit counts when it is lower."""
    memory = psutil.virtual_memory()
    total, free = int(memory.total), int(memory.available)
    limit, used = _cgroup("memory.max"), _cgroup("memory.current")
    if limit is not None and used is not None and limit < total:
        total, free = limit, min(free, max(0, limit - used))
    return total, free


def _cgroup(name: str) -> int | None:
    try:
        return int(Path("/sys/fs/cgroup", name).read_text())
    except (OSError, ValueError):  # not Linux, not in a container, or "max"
        return None
