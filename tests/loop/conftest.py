"""A desk on each database."""

from tests.services.conftest import office

__all__ = ["office"]
