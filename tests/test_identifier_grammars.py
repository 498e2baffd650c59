"""Identifiers in every way people write them, drawn from a grammar for each kind; and what tempts but is nothing."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn

from classifier.rules.identifiers import Kind, all_identifiers
from classifier.text import default_normalizer

normalize = default_normalizer()
thorough = settings(max_examples=60, deadline=None)


def found(text: str) -> list[tuple[Kind, str]]:
    return [(i.kind, text[i.start : i.end]) for i in all_identifiers(normalize(text))]


def joined(parts: tuple[str, ...] | list[str], between: list[str]) -> str:
    out = parts[0]
    for part, sign in zip(parts[1:], between, strict=False):
        out += sign + part
    return out


SAYS = st.sampled_from(
    [
        "{}",
        "hej, {} tack",
        "Skriv upp {}!",
        "det är {}\noch inget annat",
        "»{}«",
        "({})",
        "jag har {}, sa hon",
        "se: {}.",
    ]
)
PERSONS = ["850405-2385", "811218-9876", "880510-2392", "950211-2395", "20180122-2389", "19420617-6598", "960669-2383"]
UNITS = ["noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio"]
TENS = {2: "tjugo", 3: "trettio", 4: "fyrtio", 5: "femtio", 6: "sextio", 7: "sjuttio", 8: "åttio", 9: "nittio"}
TEENS = ["tio", "elva", "tolv", "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton"]


@st.composite
def written_persons(draw: st.DrawFn) -> str:
    """A personnummer with or without century, cut after the date or into the parts of the date."""
    date, last = draw(st.sampled_from(PERSONS)).split("-")
    sign = draw(
        st.sampled_from(
            ["", "-", "–", " ", " - ", "- ", " –", "/", ".", "_", ":", "=", "*", " och sen ", ", sista fyra "]
        )
    )
    cut = draw(st.sampled_from(["", "-", " ", "."])) if sign in {"-", "–", " - "} else ""
    head = date[:-4]
    return cut.join([head, date[-4:-2], date[-2:]]) + sign + last


@given(SAYS, written_persons())
@thorough
def test_personnummer_in_every_writing(says: str, written: str) -> None:
    assert [text for _, text in found(says.format(written))] == [written]


@st.composite
def said(draw: st.DrawFn, digits: str) -> str:
    """Digits said one by one or in pairs: `noll sju noll sjutton fyrtio noll sex tolv`."""
    words, i = [], 0
    while i < len(digits):
        pair = int(digits[i : i + 2])
        if len(digits) - i >= 2 and digits[i] != "0" and pair >= 10 and draw(st.booleans()):
            tens, unit = divmod(pair, 10)
            words.append(TEENS[unit] if tens == 1 else TENS[tens] + (UNITS[unit] if unit else ""))
            i += 2
        else:
            words.append(UNITS[int(digits[i])])
            i += 1
    signs = draw(st.sampled_from([" ", ", ", "-"]))
    return signs.join(words)


@given(st.data())
@thorough
def test_personnummer_said_in_words(data: st.DataObject) -> None:
    """Told by pairs, with the last four announced or not."""
    date, last = data.draw(st.sampled_from(PERSONS[:4])).split("-")
    between = data.draw(st.sampled_from([" ", " sista fyra ", " streck ", ", de fyra sista är ", " och sen "]))
    written = data.draw(said(date)) + between + data.draw(said(last))
    assert any(kind is Kind.PERSONNUMMER for kind, _ in found(f"mitt personnummer är {written} tack"))


@st.composite
def mobiles(draw: st.DrawFn) -> str:
    """A mobile number set aside for fiction, grouped as anybody may group it."""
    tail = f"1740{draw(st.integers(605, 699))}"
    sizes = draw(
        st.sampled_from([(7,), (3, 2, 2), (3, 4), (2, 2, 3), (4, 3), (2, 2, 2, 1), (1, 2, 2, 2), (3, 2, 1, 1)])
    )
    groups, at = [], 0
    for size in sizes:
        groups.append(tail[at : at + size])
        at += size
    prefix = draw(st.sampled_from(["070", "+4670", "+46 70", "+46 (0)70", "0046 70", "(070)", "o7o"]))
    first = draw(st.sampled_from(["-", " ", "–", "/", ".", " - ", "_"]))
    sign = draw(st.sampled_from([" ", ".", "-"]))
    return prefix + first + sign.join(groups)


@given(SAYS, mobiles())
@thorough
def test_mobile_numbers_in_every_grouping(says: str, written: str) -> None:
    assert [kind for kind, _ in found(says.format(written))] == [Kind.PHONE]


@given(st.data(), st.integers(605, 699))
@thorough
def test_mobile_numbers_said_in_words(data: st.DataObject, number: int) -> None:
    spoken = "noll sju noll " + data.draw(said(f"1740{number}"))
    assert [kind for kind, _ in found(f"ring {spoken} efter fem")] == [Kind.PHONE]


@given(
    st.sampled_from(["lisa", "åsa.öst", "bo_ek-75", "k.al-amin+skola", "o.b"]),
    st.sampled_from(
        ["@", " @ ", "(at)", "[at]", "{at}", " snabel-a ", " snabela ", " at ", "(snabel-a)", "©", " (a) "]
    ),
    st.sampled_from(["exempel", "post.exempel"]),
    st.sampled_from([".", " punkt ", "(punkt)", " . ", "[.]", " dot "]),
    st.sampled_from(["se", "com"]),
    SAYS,
)
@thorough
def test_mail_addresses_with_every_sign(local: str, at: str, domain: str, dot: str, end: str, says: str) -> None:
    written = f"{local}{at}{domain}{dot}{end}"
    assert found(says.format(written)) == [(Kind.EMAIL, written)]


STREETS = st.builds(
    lambda first, stem, end: f"{first}{stem}{end}",
    st.sampled_from(["", "", "Norra ", "Gamla ", "Lilla "]),
    st.sampled_from(["Björk", "Ek", "Sol", "Smedje", "Kyrko", "Hassel", "Ljung", "Nejlike", "Myr"]),
    st.sampled_from(["gatan", "vägen", "stigen", "gränd", "allén"]),
)
DOORS = st.builds(
    lambda number, letter, flat: f"{number}{letter}{flat}",
    st.integers(1, 199),
    st.sampled_from(["", "A", " B", "c"]),
    st.sampled_from(["", "", " lgh 1102", ", lgh 0901", ", 2 tr"]),
)
POSTS = st.sampled_from(["", "", ", 382 30 Nybro", " 46332 Göta", "\n382 30 Nybro"])
LIVES = st.sampled_from(
    [
        "hon bor på {}",
        "Min mamma på {} har ramlat",
        "Gubben på {} skjuter fåglar",
        "skicka det till mig, {}",
        "Han gömmer sig på {}",
        "jag hyr en lägenhet: {}",
        "De har slagit sönder vår ytterdörr på {}",
        "{} är min adress",
    ]
)
PUBLIC = st.sampled_from(
    [
        "Hål i asfalten vid {}",
        "Biblioteket på {} har nya öppettider",
        "Gatlampan utanför {} är släckt",
        "Nytt bygglov för flerbostadshus på {}",
        "Loppis i hallen på {} söndag",
        "Kommunhuset, {}, är stängt",
        "Busskuren vid {} är krossad",
        "Plogbilen har inte varit på {}",
    ]
)


@given(LIVES, STREETS, DOORS, POSTS)
@thorough
def test_an_address_where_somebody_lives(lives: str, street: str, door: str, post: str) -> None:
    written = f"{street} {door}{post}"
    assert [kind for kind, _ in found(lives.format(written))] == [Kind.ADDRESS]
    assert written in found(lives.format(written))[0][1]


@given(PUBLIC, STREETS, st.integers(1, 199))
@thorough
def test_an_address_of_a_public_place_is_left_alone(public: str, street: str, number: int) -> None:
    assert found(public.format(f"{street} {number}")) == []


PLATES = st.builds(
    lambda letters, digits, sign: f"{letters}{sign}{digits}",
    st.sampled_from(["UXG", "KZE", "TGP", "RHW", "DNY", "ZPA", "WTC"]),
    st.sampled_from(["904", "31B", "110", "77K", "482"]),
    st.sampled_from([" ", "", "-"]),
)


@given(
    PLATES,
    st.sampled_from(
        [
            "min bil {} är repad",
            "han kör {} full",
            "ägaren till {} hotade mig",
            "regnr {}",
            "Volvon {} smet",
            "hennes {} är stulen",
        ]
    ),
)
@thorough
def test_plates_tied_to_somebody(plate: str, says: str) -> None:
    assert found(says.format(plate)) == [(Kind.PLATE, plate)]


@given(
    PLATES, st.sampled_from(["koden {} gäller", "modell {} är slut", "felkod {} igen", "kursen {} är full", "hylla {}"])
)
@thorough
def test_letters_and_digits_of_things_are_no_plates(plate: str, says: str) -> None:
    assert found(says.format(plate)) == []


@st.composite
def ibans(draw: st.DrawFn) -> str:
    country, size = draw(st.sampled_from([("SE", 20), ("NO", 11), ("FI", 14), ("DE", 18), ("DK", 14)]))
    body = "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=size, max_size=size)))
    code = "".join(str(int(c, 36)) for c in body + country)
    whole = f"{country}{98 - int(code + '00') % 97:02d}{body}"
    sign = draw(st.sampled_from(["", " ", "-"]))
    return sign.join(whole[i : i + 4] for i in range(0, len(whole), 4))


@given(ibans(), st.sampled_from(["IBAN {}", "{}", "sätt in på {} tack"]))
@thorough
def test_ibans_with_and_without_spaces(written: str, says: str) -> None:
    assert found(says.format(written)) == [(Kind.ACCOUNT, written)]


@given(
    st.text("0123456789", min_size=14, max_size=14),
    st.sampled_from(["4", "51", "55"]),
    st.sampled_from(["", " ", "-"]),
    st.booleans(),
)
@thorough
def test_cards_with_a_right_check_digit_and_no_others(tail: str, start: str, sign: str, right: bool) -> None:
    body = (start + tail)[:15]
    digit = int(luhn.calc_check_digit(body))
    number = body + str(digit if right else (digit + 3) % 10)
    written = sign.join(number[i : i + 4] for i in range(0, 16, 4))
    assert (Kind.CARD in [kind for kind, _ in found(f"mitt kort {written} är spärrat")]) is right


@given(
    st.builds(
        lambda net, host: f"{net}.{host}", st.sampled_from(["203.0.113", "198.51.100", "192.0.2"]), st.integers(1, 254)
    )
    | st.builds(lambda a, b: f"2001:db8:{a:x}::{b:x}", st.integers(1, 65535), st.integers(1, 65535)),
    SAYS,
)
@thorough
def test_ip_addresses(address: str, says: str) -> None:
    assert found(says.format(address)) == [(Kind.IP, address)]


@given(
    st.integers(55_00000, 68_99999),
    st.integers(11_00000, 23_99999),
    st.sampled_from(["{}, {}", "{} {}", "{},{}", "N{} E{}", "{}/{}", "lat {} long {}", "{} N, {} E"]),
)
@thorough
def test_coordinates_in_several_notations(north: int, east: int, shape: str) -> None:
    written = shape.format(f"{north / 1e5:.5f}", f"{east / 1e5:.5f}")
    assert [kind for kind, _ in found(f"han bor vid {written}")] == [Kind.COORDINATE]


NOTHING = st.one_of(
    st.dates(datetime.date(1950, 1, 1), datetime.date(2040, 1, 1)).map(str),
    st.builds("den {}/{} kl {:02d}.30".format, st.integers(1, 28), st.integers(1, 12), st.integers(0, 23)),
    st.builds("{} {:03d} kr".format, st.integers(1, 999), st.integers(0, 999)),
    st.builds("KS {}/{:04d}".format, st.integers(2000, 2030), st.integers(1, 9999)),
    st.builds("dnr BUN-{}-{}".format, st.integers(2000, 2030), st.integers(1, 99999)),
    st.builds("{}–{}".format, st.integers(0, 9), st.integers(0, 9)),
    st.builds("buss {} klockan {:02d}.{:02d}".format, st.integers(1, 999), st.integers(5, 23), st.integers(0, 59)),
    st.builds("ISBN 978-91-0-{:06d}-{}".format, st.integers(0, 999999), st.integers(0, 9)),
    st.builds("OCR {}".format, st.integers(10**9, 10**12)),
    st.builds("rum {}{}".format, st.sampled_from("ABC"), st.integers(100, 999)),
    st.builds("version {}.{}.{}.{}".format, *[st.integers(0, 30)] * 4),
    st.builds("{}–{} kap. {} §".format, st.integers(1, 9), st.integers(10, 99), st.integers(1, 40)),
    st.just("382 30 Nybro"),
)


@given(st.lists(NOTHING, min_size=1, max_size=3), st.sampled_from(["Ni skrev {} i går.", "{}", "Vad betyder {}?"]))
@settings(max_examples=200, deadline=None)
def test_dates_prices_cases_buses_and_books_are_nothing(things: list[str], says: str) -> None:
    text = says.format(" och ".join(things))
    assert found(text) == []
