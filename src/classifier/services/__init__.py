"""Use cases: what persons and integrations do with comments and cases. One transaction each; the actor always given."""

from classifier.services.desk import Desk

__all__ = ["Desk"]
