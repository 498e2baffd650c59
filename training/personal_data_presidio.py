"""Runs presidio-analyzer over texts: JSON Lines of strings in, JSON Lines of spans and one of the seconds out.

Called with the Python of another environment (`lathund evaluate personal-data --presidio PYTHON`): it is no
dependency of this project. The recognisers that speak for Swedish or for any language, and no model.
"""

import json
import sys
import time


def main() -> None:
    """Analyse standard input."""
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer import predefined_recognizers as known
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": "sv", "model_name": "blank"}])
            self.nlp = {"sv": spacy.blank("sv")}

        def load(self) -> None:
            pass

    registry = RecognizerRegistry(supported_languages=["sv"])
    for recognizer in (
        known.SePersonnummerRecognizer(supported_language="sv"),
        known.EmailRecognizer(supported_language="sv"),
        known.PhoneRecognizer(supported_language="sv", supported_regions=["SE", "NO", "DK", "FI", "DE", "GB", "PL"]),
        known.IbanRecognizer(supported_language="sv"),
        known.CreditCardRecognizer(supported_language="sv"),
        known.IpRecognizer(supported_language="sv"),
        known.UrlRecognizer(supported_language="sv"),
    ):
        registry.add_recognizer(recognizer)
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["sv"])
    texts = [json.loads(line) for line in sys.stdin]
    engine.analyze(text="Hej 811218-9876, a@exempel.se", language="sv")
    started = time.perf_counter()
    found = [engine.analyze(text=text, language="sv", score_threshold=0.3) for text in texts]
    seconds = time.perf_counter() - started
    for results in found:
        sys.stdout.write(json.dumps([(r.start, r.end, r.entity_type) for r in results]) + "\n")
    sys.stdout.write(json.dumps({"seconds": seconds}) + "\n")


if __name__ == "__main__":
    main()
