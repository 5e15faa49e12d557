"""Brand projects: create, change, duplicate, archive, throw away, take back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.actions.changes import Changes
from core.catalogue import bin as waste
from core.catalogue import objects, projects
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue, utcnow
from core.datasets.brand_words import read_words
from core.datasets.captions import suggest_trigger, trigger_fault
from core.datasets.importing import IncomingPhoto, SetAside, read_sources
from core.errors import KnownError
from core.files import PART_SUFFIX
from core.language import say

_SHOWN_AS_THEY_ARE = (".png", ".jpg", ".webp")


def create(
    catalogue: Catalogue,
    name: str,
    *,
    colours: Iterable[str] = (),
    notes: str = "",
    language: str = "en",
    trigger: str = "",
    class_word: str = "",
    logo: str = "",
    no_people: bool = False,
) -> tuple[ProjectRecord, Changes]:
    """A new brand; without a trigger word one is made up and reserved.

    Raises:
        KnownError: the name or trigger word is taken or cannot be used.
    """
    with catalogue.writing() as session:
        taken = projects.taken_triggers(session)
        if trigger:
            _require_trigger(trigger, taken)
        made = projects.create(
            session,
            name,
            colours=colours,
            notes=notes,
            language=language,
            trigger=trigger or suggest_trigger(name, taken),
            class_word=class_word.strip(),
            logo=logo,
            no_people=no_people,
        )
    return made, Changes(projects=frozenset({made.id}))


def change(catalogue: Catalogue, project_id: int, **changes: Any) -> tuple[ProjectRecord, Changes]:
    """Change name, colours, notes, language, trigger, class_word or no_people.

    Raises:
        KnownError: as in `create`, or there is no such project.
    """
    with catalogue.writing() as session:
        if changes.get("trigger"):
            own = projects.get(session, project_id).trigger
            _require_trigger(changes["trigger"], projects.taken_triggers(session) - {own})
        made = projects.update(session, project_id, **changes)
    return made, Changes(projects=frozenset({made.id}))


def set_words(
    catalogue: Catalogue, project_id: int, *, terms: str, banned: str, allowed: str
) -> tuple[dict[str, str], Changes]:
    """Keep the brand's own words, one a line (see `core.datasets.brand_words`).

    Returns:
        Those there were before, with which the same call undoes it.

    Raises:
        KnownError: a line is too long, or there are too many; then nothing is changed.
    """
    read_words(terms, banned, allowed)
    now = {"terms": terms.strip(), "banned": banned.strip(), "allowed": allowed.strip()}
    with catalogue.writing() as session:
        before = projects.get(session, project_id).words
        projects.update(session, project_id, words={key: now[key] for key in now if now[key]})
    return (
        {key: before.get(key, "") for key in now},
        Changes(projects=frozenset({project_id})),
    )


def duplicate(
    catalogue: Catalogue, project_id: int, name: str = ""
) -> tuple[ProjectRecord, Changes]:
    """A second project with the same details, photos and texts, and a code word of its own.

    Args:
        name: of the new one; empty numbers the old one's, "Morning Ember (2)".
    """
    with catalogue.writing() as session:
        name = name or projects.numbered_name(session, projects.get(session, project_id).name)
        trigger = suggest_trigger(name, projects.taken_triggers(session))
        made = projects.duplicate(session, project_id, name, trigger=trigger)
    return made, Changes(projects=frozenset({made.id}))


def archive(
    catalogue: Catalogue, project_id: int, archived: bool = True
) -> tuple[ProjectRecord, Changes]:
    """Lay a project aside, out of the way but whole; `archived=False` takes it up again."""
    with catalogue.writing() as session:
        made = projects.archive(session, project_id, archived)
    return made, Changes(projects=frozenset({made.id}))


def set_cover(
    catalogue: Catalogue, project_id: int, item_id: int | None
) -> tuple[ProjectRecord, Changes]:
    """Show a photo of the project on its card; None lets the card choose."""
    with catalogue.writing() as session:
        made = projects.set_cover(session, project_id, item_id)
    return made, Changes(projects=frozenset({made.id}))


def set_logo(
    catalogue: Catalogue, project_id: int, source: Path | None
) -> tuple[ProjectRecord, Changes]:
    """Keep a picture file as the brand's logo; None takes the logo away.

    Raises:
        KnownError: it is no picture that can be read.
    """
    logo = store_logo(catalogue, source)[0] if source else ""
    with catalogue.writing() as session:
        made = projects.update(session, project_id, logo=logo)
    return made, Changes(projects=frozenset({made.id}))


def store_logo(catalogue: Catalogue, source: Path) -> tuple[str, Changes]:
    """Take a picture into the library to be a logo; returns its path, for `create` and `change`.

    Only a child process opens the file; a format that windows show keeps its transparency.

    Raises:
        KnownError: it is no picture that can be read.
    """
    library = catalogue.library
    with tempfile.TemporaryDirectory(
        prefix=".logo-", suffix=PART_SUFFIX, dir=library.cache
    ) as folder:
        for one in read_sources([source], Path(folder), kinds=("photo",)):
            if isinstance(one, SetAside):
                raise KnownError(one.say, one.hint, one.detail)
            if isinstance(one, IncomingPhoto):
                path, sha256, suffix = one.working, one.working_sha, one.working.suffix.lower()
                if one.original_suffix in _SHOWN_AS_THEY_ARE:
                    path, sha256, suffix = one.source, one.original_sha, one.original_suffix
                return objects.store_object(library, path, sha256, suffix), Changes()
    raise KnownError(
        say("“{name}” is no picture that can be a logo.", name=source.name),
        say("Choose a PNG or JPEG file."),
        kind="bad_request",
    )


def delete(catalogue: Catalogue, project_id: int) -> tuple[ProjectRecord, Changes]:
    """Put a project into the bin, from which it can be taken back for 30 days."""
    with catalogue.writing() as session:
        made = projects.to_bin(session, project_id)
    return made, Changes(projects=frozenset({made.id}))


def restore(catalogue: Catalogue, name_or_id: str | int) -> tuple[ProjectRecord, Changes]:
    """Take a project out of the bin; of several with the name, the one thrown away last.

    Raises:
        KnownError: kind "not_found" when the bin has no such project.
    """
    with catalogue.writing() as session:
        every = projects.list_all(session, include_binned=True)
        binned = sorted((p for p in every if p.binned), key=lambda p: str(p.binned), reverse=True)
        wanted = str(name_or_id).strip().casefold()
        for one in binned:
            if wanted in (one.name.casefold(), str(one.id)):
                made = projects.from_bin(session, one.id)
                return made, Changes(projects=frozenset({made.id}))
    names = ", ".join(f"“{one.name}”" for one in binned)
    raise KnownError(
        say("There is no project “{name_or_id}” in the bin.", name_or_id=name_or_id),
        say("There is: {names}.", names=names) if names else say("The bin is empty."),
        kind="not_found",
    )


def empty_bin(catalogue: Catalogue, days: int = waste.DAYS) -> tuple[list[Path], Changes]:
    """Delete for good what has been in the bin for longer than `days`, with its files."""
    with catalogue.writing() as session:
        before = {one.id for one in projects.list_all(session, include_binned=True)}
        free = waste.empty_expired(session, utcnow(), days)
        gone = before - {one.id for one in projects.list_all(session, include_binned=True)}
    return objects.remove_files(catalogue.library, free), Changes(projects=frozenset(gone))


def purge(catalogue: Catalogue, project_ids: Iterable[int]) -> tuple[list[Path], Changes]:
    """Delete projects in the bin for good, with all files that nothing else uses."""
    chosen = frozenset(project_ids)
    with catalogue.writing() as session:
        free = waste.purge_projects(session, chosen)
    return objects.remove_files(catalogue.library, free), Changes(projects=chosen)


def _require_trigger(trigger: str, taken: Iterable[str]) -> None:
    fault = trigger_fault(trigger, frozenset(taken))
    if fault is not None:
        raise fault
