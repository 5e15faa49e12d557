"""A whole project as one file: save it, bring it in, look at it before.

What travels: the project with its photos and texts, captions and rights, findings somebody decided
to live with, adapters with their lineage, boards with their results. What stays: the bin, exports
(folders of this computer), saved states of trainings and everything that can be computed again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import core
from core.actions.bundle_parts import Incoming, Outgoing, Progress, spoilt
from core.actions.changes import Changes
from core.catalogue import bundling, projects
from core.catalogue.bundling import RowFaultError
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue, utcnow
from core.catalogue.upgrade import OURS
from core.errors import KnownError
from core.exporting.bundles import SUFFIX, Bundle, damaged, opened, writing
from core.files import PART_SUFFIX, require_free
from core.language import say

_ROOM = 64 << 20


@dataclass(frozen=True)
class BundleAbout:
    """What a bundle says of itself; true once it was brought in."""

    name: str
    program: str
    made: str
    counts: dict[str, int]
    size_bytes: int


@dataclass(frozen=True)
class BroughtIn:
    """A project that came from a bundle."""

    project: ProjectRecord
    counts: dict[str, int]
    same_trigger: str = ""
    """Name of another project with the same code word: most likely the same brand."""


def save(
    catalogue: Catalogue,
    project_id: int,
    target: Path,
    *,
    progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Path, Changes]:
    """Write a project into one file, replacing what has its name.

    Args:
        target: gets the ending of bundles where it has none.
        progress: called with bytes done and bytes in all.

    Raises:
        KnownError: a file of the project is missing or damaged, the disk is full, or it was
            cancelled (kind "cancelled"); then there is no new file.
    """
    if target.suffix.lower() != SUFFIX:
        target = target.with_name(target.name + SUFFIX)
    with _work_folder(catalogue) as folder:
        outgoing = Outgoing(catalogue, Path(folder))
        with catalogue.reading() as session:
            project = projects.get(session, project_id)
            outgoing.spool(bundling.dump(session, project_id))
        total = outgoing.size()
        require_free(target.parent, total + _ROOM, say("save this project"))
        with writing(target, total, progress, _stopper(cancelled)) as bundle:
            for name, path in outgoing.rows.items():
                bundle.add(name, path)
            for name, (path, sha256, shown) in outgoing.files.items():
                if bundle.add(name, path).sha256 != sha256 and sha256:
                    raise spoilt(shown, path)
            bundle.finish(
                {
                    "catalogue": OURS.newest,
                    "made": utcnow().isoformat(timespec="seconds"),
                    "program": {"name": "Signet", "version": core.__version__},
                    "project": {"name": project.name, "counts": outgoing.counts},
                }
            )
    return target, Changes()


def look(path: Path) -> BundleAbout:
    """What is in a bundle, without taking it in.

    Raises:
        KnownError: it is no bundle, damaged, or of a newer program.
    """
    with opened(path, OURS.newest) as bundle:
        return _described(bundle)


def bring_in(
    catalogue: Catalogue,
    path: Path,
    *,
    progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[BroughtIn, Changes]:
    """Take a bundle in as a new project; nothing is written before all of it was checked.

    The files are in place before the records, which come in one transaction: a crash leaves files
    that nobody speaks of, never a project without its files.

    Raises:
        KnownError: it is damaged, of a newer program, or the disk is full; nothing was changed.
    """
    stop = _stopper(cancelled)
    with opened(path, OURS.newest) as bundle:
        require_free(catalogue.library.root, bundle.size + _ROOM, say("bring in this project"))
        # Checking reads every byte once, writing a second time.
        bundle.verify(lambda done, total: progress(done, 2 * total), stop)
        with _work_folder(catalogue) as folder:
            incoming = Incoming(catalogue, bundle, Path(folder))
            try:
                incoming.check()
                incoming.unpack(lambda done, total: progress(total + done, 2 * total), stop)
                made, counts, twin = incoming.enter()
            except RowFaultError as error:
                incoming.take_back()
                raise damaged(str(error)) from error
            except BaseException:
                incoming.take_back()
                raise
    return BroughtIn(made, counts, twin), Changes(projects=frozenset({made.id}))


def _described(bundle: Bundle) -> BundleAbout:
    about = bundle.about
    project, program = about.get("project"), about.get("program")
    counts = project.get("counts") if isinstance(project, dict) else None
    return BundleAbout(
        name=str(project.get("name", "") if isinstance(project, dict) else "")[:200],
        program=str(program.get("version", "") if isinstance(program, dict) else "")[:40],
        made=str(about.get("made", ""))[:40],
        counts={
            str(key): value
            for key, value in (counts.items() if isinstance(counts, dict) else ())
            if isinstance(value, int)
        },
        size_bytes=bundle.size,
    )


def _stopper(cancelled: Callable[[], bool]) -> Callable[[], None]:
    def stop() -> None:
        if cancelled():
            raise KnownError(say("Stopped."), say("Nothing was changed."), kind="cancelled")

    return stop


def _work_folder(catalogue: Catalogue) -> tempfile.TemporaryDirectory[str]:
    """A new one; what a killed one left goes. A library is open only once, so nobody uses it."""
    for left in catalogue.library.cache.glob(f".bundle-*{PART_SUFFIX}"):
        shutil.rmtree(left, ignore_errors=True)
    return tempfile.TemporaryDirectory(
        prefix=".bundle-", suffix=PART_SUFFIX, dir=catalogue.library.cache
    )
