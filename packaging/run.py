"""Set Signet up on this computer (once) and open its window: `python3 packaging/run.py`.

`--story OUT` does the whole main job without a window on the sample brand and puts what it made
into OUT.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - any Python may start this
    sys.exit(
        "Signet needs Python 3.11 or newer; this is Python {}.{}.\n"
        "Install a newer Python and start again with it.".format(*sys.version_info[:2])
    )

import argparse
import os
import subprocess
from pathlib import Path

import display
import qt_libraries
from setup_environment import ROOT, guarded, prepare

SAMPLE = ROOT / "resources" / "sample_brand"
WINDOW = ("-m", "desktop_app")


def story(out: Path) -> list[str]:
    """The command that does the whole main job on the sample brand."""
    return [
        "-m", "core.cli", "story",
        "--photos", str(SAMPLE / "photos" / "coffee_brewer"),
        "--texts", str(SAMPLE / "texts"),
        "--brand", "Morning Ember",
        "--thing", "coffee brewer",
        "--out", str(out),
    ]  # fmt: skip


def main() -> int:
    """Set up, then become the program; returns its exit code."""
    parser = argparse.ArgumentParser(prog="run.py", description=__doc__)
    parser.add_argument("--story", type=Path, metavar="OUT", help="folder for what it makes")
    parser.add_argument("--setup-only", action="store_true", help="install and stop there")
    options = parser.parse_args()
    opens_window = options.story is None and not options.setup_only
    if opens_window:
        display.require()  # before minutes of set-up
    python = prepare("run")
    if options.setup_only:
        print("Signet is ready.")
        return 0
    if opens_window:
        qt_libraries.provide(python, remember=True)
        return become(python, *WINDOW)
    out = options.story.resolve()
    print(f"The sample brand's whole story: results go to {out}", flush=True)
    return become(python, *story(out))


def become(python: Path, *arguments: str) -> int:
    """Turn into the program where the system can, else wait for it."""
    command = [str(python), "-X", "utf8", *arguments]
    os.chdir(ROOT)
    if os.name == "posix":
        os.execv(command[0], command)  # this process becomes the program
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(guarded(main))
