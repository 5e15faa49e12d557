"""What somebody decided to live with is remembered while it is not found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every finding there is was found by the last look, of contents nobody wrote down."""
    op.add_column("finding", sa.Column("past", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("finding_item", sa.Column("sha256", sa.Text(), nullable=False, server_default=""))
