"""Reads rule files. All errors of all files are collected, each with file, line and a hint."""

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TypeVar

import regex
import yaml
from pydantic import ValidationError

from classifier.rules.patterns import Pattern, compile_pattern, phrase_to_pattern
from classifier.rules.schema import Context, ContextFile, Rule, RuleFile
from classifier.taxonomy import Flag, Label

CONTEXT_FILE: Final = "contexts.yaml"
_File = TypeVar("_File", RuleFile, ContextFile)


@dataclass(frozen=True, slots=True)
class RuleError:
    """One thing wrong in a rule file."""

    file: str
    line: int
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}\n    hint: {self.hint}"


class RuleErrors(Exception):
    """Every error found in the rule files, in file order."""

    def __init__(self, errors: list[RuleError]) -> None:
        super().__init__("\n".join(map(str, errors)))
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to match."""

    rule: Rule
    code: Label | Flag
    patterns: tuple[Pattern, ...]
    phrases: tuple[str, ...]
    exceptions: tuple[Pattern, ...]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class CompiledContext:
    """A context ready to match."""

    context: Context
    patterns: tuple[Pattern, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules and contexts of one or more folders, validated as a whole."""

    rules: tuple[CompiledRule, ...]
    contexts: dict[str, CompiledContext]
    entries: int
    """Number of phrases and patterns."""


@dataclass
class _Loading:
    macros: dict[str, str] = field(default_factory=dict)
    contexts: dict[str, CompiledContext] = field(default_factory=dict)
    rules: list[CompiledRule] = field(default_factory=list)
    errors: list[RuleError] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)


def shipped_rules_dir() -> Path:
    """Return the folder of the rules that come with the package."""
    return Path(str(files("classifier.rules").joinpath("data")))


def load_rules(*folders: Path) -> RuleSet:
    """Load the rule files of the folders, later ones extending earlier ones.

    Raises RuleErrors with every error of every file: nothing is loaded half.
    """
    loading = _Loading()
    paths = [path for folder in folders for path in _files(folder, loading)]
    for path in (p for p in paths if p.name == CONTEXT_FILE):
        _read_contexts(path, loading)
    for path in (p for p in paths if p.name != CONTEXT_FILE):
        _read_rules(path, loading)
    if loading.errors:
        raise RuleErrors(loading.errors)
    entries = sum(len(r.rule.phrases) + len(r.rule.patterns) for r in loading.rules)
    entries += sum(len(c.context.phrases) + len(c.context.patterns) for c in loading.contexts.values())
    return RuleSet(tuple(loading.rules), loading.contexts, entries)


def _files(folder: Path, loading: _Loading) -> list[Path]:
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not paths:
        loading.errors.append(RuleError(str(folder), 0, "no rule files here", "give a folder that holds *.yaml files"))
    return paths


def _parse(path: Path, loading: _Loading) -> tuple[Any, yaml.Node] | None:
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.BaseLoader)
        data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (BaseLoader builds only strings)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        hint = "check the indentation, and put text with : # or quotes between quotation marks"
        loading.errors.append(RuleError(path.name, line, error.problem or "not YAML", hint))
        return None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        loading.errors.append(RuleError(path.name, 0, str(error), "save the file as UTF-8 text"))
        return None
    if not isinstance(node, yaml.MappingNode):
        hint = "begin with 'label:' or 'flag:' and 'rules:'"
        loading.errors.append(RuleError(path.name, 1, "the file is not a mapping", hint))
        return None
    return data, node


def _validate(model: type[_File], path: Path, loading: _Loading) -> tuple[_File, yaml.Node] | None:
    parsed = _parse(path, loading)
    if parsed is None:
        return None
    data, node = parsed
    try:
        return model.model_validate(data), node
    except ValidationError as error:
        for item in error.errors():
            where = ".".join(str(part) for part in item["loc"]) or "file"
            message = f"{where}: {item['msg'].removeprefix('Value error, ')}"
            hint = _HINTS.get(item["type"], "see the shipped rule files for the shape of a rule")
            loading.errors.append(RuleError(path.name, _line(node, item["loc"]), message, hint))
        return None


_HINTS: Final = {
    "extra_forbidden": "unknown key; allowed: id category reason strength phrases patterns unless exceptions hit miss",
    "missing": "add the key; every rule needs id, category, reason, hit and miss",
    "enum": "strength is certain, likely or hint; labels and flags are those of `lathund check-rules --codes`",
    "string_pattern_mismatch": "an id is written with small letters a-z, digits and hyphens",
    "tuple_type": "write a list: [a, b] or one '- a' a line",
    "too_short": "give at least one example",
}


def _read_contexts(path: Path, loading: _Loading) -> None:
    validated = _validate(ContextFile, path, loading)
    if validated is None:
        return
    file, node = validated
    loading.macros |= file.macros
    for i, context in enumerate(file.contexts):
        line = _line(node, ("contexts", i))
        patterns = _compile(context.patterns, path, line, loading)
        phrases, gapped = _split_phrases(context.phrases, path, line, loading)
        loading.contexts[context.name] = CompiledContext(context, (*patterns, *gapped), phrases)


def _read_rules(path: Path, loading: _Loading) -> None:
    validated = _validate(RuleFile, path, loading)
    if validated is None:
        return
    file, node = validated
    for i, rule in enumerate(file.rules):
        line = _line(node, ("rules", i))
        if rule.id in loading.seen:
            message = f"rule id {rule.id} is used already in {loading.seen[rule.id]}"
            loading.errors.append(RuleError(path.name, line, message, "every id stands for one rule"))
        loading.seen[rule.id] = f"{path.name}:{line}"
        for name in rule.unless:
            if name not in loading.contexts:
                hint = f"known contexts: {', '.join(sorted(loading.contexts))}"
                loading.errors.append(RuleError(path.name, line, f"{rule.id}: no context {name!r}", hint))
        patterns = _compile(rule.patterns, path, line, loading)
        phrases, gapped = _split_phrases(rule.phrases, path, line, loading)
        lifted, lifted_gapped = _split_phrases(rule.exceptions, path, line, loading)
        exceptions = (*lifted_gapped, *_compile([phrase_to_pattern(p) for p in lifted], path, line, loading))
        loading.rules.append(CompiledRule(rule, file.code, (*patterns, *gapped), phrases, exceptions, path.name, line))


def _split_phrases(
    phrases: tuple[str, ...], path: Path, line: int, loading: _Loading
) -> tuple[tuple[str, ...], tuple[Pattern, ...]]:
    """Separate plain phrases (one automaton for all) from those with gaps, which become patterns."""
    plain = tuple(p.lower() for p in phrases if "..." not in p and "*" not in p[:-1])
    gapped = [phrase_to_pattern(p.lower()) for p in phrases if "..." in p or "*" in p[:-1]]
    return plain, tuple(_compile(gapped, path, line, loading))


def _compile(sources: tuple[str, ...] | list[str], path: Path, line: int, loading: _Loading) -> list[Pattern]:
    compiled = []
    for source in sources:
        try:
            compiled.append(compile_pattern(source, loading.macros))
        except KeyError as error:
            hint = f"known macros: {', '.join(sorted(loading.macros))}; a number of repeats is written {{2,3}}"
            loading.errors.append(RuleError(path.name, line, f"no macro {error} in {source!r}", hint))
        except (regex.error, ValueError) as error:
            hint = "see the regular-expression help of Python's regex module"
            loading.errors.append(RuleError(path.name, line, f"pattern {source!r}: {error}", hint))
    return compiled


def _line(node: yaml.Node, location: tuple[int | str, ...]) -> int:
    """Return the line (from 1) of the deepest part of `location` that stands in the file."""
    line = node.start_mark.line + 1
    for part in location:
        child: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == part:
                    line, child = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            child = node.value[part]
            line = child.start_mark.line + 1
        if child is None:
            break
        node = child
    return line
