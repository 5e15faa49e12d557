"""Whether a brand wants nobody to be recognised on its photos."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody was asked so far."""
    op.add_column(
        "project", sa.Column("no_people", sa.Integer(), nullable=False, server_default="0")
    )
