"""Rules as data: files that a municipality can read and extend, matched on the normalised text."""

from classifier.rules.finding import Finding, Strength
from classifier.rules.identifiers import PublicContacts, PublicContactsError, public_contacts
from classifier.rules.loader import RuleErrors, RuleSet, load_rules, shipped_rules_dir
from classifier.rules.matcher import Matcher

__all__ = [
    "Finding",
    "Matcher",
    "PublicContacts",
    "PublicContactsError",
    "RuleErrors",
    "RuleSet",
    "Strength",
    "load_rules",
    "public_contacts",
    "shipped_rules_dir",
]
