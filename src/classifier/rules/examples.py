"""Runs the examples of rules: each `hit` must be found by its rule, each `miss` must not."""

from classifier.rules.loader import RuleError, RuleSet
from classifier.rules.matcher import Matcher
from classifier.text import default_normalizer


def check_examples(rules: RuleSet) -> list[RuleError]:
    """Return one error for every example that does not behave as the file says."""
    matcher, normalize = Matcher(rules), default_normalizer()
    errors = []
    for compiled in rules.rules:
        for wanted, examples in ((True, compiled.rule.hit), (False, compiled.rule.miss)):
            for example in examples:
                found = any(f.rule == compiled.rule.id for f in matcher.match(normalize(example)).findings)
                if found != wanted:
                    what = "should hit but does not" if wanted else "should not hit but does"
                    message = f"{compiled.rule.id}: {example!r} {what}"
                    hint = "change the phrases, patterns, contexts or the example"
                    errors.append(RuleError(compiled.file, compiled.line, message, hint))
    return errors
