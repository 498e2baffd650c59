"""What a sentence does: classes in the order they stand, who does what to whom, what is denied, quoted or reported.

`evidence.md`: class counts carry most; ordered pairs and combinations at a distance add on threats and on group talk.
The coarse kind of a class is its name up to the first underscore (VIOL_KILL, VIOL_MILD → VIOL).
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from classifier.model.lexicon import Tag
from classifier.model.tokens import Token


class Feature(NamedTuple):
    """A named feature and the half-open span of the skeleton text it was read from."""

    name: str
    start: int
    end: int


FAMILIES: Final = ("pair", "kind", "sequence", "scope")
"""What the clause block is made of, for the ablation table; a feature's family is read from its name."""
_PAIR_DISTANCE: Final = 4
_KIND_DISTANCE: Final = 10
_MAX_TAGS: Final = 150
_MAX_PARTNERS: Final = 16
_MAX_CLAUSE: Final = 40
_NEGATION_REACH: Final = 3
_BOUNDS: Final = frozenset(".,;!?…") | {"...", "!!", "??", "men", "fast", "eftersom", "därför"}
_QUOTES: Final = frozenset('"”“»«')
_LITERAL: Final = frozenset(
    "är var vara blir blev bli har hade ha ska skall skulle kan kunde vill ville måste får fick borde bör inte aldrig "
    "att som om när hur vad vem varför jag du ni han hon de dom dem vi man den det er dig dej mig mej min din ditt "
    "dina era ert eran alla inga ingen någon nån på i till från med utan mot för av och eller så då nu här där ut in "
    "upp hem bort tillbaka bara också ju väl".split()
)
_SPECIFIC: Final = (
    "SLUR VERMIN FILTH EXTERMINATE EXCLUDE CONSPIRACY CODE SUICIDE SELF VIOL THREAT STALK WATCH WISH INCITE WEAPON "
    "HOPELESS BURDEN FAREWELL WORTHLESS PLAN WORRY INSULT ACCUSE SHUT BELITTLE PROFANITY OBSCENE GROUP IDIOM FRAME "
    "COUNTER CONDEMN REPORT QUOTE NEGATION YOU I WE THEY HE FAMILY CHILD FUTURE CONDITIONAL TIME"
).split()
_RANK: Final = {kind: i for i, kind in enumerate(_SPECIFIC)}


def class_features(tokens: list[Token], tags: list[Tag]) -> Iterator[Feature]:
    """Yield every class of a comment or of one window of it."""
    for first, last, name in tags:
        yield Feature(name, tokens[first][1], tokens[last - 1][2])


def clause_features(tokens: list[Token], tags: list[Tag]) -> Iterator[Feature]:
    """Yield what the classes do to each other: pairs, kinds at a distance, sequences, what is denied or told."""
    words = [t[0] for t in tokens]
    clauses = _clauses(words)
    yield from _pairs(tokens, tags)
    yield from _kinds(tokens, tags, clauses)
    yield from _sequences(tokens, tags, clauses)
    yield from _scopes(tokens, tags, words, clauses)


def family_of(name: str) -> str:
    """Return which of FAMILIES a clause feature belongs to."""
    if name.startswith("s:"):
        return "sequence"
    if name.startswith(("not:", "said:", "told:")):
        return "scope"
    return "kind" if "~" in name else "pair"


def kind_of(name: str) -> str:
    """Return the coarse kind of a class."""
    return name.split("_", 1)[0].rstrip("+-")


def _pairs(tokens: list[Token], tags: list[Tag]) -> Iterator[Feature]:
    for i, (first, last, name) in enumerate(tags[:_MAX_TAGS]):
        for next_first, next_last, other in tags[i + 1 : i + 1 + _MAX_PARTNERS]:
            if next_first - last >= _PAIR_DISTANCE:
                break
            if next_first >= last:
                yield Feature(f"{name}>{other}", tokens[first][1], tokens[next_last - 1][2])


def _clauses(words: list[str]) -> list[int]:
    """Return, for each word, the number of the clause it stands in."""
    number, length, numbers = 0, 0, []
    for word in words:
        numbers.append(number)
        length += 1
        if word in _BOUNDS or length >= _MAX_CLAUSE:
            number, length = number + 1, 0
    return numbers


def _kinds(tokens: list[Token], tags: list[Tag], clauses: list[int]) -> Iterator[Feature]:
    """Yield ordered pairs of coarse kinds within one clause, at most ten words apart, each once."""
    kinds = list(dict.fromkeys((first, last, kind_of(name)) for first, last, name in tags[:_MAX_TAGS]))
    seen: set[str] = set()
    for i, (first, last, kind) in enumerate(kinds):
        for next_first, next_last, other in kinds[i + 1 : i + 1 + 2 * _MAX_PARTNERS]:
            if next_first - last >= _KIND_DISTANCE or clauses[next_first] != clauses[first]:
                break
            name = f"{kind}~{other}"
            if next_first >= last and name not in seen:
                seen.add(name)
                yield Feature(name, tokens[first][1], tokens[next_last - 1][2])


def _sequences(tokens: list[Token], tags: list[Tag], clauses: list[int]) -> Iterator[Feature]:
    """Yield two and three symbols in a row within a clause: a word's most telling kind, or a function word."""
    symbols = _symbols(tokens, tags)
    for i in range(len(symbols)):
        for size in (2, 3):
            part = symbols[i : i + size]
            if len(part) < size or clauses[part[0][0]] != clauses[part[-1][0]]:
                break
            if any(s[2] for s in part):
                name = "s:" + " ".join(s[1] for s in part)
                yield Feature(name, tokens[part[0][0]][1], tokens[part[-1][0]][2])


def _symbols(tokens: list[Token], tags: list[Tag]) -> list[tuple[int, str, bool]]:
    """Return (token, symbol, whether it is a kind) of the words that have a kind or are function words."""
    best: dict[int, tuple[int, int, str]] = {}
    for first, last, name in tags:
        kind = kind_of(name)
        rank = (first - last, _RANK.get(kind, len(_RANK)), kind)
        for i in range(first, last):
            if i not in best or rank < best[i]:
                best[i] = rank
    symbols: list[tuple[int, str, bool]] = []
    for i, token in enumerate(tokens):
        if i in best:
            kind = best[i][2]
            if not (symbols and symbols[-1][1] == kind and symbols[-1][0] == i - 1):
                symbols.append((i, kind, True))
                continue
            symbols[-1] = (i, kind, True)
        elif token[0] in _LITERAL:
            symbols.append((i, token[0], False))
    return symbols


def _scopes(tokens: list[Token], tags: list[Tag], words: list[str], clauses: list[int]) -> Iterator[Feature]:
    """Yield kinds that are denied (just after a negation), quoted, or told (after a reporting verb in the comment)."""
    quoted, inside = [], False
    for word in words:
        inside = inside != (word in _QUOTES)
        quoted.append(inside)
    denied_until, denied_clause, told = -1, -1, False
    for first, last, name in tags[:_MAX_TAGS]:
        kind = kind_of(name)
        start, end = tokens[first][1], tokens[last - 1][2]
        if kind == "NEGATION":
            denied_until, denied_clause = last + _NEGATION_REACH, clauses[first]
            continue
        if first < denied_until and clauses[first] == denied_clause:
            yield Feature(f"not:{kind}", start, end)
        if quoted[first]:
            yield Feature(f"said:{kind}", start, end)
        if told:
            yield Feature(f"told:{kind}", start, end)
        told = told or kind in {"REPORT", "QUOTE", "HEARSAY"}
