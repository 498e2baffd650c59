"""Names of persons: one definition of features, a safe artefact, a recogniser that needs numpy alone."""

from classifier.names.artefact import NamesArrays, NamesArtefactError, NamesManifest, load_names, save_names
from classifier.names.recogniser import Name, Recogniser

__all__ = [
    "Name",
    "NamesArrays",
    "NamesArtefactError",
    "NamesManifest",
    "Recogniser",
    "load_names",
    "save_names",
]
