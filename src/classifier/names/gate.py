"""Weighs what the tagger sees against what the word lists know and what stands beside a word.

The tagger sees letters and neighbours. The lists know which words are ordinary Swedish, which names many bear, and
which are those of places, firms, figures and things; `evidence.py` reads whether somebody is called so. A name that is
no word is one unless something speaks against it; a word that is a name as well needs somebody to be called so.
"""

from typing import Final

from classifier.names.evidence import Surroundings
from classifier.names.features import Token
from classifier.names.figures import among_figures, figure, stormy
from classifier.names.things import among_things, counted, famous, nicknamed, of_a_kind, posted, shown, spelled, told_of
from classifier.names.words import lists, standing

_SEEN: Final = 0.3
"""From this probability the tagger speaks for a name."""
_HINTED: Final = 0.05
_LIKELY: Final = 0.75
_SURE: Final = 0.95
_FEW: Final = 0.45
"""A text of which no more is ordinary Swedish is in another language."""
_SHORTEST: Final = 5
_NOT_OPENING: Final = frozenset({"hans", "inga", "alla", "mina", "dina", "de", "den", "er", "min", "my", "ring", "ute"})
"""Pronouns and verbs that open sentences more often than a person does."""
_PLACE_ENDS: Final = (
    "lund",
    "dal",
    "vik",
    "sund",
    "torp",
    "hult",
    "hamn",
    "fors",
    "ryd",
    "arp",
    "backa",
    "näs",
    "åsa",
    "sta",
    "köping",
)
_SURNAME_ENDS: Final = (
    "qvist",
    "kvist",
    "ström",
    "gren",
    "blad",
    "stedt",
    "stedts",
    "falk",
    "sköld",
    "hielm",
    "hjelm",
    "crona",
)
"""What surnames end in and hardly any place: an unknown word with a capital inside a sentence that ends so is one."""
_STORMS: Final = frozenset(
    "gudrun per alfrida hans dennis simone ivar sven egon malik rune ove babet otto jasmin gorm ingunn amalie"
    " elsa ingrid klaus eunice floriane ciaran eowyn darragh amy bram"
    " hilde malik tove dagmar ciara helga ulrika pia emil freja knud urd johanne bodil carola lena erwin laura".split()
)
_DEFINITE: Final = ("en", "et", "an", "na")
_SWEDISH: Final = str.maketrans("åäöÅÄÖéÉ", "aaoAAOeE")
_STRENGTH: Final = ("known", "both", "also_thing", "unknown", "place", "word", "thing")


def everyday(word: str) -> bool:
    """Tell whether a word in small letters is one that everybody uses, though it may be a name too."""
    return standing(word) == "word" or word in lists("evidence.txt")["often"]


def foreign(tokens: list[Token]) -> bool:
    """Tell whether a text is in another language: few of its words are ordinary Swedish."""
    words = lists("ordinary.txt")
    known = [t.lower for t in tokens if t.text[0].isalpha() and len(t.text) > 1 and standing(t.lower) != "known"]
    swedish = sum(w in words["word"] or w in words["name_too"] for w in known)
    return len(known) >= _SHORTEST and swedish < _FEW * len(known)


def worth_a_look(around: Surroundings, index: int, probability: float, threshold: float) -> bool:
    """Tell whether a token may begin a name, whatever the tagger says."""
    token, words = around.tokens[index], lists("evidence.txt")
    if token.lower in words["function"] or token.lower in words["person_before"] or token.lower in words["link"]:
        return False
    if probability >= threshold:
        return True
    if len(token.text) < 2 or token.shape in ("0", "xX"):
        return False
    kind = standing(token.lower)
    if kind == "known":
        return True
    if kind in ("both", "also_thing"):
        told = (probability >= _HINTED and around.before(index)) or around.after(index, index)
        return token.shape != "x" or told or told_of(around, index, index)
    if token.shape != "Xx" or kind not in ("unknown", "place", "word"):
        return False
    return around.initialled(index) or (kind == "unknown" and not around.opens(index) and around.before(index))


def is_person(
    around: Surroundings, first: int, last: int, probability: float, *, how: str, abroad: bool, people: bool
) -> bool:
    """Tell whether the tokens are the name of a person.

    `probability` is the highest of the tokens', `how` the style of the text, `abroad` that the text is in another
    language, `people` that another person is named in it.
    """
    token = around.tokens[first]
    kinds = [standing(w) for w in around.lower[first : last + 1] if len(w) > 1]
    kind = min(kinds, key=_STRENGTH.index, default="unknown")
    if nicknamed(around, first):
        return True
    if around.linked(first, last) or all(k == "thing" for k in kinds) or around.thing(first, last):
        return False
    if around.named_so(first):
        return True
    if (
        (first == last and spelled(token.lower))
        or shown(around, first, last)
        or of_a_kind(around, last)
        or famous(around, first, last)
    ):
        return False
    if first == last and (around.dwelt_in(first) or among_figures(around, first, last)):
        return False
    if stormy(around) and token.lower.removesuffix("s") in _STORMS and not around.before(first):
        return False
    if (
        token.lower == "hans"
        and (token.shape == "x" or how == "U")
        and not (first and around.lower[first - 1] in lists("evidence.txt")["called"])
    ):
        return False  # `hans mamma`
    works = first == last and kind == "both" and token.shape != "x" and token.lower.endswith(_DEFINITE)
    if works and around.lower[first - 1 : first] in (["på"], ["vid"]):
        return False  # `arbetar natt på Linden`
    called = around.called(first, last)
    if _of_a_place(around, first, last, kind, probability):
        return False
    if around.verse(last) or figure(around, first, last):
        return False
    if how == "U" and kind == "unknown" and not called:
        return False
    if not called and first == last and around.among_places(first, last):
        return False
    if first == last and not around.before(first) and among_things(around, first, last):
        return False
    if first == last and around.town(first, people=people):
        return False
    if first == last and not _spoken_of(around, first, last, probability, people=people, how=how):
        return False
    small, inside = token.shape == "x", not around.opens(first) and not around.titled and how == "C"
    if abroad and (small or kind not in ("known", "both")) and not called:
        return False
    if kind != "known" and around.model(last) and not called:
        return False
    short = kind != "known" or len(token.text) < 4
    if first == last and token.shape == "XX" and how != "U" and short and not (called and len(token.text) > 3):
        return False
    if first != last and sum(len(w) > 1 for w in around.lower[first : last + 1]) > 1:
        return _pair(around, first, last, kinds, probability, called=called, people=people)
    if len(token.text) == 1 and first != last and token.shape == "X":
        return kind not in ("thing", "word") and not around.english(first, last)
    if small:
        return _small(around, first, last, kind, probability, called=called, people=people)
    return _capital(around, first, last, kind, probability, called=called, people=people, inside=inside)


def _of_a_place(around: Surroundings, first: int, last: int, kind: str, probability: float) -> bool:
    """Tell whether a town is thanked or scolded, or something stands beside a place: `Tack Nybro`, `vid Ström`."""
    before, token = around.at(first - 1), around.lower[first]
    if around.lower[last] in _FEASTS and not {before, token}.isdisjoint({"glad", "god", "trevlig"}):
        return True  # `Glad Lucia`
    if first != last:
        return False
    if before == "vid" and kind != "known" and not token.endswith("s"):
        return True
    town = kind == "place" or token in lists("ordinary.txt")["place_too"]
    return town and probability < _LIKELY and before in _CHEERS and not around.after(first, last)


_FEASTS: Final = frozenset({"lucia", "valborg", "knut", "advent"})
_CHEERS: Final = frozenset(
    "tack hej heja grattis bra skäms kära stackars hela hejdå adjö farväl hallå fina älskade".split()
)


def _spoken_of(around: Surroundings, first: int, last: int, probability: float, *, people: bool, how: str) -> bool:
    """Tell whether a name that is an everyday word may be a name where it stands: `Min man Hans`, never `De säger`."""
    words, token = lists("evidence.txt"), around.tokens[first]
    bases = {token.lower, token.lower.removesuffix("s")}
    if around.aged(last) and token.shape == "Xx":
        return True
    if bases & words["calendar"]:
        return around.before(first) or (people and around.coordinated(first - 1, first))
    if not bases & words["often"]:
        return True
    if token.shape == "x" or how == "U":
        return (probability >= _SEEN and around.called(first, last)) or told_of(around, first, last)
    if around.opens(first) or around.titled:
        told = people and probability >= _LIKELY and around.after(first, last)
        done = around.after(first, last) or (around.weak(last) and around.pronoun)
        told = told or (probability >= _SEEN and done)
        told = (told and token.lower not in _NOT_OPENING) or around.schooled(last) or around.with_me(last)
        return around.before(first) or told
    return True


def _pair(
    around: Surroundings, first: int, last: int, kinds: list[str], probability: float, *, called: bool, people: bool
) -> bool:
    if "known" in kinds or (called and "thing" not in kinds):
        return True
    if "thing" in kinds or around.lower[first] in lists("evidence.txt")["brand"]:
        return False
    if around.tokens[first].shape == "x":
        return probability >= _SURE and (people or around.pronoun) and not around.english(first, last)
    if "both" in kinds or "also_thing" in kinds:
        return probability >= _SEEN
    if around.english(first, last):
        return False
    return probability >= _LIKELY and (people or around.pronoun or (last == first + 1 and probability >= _SURE))


def _small(
    around: Surroundings, first: int, last: int, kind: str, probability: float, *, called: bool, people: bool
) -> bool:
    if around.english(first, last) and not called and (kind != "known" or everyday(around.lower[first])):
        return False
    if kind == "known":
        return True
    if kind in ("both", "also_thing"):
        if told_of(around, first, last):
            return True
        if counted(around, first):
            return False
        plain = first > 0 and around.lower[first - 1] in lists("evidence.txt")["plainly_before"]
        sure = (around.before(first) and around.after(first, last)) or plain
        return called and (probability >= _SEEN or sure or (people and probability >= _HINTED))
    if kind != "unknown":
        return False
    seen = probability >= _SEEN and (called or first != last)
    return seen or probability >= _SURE or (probability >= _LIKELY and (people or around.pronoun))


def _capital(
    around: Surroundings,
    first: int,
    last: int,
    kind: str,
    probability: float,
    *,
    called: bool,
    people: bool,
    inside: bool,
) -> bool:
    context, token = people or around.pronoun, around.tokens[first]
    if kind == "known":
        return True
    if kind == "both":
        if inside:
            return called or probability >= _SEEN or (context and probability >= _HINTED)
        if probability >= _HINTED and posted(around, last):
            return True
        return called or (context and probability >= _LIKELY) or (around.weak(last) and context)
    if kind == "also_thing":
        return called or (context and (probability >= _LIKELY or around.weak(last)))
    if kind in ("word", "place", "thing"):
        return inside and probability >= (_SEEN if called else _SURE) and (called or context)
    if around.towards(first) and not context:
        return False
    if token.lower.endswith(_PLACE_ENDS) and not called and first == last and not (inside and probability >= _SURE):
        return False  # `Johannelund, Annedal`
    if inside and probability >= _HINTED and token.lower.endswith(_SURNAME_ENDS) and len(token.text) > 6:
        return True
    if called:
        return inside or probability >= _SEEN
    if not around.tokens[first].text.translate(_SWEDISH).isascii() and probability >= _SEEN:
        return True  # `Şehriban`, `Nguyễn`: letters that no Swedish word has
    if around.opens(first) and (around.weak(last) or posted(around, last)) and probability >= _LIKELY:
        return True
    return probability >= _SEEN and (context or (around.weak(last) and probability >= _LIKELY))
