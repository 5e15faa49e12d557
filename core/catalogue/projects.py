"""Brand projects: create, find, change, duplicate, archive, bin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalogue import numbers
from core.catalogue.records import ProjectRecord
from core.catalogue.session import clock_of, plain_name, required
from core.catalogue.tables import Dataset, Item, Project
from core.errors import KnownError
from core.language import say

_CHANGEABLE = frozenset(
    {"name", "colours", "logo", "notes", "language", "trigger", "class_word", "words", "no_people"}
)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def create(
    session: Session,
    name: str,
    *,
    colours: Iterable[str] = (),
    logo: str = "",
    notes: str = "",
    language: str = "en",
    trigger: str = "",
    class_word: str = "",
    no_people: bool = False,
) -> ProjectRecord:
    """A new brand.

    Args:
        colours: "#rrggbb".
        logo: path of an object, relative to the library's root.
        trigger: the made-up word that stands for the brand in captions; reserved for it.

    Raises:
        KnownError: kind "bad_request" when name or trigger are taken, or a colour is none.
    """
    now = clock_of(session)
    row = Project(
        name="",
        colours=[],
        logo=logo,
        notes=notes,
        language=language,
        trigger="",
        class_word=class_word,
        no_people=no_people,
        created=now,
        updated=now,
    )
    row.name = _free_name(session, name, None)
    row.colours = _colours(colours)
    row.trigger = _free_trigger(session, trigger, None)
    session.add(row)
    session.flush()
    return as_record(row)


def get(session: Session, project_id: int) -> ProjectRecord:
    """The project with this number; KnownError kind "not_found" without one."""
    return as_record(required(session, Project, project_id, "project"))


def find(session: Session, name_or_id: str | int) -> ProjectRecord:
    """The project in use with this name (upper or lower case) or number.

    Raises:
        KnownError: kind "not_found", with the names there are.
    """
    everything = list_all(session)
    wanted = str(name_or_id).strip().casefold()
    named = [one for one in everything if one.name.casefold() == wanted]
    numbered = [one for one in everything if str(one.id) == wanted]
    for one in numbered + named if isinstance(name_or_id, int) else named + numbered:
        return one
    names = ", ".join(f"“{one.name}”" for one in everything[:10])
    raise KnownError(
        say("There is no project “{name_or_id}”.", name_or_id=name_or_id),
        say("There is: {names}.", names=names) if names else say("Create a project first."),
        kind="not_found",
    )


def list_all(session: Session, include_binned: bool = False) -> list[ProjectRecord]:
    """Projects by name."""
    query = select(Project)
    if not include_binned:
        query = query.where(Project.binned.is_(None))
    rows = [as_record(row) for row in session.scalars(query)]
    return sorted(rows, key=lambda one: (one.name.casefold(), one.id))


def taken_triggers(session: Session) -> set[str]:
    """Trigger words that some project, in use or in the bin, has reserved."""
    return set(session.scalars(select(Project.trigger).where(Project.trigger != "")))


def update(session: Session, project_id: int, **changes: Any) -> ProjectRecord:
    """Change name, colours, logo, notes, language, trigger, class_word, words or no_people.

    Raises:
        KnownError: kind "not_found", or "bad_request" as in `create`.
        TypeError: another field.
    """
    if unknown := set(changes) - _CHANGEABLE:
        raise TypeError(f"a project has no changeable {sorted(unknown)[0]!r}")
    row = required(session, Project, project_id, "project")
    if "name" in changes:
        changes["name"] = _free_name(session, changes["name"], project_id)
    if "colours" in changes:
        changes["colours"] = _colours(changes["colours"])
    if "trigger" in changes:
        changes["trigger"] = _free_trigger(session, changes["trigger"], project_id)
    for field, value in changes.items():
        setattr(row, field, value)
    row.updated = clock_of(session)
    session.flush()
    return as_record(row)


def duplicate(session: Session, project_id: int, name: str, *, trigger: str = "") -> ProjectRecord:
    """A new project with the same settings, data sets and items (not runs, adapters or boards).

    Files are shared by content, so this costs no disk. The old trigger word stays reserved for the
    old project; in the captions of the new one it becomes `trigger`, if one is given.
    """
    old = required(session, Project, project_id, "project")
    made = create(
        session,
        name,
        colours=old.colours,
        logo=old.logo,
        notes=old.notes,
        language=old.language,
        trigger=trigger,
        class_word=old.class_word,
        no_people=old.no_people,
    )
    made = update(session, made.id, words=dict(old.words))
    datasets: dict[int, int] = {}
    for row in session.scalars(
        select(Dataset).where(Dataset.project_id == project_id).order_by(Dataset.id)
    ):
        twin = _copy(row, project_id=made.id)
        session.add(twin)
        session.flush()
        datasets[row.id] = twin.id
    items = select(Item).where(Item.project_id == project_id, Item.binned.is_(None))
    for item in session.scalars(items.order_by(Item.id)).all():
        caption = item.caption
        if trigger and old.trigger:
            word = rf"(?<!\w){re.escape(old.trigger)}(?!\w)"
            caption = re.sub(word, lambda _: made.trigger, caption)
        session.add(
            _copy(item, project_id=made.id, dataset_id=datasets[item.dataset_id], caption=caption)
        )
    session.flush()
    return made


def to_bin(session: Session, project_id: int) -> ProjectRecord:
    """Put a project into the bin, with all that is in it; `from_bin` takes it back."""
    row = required(session, Project, project_id, "project")
    row.binned = row.binned or clock_of(session)
    session.flush()
    return as_record(row)


def from_bin(session: Session, project_id: int) -> ProjectRecord:
    """Take a project back out of the bin; numbered when its name was taken meanwhile."""
    row = required(session, Project, project_id, "project")
    if row.binned is not None:
        row.name, row.binned = numbered_name(session, row.name), None
        session.flush()
    return as_record(row)


def archive(session: Session, project_id: int, archived: bool = True) -> ProjectRecord:
    """Lay a project aside, whole and untouched, or take it up again."""
    row = required(session, Project, project_id, "project")
    row.archived = (row.archived or clock_of(session)) if archived else None
    session.flush()
    return as_record(row)


def set_cover(session: Session, project_id: int, item_id: int | None) -> ProjectRecord:
    """Show this photo on the project's card; None lets the card choose.

    Raises:
        KnownError: kind "not_found", or "bad_request" for what is no photo of this project.
    """
    row = required(session, Project, project_id, "project")
    if item_id is not None:
        item = required(session, Item, item_id, "item")
        if item.project_id != project_id or item.kind != "photo":
            raise KnownError(
                say("“{name}” is no photo of this project.", name=item.name),
                say("Choose one of its photos."),
                kind="bad_request",
            )
    row.cover_item = item_id
    session.flush()
    return as_record(row)


def numbered_name(session: Session, name: str) -> str:
    """`name`, or the first of "name (2)", "name (3)" that no project in use has."""
    taken = {one.name.casefold() for one in list_all(session)}
    stem = re.sub(r" \(\d+\)$", "", name) or name
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number})"
    return name


def purge_older_than(session: Session, days: int = 30) -> list[int]:
    """Delete what has been in the bin for longer than `days`, with all that belongs to it.

    Returns the ids. To learn which files are free then, use `bin.empty_expired`.
    """
    numbers.remember(session)
    limit = clock_of(session) - timedelta(days=days)
    rows = session.scalars(select(Project).where(Project.binned < limit)).all()
    for row in rows:
        session.delete(row)
    session.flush()
    return [row.id for row in rows]


def as_record(row: Project) -> ProjectRecord:
    """The frozen copy of a row."""
    return ProjectRecord(
        id=row.id,
        name=row.name,
        colours=tuple(row.colours),
        logo=row.logo,
        notes=row.notes,
        language=row.language,
        trigger=row.trigger,
        class_word=row.class_word,
        created=row.created,
        updated=row.updated,
        binned=row.binned,
        archived=row.archived,
        cover_item=row.cover_item,
        words={str(key): str(value) for key, value in row.words.items()},
        no_people=row.no_people,
    )


def _copy(row: Any, **changes: Any) -> Any:
    table = type(row)
    values = {key: getattr(row, key) for key in table.__mapper__.columns.keys()}  # noqa: SIM118
    return table(**{**values, "id": None, **changes})


def _free_name(session: Session, name: str, own_id: int | None) -> str:
    name = plain_name(name, "project")
    for one in list_all(session):
        if one.id != own_id and one.name.casefold() == name.casefold():
            raise KnownError(
                say("There is already a project “{name}”.", name=one.name),
                say("Choose another name, or open that project."),
                kind="bad_request",
            )
    return name


def _free_trigger(session: Session, trigger: str, own_id: int | None) -> str:
    trigger = trigger.strip()
    if trigger:
        query = select(Project.id, Project.trigger, Project.name)
        for other, word, name in session.execute(query):
            if other != own_id and word.casefold() == trigger.casefold():
                raise KnownError(
                    say(
                        "The trigger word “{trigger}” belongs to the project “{name}”.",
                        trigger=trigger,
                        name=name,
                    ),
                    say("Choose another made-up word."),
                    kind="bad_request",
                )
    return trigger


def _colours(colours: Iterable[str]) -> list[str]:
    listed = [colour.strip().lower() for colour in colours]
    for colour in listed:
        if not _COLOUR.fullmatch(colour):
            raise KnownError(
                say("“{colour}” is not a colour.", colour=colour),
                say("Write colours as # and six digits, such as #1a5f7a."),
                kind="bad_request",
            )
    return listed
