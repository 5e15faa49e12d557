"""Take the reference pictures anew: `python tests/desktop_app/screens/renew.py [NAME ...]`.

Without names all are taken. Look at them before you commit them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
SCALES = {"100": "1", "200": "2"}
REFERENCES = HERE / "references"


def photograph(out: Path, scale: str, *names: str) -> subprocess.Popen[bytes]:
    """Start the photographer for one scale."""
    surroundings = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": SCALES[scale],
        "TZ": "UTC",
        "SIGNET_LOOK_CLOSER": "0",
    }
    command = [sys.executable, str(HERE / "photographer.py"), str(out), *names]
    return subprocess.Popen(command, env=surroundings)


def shrink(picture: Path) -> None:
    """The same pixels in a fifth of the bytes; slow, and only what is kept is worth it."""
    Image.open(picture).save(picture, lossless=True, method=4)


if __name__ == "__main__":
    running = [photograph(REFERENCES / scale, scale, *sys.argv[1:]) for scale in SCALES]
    codes = [one.wait() for one in running]
    with ThreadPoolExecutor() as pool:
        list(pool.map(shrink, REFERENCES.rglob("*.webp")))
    sys.exit(max(codes))
