"""Raw text to `NormalizedText`: two views, each with an offset map back to the text as sent."""

from classifier.text.normalize import MAX_CHARS, NormalizedText, Normalizer, View, default_normalizer

__all__ = ["MAX_CHARS", "NormalizedText", "Normalizer", "View", "default_normalizer"]
