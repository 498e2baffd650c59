"""Rules as data: every shipped example behaves, every error is told with file and line, spans are exact."""

from pathlib import Path

import pytest

from classifier.rules import Matcher, RuleErrors, load_rules, shipped_rules_dir
from classifier.rules.examples import check_examples
from classifier.rules.patterns import Pattern, compile_pattern, needed_literals
from classifier.taxonomy import Flag, Label
from classifier.text import default_normalizer

RULES = load_rules(shipped_rules_dir())
MATCHER = Matcher(RULES)
normalize = default_normalizer()


def found(text: str) -> list[tuple[str, int, int]]:
    return [(f.rule, f.start, f.end) for f in MATCHER.match(normalize(text)).findings]


def test_every_shipped_example_behaves_as_its_file_says() -> None:
    assert [str(e) for e in check_examples(RULES)] == []


def test_there_are_at_least_400_entries_and_every_harmful_label_and_flag_has_some() -> None:
    assert RULES.entries >= 400
    assert {r.code for r in RULES.rules} >= set(Label) | set(Flag)


SPANS = [
    ("Jag vet var du bor.", [("threat-know-home", 4, 18)]),
    ("du är en i.d.i.o.t", [("insult-you-noun", 0, 18)]),
    ("Vad f*n gör ni", [("profanity-swearing", 0, 7)]),
    ("GÅ OCH DÖ", [("threat-urge-suicide", 0, 9)]),
    ("mitt nr är 811218-9876 tack", [("identifier-personnummer", 11, 22)]),
    ("Vi skjuter upp mötet och slår ett slag för biblioteket", []),
    ("Jag dör av skratt", []),
    ("Fittja centrum och Horn by är fina", []),
    ("Svarta vinbär och lapptäcke på judon", []),
    ("88 personer kom", []),
    ("Beslutet måste skjutas upp", []),
]


@pytest.mark.parametrize(("text", "expected"), SPANS)
def test_exact_spans(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert found(text) == expected


def test_offsets_point_into_the_text_as_sent() -> None:
    raw = "Hej!  🐒🐒🐒🐒 d ö\u200b d a dig ska jag, jag ska döda dig"
    for finding in MATCHER.match(normalize(raw)).findings:
        assert raw[finding.start : finding.end] == finding.text


BROKEN = [
    (
        "label: threat\nrules:\n  - id: a\n    category: threat.open\n    reason: r\n    phrases: [x]\n",
        "a.yaml:3",
        "hit",
    ),
    (
        "label: threat\nrules:\n  - id: a\n    category: threat.open\n    reason: r\n    frases: [x]\n"
        "    phrases: [x]\n    hit: [x]\n    miss: [y]\n",
        "a.yaml:6",
        "frases",
    ),
    (
        "label: threat\nrules:\n  - id: a\n    category: threat.opne\n    reason: r\n    phrases: [x]\n"
        "    hit: [x]\n    miss: [y]\n",
        "a.yaml:3",
        "unknown category",
    ),
    (
        "label: threat\nrules:\n  - id: a\n    category: threat.open\n    reason: r\n    patterns: ['(x']\n"
        "    hit: [x]\n    miss: [y]\n",
        "a.yaml:3",
        "pattern",
    ),
    (
        "label: threat\nrules:\n  - id: a\n    category: threat.open\n    reason: r\n    phrases: [x]\n"
        "    unless: [nowhere]\n    hit: [x]\n    miss: [y]\n",
        "a.yaml:3",
        "no context",
    ),
    ("label: threat\nrules: [\n", "a.yaml:3", ""),
    ("- just\n- a list\n", "a.yaml:1", "not a mapping"),
]


@pytest.mark.parametrize(("content", "where", "what"), BROKEN)
def test_errors_name_file_and_line(tmp_path: Path, content: str, where: str, what: str) -> None:
    (tmp_path / "a.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(RuleErrors) as caught:
        load_rules(tmp_path)
    assert any(str(e).startswith(where) and what in str(e) for e in caught.value.errors), str(caught.value)


def test_all_errors_of_all_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BROKEN[0][0], encoding="utf-8")
    (tmp_path / "b.yaml").write_text(BROKEN[2][0], encoding="utf-8")
    with pytest.raises(RuleErrors) as caught:
        load_rules(tmp_path)
    assert {e.file for e in caught.value.errors} == {"a.yaml", "b.yaml"}


def test_a_municipality_can_add_its_own_rules(tmp_path: Path) -> None:
    (tmp_path / "egna.yaml").write_text(
        "label: insult\nrules:\n  - id: egen-1\n    category: insult.name_calling\n    reason: Lokalt öknamn\n"
        "    strength: certain\n    phrases: [grötmyndig*]\n"
        "    hit: [Ni är grötmyndiga]\n    miss: [Gröt till frukost]\n",
        encoding="utf-8",
    )
    rules = load_rules(shipped_rules_dir(), tmp_path)
    findings = Matcher(rules).match(normalize("så GRÖTMYNDIGA ni är")).findings
    assert [(f.rule, f.text) for f in findings if f.rule == "egen-1"] == [("egen-1", "GRÖTMYNDIGA")]


def test_an_example_that_lies_is_reported(tmp_path: Path) -> None:
    (tmp_path / "egna.yaml").write_text(
        "label: insult\nrules:\n  - id: egen-1\n    category: insult.name_calling\n    reason: r\n"
        "    phrases: [tomte]\n    hit: [hej]\n    miss: [din tomte]\n",
        encoding="utf-8",
    )
    errors = check_examples(load_rules(tmp_path))
    assert [e.file for e in errors] == ["egna.yaml", "egna.yaml"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\b(?:jag|vi) ska (?:\w+ )?(?:döda|slå)\b", "vi ska snart slå"),
        (r"[🔪🔫]{2,}", "🔪🔪"),
        (r"\p{L}+gatan \d+", "storgatan 3"),
        (r"a?b?", "x"),
    ],
)
def test_prefilter_never_hides_a_match(source: str, text: str) -> None:
    pattern = compile_pattern(source, {})
    if pattern.spans(text):
        assert all(any(literal in text for literal in options) for options in needed_literals(source))


def test_a_slow_pattern_is_stopped_and_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow.yaml").write_text(
        "label: insult\nrules:\n  - id: slow\n    category: insult.name_calling\n    reason: r\n"
        "    patterns: ['a+b!']\n    hit: [aab!]\n    miss: [hej]\n",
        encoding="utf-8",
    )
    matcher = Matcher(load_rules(tmp_path))

    def too_slow(*_: object) -> list[tuple[int, int]]:
        raise TimeoutError

    monkeypatch.setattr(Pattern, "spans", too_slow)
    assert matcher.match(normalize("aab!")).timed_out == ("slow",)
