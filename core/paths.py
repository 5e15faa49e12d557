"""Where everything lives: one library folder for a user's work, one folder for models."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Library:
    """The folder that holds a user's catalogue and all files it speaks of."""

    root: Path

    @property
    def catalogue(self) -> Path:
        """The SQLite file."""
        return self.root / "catalogue.sqlite"

    @property
    def objects(self) -> Path:
        """Content-addressed files: `objects/ab/<sha256><suffix>`."""
        return self.root / "objects"

    @property
    def runs(self) -> Path:
        """One folder a training run: request, log, metrics, checkpoints, samples."""
        return self.root / "runs"

    @property
    def adapters(self) -> Path:
        """Finished adapters, one folder each, named by adapter id."""
        return self.root / "adapters"

    @property
    def results(self) -> Path:
        """Generated pictures and texts, a folder for each board."""
        return self.root / "results"

    @property
    def cache(self) -> Path:
        """What can be computed again: latents, embeddings, thumbnails."""
        return self.root / "cache"

    @property
    def thumbnails(self) -> Path:
        """Small pictures in the cache, written by this program alone."""
        return self.cache / "thumbnails"

    @property
    def backups(self) -> Path:
        """Verified copies of the catalogue."""
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        """Logs of this program (a run's own log lies in its folder)."""
        return self.root / "logs"

    def object_path(self, sha256: str, suffix: str) -> Path:
        """Place of the file with this content; `suffix` with its dot, such as ".jpg"."""
        return self.objects / sha256[:2] / (sha256 + suffix)

    def create(self) -> Library:
        """Make the folders that must exist; returns itself."""
        for folder in (
            self.objects,
            self.runs,
            self.adapters,
            self.results,
            self.cache,
            self.backups,
            self.logs,
        ):
            folder.mkdir(parents=True, exist_ok=True)
        return self


def default_library() -> Library:
    """The user's own library: `SIGNET_LIBRARY`, else the system's place for user data."""
    named = os.environ.get("SIGNET_LIBRARY")
    home = Path(named) if named else Path(platformdirs.user_data_dir("Signet", False))
    return Library(home.absolute())


def models_home() -> Path:
    """Folder of the installed base models.

    `SIGNET_MODELS`, else `.models` in a source checkout, else the system's place for user data.
    """
    named = os.environ.get("SIGNET_MODELS")
    if named:
        return Path(named).absolute()
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / ".models"
    return Path(platformdirs.user_data_dir("Signet", False)) / "models"


def resources() -> Path:
    """The folder of files that ship with the product (sample brand, starter weights, presets)."""
    return _CHECKOUT / "resources"
