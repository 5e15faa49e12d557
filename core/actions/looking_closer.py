"""Looking closer at a project's photos, after the checks that only measure, and beside the reader's
own work: what is seen is kept, and the findings about photos are renewed as it comes in."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from core.actions.changes import Changes
from core.catalogue import items
from core.catalogue.records import FindingRecord
from core.catalogue.store import Catalogue
from core.contract.items import Picture
from core.errors import KnownError
from core.language import say, say_many
from core.looks import looking
from core.looks.looking import Eyes, KeptLooks

Judge = Callable[[str], list[FindingRecord]]
"""Runs the checks of photos anew; gets a sentence for their details."""
_TELL_AFTER = 2.0
"""Seconds until findings are renewed for the first time."""
_SHARE = 0.1
"""Share of the time that renewing findings may take."""


def look_closer(
    catalogue: Catalogue,
    project_id: int,
    judge: Judge,
    *,
    eyes: Eyes | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    told: Callable[[list[FindingRecord]], None] = lambda found: None,
) -> tuple[list[FindingRecord] | None, Changes]:
    """Look at every photo in use that was not looked at yet.

    Args:
        judge: see `Judge`; called now and then, and at the end.
        eyes: the child process; whoever gives it may `stop` it from another thread.
        progress: called as (done, total) with the photos that were left to look at.
        told: called with the findings about photos in between.

    Returns:
        The findings about photos as they are now, None where there was nothing left to look at.

    Raises:
        KnownError: kind "cancelled" when it was stopped; what was seen stays known.
    """
    if not looking.wanted():
        return None, Changes()
    with catalogue.reading() as session:
        records = items.list_items(session, project_id, "photo")
        photos = [items.as_picture(one, catalogue.library) for one in records if not one.ignored]
    kept = KeptLooks(looks_folder(catalogue))
    todo = kept.missing(photos)
    if not todo:
        return None, Changes()
    with eyes or Eyes() as looking_ones:
        note = _look(looking_ones, kept, todo, progress, _Teller(judge, told))
    return judge(note), Changes(projects=frozenset({project_id}))


def looks_folder(catalogue: Catalogue) -> Path:
    """Where what was seen is kept."""
    return catalogue.library.cache / "checks"


def note_of_installation() -> str:
    """One sentence where a library that looks at photos is not installed; empty otherwise."""
    return _lacking() if looking.not_installed() else ""


def _look(
    eyes: Eyes,
    kept: KeptLooks,
    todo: list[tuple[Picture, list[str]]],
    progress: Callable[[int, int], None],
    teller: _Teller,
) -> str:
    """Look at these photos; a sentence about those that could not be looked at."""
    unseen = 0
    progress(0, len(todo))
    for done, (picture, names) in enumerate(todo, start=1):
        try:
            kept.put(picture.sha256, eyes.look(picture, names))
        except KnownError as error:
            if error.kind == "cancelled":
                raise
            unseen += 1
            if error.kind == "crashed":
                return _lacking()
        progress(done, len(todo))
        if done < len(todo):
            teller.perhaps()
    if unseen:
        return say_many(
            "{count} photo could not be looked at closely.",
            "{count} photos could not be looked at closely.",
            unseen,
        )
    return _lacking() if eyes.notes else ""


def _lacking() -> str:
    return say("What only reading a photo would show was left out: a part of Signet is missing.")


class _Teller:
    """Renews findings now and then, the rarer the longer that takes."""

    def __init__(self, judge: Judge, told: Callable[[list[FindingRecord]], None]) -> None:
        self._judge, self._told = judge, told
        self._next = time.monotonic() + _TELL_AFTER

    def perhaps(self) -> None:
        began = time.monotonic()
        if began < self._next:
            return
        self._told(self._judge(""))
        ended = time.monotonic()
        self._next = ended + max(_TELL_AFTER, (ended - began) / _SHARE)
