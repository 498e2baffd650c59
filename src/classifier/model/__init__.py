"""The trained classifier: one feature definition, a safe artefact format, calibrated prediction, explanation."""

from classifier.model.artefact import ArtefactError, Manifest, load_artefact, save_artefact
from classifier.model.clauses import Feature
from classifier.model.features import BLOCKS, FeatureExtractor, default_extractor, windows
from classifier.model.predictor import Explanation, Prediction, Predictor, blend
from classifier.model.registry import current_version

__all__ = [
    "BLOCKS",
    "ArtefactError",
    "Explanation",
    "Feature",
    "FeatureExtractor",
    "Manifest",
    "Prediction",
    "Predictor",
    "blend",
    "current_version",
    "default_extractor",
    "load_artefact",
    "save_artefact",
    "windows",
]
