"""Use cases: one transaction each, actor and time always given by the caller."""
