"""Opens the networks that lie inside installed packages: one thread, quiet, nothing fetched."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from core.looks.registry import NotInstalled

THREADS = 1
"""Of each network: a photo takes a fraction of a second, and the reader's work comes first."""


def package_file(package: str, *parts: str) -> Path:
    """A file of an installed package, without importing the package.

    Raises:
        NotInstalled: the package or the file is not there.
    """
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise NotInstalled(f"{package} is not installed")
    file = Path(found.submodule_search_locations[0], *parts)
    if not file.is_file():
        raise NotInstalled(f"{file.name} of {package} is missing")
    return file


def session(file: Path) -> Any:
    """An ONNX Runtime session on the processor."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # Windows only; elsewhere there is none
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = THREADS
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(
        str(file), sess_options=options, providers=["CPUExecutionProvider"]
    )
