"""Sensitive statements about a pointed-out person: person pointer × sensitive predicate within a sentence."""

from classifier.rules.statements.finder import find_statements

__all__ = ["find_statements"]
