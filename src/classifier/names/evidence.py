"""What stands around a word that may be a name: whether somebody is called so, or a place, a firm or a thing is.

Read from the word lists of `evidence.txt`. Nothing here knows any probability; `gate.py` weighs both.
"""

from typing import Final

from classifier.names.features import Token
from classifier.names.words import links, lists, standing

_ENDS: Final = frozenset('.!?:…\n"”»)(-–*•😊')
_SIGNS: Final = frozenset({"/", "@", "//"})
COORDINATES: Final = frozenset({"och", "o", "å", "&", ",", "samt", "eller", "and"})
_ANIMALS: Final = (
    "hund",
    "katt",
    "häst",
    "valp",
    "kanin",
    "schäfer",
    "tax",
    "pudel",
    "labrador",
    "terrier",
    "kattunge",
)
"""What an animal's kind ends in, or begins with: `en schäfer som heter Rex`, `vår kattunge heter Misse`."""
_NAMED: Final = frozenset({"kallas", "kallad", "kallades", "heter", "hette", "heta"})
_SMALL_KINDS: Final = frozenset({"lilla", "stora", "gamla", "nya"})
"""Of a person where they begin with a small letter (`lilla Stina`), of a place with a capital (`Lilla Edet`)."""
_SIGNED: Final = frozenset({"hälsn", "mvh", "vh", "vänl", "hälsningar"})
_AGES: Final = frozenset({"år", "åring", "månader", "mån", "årig"})
_PRONOUNS: Final = frozenset({"han", "hon", "honom", "henne", "hennes", "hen"})
_TITLED: Final = 0.6
_FIRM_REACH: Final = 5
_TO: Final = frozenset({"i", "till", "från", "mot", "via", "runt", "mellan", "utanför", "genom", "kring"})


class Surroundings:
    """The tokens of one text, and what they say of each other."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        """Read once a text; the word lists are shared."""
        self.tokens = tokens
        self.lower = [t.lower for t in tokens]
        self.links = links(text)
        self.pronoun = not _PRONOUNS.isdisjoint(self.lower)
        letters = [t for t in tokens if t.text[0].isalpha()]
        capitals = sum(t.shape == "Xx" for t in letters)
        self.titled = len(letters) > 3 and capitals > _TITLED * len(letters)
        self.text = text

    def linked(self, first: int, last: int) -> bool:
        """Tell whether the words stand in a link, a mail address, a code or a name of a file."""
        start, end = self.tokens[first].start, self.tokens[last].end
        if any(low < end and start < high for low, high in self.links):
            return True
        before, after = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        return (before in {"_", "="} and before != "") or after == "_" or before.isdigit() or after.isdigit()

    def opens(self, first: int) -> bool:
        """Tell whether the word begins a sentence, a line or a quotation."""
        return first == 0 or self.tokens[first - 1].text in _ENDS or "\n" in self._gap(first)

    def coordinated(self, end: int, first: int) -> bool:
        """Tell whether only `,` and `och` stand between token `end` (exclusive) and `first`."""
        between = self.lower[end:first]
        return 0 < len(between) <= 2 and COORDINATES.issuperset(between)

    def called(self, first: int, last: int) -> bool:
        """Tell whether it says that a person is called so, or does what only persons do."""
        return self.before(first) or self.after(first, last)

    def before(self, first: int) -> bool:
        """Tell whether a relation, a greeting or the like stands right before."""
        before = self.at(first - 1)
        if before in lists("evidence.txt")["called"] and (
            self._pet(first) or self.at(first - 2) in lists("evidence.txt")["of_many"]
        ):
            return False
        if before in lists("evidence.txt")["person_before"]:
            return True
        if before == "." and self.at(first - 2) in _SIGNED:
            return True
        if before in _SIGNS:
            return before != "/" or first + 4 >= len(self.tokens)
        if before in {"är", "e"} and self.at(first - 2) in {"det", "de", "detta", "här", "jag"}:
            return self.tokens[first].shape == "Xx"
        linked = before in lists("evidence.txt")["link"]
        return (linked and self.at(first - 2) in lists("evidence.txt")["relation"]) or before == "du"

    def _pet(self, first: int) -> bool:
        """Tell whether it is an animal that is called so: `hunden heter Rex`, `en schäfer som heter Rex`."""
        before = self.at(first - 2)
        kind = self.at(first - 3) if before in {"som", "vi", "de", ","} else before
        return (
            kind in lists("evidence.txt")["pets"]
            or kind.endswith(_ANIMALS)
            or kind.removesuffix("en").endswith(_ANIMALS)
        )

    def named_so(self, first: int) -> bool:
        """Tell whether somebody is said to be called so, which makes a name of any word: `hon som kallas Sillen`."""
        if self.at(first - 1) not in _NAMED or self.tokens[first].shape != "Xx" or self._pet(first):
            return False
        words = lists("evidence.txt")
        before = self.at(first - 2)
        return before in {"som", "jag", "ja", "han", "hon"} and (
            before != "som" or self.at(first - 3) in words["person_before"] or self.at(first - 3) in _PRONOUNS
        )

    def dwelt_in(self, first: int) -> bool:
        """Tell whether somebody is said to live there: nobody lives in a person."""
        return self.at(first - 1) in {"i", "på", "vid"} and self.at(first - 2) in lists("evidence.txt")["dwells"]

    def after(self, first: int, last: int) -> bool:
        """Tell whether a verb of persons, an age, a class, a number to ring or a belonging follows."""
        words, after = lists("evidence.txt"), self.at(last + 1)
        if after in words["person_after"] or f"{after}+{self.at(last + 2)}" in words["person_after"]:
            return True
        if after == "du" and (self.tokens[last].shape != "x" or standing(self.lower[last]) == "known"):
            return True
        if self.lower[last] != "hans" and (after in words["belongings"] and self.lower[last].endswith(("s", "x", "z"))):
            return True
        if after in {"på", "tel", "tfn", "mobil", "mob"} and self._number_of_somebody(last + 2):
            return self.tokens[first].shape != "x"
        if after == "har" and self.at(last + 2) in words["ails"]:
            return True
        if after == "," and self.at(last + 2) == "du":
            return True
        beside = self.token(last + 2)
        if after in {"och", "o", "å", "&"} and beside is not None and beside.shape == "Xx" == self.tokens[last].shape:
            return standing(beside.lower) == "known" and beside.lower not in lists("ordinary.txt")["place_too"]
        if self.schooled(last) or (after in {"(", ","} and beside is not None and self._role(last + 2)):
            return True
        skip = 1 if after in {"(", ","} else 0
        small = self.tokens[first].shape == "x" and standing(self.lower[first]) != "known"
        return not small and self._number_of_somebody(last + 1 + skip)

    def schooled(self, last: int) -> bool:
        """Tell whether a class follows: `i 4B`, `i trean`."""
        return self.at(last + 1) == "i" and (
            self.at(last + 2) in lists("evidence.txt")["classes"] or self._class(last + 2)
        )

    def _role(self, index: int) -> bool:
        """Tell whether a role stands there between signs: `Lotta (bibliotekarien)`."""
        closed = self.at(index + 1) in {")", ","} and self.at(index).endswith("n")
        return closed and self.at(index) in lists("evidence.txt")["person_before"]

    def aged(self, last: int) -> bool:
        """Tell whether an age follows: `Lova (2 år)`."""
        index = last + 2 if self.at(last + 1) in {"(", ",", "är", "e", "fyller", "fyllde", "blir"} else last + 1
        return self.at(index).isdigit() and (self.at(index + 1) in _AGES or self.at(index + 1) == ")")

    def with_me(self, last: int) -> bool:
        """Tell whether the writer is coordinated with the name: `My och jag såg`."""
        return self.at(last + 1) in {"och", "o", "å"} and self.at(last + 2) in {"jag", "ja"}

    def initialled(self, first: int) -> bool:
        """Tell whether an initial with its dot stands before: `F. Wetterhall`."""
        return self.at(first - 1) == "." and first > 1 and self.tokens[first - 2].shape == "X"

    def weak(self, last: int) -> bool:
        """Tell whether a verb follows that persons and things share."""
        return self.at(last + 1) in lists("evidence.txt")["also_after"]

    def thing(self, first: int, last: int) -> bool:
        """Tell whether a place, a firm or a thing bears the name."""
        words, old = lists("evidence.txt"), lists("not_persons.txt")
        before, after = self.at(first - 1), self.at(last + 1)
        token = self.tokens[first]
        capital = token.shape != "x"
        small_kind = before in _SMALL_KINDS and self.tokens[first - 1].shape == "x"
        if capital and before and not small_kind and (before in words["kind_before"] or before in words["brand"]):
            return True
        if capital and before == "t" and self.at(first - 2) == ":":
            return True  # `S:t Olofs kapell`
        if before == "hos" and self.tokens[first - 1].shape == "Xx" and not self.opens(first - 1):
            return True  # `frisörsalongen Hos Lena`
        if capital and first == last and not small_kind and before in old["before"]:
            return True
        if capital and before.endswith(tuple(words["kind_ending"])) and len(before) > 5:
            return True
        if last > first and (
            self.lower[first] in words["kind_before"] or (capital and self.lower[last] in words["firm"])
        ):
            return True
        if capital and first and standing(self.lower[first]) in ("word", "both") and self._genitive_thing(first - 1):
            return True
        if after in old["after"] or after in words["thing_after"]:
            return True
        following = self.token(last + 1)
        if capital and first == last and after in words["firm"] and following is not None and following.shape == "Xx":
            return True  # `Ester Elektronik`
        tail = "-" in token.text and token.text.rpartition("-")[2][:1].islower()
        tail = tail or ("-" in self.tokens[last].text and self.tokens[last].text.rpartition("-")[2][:1].islower())
        pet = before in words["called"] and (self._pet(first) or self.at(first - 2) in lists("evidence.txt")["of_many"])
        pet = pet or (before == "på" and self.at(first - 2) in {"lystrar", "lyssnar"} and "katt" in self.text.lower())
        if pet or (capital and tail):
            return True  # `Lena Philipsson-låtar`
        if self.lower[last].endswith("s") and any(
            after.endswith(e) and len(after) > len(e) for e in words["thing_ending"]
        ):
            return True
        joined = last + 1 < len(self.tokens) and self.tokens[last + 1].shape == "Xx"
        if self.lower[last].endswith(tuple(old["ending"])) or (joined and after.endswith(tuple(old["ending"]))):
            return True
        return capital and (self._firm(last) or self._genitive_thing(last))

    def model(self, last: int) -> bool:
        """Tell whether a number follows as after a model, a text of the Bible or a place in a queue."""
        after = self.at(last + 1)
        if not after[:1].isdigit():
            return False
        return not self._number_of_somebody(last + 1)

    def towards(self, first: int) -> bool:
        """Tell whether a word of direction or place stands right before: `till Petersberg`."""
        return self.at(first - 1) in _TO

    def verse(self, last: int) -> bool:
        """Tell whether chapter and verse follow: `Matteus 5:44`."""
        return self.at(last + 1).isdigit() and self.at(last + 2) == ":" and self.at(last + 3).isdigit()

    def town(self, first: int, *, people: bool) -> bool:
        """Tell whether a name that a town bears too is that of the town here: `i Göta`, `Ale och Edet`."""
        if self.lower[first] not in lists("ordinary.txt")["place_too"]:
            return False
        before = self.at(first - 1)
        if before in _TO | {"vid", "på"}:
            return not (people and before in {"till", "från"})
        beside = self.at(first - 2) if before in COORDINATES else ""
        return standing(beside) == "place" or self.at(first + 1) in {"-", "–"}

    def among_places(self, first: int, last: int) -> bool:
        """Tell whether the name stands in a row of places: `Berga, Lina och Hovsjö`."""
        before = self.at(first - 2) if self.at(first - 1) in COORDINATES else ""
        after = self.at(last + 2) if self.at(last + 1) in COORDINATES else ""
        ends = ("berg", "lund", "dal", "hult", "torp")
        likely = any(standing(w) == "unknown" and w.endswith(ends) for w in (before, after))
        return (likely and self.lower[last].endswith(ends)) or "place" in {standing(before), standing(after)}

    def english(self, first: int, last: int) -> bool:
        """Tell whether English words stand beside."""
        words = lists("evidence.txt")["english"]
        return self.at(first - 1) in words or self.at(last + 1) in words

    def _genitive_thing(self, last: int) -> bool:
        """Tell whether a genitive with a capital stands before a capital that is no name: `Svenssons Bageri`."""
        token, following = self.tokens[last], self.token(last + 1)
        if following is None or following.shape != "Xx" or not token.lower.endswith("s") or self.titled:
            return False
        words, marks = lists("ordinary.txt"), lists("evidence.txt")
        known = following.lower in words["word"] or following.lower in words["name_too"]
        known = known or following.lower in marks["firm"] or following.lower in marks["thing_after"]
        return self._gap(last + 1) == " " and known

    def _firm(self, last: int) -> bool:
        """Tell whether the ending of a firm follows in the same row of capitals: `Larssons Plåt & Rör AB`."""
        for index in range(last + 1, min(len(self.tokens), last + 1 + _FIRM_REACH)):
            token = self.tokens[index]
            if token.text in {"AB", "HB", "KB", "Aktiebolag"}:
                return True
            if token.shape not in ("Xx", "XX", "X") and token.lower not in {"&", "och", "-"}:
                return False
        return False

    def _class(self, index: int) -> bool:
        """Tell whether a class such as `3B` stands at a token."""
        token = self.token(index)
        return token is not None and token.text.isdigit() and len(token.text) == 1

    def _number_of_somebody(self, index: int) -> bool:
        """Tell whether an age, a telephone number or a date of birth stands at a token."""
        token = self.token(index)
        if token is None or not token.text.isdigit():
            return False
        if self.at(index + 1) in _AGES or (len(token.text) <= 2 and self.at(index + 1) == ")"):
            return True
        return (token.text[0] == "0" and len(token.text) >= 3) or len(token.text) in (6, 8, 10, 12)

    def token(self, index: int) -> Token | None:
        """Return a token, or None outside the text."""
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def at(self, index: int) -> str:
        """Return a word in small letters, empty outside the text."""
        return self.lower[index] if 0 <= index < len(self.lower) else ""

    def _gap(self, index: int) -> str:
        return self.text[self.tokens[index - 1].end : self.tokens[index].start] if index else ""
