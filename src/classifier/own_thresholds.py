"""The municipality's own thresholds, laid over those of model and policy. What protects people can only be made keener.

The floor: a threat or suicide alarm always reaches a person, and lawful criticism stays. The thresholds of threat and
suicide risk, and of criticism, therefore never rise above the model's, whatever is chosen and whichever model serves.
"""

from collections.abc import Mapping
from typing import Final

from classifier.model.artefact import Threshold
from classifier.taxonomy import URGENT_LABELS, Label

PROTECTING: Final = URGENT_LABELS | {Label.CRITICISM}
"""Labels whose thresholds are only ever lowered."""
Chosen = Mapping[tuple[str, Label], Threshold]
"""By policy and label."""


class OwnThresholds:
    """What has been chosen, as it is now: replaced whole, so that every reader sees one state."""

    def __init__(self) -> None:
        self._chosen: Chosen = {}

    def replace(self, chosen: Chosen) -> None:
        """Take these from now on."""
        self._chosen = dict(chosen)

    def applied(self, policy: str, thresholds: dict[Label, Threshold]) -> dict[Label, Threshold]:
        """Return the thresholds of a policy with the municipality's own laid over them."""
        if not self._chosen:
            return thresholds
        return {label: bounded(label, self._chosen.get((policy, label), t), t) for label, t in thresholds.items()}


def bounded(label: Label, own: Threshold, base: Threshold) -> Threshold:
    """Return a chosen threshold as far as the floor allows it."""
    if label not in PROTECTING:
        return own
    return Threshold(review=min(own.review, base.review), act=min(own.act, base.act))
