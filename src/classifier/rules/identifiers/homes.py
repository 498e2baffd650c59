"""Whether somebody lives at an address: what the words before and after it say."""

from typing import Final

import regex

from classifier.rules.identifiers.cues import Cues

POSTED: Final = regex.compile(r"[1-9]\d{2}[ ]?\d{2}[ ]\p{L}")
_STOPS: Final = regex.compile(r"[.!?\n](?=[ \n]|$)")
NEAR: Final = 45
_AFTER: Final = 28


def somebody_before(plain: str, start: int, cues: Cues) -> bool:
    """Tell whether a person is said to be right there: `gubben på`, `de tre ungarna från`, `hon i`."""
    last = cues.last_before("somebody", start, 24)
    return last >= 0 and plain[last:start].strip() in {
        "på",
        "i",
        "från",
        "vid",
        ",",
        "borta på",
        "nere på",
        "uppe på",
        "där på",
        "som bor på",
        ":",
        "(",
    }


MOVES: Final = regex.compile(r"(?:flyttar|flyttat|flyttade|flytta)[ ][^.!?\n]{0,16}till[ ]$")
_OWN: Final = r"(?:min|mitt|vår|vårt|våran|vårat|hans|hennes|deras)"
_HOME: Final = r"(?:gård|stuga|sommarstuga|torp|villa|lägenhet|hus|radhus|fritidshus|bostad|hem|adress|lya)"
THEIRS_BEFORE: Final = regex.compile(
    rf"(?<!\w)(?:{_OWN}[ ](?:är|e|{_HOME})|hör av (?:er|dig|dej) till|(?:gården|huset|torpet|stugan|stället) heter)[ ]$"
)
"""`vårt är Fuxernavägen 27`, `vår gård Stora Häljered 340`."""
THEIRS_AFTER: Final = regex.compile(
    rf"[ ](?:är|e)[ ](?:nu[ ])?{_OWN}[ ](?:\p{{L}}{{2,12}}[ ])?(?:barndoms|föräldra)?{_HOME}(?!\p{{L}})"
    r"|[ ](?:är|e)[ ]där[ ](?:jag|vi|han|hon|hen|dom|de)[ ](?:bor|sover|växte)|[ ]bor[ ](?:jag|vi)(?!\p{L})"
)
"""`Strandlyckan 18 är vår nya adress`."""
STRETCH: Final = regex.compile(r"[ ](?:till|t[ .]?o[ .]?m[.]?)[ ](\d{1,3})(?!\d)")
_MOVED_OUT: Final = regex.compile(r"[ ](?:har[ ]flyttat|flyttar|flyttade|flyttas|ska[ ]flytta|är[ ]flyttad)(?!\p{L})")
_HOLDS: Final = regex.compile(r"[ ](?:har|ligger|finns)[ ](?:det|den|de)[ ](?:nya[ ]|gamla[ ])?")
"""`på Häradsvägen 100 har det nya äldreboendet sitt kök`."""
_FELL: Final = regex.compile(
    r"(?<!\p{L})(?:träd|trädet|gren|grenar|stolpe|stolpen|skylt|skylten|lyktstolpe)[ ](?:har[ ])?"
    r"(?:ramlat|fallit|blåst)(?!\p{L})"
)
"""What fell is a thing (`träd har ramlat över vägen bakom …`), nobody at home."""
_HERE: Final = regex.compile(r"[ ](?:här|där|hemma|hos)(?![\p{L}])")


def lived_in(plain: str, start: int, end: int, cues: Cues, *, certain: bool) -> bool:
    """Tell whether the words around an address make it somebody's home; `certain`: a flat or a postal code tells."""
    moved = cues.before("moves", start, 20) and cues.before("public_place", start, NEAR)
    if moved and not somebody_before(plain, start, cues) and not cues.before("own", start, NEAR):
        return False  # `vårdcentralen flyttar till Nygatan 3`
    if certain and POSTED.search(plain, start, end) and not cues.before("public_place", start, 30):
        return True
    if cues.before("public_place", start, NEAR) and _MOVED_OUT.match(plain, end):
        place = cues.last_before("public_place", start, NEAR)
        if plain[place:start].strip(" ,") in {"", "på", "i", "vid"}:
            return False  # `öppna förskolan Storgatan 18 har flyttat`
    holds = _HOLDS.match(plain, end)
    if holds is not None and cues.after("public_place", holds.end(), 1) and not cues.before("lives_here", start, 40):
        return False
    if _FELL.search(plain, max(0, start - 60), start) and not cues.near("own", start, end, NEAR):
        return False
    stop = _STOPS.search(plain, end)
    reach = min(end + 40, stop.start()) if stop is not None else end + 40
    if plain.endswith((" finns på ", " ligger på ", " finns i ", " ligger i "), 0, start):
        place = cues.last_before("public_place", start, NEAR)
        if place >= 0 and plain[place:start].strip() in {"finns på", "ligger på", "finns i", "ligger i"}:
            return False  # `biblioteket finns på Torggatan 8`
    here = (
        cues.before("lives_here", start, 40)
        or cues.after("lives_here", end, _AFTER)
        or cues.pair("own", "home_thing", start - 40, reach)
        or somebody_before(plain, start, cues)
        or _HERE.match(plain, end) is not None
        or THEIRS_BEFORE.search(plain, max(0, start - 24), start) is not None
        or THEIRS_AFTER.match(plain, end) is not None
    )
    if here or not cues.near("public_place", start, end, NEAR):
        return True
    lives = cues.near("lives", start, end, NEAR)
    close = cues.before("lives", start, 18) and not cues.near("public_place", start, end, 14)
    if certain and cues.people:
        return True
    named = cues.people and (not cues.near("public_place", start, end, 14) or cues.before("lives_here", start, 60))
    return close or named or (certain and lives)
