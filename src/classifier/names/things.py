"""Whose name a word is when it is no person's: of what is said to be an animal, a town or a system; of somebody famous.

`Doris är en kalkon`, `Sofia är Bulgariens huvudstad`, `Tyra, Vklass och Unikum`, `Ronja visas på teatern`.
"""

from functools import lru_cache
from typing import Final

from classifier.names.evidence import COORDINATES, Surroundings
from classifier.names.words import lists, standing

FIELDS: Final = ("politics", "stage", "sport", "shelf", "faith")
_IS: Final = frozenset({"är", "e", "ä", "va", "var", "blir", "heter", "hette"})
_ARTICLES: Final = frozenset(
    {"en", "ett", "vår", "våra", "kommunens", "stadens", "två", "tre", "namnet", "vårt", "skolans", "byns", "min"}
)
_COUNTED: Final = frozenset(
    {"en", "ett", "den", "det", "någon", "nån", "ingen", "varje", "två", "tre", "flera", "många", "denna"}
)
_SO: Final = lists("evidence.txt")["person_before"] | frozenset({"som", "där", "är", "var", "när", "att"})
_WHO: Final = frozenset("jag ja han hon som sonen dottern pojken flickan hunden barnet killen tjejen".split()) - {
    "hunden"
}
_ON: Final = frozenset("och o å själv i på som om så men för".split())
_CLAUSES: Final = frozenset("att men när om så för hade har eftersom fast medan".split())
_PRONOUNS: Final = frozenset("jag ja han hon vi du ni de dom dem man det den hen".split())
_OF_NAMES: Final = (
    "namnsdag",
    "namnlist",
    "namntopp",
    "namntrend",
    "pojknamn",
    "flicknamn",
    "babynamn",
    "dopnamn",
    "namnstatistik",
)
"""Where the talk is of names, nobody bears them."""
_COMMON: Final = ("vanligast", "populär")
_NAMES: Final = frozenset({"namn", "namnet", "namnen"})
_BODIES: Final = frozenset(
    "kommun park stad museum center centrum arena hotell bygg ab camping skola kyrka församling hamn station torg gata"
    " väg allé plan mater".split()
)
_AFTER: Final = 4


@lru_cache(maxsize=1)
def _fields() -> tuple[tuple[frozenset[str], tuple[str, ...], tuple[tuple[str, str], ...]], ...]:
    """Return for each field its names, how its words begin, and its pairs of words."""
    found = []
    for field in FIELDS:
        marks = lists("famous.txt")[f"{field}_words"]
        pairs = tuple((a, b) for a, _, b in (m.partition("+") for m in marks) if b)
        found.append((lists("famous.txt")[field], tuple(m for m in marks if "+" not in m), pairs))
    return tuple(found)


def in_field(around: Surroundings, wanted: int | None = None) -> bool:
    """Tell whether the text speaks of a field (of any, where none is given) where many are known by name."""
    chosen = _fields() if wanted is None else (_fields()[wanted],)
    for _, starts, pairs in chosen:
        if any(w.startswith(starts) for w in around.lower):
            return True
        if pairs and any((a, b) in pairs for a, b in zip(around.lower, around.lower[1:], strict=False)):
            return True
    return False


def famous(around: Surroundings, first: int, last: int) -> bool:
    """Tell whether a name is that of somebody known from the field that the text speaks of."""
    if (
        any(w.startswith(_OF_NAMES) for w in around.lower)
        and around.at(first - 1) not in lists("evidence.txt")["relation"]
    ):
        return True
    if around.before(first) or around.aged(last) or around.schooled(last):
        return False
    words = [w for w in around.lower[first : last + 1] if len(w) > 1]
    if len(words) == 2 and "-".join(words).removesuffix("s") in lists("famous.txt")["common"]:
        return in_field(around)
    if len(words) != 1:
        return False
    bases = {words[0], words[0].removesuffix("s")}
    return any(
        bases & names and in_field(around, index) and not (index == FIELDS.index("shelf") and around.after(first, last))
        for index, (names, _, _) in enumerate(_fields())
    )


def of_a_kind(around: Surroundings, last: int) -> bool:
    """Tell whether it is said to be an animal, a place or a thing: `Doris är en kalkon`, `Nisse heter plogbilen`."""
    if around.at(last + 1) not in _IS:
        return False
    kinds = lists("evidence.txt")["kind_said"]
    article = around.at(last + 2)
    if around.at(last + 1) in {"heter", "hette"}:
        return any(around.at(i) in lists("evidence.txt")["pets"] for i in range(last + 2, last + 4))
    if article not in _ARTICLES and not (article.endswith("s") and len(article) > 3):
        return False
    for index in range(last + 2, last + 2 + _AFTER):
        word = around.at(index)
        if not word or not word[0].isalpha() or word in {"som", "men", "och", "för"}:
            return False
        if word in kinds or any(word.endswith(k) for k in kinds if len(k) > 3):
            return True
    return False


def among_things(around: Surroundings, first: int, last: int) -> bool:
    """Tell whether a brand, an app or an authority stands in the same row: `Tyra, Vklass och Unikum`."""
    for start, step in ((first - 1, -1), (last + 1, 1)):
        index, beside = start, around.token(start + step)
        while beside is not None and around.at(index) in COORDINATES and beside.shape in ("Xx", "XX"):
            if standing(beside.lower) == "thing":
                return True
            index += 2 * step
            beside = around.token(index + step)
    return False


def shown(around: Surroundings, first: int, last: int) -> bool:
    """Tell whether it is played, shown or sold, or begins a longer word: `Björn Borg-kalsonger`, `lex maria`."""
    if around.at(last + 1) in lists("evidence.txt")["done_to_works"] or around.at(first - 1) == "lex":
        return True
    if last > first and around.lower[last] in _BODIES and standing(around.lower[first]) != "known":
        return True  # `Mark Kommun`
    following = around.token(last + 1)
    if following is None:
        return False
    goods = following.lower in lists("evidence.txt")["goods"] and around.tokens[first].shape != "x"
    if goods and (around.lower[last].endswith("s") or following.shape == "Xx"):
        return True  # `Bengtssons ost`
    if following.shape != "Xx" or around.tokens[first].shape == "x":
        return False
    head, hyphen, tail = following.text.rpartition("-")
    return bool(hyphen) and head[:1].isupper() and len(tail) > 3 and tail[0].islower()


def counted(around: Surroundings, first: int) -> bool:
    """Tell whether an article stands before a word in small letters: `en stor björn`, `varje dag`."""
    return around.at(first - 1) in _COUNTED or (
        around.at(first - 2) in _COUNTED
        and standing(around.at(first - 1)) == "word"
        and around.at(first - 1) not in _SO
    )


def told_of(around: Surroundings, first: int, last: int) -> bool:
    """Tell whether a word in small letters is somebody: `liv ringde och`, `fråga mark själv`, `max i femman`."""
    words, before, after = lists("evidence.txt"), around.at(first - 1), around.at(last + 1)
    if counted(around, first):
        return False
    if around.schooled(last):
        return True
    linked = before in words["link"] and around.at(first - 2) in words["relation"]
    if linked or (before in words["plainly_before"] and before != "hos"):
        named = before not in words["called"] or around.at(first - 2) in _WHO
        return named and (not after or not after[0].isalpha() or after in _ON or around.after(first, last))
    opens = around.opens(first) or before in _CLAUSES
    return opens and after in words["only_persons"] and around.at(last + 2) not in _PRONOUNS


def spelled(word: str) -> bool:
    """Tell whether a word is a pattern or a cry instead of a name: `ÅÅMMDD`, `XXXX`, `Aaaah`."""
    if len(word) > 5 and word[:2] * (len(word) // 2) == word[: len(word) // 2 * 2]:
        return True  # `ajajaj`
    return any(a == b == c for a, b, c in zip(word, word[1:], word[2:], strict=False)) or word[:4] in {"ååmm", "yymm"}


_CLAUSE: Final = frozenset(
    "som och o å men borde måste ramlade föll kunde får fick vill ville tar tog gör gjorde".split()
)


def posted(around: Surroundings, last: int) -> bool:
    """Tell whether it is said where somebody works: `Linda på hr`, `Kim i kassan`."""
    placed = (
        around.at(last + 1) in {"i", "på", "från", "hos"} and around.at(last + 2) in lists("evidence.txt")["workplace"]
    )
    words, follows = lists("evidence.txt"), around.at(last + 3)
    return placed and (
        not follows[:1].isalpha() or any(follows in w for w in (words["person_after"], words["also_after"], _CLAUSE))
    )


def nicknamed(around: Surroundings, first: int) -> bool:
    """Tell whether it is what somebody is called: `vi kallar honom Putin`."""
    said = around.tokens[first].shape == "Xx" and around.at(first - 2) in {"kallar", "kalla", "kallade"}
    return said and around.at(first - 1) in {"honom", "henne"}
