"""Rules as data: files that a municipality can read and extend, matched on the normalised text."""

from classifier.rules.finding import Finding, Strength
from classifier.rules.loader import RuleErrors, RuleSet, load_rules, shipped_rules_dir
from classifier.rules.matcher import Matcher

__all__ = ["Finding", "Matcher", "RuleErrors", "RuleSet", "Strength", "load_rules", "shipped_rules_dir"]
