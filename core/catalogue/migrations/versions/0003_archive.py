"""Projects that rest in an archive, covers of one's own choice, results counted from an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Both columns are empty for every project there is."""
    op.add_column("project", sa.Column("archived", sa.Text(), nullable=True))
    op.add_column("project", sa.Column("cover_item", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_result_board_id_binned"), "result", ["board_id", "binned"])
    op.drop_index(op.f("ix_result_board_id"), "result")
