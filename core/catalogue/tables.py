"""The tables, typed. Strict SQLite tables with named constraints, so that `quick_check` also finds
values of the wrong type and every later change can be migrated. (JSON is not checked here: SQLite
refuses `json_valid` in a table of an untrusted schema. `semantics.py` does it at the opening.)

A change here needs a new file in `migrations/versions`; a test compares both. Relationships are
`lazy="raise"`: a forgotten eager load is an error in a test, not a stall in the window.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    REAL,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from core.catalogue.columns import Flag, IsoDate, Json, UtcTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
STRICT = {"sqlite_strict": True}


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


class Base(DeclarativeBase):
    """Common naming and column types."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012  (declared so by SQLAlchemy)
        str: Text,
        bool: Flag,
        float: REAL,
        datetime: UtcTime,
        date: IsoDate,
        dict[str, Any]: Json,
        list[Any]: Json,
    }


class About(Base):
    """A few facts of the file itself, such as the program that last wrote it."""

    __tablename__ = "about"
    __table_args__ = (STRICT,)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Project(Base):
    """A brand."""

    __tablename__ = "project"
    __table_args__ = STRICT
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    colours: Mapped[list[Any]]
    logo: Mapped[str]
    notes: Mapped[str]
    language: Mapped[str]
    trigger: Mapped[str]
    class_word: Mapped[str]
    created: Mapped[datetime]
    updated: Mapped[datetime]
    binned: Mapped[datetime | None]
    archived: Mapped[datetime | None]
    cover_item: Mapped[int | None]  # no foreign key: tables would refer to each other in a circle
    words: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    no_people: Mapped[bool] = mapped_column(default=False, server_default="0")


class Dataset(Base):
    """A named group of items of one kind."""

    __tablename__ = "dataset"
    __table_args__ = (
        UniqueConstraint("id", "project_id"),  # lets an item prove that both belong together
        UniqueConstraint("project_id", "kind", "name"),
        _one_of("kind", "photo", "text"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    kind: Mapped[str]
    name: Mapped[str]
    created: Mapped[datetime]


class Item(Base):
    """A photo or a text; the same content is in a project once."""

    __tablename__ = "item"
    __table_args__ = (
        ForeignKeyConstraint(
            ["dataset_id", "project_id"], ["dataset.id", "dataset.project_id"], ondelete="CASCADE"
        ),
        UniqueConstraint("project_id", "kind", "sha256"),
        UniqueConstraint("project_id", "original_sha"),
        Index(None, "dataset_id", "project_id"),
        Index(None, "binned"),
        Index("ix_item_listed", "project_id", "kind", "binned", "ignored", "held_out"),
        Index(
            "ix_item_uncaptioned", "project_id", "kind", "binned", sqlite_where=text("caption = ''")
        ),
        _one_of("kind", "photo", "text"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    dataset_id: Mapped[int]
    kind: Mapped[str]
    sha256: Mapped[str]
    original_sha: Mapped[str | None]
    original_path: Mapped[str]
    working_path: Mapped[str]
    name: Mapped[str]
    caption: Mapped[str]
    body: Mapped[str]
    fields: Mapped[dict[str, Any]]
    language: Mapped[str]
    text_kind: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    facts: Mapped[dict[str, Any]]
    owner: Mapped[str]
    licence: Mapped[str]
    people: Mapped[bool | None]
    consent: Mapped[bool | None]
    expires: Mapped[date | None]
    ignored: Mapped[bool]
    held_out: Mapped[bool | None]
    created: Mapped[datetime]
    binned: Mapped[datetime | None]


class ItemVersion(Base):
    """What an item was before it was mended, oldest first; what it is now stands in the item."""

    __tablename__ = "item_version"
    __table_args__ = (UniqueConstraint("item_id", "place"), STRICT)
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    place: Mapped[int]
    sha256: Mapped[str]
    working_path: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    facts: Mapped[dict[str, Any]]
    body: Mapped[str]
    created: Mapped[datetime]


class FindingItem(Base):
    """Which items a finding speaks of."""

    __tablename__ = "finding_item"
    __table_args__ = (Index(None, "item_id"), STRICT)
    finding_id: Mapped[int] = mapped_column(
        ForeignKey("finding.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int]
    sha256: Mapped[str] = mapped_column(default="", server_default="")


class CheckFinding(Base):
    """What a quality check found in a project; `past` where somebody decided to live with it and
    the last look has not found all of it."""

    __tablename__ = "finding"
    __table_args__ = (
        Index(None, "project_id"),
        _one_of("severity", "ready", "attention", "blocks"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    scope: Mapped[str]
    place: Mapped[int]
    code: Mapped[str]
    severity: Mapped[str]
    say: Mapped[str]
    hint: Mapped[str]
    why: Mapped[str]
    detail: Mapped[str]
    remedy: Mapped[str]
    created: Mapped[datetime]
    ignored: Mapped[bool]
    ignored_reason: Mapped[str]
    ignored_by: Mapped[str]
    past: Mapped[bool] = mapped_column(default=False, server_default="0")
    about: Mapped[list[FindingItem]] = relationship(
        lazy="raise", order_by=FindingItem.place, passive_deletes=True, cascade="all, delete-orphan"
    )


class Run(Base):
    """A training run with all that is needed to repeat it."""

    __tablename__ = "run"
    __table_args__ = (
        Index(None, "project_id"),
        _one_of("state", "queued", "running", "done", "cancelled", "failed", "interrupted"),
        _one_of("kind", "image", "text"),
        STRICT,
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    kind: Mapped[str]
    family: Mapped[str]
    model_name: Mapped[str]
    model_hash: Mapped[str]
    adapter_id: Mapped[str]
    adapter_name: Mapped[str]
    recipe: Mapped[str]
    folder: Mapped[str]
    state: Mapped[str]
    step: Mapped[int]
    steps: Mapped[int]
    metrics: Mapped[dict[str, Any]]
    ending: Mapped[dict[str, Any]]
    versions: Mapped[dict[str, Any]]
    created: Mapped[datetime]
    updated: Mapped[datetime]
    finished: Mapped[datetime | None]
    request: Mapped[dict[str, Any]] = mapped_column(deferred=True, deferred_raiseload=True)


class AdapterItem(Base):
    """Lineage: an item an adapter learnt from. What it was stays known when the item is gone."""

    __tablename__ = "adapter_item"
    __table_args__ = (Index(None, "item_id"), _one_of("kind", "photo", "text"), STRICT)
    adapter_id: Mapped[str] = mapped_column(
        ForeignKey("adapter.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="SET NULL"))
    kind: Mapped[str]
    sha256: Mapped[str]
    name: Mapped[str]


class Adapter(Base):
    """A LoRA adapter; its file or folder lies in the library."""

    __tablename__ = "adapter"
    __table_args__ = (
        Index(None, "project_id"),
        Index(None, "run_id"),
        Index(None, "binned"),
        _one_of("kind", "image", "text"),
        STRICT,
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    name: Mapped[str]
    kind: Mapped[str]
    family: Mapped[str]
    file: Mapped[str]
    sha256: Mapped[str]
    base_hash: Mapped[str]
    base_name: Mapped[str]
    trigger: Mapped[str]
    best_strength: Mapped[float]
    licence: Mapped[str]
    recipe: Mapped[str]
    run_id: Mapped[str | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"))
    metrics: Mapped[dict[str, Any]]
    created: Mapped[datetime]
    updated: Mapped[datetime]
    binned: Mapped[datetime | None]


class Board(Base):
    """A comparison of mixes over prompts and seeds."""

    __tablename__ = "board"
    __table_args__ = (Index(None, "project_id"), Index(None, "binned"), STRICT)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    name: Mapped[str]
    request: Mapped[dict[str, Any]]
    created: Mapped[datetime]
    binned: Mapped[datetime | None]


class Result(Base):
    """A generated picture or text; `searchable` is prompt and text in folded case."""

    __tablename__ = "result"
    __table_args__ = (
        Index(None, "board_id", "binned"),
        Index(None, "binned"),
        _one_of("kind", "image", "text"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_known"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"))
    kind: Mapped[str]
    prompt: Mapped[str]
    seed: Mapped[int]
    mix: Mapped[dict[str, Any]]
    file: Mapped[str]
    text: Mapped[str]
    edited: Mapped[str] = mapped_column(default="", server_default="")
    sha256: Mapped[str]
    searchable: Mapped[str]
    rating: Mapped[int | None]
    favourite: Mapped[bool]
    rejected: Mapped[bool]
    created: Mapped[datetime]
    binned: Mapped[datetime | None]
    board: Mapped[Board] = relationship(lazy="raise")


class Export(Base):
    """Files handed out to a folder of the user."""

    __tablename__ = "export"
    __table_args__ = (Index(None, "project_id"), STRICT)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    folder: Mapped[str]
    files: Mapped[list[Any]]
    manifest: Mapped[dict[str, Any]]
    created: Mapped[datetime]
