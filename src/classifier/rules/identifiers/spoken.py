# ruff: noqa: E501 (patterns)
"""Numbers said in words (`noll sju noll …`, `åttiofem noll fyra tolv, sista fyra …`), alone or mixed with digits.

Words become digits with the place each came from; what they spell is validated as any other number.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import regex
from stdnum import luhn

from classifier.rules.identifiers.cues import Cues, words
from classifier.rules.identifiers.kinds import Kind
from classifier.rules.identifiers.numbers import Hit, kind_of
from classifier.rules.identifiers.phones import is_public, parse
from classifier.rules.identifiers.public import PublicContacts
from classifier.rules.identifiers.said import UNIT, find_said_plates

_UNITS: Final = {
    **dict.fromkeys(("noll", "nolla", "nollan", "nul", "nol"), 0),
    **dict.fromkeys(("ett", "en", "etta", "ettan"), 1),
    **dict.fromkeys(("två", "tvåa", "tvåan", "tva"), 2),
    **dict.fromkeys(("tre", "trea", "trean"), 3),
    **dict.fromkeys(("fyra", "fyran"), 4),
    **dict.fromkeys(("fem", "femma", "femman"), 5),
    **dict.fromkeys(("sex", "sexa", "sexan"), 6),
    **dict.fromkeys(("sju", "sjua", "sjuan"), 7),
    **dict.fromkeys(("åtta", "åttan", "atta"), 8),
    **dict.fromkeys(("nio", "nia", "nian", "nie"), 9),
}
_TEENS: Final = {
    **{"tio": 10, "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17},
    **{"arton": 18, "nitton": 19, "tie": 10},
}
_TENS: Final = {
    **{"tjugo": 20, "tjugi": 20, "tjuge": 20, "trettio": 30, "tretti": 30, "fyrtio": 40, "förtio": 40, "förti": 40},
    **{"femtio": 50, "femti": 50, "sextio": 60, "sexti": 60, "sjuttio": 70, "sjutti": 70, "åttio": 80, "åtti": 80},
    **{"nittio": 90, "nitti": 90, "fyrti": 40, "attio": 80},
}
_COMPOUND: Final = regex.compile(
    rf"({'|'.join(sorted(_TENS, key=len, reverse=True))}|tju)({'|'.join(sorted(_UNITS, key=len, reverse=True))})"
)
_ORDINALS: Final = {
    word: number
    for number, word in enumerate(
        "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte trettonde fjortonde femtonde"
        " sextonde sjuttonde artonde nittonde tjugonde tjugoförsta tjugoandra tjugotredje tjugofjärde tjugofemte tjugosjätte"
        " tjugosjunde tjugoåttonde tjugonionde trettionde trettioförsta".split(),
        start=1,
    )
}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_DATE: Final = regex.compile(
    rf"(?<!\w)(?:den )?(?P<day>{'|'.join(sorted(_ORDINALS, key=len, reverse=True))}|\d{{1,2}}:?[ea])[ ]"
    r"(?P<month>januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)(?=[ ,])"
)
_CENTURY: Final = regex.compile(r"(arton|nitton|tjugo)hundra(?:talet)?(\w*)")
_TWO_THOUSAND: Final = regex.compile(r"(?:två ?tusen|tvåtusen)(\w*)")
_DOUBLE: Final = frozenset({"dubbel", "dubbla", "dubbelt", "dubbel-"})
_WHOLE_TENS: Final = frozenset({"20", "30", "40", "50", "60", "70", "80", "90"})
_HUNDREDS: Final = frozenset({"1", "2", "3", "4", "5", "6", "7", "8", "9", "18", "19", "20"})
_FILLERS: Final = frozenset(words("spoken_filler"))
_WORD: Final = regex.compile(r"\p{L}+|\d+|[\n!?;:()\"”]")
_LETTERS: Final = regex.compile(r"\p{L}+")
_HINT: Final = (
    rf"noll|åtti|sjutti|sexti|femti|förti|fyrti|tretti|nitti|nitton|tjug|tusen|dubbel|sista|{UNIT}[ ,.-]{{1,2}}{UNIT}"
)
_JOINING: Final = r"(?:och|o|å|med|sen|sedan|så|därefter|därpå|sist|de|dom|den|följt|streck|bindestreck|minus|resten|samt|andra|plus|mellanslag)"
_SPOKEN_HINT: Final = regex.compile(
    rf"{_HINT}|(?:nde|dje|rde|mte|tte|fte|sta|dra) (?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)|\d[ ,.;:(-]{{0,3}}(?:{_JOINING}|{UNIT}|siffr\w+|slutsiffr\w+|sjutton|tjugo|fyrtio|elva|tolv)(?!\p{{L}})"
    rf"|(?:{UNIT}|sjutton|fyrtio)[ ,.-]{{1,2}}\d"
)
_TIMES: Final = regex.compile(r"\d\d[.:]\d\d[ ,].{0,8}\d\d[.:]\d\d")
"""Times of departure."""
_ARTICLE: Final = regex.compile(
    rf"(?<!\p{{L}})(?:en|ett|den|för|ska|va|vara)[ ](?!(?:{'|'.join(sorted({*_UNITS, *_TEENS, *_TENS, *_FILLERS}))})(?!\p{{L}})"
    rf"|{'|'.join(sorted([*_TENS, 'tju', 'noll'], key=len, reverse=True))})\p{{L}}"
)
"""`en femtilapp`: the article before an ordinary word is no digit and no link."""
_MAX_WORDS: Final = 40
_MAX_DIGITS: Final = 16
_MAX_TRIES: Final = 400

Token = tuple[str, int, int]
"""Digits (empty: a filler), start, end."""


def find_spoken(text: str, public: PublicContacts, cues: Cues) -> Iterator[Hit]:
    """Yield personnummer, samordningsnummer and telephone numbers that are told at least partly in words."""
    if not _SPOKEN_HINT.search(text):
        return
    yield from _dated(text)
    yield from find_said_plates(text, cues)
    for run in _runs(text):
        yield from _in_run(text, run, public, cues)


def _dated(text: str) -> Iterator[Hit]:
    """Yield `femte april åttiofem, tjugotre åttiofem`: a birthday with its month by name, then year and last four."""
    for date in _DATE.finditer(text):
        run = next(iter(_runs(text[date.end() : date.end() + 120], least=6)), [])
        day = _ORDINALS.get(date["day"]) or int(date["day"].rstrip(":ea"))
        month = _MONTHS.index(date["month"][:3]) + 1
        for tokens in _readings(text[date.end() :], run) if run else ():
            digits, end = "", 0
            for said, _, stop in (t for t in tokens if t[0]):
                digits, end = digits + said, stop
                if len(digits) in (6, 8) and (kind := kind_of(f"{digits[:-4]}{month:02d}{day:02d}{digits[-4:]}")):
                    yield kind, date.start(), date.end() + end
                    return


def _runs(text: str, least: int = 8) -> Iterator[list[Token]]:
    """Yield stretches of number words, digits and fillers that hold at least eight digits (or `least`)."""
    run: list[Token] = []
    digits = 0
    for match in _WORD.finditer(text):
        article = _ARTICLE.match(text, match.start()) is not None
        if article and digits >= 8 and run[-1][0] and (last := _token(match)) is not None:
            run.append(last)  # `… sex två ett kan ni ringa`: the last digit may be one
            digits += len(last[0])
        token = None if article else _token(match)
        if token is None or len(run) > 600:
            if digits >= least:
                yield run
            run, digits = [], 0
            if token is None:
                continue
        run.append(token)
        digits += len(token[0])
    if digits >= least:
        yield run


def _token(match: "regex.Match[str]") -> Token | None:
    word, (start, end) = match.group(), match.span()
    if word.isdigit():
        return (word, start, end) if len(word) <= 12 else None
    said = _digits_of(word)
    if said is not None:
        return said, start, end
    return ("", start, end) if word in _FILLERS or word in _DOUBLE or word in ":()" else None


@lru_cache(maxsize=20_000)
def _digits_of(word: str) -> str | None:
    """Return the digits that a number word stands for, or None."""
    if word in _UNITS:
        return str(_UNITS[word])
    if word in _TEENS:
        return str(_TEENS[word])
    if word in _TENS:
        return str(_TENS[word])
    if match := _COMPOUND.fullmatch(word):
        return str(_TENS.get(match[1], 20) + _UNITS[match[2]])
    if match := _CENTURY.fullmatch(word):
        rest = _digits_of(match[2]) if match[2] else "00"
        return None if rest is None else f"{_TEENS.get(match[1], 20)}{rest.rjust(2, '0')}"
    if match := _TWO_THOUSAND.fullmatch(word):
        rest = _digits_of(match[1].removeprefix("och")) if match[1] else "000"
        return None if rest is None else "2" + rest.rjust(3, "0")
    if word.startswith("hundra"):
        rest = _digits_of(word[6:]) if len(word) > 6 else "00"
        return None if rest is None else "1" + rest.rjust(2, "0")
    if "hundra" in word:
        head, _, tail = word.partition("hundra")
        first, rest = _digits_of(head), _digits_of(tail) if tail else "00"
        return None if first is None or rest is None or len(first) > 1 else first + rest.rjust(2, "0")
    return _glued(word)


def _glued(word: str) -> str | None:
    """Return the digits of number words written together (`nollsjunoll`), or None."""
    match = _GLUED.fullmatch(word) if len(word) <= 60 else None
    return "".join(str(_SAID[said]) for said in match.captures(1)) if match is not None else None


_SAID: Final = {
    **{ten + unit: tens + units for ten, tens in _TENS.items() for unit, units in _UNITS.items() if units},
    **{**_UNITS, **_TEENS, **_TENS},
}
_GLUED: Final = regex.compile(rf"(?:({'|'.join(sorted(_SAID, key=len, reverse=True))}))+")


def _in_run(text: str, run: list[Token], public: PublicContacts, cues: Cues) -> Iterator[Hit]:
    """Yield what the run spells, in every way it may be read; the caller drops what overlaps."""
    for reading in _readings(text, run):
        said = [token for token in reading if token[0]]
        first = tries = 0
        while first < len(said) and tries < _MAX_TRIES:
            for digits, last in _spellings(text, said, first):
                tries += 1
                found = _judged(text, digits, said[first][1], said[last][2], public, cues)
                if found is not None:
                    yield found
                    first = last
                    break
            first += 1


def _readings(text: str, run: list[Token]) -> Iterator[list[Token]]:
    """Yield the run as said, with tens and hundreds joined (85, 107), each without the `fyra` of `sista fyra`."""
    run = _doubled(text, run)
    announced = [t for t in run if not (t[0] == "4" and _counts_the_last(text, t))]
    for tokens in (announced, run) if len(announced) < len(run) else (run,):
        joined = _tens_joined(tokens)
        if len(joined) < len(tokens):
            yield joined
        yield tokens


def _counts_the_last(text: str, token: Token) -> bool:
    """Tell whether a four is that of `sista fyra`, `fyra sista` or `fyra siffror`, no digit of the number."""
    before, after = text[max(0, token[1] - 7) : token[1]], text[token[2] : token[2] + 8]
    return before.endswith(("sista ", "avsl ")) or after.startswith((" sista", " sist", " siffr", " slutsi"))


def _tens_joined(tokens: list[Token]) -> list[Token]:
    out: list[Token] = []
    for said, start, end in tokens:
        if out and said == "100" and out[-1][0] and out[-1][0] in _HUNDREDS:
            out[-1] = (out[-1][0] + "00", out[-1][1], end)
        elif out and len(said) == 2 and out[-1][0] in {"1800", "1900", "2000"}:
            out[-1] = (out[-1][0][:2] + said, out[-1][1], end)
        elif out and len(said) == 2 and len(out[-1][0]) == 3 and out[-1][0].endswith("00") and said[0] != "0":
            out[-1] = (out[-1][0][0] + said, out[-1][1], end)
        elif out and len(said) == 1 and said != "0" and len(out[-1][0]) == 3 and out[-1][0][1:] in _WHOLE_TENS:
            out[-1] = (out[-1][0][:2] + said, out[-1][1], end)
        elif out and len(said) == 1 and said != "0" and out[-1][0] in _WHOLE_TENS:
            out[-1] = (out[-1][0][0] + said, out[-1][1], end)
        elif out and said and len(said) <= 2 and len(out[-1][0]) == 3 and out[-1][0].endswith("00"):
            out[-1] = (out[-1][0][0] + said.rjust(2, "0"), out[-1][1], end)
        else:
            out.append((said, start, end))
    return out


def _spellings(text: str, said: list[Token], first: int) -> list[tuple[str, int]]:
    """Return (digits, last token) from `first` on, of every length a number may have, longest first."""
    found: list[tuple[str, int]] = []
    digits = ""
    low = said[first][1]
    begun = text[max(0, low - 1) : low] not in {"-", "/", "."} and (
        len(said[first][0]) in (6, 8) or (len(said[first][0]) in (3, 4) and said[first][0][0] == "0")
    )
    for i in range(first, min(len(said), first + _MAX_WORDS)):
        token, _, end = said[i]
        digits += token
        if len(digits) > _MAX_DIGITS:
            break
        if len(digits) >= 8 and (_said_in_words(text, low, end) or (begun and _LETTERS.search(text, low, end))):
            found.append((digits, i))
    return found[::-1]


def _said_in_words(text: str, low: int, high: int) -> bool:
    """Tell whether a digit between two places is said in words, or the last ones are announced."""
    return (
        "sista" in text
        or "streck" in text[low:high]
        or any(_digits_of(w) is not None for w in _LETTERS.findall(text, low, high))
    )


def _doubled(text: str, run: list[Token]) -> list[Token]:
    """Read `dubbel nolla` as two digits."""
    out: list[Token] = []
    double = False
    for said, start, end in run:
        if text[start:end] in _DOUBLE:
            double = True
        elif double and len(said) == 1:
            out.append((said * 2, start, end))
            double = False
        else:
            out.append((said, start, end))
    return out


def _judged(text: str, digits: str, start: int, end: int, public: PublicContacts, cues: Cues) -> Hit | None:
    kind = kind_of(digits)
    if kind is not None and not (digits.startswith("07") and len(digits) == 10 and parse(digits)):
        return kind, start, end
    if _TIMES.search(text, start, end):
        return None
    if digits[0] == "0" != digits[1] and 8 <= len(digits) <= 10 and (number := parse(digits)) is not None:
        if is_public(text, start, end, number, public, cues):
            return None, start, end
        return Kind.ACCOUNT if cues.before("swish", start, 30) else Kind.PHONE, start, end
    if digits.startswith("46") and len(digits) == 11 and (number := parse("+" + digits)) is not None:
        return None if is_public(text, start, end, number, public, cues) else Kind.PHONE, start, end
    if digits[0] == "7" and len(digits) == 9 and cues.after("zero_before", end, 16) and parse("0" + digits) is not None:
        return Kind.PHONE, start, end
    if len(digits) == 16 and digits[0] in "2456" and luhn.is_valid(digits) and cues.near("card", start, end, 60):
        return Kind.CARD, start, end
    if kind is None and len(digits) <= 14 and cues.before("account", start, 24):
        return Kind.ACCOUNT, start, end
    return (kind, start, end) if kind is not None else None
