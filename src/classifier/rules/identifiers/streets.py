# ruff: noqa: E501 (patterns)
"""What follows a street: its number, the flat, the postal code and the town."""

from typing import Final

import regex

UNITS: Final = (
    r"kr|kronor|kronors|spänn|mkr|tkr|meter|m|cm|mm|dm|min|minuter|minuters|km|år|års|årig|veckor|månader|mån|dagar|dar|dygn|barn"
    r"|personer|pers|gånger|ggr|timmar|timmars|tim|st|stycken|procent|mil|grader|kg|ton|hk|kw|liter|mål|poäng|rätt|platser"
    r"|av|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|miljoner|tusen|hundra"
    r"|lag|lägenheter|bostäder|hus|villor|bilar|fordon|filer|träd|steg|månaders|dagars|veckors|elever|hektar|ha|kvm|kvadrat"
)
NUMBER: Final = regex.compile(
    r"[1-9]\d{0,3}(?::\d{1,4}(?!\d))?(?:[ ]?(?:[a-h]|u)(?![\p{L}]))?(?:[ ]?[-–/][ ]?\d{1,3}[a-h]?(?![\d\p{L}]))?"
    rf"(?!\d|(?<=\d)[ ]?(?:{UNITS})(?![\p{{L}}])|[ ]?[:.,]\d|:[-ae]|[ ]?[%°§]|[ ]?[-–][ ]?(?:\p{{L}}|\d))"
)
TAIL: Final = regex.compile(
    r"(?P<flat>(?:(?:,?[ ]|[ ]?[/-][ ]?(?=lgh|läg))(?:lgh|lght|lägenhet|lägenheten|läg|lgh\.|lghnr|lag\.|ing|ingång|uppg|trapphus|uppgång|port|portuppgång|vån|våning|plan|rum|apt|avd|hus|huskropp)[ .]{0,2}(?:nr[ ])?"
    r"(?:\d{1,4}(?!\d)|[a-h](?!\p{L}))|[ ]?,?[ ]\d[ ]?(?:tr|trappor|trp)(?![\p{L}])(?:[ ](?:upp|ög|uh|nb|bv|h|v|th|tv|ö[. ]?g|u[. ]?g|över[ ]gården|ned)(?!\w))?|,?[ ](?:första|andra|tredje|fjärde|femte|sjätte|sjunde|åttonde|översta|nedersta)[ ](?:våningen|våning|vån|trappan)(?!\p{L})|,?[ ](?:nb|bv|ög)(?!\w)){0,3})"
    r"(?P<post>(?:,|[ ]?[-–/|])?[ ](?:se?[- ]?)?[1-9]\d(?:\d[ ]?|[ ]\d)\d{2},?[ ]\p{L}{2,}"
    r"(?:[ ](?:kyrkby|strand|väsby|nyköping|stad|hamn|bruk|köping|edet|by|station)(?!\p{L}))?)?"
)
PLACE: Final = regex.compile(
    r",[ ]?(\p{L}{3,}(?:[ ](?:edet|kyrkby|väsby|strand|bruk))?)(?=[,.;:)!?]|$|[ ](?:har|är|e|och|o|å|på|där|ligger|idag|sedan|sen)(?!\p{L}))"
)
