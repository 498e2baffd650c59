"""SQLAlchemy tables, migrations and access. SQLite by default, PostgreSQL by URL."""

from classifier.storage.database import Database, DatabaseProblem

__all__ = ["Database", "DatabaseProblem"]
