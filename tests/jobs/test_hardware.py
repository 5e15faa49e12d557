"""The description of this computer is plausible and needs no torch."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from core.jobs.hardware import describe, nvidia_gpus, usable_cores


def test_plausible(tmp_path: Path) -> None:
    found = describe(tmp_path)
    assert 1 <= found.cpu_cores <= (os.cpu_count() or 1)
    assert 0 < found.free_gib <= found.memory_gib < 100_000
    assert found.disk_free_gib > 0
    assert bool(found.gpu_name) == (found.gpu_memory_gib > 0) == bool(nvidia_gpus())


def test_cores_follow_what_the_process_may_use() -> None:
    if sys.platform == "linux":
        code = (
            "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))});"
            "from core.jobs.hardware import usable_cores; print(usable_cores())"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert int(done.stdout) == 1
    assert usable_cores() >= 1
