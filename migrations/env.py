"""Alembic environment: runs on the connection that `knowledge_base.database.migrate` hands over."""

from alembic import context

import assistant.handoff.tables
import assistant.tables
import knowledge_base.tables
import web.accounts.tables
from knowledge_base.database import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
