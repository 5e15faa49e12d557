"""New versions of photos and texts, and the earlier ones, which stay for good.

An item keeps its number, its caption and its rights; only what is trained on becomes another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.catalogue.objects import object_name
from core.catalogue.records import VersionRecord
from core.catalogue.session import clock_of, in_portions, required
from core.catalogue.tables import Item, ItemVersion
from core.contract.items import CHOSEN
from core.errors import KnownError
from core.language import say


def revise_picture(
    session: Session,
    item_id: int,
    *,
    working_sha: str,
    working_suffix: str,
    width: int,
    height: int,
    facts: Mapping[str, str],
    made_of: str,
) -> bool:
    """Give a photo another working version, whose file is stored already.

    Args:
        made_of: content of the version that it was made of.

    Returns:
        False when the photo has become another one or gone meanwhile, or another photo of the
        project is this picture; nothing was changed then.
    """
    row = session.get(Item, item_id)
    if row is None or not _still(row, made_of) or not _is_free(session, row, working_sha):
        return False
    _keep(session, row)
    row.sha256, row.working_path = working_sha, object_name(working_sha, working_suffix)
    row.width, row.height, row.facts = width, height, _of_row(row, facts)
    session.flush()
    return True


def revise_text(session: Session, item_id: int, *, body: str, sha256: str) -> bool:
    """Give a text another body.

    Returns:
        False when another text of the project is this one; nothing was changed then.
    """
    row = required(session, Item, item_id, "item")
    if not _is_free(session, row, sha256):
        return False
    _keep(session, row)
    row.sha256, row.body = sha256, body
    session.flush()
    return True


def put_back(session: Session, item_id: int, version: VersionRecord) -> bool:
    """Make an earlier version the present one again; the present one is kept before it.

    Returns:
        False when another item of the project is this one by now; nothing was changed then.
    """
    row = required(session, Item, item_id, "item")
    if not _is_free(session, row, version.sha256):
        return False
    _keep(session, row)
    _become(row, version)
    session.flush()
    return True


def take_back(session: Session, made: Mapping[int, str]) -> list[int]:
    """Undo the last change of each of these items; returns those that had one.

    Args:
        made: by item what it became by that change; one that is something else by now stays.

    Raises:
        KnownError: kind "bad_request" when another item of the project is by now what one was.
    """
    undone = []
    for item_id, content in made.items():
        row = session.get(Item, item_id)
        if row is None or row.sha256 != content:
            continue
        last = session.scalars(
            select(ItemVersion)
            .where(ItemVersion.item_id == item_id)
            .order_by(ItemVersion.place.desc())
            .limit(1)
        ).first()
        if last is not None:
            if not _is_free(session, row, last.sha256):
                raise _taken(row)
            _become(row, _as_record(last))
            session.delete(last)
            session.flush()
            undone.append(item_id)
    return undone


def first_versions(session: Session, ids: Iterable[int]) -> dict[int, VersionRecord]:
    """How items came in, by their number; items that were never changed are left out."""
    found = {}
    for some in in_portions(ids):
        query = select(ItemVersion).where(ItemVersion.item_id.in_(some), ItemVersion.place == 0)
        found.update({row.item_id: _as_record(row) for row in session.scalars(query)})
    return found


def mended(session: Session, project_id: int) -> frozenset[int]:
    """The items of a project of which there is an earlier version."""
    query = (
        select(ItemVersion.item_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.project_id == project_id)
    )
    return frozenset(session.scalars(query))


def list_versions(session: Session, item_id: int) -> list[VersionRecord]:
    """What the item was before, oldest first."""
    query = select(ItemVersion).where(ItemVersion.item_id == item_id).order_by(ItemVersion.place)
    return [_as_record(row) for row in session.scalars(query)]


def _still(row: Item, content: str) -> bool:
    return row.binned is None and row.sha256 == content


def _of_row(row: Item, facts: Mapping[str, str]) -> dict[str, str]:
    """Facts of a version, with what somebody said of the item, whatever version it has."""
    said = {CHOSEN: row.facts[CHOSEN]} if CHOSEN in row.facts else {}
    return {name: told for name, told in facts.items() if name != CHOSEN} | said


def _is_free(session: Session, row: Item, sha256: str) -> bool:
    """Whether no other item of the project has this content; the same one is once in a project."""
    query = select(Item.id).where(
        Item.project_id == row.project_id,
        Item.kind == row.kind,
        Item.sha256 == sha256,
        Item.id != row.id,
    )
    return session.scalars(query.limit(1)).first() is None


def _taken(row: Item) -> KnownError:
    return KnownError(
        say("“{name}” cannot become what it was: another one is that by now.", name=row.name),
        say("Leave both as they are, or delete the one that is too many."),
        kind="bad_request",
    )


def _keep(session: Session, row: Item) -> None:
    count = session.scalar(select(func.count()).where(ItemVersion.item_id == row.id)) or 0
    session.add(
        ItemVersion(
            item_id=row.id,
            place=count,
            sha256=row.sha256,
            working_path=row.working_path,
            width=row.width,
            height=row.height,
            facts=dict(row.facts),
            body=row.body,
            created=clock_of(session),
        )
    )


def _become(row: Item, version: VersionRecord) -> None:
    row.sha256, row.working_path = version.sha256, version.working_path
    row.width, row.height = version.width, version.height
    row.facts, row.body = _of_row(row, version.facts), version.body


def _as_record(row: ItemVersion) -> VersionRecord:
    return VersionRecord(
        item_id=row.item_id,
        place=row.place,
        sha256=row.sha256,
        working_path=row.working_path,
        width=row.width,
        height=row.height,
        facts=dict(row.facts),
        body=row.body,
        created=row.created,
    )
