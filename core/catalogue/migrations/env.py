"""How alembic reaches the catalogue: always on the connection it is handed, inside its transaction.

Run only by `core.catalogue.upgrade`; there is no ini file and no address of a database.
"""

from __future__ import annotations

from alembic import context

from core.catalogue.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
