"""What the product is compared with in the same run: TF-IDF + logistic regression, and the keyword rules alone."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.pipeline import make_union

from classifier.bootstrap import Wired
from classifier.pipeline import Pipeline
from classifier.taxonomy import LABELS
from training.data import corpus_rows
from training.evaluation.figures import f1
from training.evaluation.sets import EvalSet, Floats

POLICY: Final = "lilla-edet"


@dataclass(frozen=True)
class Baselines:
    """TF-IDF + logistic regression on the corpus alone, and a keyword filter (the rules, without the model)."""

    vectorizer: Any
    models: list[LogisticRegression]
    keywords: Wired

    @classmethod
    def fit(cls, parts: Wired) -> "Baselines":
        """Fit on the train and dev parts of the corpus."""
        rows = [r for r in corpus_rows() if r["split"] != "test"]
        vectorizer = make_union(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=4, sublinear_tf=True),
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        )
        x = vectorizer.fit_transform([r["text"] for r in rows])
        models = [
            LogisticRegression(solver="liblinear", dual=True, C=4, tol=1e-2, max_iter=300).fit(
                x, [label in r["labels"] for r in rows]
            )
            for label in LABELS
        ]
        rules = Pipeline(parts.pipeline.normalizer, parts.pipeline.matcher, None)
        return cls(vectorizer, models, Wired(rules, parts.profiles, parts.default_policy, "none"))

    def scores(self, texts: list[str]) -> Floats:
        """Return probabilities of the TF-IDF baseline, shape (texts, labels)."""
        x = self.vectorizer.transform(texts)
        return np.array([m.predict_proba(x)[:, 1] for m in self.models]).T

    def report(self, data: EvalSet) -> dict[str, Any]:
        """Return macro figures of both baselines on a set, and F1 per label."""
        scores = self.scores(data.texts)
        profile = self.keywords.profiles[POLICY]
        said = [self.keywords.pipeline.classify(c, profile).decision.labels for c in data.comments]
        keyword = np.array([[label in labels for label in LABELS] for labels in said], dtype=np.int8)
        columns = range(len(LABELS))
        tfidf = [f1(data.y[:, i], (scores[:, i] >= 0.5).astype(np.int8)) for i in columns]
        keywords = [f1(data.y[:, i], keyword[:, i]) for i in columns]
        return {
            "tfidf_macro_auc": float(np.mean([roc_auc_score(data.y[:, i], scores[:, i]) for i in columns])),
            "tfidf_macro_ap": float(np.mean([average_precision_score(data.y[:, i], scores[:, i]) for i in columns])),
            "tfidf_macro_f1": float(np.mean(tfidf)),
            "keywords_macro_f1": float(np.mean(keywords)),
            "tfidf_f1": dict(zip((x.value for x in LABELS), tfidf, strict=True)),
            "keywords_f1": dict(zip((x.value for x in LABELS), keywords, strict=True)),
        }
