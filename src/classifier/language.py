"""Which language a comment is in, and whether the model and most rules can read it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import regex

SUPPORTED: Final = frozenset({"sv"})
_CANDIDATES: Final = [
    "sv",
    "no",
    "da",
    "fi",
    "en",
    "ar",
    "fa",
    "ku",
    "pl",
    "ru",
    "de",
    "es",
    "fr",
    "tr",
    "so",
    "se",
    "uk",
]
_MIN_LETTERS: Final = 25
_SURE: Final = 0.9
_LETTERS: Final = regex.compile(r"\p{L}")
_SWEDISH: Final = regex.compile(
    r"\b(?:och|är|inte|att|det|som|för|på|jag|ni|de|med|har|av|till|den|en|ett|vi|du|så|om|men|kan|ska|var|när|vad|hur)\b"
)
_SCRIPTS: Final = {
    "ar": regex.compile(r"\p{Arabic}"),
    "ru": regex.compile(r"\p{Cyrillic}"),
    "el": regex.compile(r"\p{Greek}"),
    "zh": regex.compile(r"\p{Han}"),
    "he": regex.compile(r"\p{Hebrew}"),
    "th": regex.compile(r"\p{Thai}"),
    "am": regex.compile(r"\p{Ethiopic}"),
    "hi": regex.compile(r"\p{Devanagari}"),
}


@dataclass(frozen=True, slots=True)
class Language:
    """ISO 639-1 code (`und` where it cannot be told) and whether comments in it are read with confidence."""

    code: str
    supported: bool


def detect(text: str) -> Language:
    """Return the language of a normalised text; too short or wordless texts count as supported."""
    letters = len(_LETTERS.findall(text[:2_000]))
    for code, script in _SCRIPTS.items():
        if letters >= 4 and len(script.findall(text[:2_000])) > 0.5 * letters:
            return Language(code, False)
    words = max(1, text.count(" ") + 1)
    swedish = len(_SWEDISH.findall(text[:2_000]))
    if letters < _MIN_LETTERS or words < 5 or swedish >= max(2, words * 0.12):
        return Language("sv", True)
    code, probability = _identifier().classify(text[:600])
    if code == "sv" or probability < _SURE or (swedish and code in {"no", "da"}):
        return Language("sv", True)
    return Language(str(code), code in SUPPORTED)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.nb_classes)
    identifier.set_languages([c for c in _CANDIDATES if c in known])
    return identifier
