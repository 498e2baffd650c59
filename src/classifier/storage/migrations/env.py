"""Alembic environment: migrates over the connection that `Database` hands over."""

from alembic import context

from classifier.storage import (  # noqa: F401 (their tables belong to the metadata)
    access_tables,
    accounts,
    case_tables,
    handover_tables,
    index_tables,
    loop_tables,
    outbox,
)
from classifier.storage.tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
