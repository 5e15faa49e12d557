"""The sample brand as a project: something to try everything with, without a file of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.actions import datasets, projects
from core.actions.changes import Changes
from core.catalogue import projects as rows
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.errors import KnownError
from core.language import say
from core.paths import resources

NAME = "Morning Ember"
COLOURS = ("#b4532a", "#f2e6d8", "#2f2522")
NOTES = "Warm, dry-witted, short sentences; no superlatives, no exclamation marks."
THING = "cup"


def sample_files() -> list[Path]:
    """The photos and texts that come with the product."""
    home = resources() / "sample_brand"
    return [
        *sorted((home / "photos" / THING).glob("*.jpg")),
        *sorted(path for path in (home / "texts").iterdir() if path.is_file()),
    ]


def create_sample(
    catalogue: Catalogue,
    *,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[ProjectRecord, Changes]:
    """A new project with the sample brand's photos, captioned, and its texts.

    Needs no network. A second one is called "Morning Ember (2)".

    Raises:
        KnownError: the disk is full, or it was cancelled (kind "cancelled"); then there is no
            project.
    """
    with catalogue.reading() as session:
        name = rows.numbered_name(session, NAME)
    project, changes = projects.create(
        catalogue, name, colours=COLOURS, notes=NOTES, class_word=THING
    )
    try:
        report, added = datasets.import_files(
            catalogue, project.id, sample_files(), progress=progress, cancelled=cancelled
        )
        if report.stopped:
            raise KnownError(say("Stopped."), say("Nothing was changed."), kind="cancelled")
        _, captioned = datasets.fill_in_captions(catalogue, project.id)
    except BaseException:
        projects.delete(catalogue, project.id)
        projects.purge(catalogue, [project.id])
        raise
    return project, changes | added | captioned
