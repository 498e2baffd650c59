"""Training and evaluation. Imports from `classifier`, never the reverse."""
