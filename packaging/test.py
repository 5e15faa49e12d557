"""Set up everything that tests need, then run every check: `python3 packaging/test.py`.

Arguments go to pytest, and then only pytest is run: `python3 packaging/test.py tests/jobs -x`.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - any Python may start this
    sys.exit(
        "Signet needs Python 3.11 or newer; this is Python {}.{}.\n"
        "Install a newer Python and start again with it.".format(*sys.version_info[:2])
    )

import os
import subprocess
import time
from pathlib import Path

import qt_libraries
from setup_environment import ROOT, guarded, prepare

MOST_PROCESSES = 4
"""In which tests run side by side."""


def _side_by_side() -> list[str]:
    """One process a core, whole files of tests each, in their order; one where files cannot be
    locked, by which some tests make sure that they are alone."""
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    if os.name != "posix" or processes == 1:
        return []
    return ["-n", str(processes), "--dist", "loadfile", "--no-loadscope-reorder"]


def checks(python: Path) -> list[tuple[str, list[str]]]:
    """Name and command of every check, the quick ones first."""
    tool = [str(python), "-X", "utf8", "-m"]
    return [
        ("style", [*tool, "ruff", "check"]),
        ("format", [*tool, "ruff", "format", "--check"]),
        ("types", [*tool, "mypy"]),
        ("layers", [str(python.with_name("lint-imports"))]),
        ("tests", [*tool, "pytest", *_side_by_side()]),
    ]


def main() -> int:
    """Run all checks even when one fails; returns 0 only when all are green."""
    python = prepare("test")
    qt_libraries.provide(python)
    qt_libraries.provide_virtual_screen()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    # Tests start hundreds of Pythons and rewrite their asserts; nobody should compile that twice.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    chosen = checks(python)
    if len(sys.argv) > 1:
        chosen = [("tests", [str(python), "-X", "utf8", "-m", "pytest", *sys.argv[1:]])]
    failed = []
    for name, command in chosen:
        print(f"\n=== {name}", flush=True)
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        verdict = "ok" if done.returncode == 0 else "FAILED"
        print(f"=== {name}: {verdict} in {time.monotonic() - started:.0f} s", flush=True)
        if done.returncode:
            failed.append(name)
    print("\nEverything is green." if not failed else f"\nNot green: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(guarded(main))
