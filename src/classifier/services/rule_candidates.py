"""Rules from mistakes: phrases proposed from what persons had to add; a person takes them into the own rule folder."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import yaml

from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import AuditEvent
from classifier.cases.codes import EventCode
from classifier.cases.phrases import Decided, PhraseCandidate, candidates
from classifier.cases.refusal import given
from classifier.model.registry import write_atomically
from classifier.rules import RuleErrors, load_rules, shipped_rules_dir
from classifier.rules.examples import check_examples
from classifier.services.desk import Desk
from classifier.services.labels import export
from classifier.storage import Storage
from classifier.taxonomy import CATEGORIES, HARMFUL_LABELS, Label

_MISS: Final = "Tack för informationen, ha en fin dag!"
_SLUG: Final = re.compile(r"[^a-z0-9]+")


class NotAccepted(Exception):
    """A rule that cannot be taken in: says why. Nothing was written."""


def suggest(desk: Desk, *, actor: Actor) -> Sequence[PhraseCandidate]:
    """Return the rule candidates of this service's history, the surest first."""
    require(actor, Action.EXPORT_LABELS)
    history = [
        Decided(
            line["case"],
            line["account"],
            line["text"],
            frozenset(map(Label, line["labels"])),
            frozenset(map(Label, line["missed"])),
        )
        for line in export(desk, actor=actor).lines
        if line["text"] and not line["conflict"]
    ]
    return candidates(history)


def accept(
    storage: Storage,
    rules_dir: Path,
    phrase: str,
    label: Label,
    *,
    category: str = "",
    reason: str,
    actor: Actor,
    now: datetime,
) -> str:
    """Write a phrase as a rule of the municipality's own and return the rule's id. Raises NotAccepted.

    The rule is only likely, never certain by itself: with a low score of the model it sends to a person.
    """
    require(actor, Action.MANAGE_MODELS)
    reason, words = given(reason), " ".join(phrase.split())
    if label not in HARMFUL_LABELS:
        raise NotAccepted(f"{label}: egna regler av detta slag skrivs för hand i {rules_dir}.")
    rule_id = f"own-{label.value.replace('_', '-')}-{_slug(words)}"
    rule = {
        "id": rule_id,
        "category": category or next(c for c in CATEGORIES if c.split(".")[0] == label),
        "reason": reason,
        "strength": "likely",
        "phrases": [words],
        "hit": [words],
        "miss": [_MISS],
    }
    path = rules_dir / f"own_{label.value}.yaml"
    rules_dir.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else None
    content = _with(before, label, rule, path)
    write_atomically(path, yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120))
    problem = _problem(rules_dir)
    if problem:
        _put_back(path, before)
        raise NotAccepted(problem)
    after = {"file": path.name, "phrase": words, "category": str(rule["category"])}
    event = AuditEvent(now, actor, EventCode.RULE_ACCEPTED, f"rule:{rule_id}", reason, {}, after)
    with storage.write(now) as unit:
        unit.audit.append([event])
    return rule_id


def _with(before: str | None, label: Label, rule: dict[str, Any], path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(before) if before else None
    except yaml.YAMLError as error:
        raise NotAccepted(f"{path}: går inte att läsa; rätta filen först ({error})") from error
    if content is None:
        return {"label": label.value, "rules": [rule]}
    if not isinstance(content, dict) or not isinstance(content.get("rules"), list):
        raise NotAccepted(f"{path}: är ingen regelfil; rätta filen först (lathund check-rules {path.parent}).")
    if any(isinstance(r, dict) and r.get("id") == rule["id"] for r in content["rules"]):
        raise NotAccepted(f"{path}: regeln {rule['id']} finns redan.")
    return content | {"rules": [*content["rules"], rule]}


def _problem(rules_dir: Path) -> str:
    """Return what is wrong with shipped and own rules together, examples included; empty when nothing is."""
    try:
        errors = check_examples(load_rules(shipped_rules_dir(), rules_dir))
    except RuleErrors as error:
        return str(error)
    return "\n".join(map(str, errors))


def _put_back(path: Path, before: str | None) -> None:
    if before is None:
        path.unlink()
    else:
        write_atomically(path, before)


def _slug(words: str) -> str:
    plain = words.casefold().translate(str.maketrans("åäöéü", "aaoeu"))
    return _SLUG.sub("-", plain).strip("-")[:30].strip("-") or "regel"
