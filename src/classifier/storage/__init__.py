"""SQLAlchemy tables, migrations and access. SQLite by default, PostgreSQL by URL."""

from classifier.storage.audit import PublishedHeads
from classifier.storage.cases import Wanted
from classifier.storage.database import Database, DatabaseProblem
from classifier.storage.records import StoredComment
from classifier.storage.unit import Storage, Unit

__all__ = ["Database", "DatabaseProblem", "PublishedHeads", "Storage", "StoredComment", "Unit", "Wanted"]
