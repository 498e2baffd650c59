"""Lathund: reads a Swedish comment, says what it does and which row of the lathund it is."""

__version__ = "2026.11.1"
