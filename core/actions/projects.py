"""Brand projects: create, change, throw away, take back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.actions.changes import Changes
from core.catalogue import bin as waste
from core.catalogue import objects, projects
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue, utcnow
from core.datasets.captions import suggest_trigger, trigger_fault
from core.errors import KnownError
from core.language import say


def create(
    catalogue: Catalogue,
    name: str,
    *,
    colours: Iterable[str] = (),
    notes: str = "",
    language: str = "en",
    trigger: str = "",
    class_word: str = "",
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
        )
    return made, Changes(projects=frozenset({made.id}))


def change(catalogue: Catalogue, project_id: int, **changes: Any) -> tuple[ProjectRecord, Changes]:
    """Change name, colours, notes, language, trigger or class_word.

    Raises:
        KnownError: as in `create`, or there is no such project.
    """
    with catalogue.writing() as session:
        if changes.get("trigger"):
            own = projects.get(session, project_id).trigger
            _require_trigger(changes["trigger"], projects.taken_triggers(session) - {own})
        made = projects.update(session, project_id, **changes)
    return made, Changes(projects=frozenset({made.id}))


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


def _require_trigger(trigger: str, taken: Iterable[str]) -> None:
    fault = trigger_fault(trigger, frozenset(taken))
    if fault is not None:
        raise fault
