"""What a selection of items has in common, for showing and changing many at once; and what is said
about texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalogue.records import KEEP, ItemRecord, Keep, Rights
from core.catalogue.session import in_portions, required
from core.catalogue.tables import Item

_MANY = 3
"""Different values that are told apart; more are only "mixed"."""


@dataclass(frozen=True)
class Summary:
    """What many items have in common: one value where all have it, several where they differ."""

    photos: int = 0
    texts: int = 0
    uncaptioned: int = 0
    owners: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    people: tuple[bool | None, ...] = ()
    consents: tuple[bool | None, ...] = ()
    expiries: tuple[date | None, ...] = ()
    text_kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Items in all."""
        return self.photos + self.texts


@dataclass(frozen=True)
class TextFacts:
    """What is said about a text beside its wording."""

    kind: str
    language: str
    fields: dict[str, str]
    sha256: str


def summarise(session: Session, ids: Iterable[int]) -> Summary:
    """Read a few columns of these items; those that have gone are not counted."""
    photos = texts = uncaptioned = 0
    seen: dict[str, dict[Any, None]] = {
        name: {}
        for name in ("owner", "licence", "people", "consent", "expires", "kind", "language")
    }
    columns = (
        Item.kind, Item.caption == "", Item.owner, Item.licence, Item.people, Item.consent,
        Item.expires, Item.text_kind, Item.language,
    )  # fmt: skip
    for some in in_portions(ids):
        for row in session.execute(select(*columns).where(Item.id.in_(some))):
            values = zip(
                ("owner", "licence", "people", "consent", "expires"), row[2:7], strict=True
            )
            for name, value in values:
                seen[name][value] = None
            if row[0] == "photo":
                photos += 1
                uncaptioned += bool(row[1])
            else:
                texts += 1
                seen["kind"][row[7]] = seen["language"][row[8]] = None
    first = {name: tuple(found)[:_MANY] for name, found in seen.items()}
    return Summary(
        photos, texts, uncaptioned, first["owner"], first["licence"], first["people"],
        first["consent"], first["expires"], first["kind"], first["language"],
    )  # fmt: skip


def captions(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Captions of the photos among these items, in the order asked for."""
    wanted = list(dict.fromkeys(ids))
    found: dict[int, str] = {}
    for some in in_portions(wanted):
        query = select(Item.id, Item.caption).where(Item.id.in_(some), Item.kind == "photo")
        found.update((row.id, row.caption) for row in session.execute(query))
    return {item_id: found[item_id] for item_id in wanted if item_id in found}


def put_rights(session: Session, rights: Mapping[int, Rights]) -> None:
    """Give each item these rights."""
    for item_id, one in rights.items():
        row = required(session, Item, item_id, "item")
        row.owner, row.licence, row.people = one.owner, one.licence, one.people
        row.expires, row.consent = one.expires, one.consent
    session.flush()


def set_fact(
    session: Session, values: Mapping[int, str | None], name: str
) -> dict[int, str | None]:
    """Give items one fact (None takes it away); returns what there was before.

    Raises:
        KnownError: kind "not_found" when an item is missing.
    """
    before: dict[int, str | None] = {}
    for item_id, value in values.items():
        row = required(session, Item, item_id, "item")
        before[item_id] = row.facts.get(name)
        rest = {key: told for key, told in row.facts.items() if key != name}
        row.facts = rest if value is None else {**rest, name: value}
    session.flush()
    return before


def set_text_facts(
    session: Session, ids: Iterable[int], *, kind: str | Keep = KEEP, language: str | Keep = KEEP
) -> dict[int, TextFacts]:
    """Say of texts what they are; returns what was said before, for `put_text_facts`."""
    before = {}
    for some in in_portions(ids):
        query = select(Item).where(Item.id.in_(some), Item.kind == "text")
        for row in session.scalars(query):
            before[row.id] = _facts(row)
            row.text_kind = row.text_kind if kind is KEEP else kind
            row.language = row.language if language is KEEP else language
    session.flush()
    return before


def put_text_facts(session: Session, facts: Mapping[int, TextFacts]) -> dict[int, TextFacts]:
    """Give each text these facts; returns what was there before."""
    before = {}
    for item_id, one in facts.items():
        row = required(session, Item, item_id, "item")
        before[item_id] = _facts(row)
        row.text_kind, row.language, row.fields = one.kind, one.language, dict(one.fields)
        row.sha256 = one.sha256
    session.flush()
    return before


def facts_of(record: ItemRecord) -> TextFacts:
    """The same of a record."""
    return TextFacts(record.text_kind, record.language, dict(record.fields), record.sha256)


def _facts(row: Item) -> TextFacts:
    return TextFacts(row.text_kind, row.language, dict(row.fields), row.sha256)
