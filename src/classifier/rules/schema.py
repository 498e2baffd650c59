"""The shape of a rule file. Unknown keys are refused; `loader` adds file and line to every error."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from classifier.rules.finding import Strength
from classifier.taxonomy import CATEGORIES, Flag, Label

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+(-[a-z0-9_]+)*$", max_length=60)]


class Strict(BaseModel):
    """Base of everything read from a file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(Strict):
    """One rule: what to look for, what lifts the hit, and examples that are run as tests."""

    id: Identifier
    category: str
    reason: Text
    strength: Strength = Strength.LIKELY
    phrases: tuple[Text, ...] = ()
    patterns: tuple[Text, ...] = ()
    unless: tuple[Identifier, ...] = ()
    exceptions: tuple[Text, ...] = ()
    hit: tuple[Text, ...] = Field(min_length=1)
    miss: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _looks_for_something(self) -> Self:
        if not self.phrases and not self.patterns:
            raise ValueError("the rule has neither phrases nor patterns")
        if self.category not in CATEGORIES:
            near = [c for c in CATEGORIES if c.split(".")[0] == self.category.split(".")[0]]
            raise ValueError(f"unknown category {self.category!r}; choose one of {', '.join(near or CATEGORIES)}")
        return self


class RuleFile(Strict):
    """A file of rules for one label or one flag."""

    label: Label | None = None
    flag: Flag | None = None
    rules: tuple[Rule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_code(self) -> Self:
        if (self.label is None) == (self.flag is None):
            raise ValueError("give exactly one of label and flag")
        for rule in self.rules:
            if rule.category.split(".")[0] != self.code:
                raise ValueError(f"rule {rule.id}: category {rule.category} does not belong to {self.code}")
        return self

    @property
    def code(self) -> Label | Flag:
        """The label or flag that every rule of the file speaks of."""
        code = self.label or self.flag
        assert code is not None
        return code


class Context(Strict):
    """Something near a hit that lifts it: a quotation, a report, a negation, another frame."""

    name: Identifier
    note: Text
    where: Literal["before", "after", "sentence", "text", "covers"]
    """before, after: within `window` characters of the hit; covers: around the hit; sentence, text: anywhere in it."""
    window: Annotated[int, Field(ge=1, le=400)] = 60
    phrases: tuple[Text, ...] = ()
    patterns: tuple[Text, ...] = ()
    silences: tuple[Label | Flag, ...] = ()
    """Labels and flags whose hits this context lifts without being named by the rule (idioms, place names)."""


class ContextFile(Strict):
    """Contexts and the macros that patterns may use as {name}."""

    macros: dict[Identifier, Text] = {}
    contexts: tuple[Context, ...] = ()
