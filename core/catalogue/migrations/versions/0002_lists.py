"""Indexes with which lists of 100,000 items are counted and put in order without reading them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Both only speed up `core.catalogue.listing`; nothing depends on them."""
    op.create_index(
        "ix_item_listed", "item", ["project_id", "kind", "binned", "ignored", "held_out"]
    )
    op.create_index(
        "ix_item_uncaptioned",
        "item",
        ["project_id", "kind", "binned"],
        sqlite_where=sa.text("caption = ''"),
    )
