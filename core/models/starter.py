"""`python -m core.models.starter --into DIR`: install both starter models; safe to repeat."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

from core.errors import KnownError
from core.files import PART_SUFFIX
from core.language import say
from core.models.library import STARTERS, read_about
from core.models.starter_text import Say, install_starter_text
from core.paths import models_home, resources

_PART_AGE = 3600.0
"""Seconds."""


def install_starters(home: Path, tell: Say = print) -> None:
    """Install what is missing of both starter models below `home`.

    Raises:
        KnownError: what could not be installed and why.
    """
    home.mkdir(parents=True, exist_ok=True)
    _sweep_old_parts(home)
    text = home / STARTERS["text"]
    install_starter_text(text, tell)
    if not install_starter_image(home / STARTERS["image"], text, tell):
        tell(say("The starter model for pictures is not part of this copy; pictures need a model."))


def install_starter_image(folder: Path, text_folder: Path, tell: Say = print) -> bool:
    """Expand the shipped image model into `folder`; False when this copy ships none."""
    source = resources() / "starter_image"
    if not (source / "manifest.json").is_file():
        return False
    from core.models.starter_image import expand_starter_image

    before = read_about(folder)
    if before is None:
        tell(say("Unpacking the starter model for pictures ..."))
    expand_starter_image(source, text_folder, folder)
    if before is not None and read_about(folder) != before:
        tell(say("The starter model for pictures was renewed."))
    return True


def _sweep_old_parts(home: Path) -> None:
    """Remove what an interrupted set-up left; a young one may belong to a running set-up."""
    for part in home.glob(f".starter-*{PART_SUFFIX}"):
        if time.time() - part.stat().st_mtime > _PART_AGE:
            shutil.rmtree(part, ignore_errors=True)


def main(arguments: list[str] | None = None) -> int:
    """Entry point; exit code 0, or 1 with one plain sentence."""
    parser = argparse.ArgumentParser(prog="core.models.starter", description=__doc__)
    parser.add_argument("--into", type=Path, default=None, help="folder of the models")
    options = parser.parse_args(arguments)
    try:
        install_starters(options.into or models_home(), _say)
    except KnownError as error:
        sys.stderr.write(f"{error}\n{error.detail}\n".rstrip() + "\n")
        return 1
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
