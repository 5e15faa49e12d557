"""Whether the people on a photo agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has said so far."""
    op.add_column("item", sa.Column("consent", sa.Integer(), nullable=True))
