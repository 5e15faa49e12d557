"""Taking steps back when somebody may have done something else since: that stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalogue.items import as_record
from core.catalogue.records import ItemRecord
from core.catalogue.session import in_portions
from core.catalogue.tables import Item


def find(session: Session, item_id: int) -> ItemRecord | None:
    """The item with this number, None where it has gone for good."""
    row = session.get(Item, item_id)
    return None if row is None else as_record(row)


def there(session: Session, ids: Iterable[int]) -> list[int]:
    """Those of these items that have not gone for good."""
    found: set[int] = set()
    wanted = list(ids)
    for some in in_portions(wanted):
        found.update(session.scalars(select(Item.id).where(Item.id.in_(some))))
    return [one for one in wanted if one in found]


def put_captions_back(
    session: Session, before: Mapping[int, str], given: Mapping[int, str]
) -> list[int]:
    """Undo a change of captions.

    Args:
        before, given: by photo the caption it had and the one it got; where it has another one by
            now, that stays.

    Returns:
        The photos that have their caption again.
    """
    undone = []
    for item_id, caption in before.items():
        row = session.get(Item, item_id)
        if row is not None and row.caption == given[item_id]:
            row.caption = caption
            undone.append(item_id)
    session.flush()
    return undone


def put_held_out_back(session: Session, before: Mapping[int, bool | None]) -> list[int]:
    """Undo leaving it to the split which items are held out; where somebody has decided by now,
    that stays. Returns the items of which it is undone."""
    undone = []
    for item_id, held_out in before.items():
        row = session.get(Item, item_id)
        if row is not None and row.held_out is None:
            row.held_out = held_out
            undone.append(item_id)
    session.flush()
    return undone
