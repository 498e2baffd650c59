"""The `lathund` command."""
