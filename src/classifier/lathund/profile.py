"""The schema of a policy profile (TOML). Unknown keys are refused; the floor is checked when it is read."""

import tomllib
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from classifier.model.artefact import Threshold
from classifier.taxonomy import CATEGORIES, HARMFUL_LABELS, URGENT_LABELS, Flag, Label, LathundRow, LegalBasis

Quote = Annotated[str, StringConstraints(min_length=3)]
Code = Label | Flag


class ProfileError(Exception):
    """A profile that cannot be used: says file, key and what is wrong."""


class StepCode(StrEnum):
    """What can be done with a comment. The order here is not the order of doing: the profile decides."""

    SEAL_EVIDENCE = "seal_evidence"
    NOTE_LINK = "note_link"
    HIDE = "hide"
    UNPUBLISH = "unpublish"
    REMOVE = "remove"
    LIFE_IN_DANGER = "life_in_danger"
    CONTACT_POLICE = "contact_police"
    CONSIDER_POLICE = "consider_police"
    SUPPORT_REPLY = "support_reply"
    FOLLOW_UP = "follow_up"
    SEND_PACKAGE = "send_package"
    HEAD_DECIDES = "head_decides"
    CONSIDER_SECURITY = "consider_security"
    INFORM_AUTHOR = "inform_author"
    OTHER_CHANNEL = "other_channel"
    REGISTER = "register"
    CONSIDER_REGISTER = "consider_register"
    ANSWER = "answer"
    ANSWER_IF_NEEDED = "answer_if_needed"
    HOLDING_REPLY = "holding_reply"
    FOUR_EYES = "four_eyes"
    FORWARD = "forward"
    NONE = "none"


REMOVING_STEPS: Final = frozenset({StepCode.HIDE, StepCode.UNPUBLISH, StepCode.REMOVE})


class Strict(BaseModel):
    """Base of everything read from a profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(Strict):
    """One step of a row; `only_for` limits it to comments with one of the labels or flags."""

    code: StepCode
    text: str
    required: bool = True
    actor: Literal["system", "person"] = "person"
    only_for: tuple[Code, ...] = ()
    not_for: tuple[Code, ...] = ()
    rule: str = ""
    quote: str = ""


class Row(Strict):
    """A row of the lathund in this profile: steps in order, and when the comment may be gallrad."""

    steps: tuple[Step, ...] = Field(min_length=1)
    gallring_platform: str
    gallring_diarium: str
    quote: str = ""


class Forbidden(Strict):
    """What may not occur: a label or flag (or some of its categories) that leads to row L5."""

    rule: str
    code: Code
    categories: tuple[str, ...] = ()
    legal_basis: tuple[LegalBasis, ...]
    house_rule: str
    quote: Quote
    person_decides: bool = False
    """Never proposed as L5 by the machine: a person is asked (copyright, irrelevance)."""

    @model_validator(mode="after")
    def _known_categories(self) -> Self:
        unknown = [c for c in self.categories if c not in CATEGORIES]
        if unknown:
            raise ValueError(f"unknown categories: {', '.join(unknown)}")
        return self


class Source(Strict):
    """The document that the profile is derived from."""

    title: str
    owner: str
    decided: str = ""
    diarienummer: str = ""
    document: str


class Certainty(Strict):
    """R18: how sure one must be before the row that hides is proposed."""

    level: Literal["suspected", "breach", "obvious"]
    quote: Quote

    def adjust(self, thresholds: dict[Label, Threshold]) -> dict[Label, Threshold]:
        """Return the thresholds of this profile. Urgent labels are never moved: the floor."""
        return {label: self._adjust(label, threshold) for label, threshold in thresholds.items()}

    def _adjust(self, label: Label, threshold: Threshold) -> Threshold:
        if label in URGENT_LABELS or label not in HARMFUL_LABELS or self.level == "breach":
            return threshold
        if self.level == "suspected":
            act = threshold.act - 0.3 * (threshold.act - threshold.review)
        else:
            act = threshold.act + 0.5 * (1.0 - threshold.act)
        return Threshold(review=threshold.review, act=round(act, 4))


class Clock(Strict):
    """When an answer is due (R40–R42). `hours` is None where the policy says only 'promptly'."""

    kind: Literal["weekdays", "always", "office_hours", "promptly"]
    hours: int | None = None
    hard: bool = False
    quote: Quote


class Answers(Strict):
    """Who must be answered and how (R2, R3, R44–R46, R49, R50)."""

    duty: Literal["all_questions", "questions_and_praise", "addressed_to_authority", "not_all"]
    four_eyes: bool = False
    signed: bool = False
    holding_reply: bool = False
    move_sensitive: bool = False
    quote: Quote


class Diarium(Strict):
    """What is registered in the diarium (R62, R63)."""

    rows: tuple[LathundRow, ...]
    only_crime: bool = False
    messages: bool = False
    quote: Quote


class Profile(Strict):
    """A municipality's policy as the software carries it out."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,40}$")]
    name: str
    version: str
    source: Source
    removal: Literal["hide", "remove", "delete", "unpublish_or_delete"]
    evidence_first: Literal["policy", "floor"]
    gallring_decision_required: bool = False
    two_persons_for_deletion: bool = False
    inform_author: tuple[LathundRow, ...] = ()
    certainty: Certainty
    clock: Clock
    answers: Answers
    diarium: Diarium
    forbidden: tuple[Forbidden, ...]
    rows: dict[LathundRow, Row]

    @model_validator(mode="after")
    def _keeps_the_floor(self) -> Self:
        missing = [row for row in LathundRow if row not in self.rows]
        if missing:
            raise ValueError(f"rows are missing: {', '.join(missing)}")
        for name in (LathundRow.L1, LathundRow.L2, LathundRow.L3):
            removing = [s.code for s in self.rows[name].steps if s.code in REMOVING_STEPS]
            if removing:
                raise ValueError(f"{name} must not hide or remove ({removing[0]}): plain criticism and questions stay")
        for name in (LathundRow.L4, LathundRow.L5):
            codes = [s.code for s in self.rows[name].steps]
            sealing = codes.index(StepCode.SEAL_EVIDENCE) if StepCode.SEAL_EVIDENCE in codes else len(codes)
            if any(code in REMOVING_STEPS for code in codes[:sealing]):
                raise ValueError(f"{name}: evidence must be sealed before anything is hidden or removed")
        forbidden = {f.code for f in self.forbidden}
        plain = forbidden & {Label.CRITICISM, Label.QUESTION, Label.CASE_MATTER}
        if plain:
            raise ValueError(f"{plain.pop()} cannot be forbidden: it is protected speech (RF 2:1)")
        return self


def load_profile(path: Path) -> Profile:
    """Read one profile. Raises ProfileError with file, key and reason."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: not TOML: {error}") from error
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        lines = [f"{path.name}: {'.'.join(map(str, e['loc'])) or 'profile'}: {e['msg']}" for e in error.errors()]
        raise ProfileError("\n".join(lines)) from error


@lru_cache(maxsize=1)
def shipped_profiles() -> dict[str, Profile]:
    """Return the five shipped profiles by code."""
    folder = Path(str(files("classifier.lathund").joinpath("profiles")))
    profiles = [load_profile(path) for path in sorted(folder.glob("*.toml"))]
    return {profile.code: profile for profile in profiles}
