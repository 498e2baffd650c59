"""R20 to R81: every requirement has a test named after it or stands in the README as organisational, never neither."""

import re

from classifier.lathund import shipped_profiles
from classifier.lathund.render import house_rules
from tests.conftest import ROOT

NUMBERS = range(20, 82)
_TEST = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)
_NUMBER = re.compile(r"(?<![a-zA-Z0-9])[rR](\d+)(?![a-zA-Z0-9])")


def named_after() -> dict[int, list[str]]:
    """Return the requirements that tests are named after, with the tests."""
    found: dict[int, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in _TEST.findall(path.read_text(encoding="utf-8")):
            for number in _NUMBER.findall(name.replace("_", " ")):
                found.setdefault(int(number), []).append(name)
    return found


def organisational() -> list[int]:
    """Return what the README lists as organisational."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("### Requirements that are organisational")[2].partition("\n## ")[0]
    listed = section.partition("does\nnot carry them:")[2].partition(". The list")[0]
    return [int(number) for number in _NUMBER.findall(listed)]


def test_every_requirement_is_tested_or_listed_as_organisational_and_none_is_both() -> None:
    carried, listed = set(named_after()), organisational()
    assert listed == sorted(set(listed))
    neither = [f"R{n}" for n in NUMBERS if n not in carried and n not in listed]
    assert not neither, f"no test is named after {neither}, and the README does not list them"
    both = [f"R{n}" for n in listed if n in carried]
    assert not both, f"{both} have tests and are listed as organisational"


def test_r76_the_published_house_rules_are_generated_from_the_profile() -> None:
    for profile in shipped_profiles().values():
        rules = house_rules(profile)
        assert profile.source.title in rules
        assert profile.version in rules
        for forbidden in profile.forbidden:
            assert f"- {forbidden.house_rule}" in rules, (profile.code, forbidden.code)
        other = profile.forbidden[0].model_copy(update={"house_rule": "det som kommunen själv har skrivit"})
        own = house_rules(profile.model_copy(update={"forbidden": (other,)}))
        assert "- det som kommunen själv har skrivit" in own
