"""Finds rule hits in a normalised text: one automaton pass for phrases, pre-filtered patterns, contexts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import ahocorasick

from classifier.names import Recogniser
from classifier.rules.finding import Finding
from classifier.rules.identifiers import PublicContacts, find_identifiers
from classifier.rules.loader import CompiledContext, CompiledRule, RuleSet
from classifier.rules.patterns import Pattern
from classifier.rules.statements import find_statements
from classifier.text import NormalizedText, View

_SENTENCE_ENDS: Final = frozenset(".!?\n")
_MAX_FINDINGS: Final = 60
_MAX_OF_A_RULE: Final = 8
_CONTEXT_REACH: Final = 800
Span = tuple[int, int]
_Payload = tuple[str, str, int, int]
"""Owner, phrase, number of the pattern (-1: it is a phrase), bit of the needed set that the literal belongs to."""


@dataclass(frozen=True, slots=True)
class MatchResult:
    """Findings in text order, and the rules whose patterns took too long (a reason for review)."""

    findings: tuple[Finding, ...]
    timed_out: tuple[str, ...]


class Matcher:
    """Compiled once from a rule set; pure and safe to share between threads."""

    def __init__(self, rules: RuleSet, public: PublicContacts | None = None, names: Recogniser | None = None) -> None:
        """Compile the rules; `public` contact details stay (None: the shipped table), `names` finds persons."""
        self._rules = rules
        self._public = public
        self._names = names
        self._owners: dict[str, CompiledRule | CompiledContext] = {r.rule.id: r for r in rules.rules}
        self._owners |= {f"@{name}": context for name, context in rules.contexts.items()}
        self._automaton = ahocorasick.Automaton()
        words: dict[str, list[_Payload]] = defaultdict(list)
        self._patterns: list[tuple[str, Pattern]] = []
        self._always: list[int] = []
        for owner, compiled in self._owners.items():
            for phrase in compiled.phrases:
                words[phrase.removesuffix("*")].append((owner, phrase, -1, 0))
            for pattern in compiled.patterns:
                number = len(self._patterns)
                self._patterns.append((owner, pattern))
                for bit, options in enumerate(pattern.needs):
                    for literal in options:
                        words[literal].append((owner, "", number, 1 << bit))
                if not pattern.needs:
                    self._always.append(number)
        for word, payload in words.items():
            self._automaton.add_word(word, (len(word), tuple(payload)))
        if words:
            self._automaton.make_automaton()
        self._silencing = [(f"@{n}", c) for n, c in rules.contexts.items() if c.context.silences]

    @property
    def rules(self) -> RuleSet:
        """The rules that it was compiled from."""
        return self._rules

    def match(self, text: NormalizedText) -> MatchResult:
        """Return every finding of rules and identifier validators, in text order; never raises."""
        view = text.skeleton
        spans, timed_out = self._spans(view.text)
        findings = [
            self._finding(rule, view, text.raw, span)
            for rule in self._rules.rules
            if rule.rule.id in spans
            for span in _outermost(spans[rule.rule.id])[:_MAX_OF_A_RULE]
            if not self._lifted(rule, view.text, span, spans)
        ]
        findings += find_identifiers(text, self._public)
        findings += find_statements(text, self._names)
        findings.sort(key=lambda f: (f.start, f.end, f.rule))
        return MatchResult(tuple(findings[:_MAX_FINDINGS]), tuple(sorted(timed_out)))

    def _spans(self, text: str) -> tuple[dict[str, list[Span]], set[str]]:
        spans: dict[str, list[Span]] = defaultdict(list)
        seen: dict[int, int] = defaultdict(int)
        if len(self._automaton):
            for last, (length, payload) in self._automaton.iter(text):
                start, end = last - length + 1, last + 1
                for owner, phrase, number, bit in payload:
                    if number >= 0:
                        seen[number] |= bit
                    elif (whole := _whole_words(text, start, end, phrase)) is not None:
                        spans[owner].append(whole)
        timed_out = set()
        complete = [n for n, bits in seen.items() if bits == (1 << len(self._patterns[n][1].needs)) - 1]
        low, high = 0, len(text)
        looking_at_contexts = False
        # Rules first: contexts are only worth searching around a hit that they may lift.
        for number in sorted([*self._always, *complete]):
            owner, pattern = self._patterns[number]
            if owner.startswith("@") and not looking_at_contexts:
                looking_at_contexts = True
                hits = [s for o, found in spans.items() if o[0] != "@" for s in sorted(found)[:_MAX_OF_A_RULE]]
                if not hits:
                    break
                low = max(0, min(hits)[0] - _CONTEXT_REACH)
                high = min(len(text), max(end for _, end in hits) + _CONTEXT_REACH)
            try:
                spans[owner] += pattern.spans(text, low, high)
            except TimeoutError:
                timed_out.add(owner)
        return spans, timed_out

    def _lifted(self, rule: CompiledRule, text: str, span: Span, spans: dict[str, list[Span]]) -> bool:
        for name, compiled in self._silencing:
            if rule.code in compiled.context.silences and _applies(compiled, text, span, spans.get(name, ())):
                return True
        for name in rule.rule.unless:
            compiled = self._rules.contexts[name]
            if _applies(compiled, text, span, spans.get(f"@{name}", ())):
                return True
        if rule.exceptions:
            low, high = _sentence(text, span)
            sentence = text[low:high]
            return any(_safe_search(pattern, sentence) for pattern in rule.exceptions)
        return False

    def _finding(self, compiled: CompiledRule, view: View, raw: str, span: Span) -> Finding:
        start, end = view.raw_span(*span)
        rule = compiled.rule
        return Finding(compiled.code, rule.category, rule.id, start, end, raw[start:end], rule.reason, rule.strength)


def _safe_search(pattern: Pattern, text: str) -> bool:
    try:
        return bool(pattern.spans(text))
    except TimeoutError:
        return False


def _whole_words(text: str, start: int, end: int, phrase: str) -> Span | None:
    """Return the span when it begins and ends at word edges; a trailing * runs to the end of the word."""
    if start and text[start].isalnum() and text[start - 1].isalnum():
        return None
    if phrase.endswith("*"):
        while end < len(text) and text[end].isalnum():
            end += 1
        return start, end
    if end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        return None
    return start, end


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """Drop spans that lie inside another span of the same rule."""
    kept: list[Span] = []
    for start, end in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept


def _sentence(text: str, span: Span) -> Span:
    start, end = span
    low = max(text.rfind(mark, 0, start) for mark in _SENTENCE_ENDS) + 1
    marks = [found for mark in _SENTENCE_ENDS if (found := text.find(mark, end)) >= 0]
    return low, min(marks, default=len(text))


def _applies(compiled: CompiledContext, text: str, span: Span, found: Iterable[Span]) -> bool:
    context = compiled.context
    start, end = span
    match context.where:
        case "covers":
            return any(2 * (min(end, high) - max(start, low)) >= end - start for low, high in found)
        case "before":
            return any(start - context.window <= low and high <= start + 1 for low, high in found)
        case "after":
            return any(end - 1 <= low and high <= end + context.window for low, high in found)
        case "sentence":
            low_limit, high_limit = _sentence(text, span)
            return any(low_limit <= low and high <= high_limit for low, high in found)
        case "text":
            return any(True for _ in found)
