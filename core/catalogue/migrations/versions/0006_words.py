"""A brand's own words, and what people made of a generated text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No words were kept so far, and no text was edited."""
    op.add_column("project", sa.Column("words", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("result", sa.Column("edited", sa.Text(), nullable=False, server_default=""))
