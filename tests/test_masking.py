"""Masking: everything that points out a person is replaced by its kind, consistently, and nothing else changes."""

import itertools
import json
from functools import lru_cache
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from classifier.bootstrap import Wired, wire
from classifier.cli.main import app
from classifier.masking import MASKS, Masker
from classifier.rules.identifiers import KINDS
from classifier.settings import Settings
from classifier.web.app import create_app
from tests.conftest import ROOT
from tests.test_identifiers import HOSTILE

runner = CliRunner()


@lru_cache(maxsize=1)
def shipped() -> Masker:
    parts = wire(Settings(models_dir=ROOT / "models"))
    assert parts.names_problem == "", "the shipped recogniser must load"
    return parts.masker


@pytest.fixture(scope="session")
def masker() -> Masker:
    return shipped()


MASKED = [
    (
        "Kalle ringde. Kalles bror Nils svarade inte, sa Kalle.",
        "[namn 1] ringde. [namn 1]s bror [namn 2] svarade inte, sa [namn 1].",
    ),
    ("ring mig på 070-1740605 /Eva", "ring mig på [telefon] /[namn 1]"),
    ("Mitt personnummer är 811218-9876", "Mitt personnummer är [personnummer]"),
    ("mejla karin.a@exempel.com", "mejla [e-post]"),
    ("hon bor på Storgatan 12 B", "hon bor på [adress]"),
    ("hål i vägen vid Storgatan 12", "hål i vägen vid Storgatan 12"),
    ("Skandal att vägen aldrig plogas!", "Skandal att vägen aldrig plogas!"),
    ("När öppnar badhuset i Karlstad?", "När öppnar badhuset i Karlstad?"),
    ("Kommunens växel 08-465 004 00, info@nybro.se", "Kommunens växel 08-465 004 00, info@nybro.se"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_masked_texts(masker: Masker, text: str, expected: str) -> None:
    assert masker.mask(text).text == expected


def test_spans_are_raw_offsets_and_rebuild_the_text(masker: Masker) -> None:
    text = "Hej!  😀 Anna Berg, 811218–9876, anna\u200b@exempel.se. Annas nummer: 070 174 06 05"
    masked = masker.mask(text)
    rebuilt, position = "", 0
    for span in masked.spans:
        rebuilt += text[position : span.start] + span.mask
        position = span.end
    assert rebuilt + text[position:] == masked.text
    assert {s.kind for s in masked.spans} == {"namn", "personnummer", "e-post", "telefon"}
    assert all(span.kind in MASKS for span in masked.spans)


IDENTIFIERS = [
    *("811218-9876", "19811218-9876", "8112189876", "811218 9876", "811218–9876", "121212+1212", "701063-2391"),
    *("åttioett tolv arton sista fyra nio åtta sju sex", "18 december 81, sista fyra 9876", "000101-T220"),
    *("070-174 06 05", "0701740605", "+46 70 174 06 05", "0046701740605", "070.174.06.05", "+47 400 00 123"),
    *("noll sju noll ett sju fyra noll sex ett två", "karin.a@exempel.com", "karin snabel-a exempel punkt com"),
    *("åsa.öst(at)exempel.se", "SE45 5000 0000 0583 9825 7466", "8105-9, 934 112 887-0", "4111 1111 1111 1111"),
    *("203.0.113.77", "facebook.com/kalle.svensson.90", "59.32931, 18.06862", "c/o Berg, Åsgränd 4, 123 45 Nybro"),
    *("mitt bankgiro 5050-1055", "passnummer AA123456", "min volvo ABC 123", "jag bor på Storgatan 12 B"),
    *("swisha mig 070 174 06 05", "min insta är elin_04", "konto 6112 123 456 789"),
]
CARRIERS = [
    "{}",
    "Hej, {} tack",
    "Varför svarar ni aldrig?? {} /Kalle",
    "jag skrev {} förra veckan, ingen hör av sig",
    "({})",
    "Plogningen är usel. {}. Skandal!",
    "Elin och Nils: {} och {}",
    "😀😀 {}\nnästa rad",
]


def digits_of(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


@pytest.mark.parametrize("carrier", CARRIERS)
def test_no_identifier_that_was_put_into_a_text_survives(carrier: str) -> None:
    places = carrier.count("{}")
    for put in itertools.product(IDENTIFIERS, repeat=places):
        masked = shipped().mask(carrier.format(*put)).text
        for written in put:
            assert written not in masked, put
            assert len(digits_of(written)) < 5 or digits_of(written) not in digits_of(masked), put


@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from([*IDENTIFIERS, "Kalle", "Kalles", "och", "[namn 1]", "[telefon]", ",", "Berg"]), max_size=12
    ).map(" ".join)
)
@settings(max_examples=300, deadline=None)
def test_masking_twice_changes_nothing(text: str) -> None:
    once = shipped().mask(text)
    assert shipped().mask(once.text).text == once.text
    assert all(0 <= s.start < s.end <= len(text) for s in once.spans)


@pytest.mark.parametrize("text", HOSTILE, ids=[t[:12] for t in HOSTILE])
def test_hostile_text_is_masked_and_stays_so(masker: Masker, text: str) -> None:
    once = masker.mask(text[:3_000])
    assert masker.mask(once.text).text == once.text


def test_a_text_longer_than_the_normaliser_reads_is_masked_to_its_end(masker: Masker) -> None:
    text = "Snön ligger kvar. " * 900 + "Ring 070-1740605 och fråga efter 811218-9876"
    assert masker.mask(text).text.endswith("Ring [telefon] och fråga efter [personnummer]")


def test_post_mask(client: TestClient) -> None:
    text = "Ring Kalle på 070-1740605. Kalles dörr är röd."
    body = client.post("/mask", json={"text": text}).json()
    assert body["text"] == "Ring [namn 1] på [telefon]. [namn 1]s dörr är röd."
    assert [(text[s["start"] : s["end"]], s["kind"]) for s in body["spans"]] == [
        ("Kalle", "namn"),
        ("070-1740605", "telefon"),
        ("Kalle", "namn"),
    ]


@pytest.mark.parametrize("body", [{}, {"text": "x" * 10_001}, {"text": "hej", "colour": "red"}, {"text": 7}])
def test_bad_requests_to_mask_are_problems(client: TestClient, body: dict) -> None:
    response = client.post("/mask", json=body)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")


def test_without_a_recogniser_masking_is_refused_and_says_so(wired: Wired) -> None:
    from dataclasses import replace

    parts = replace(wired, masker=Masker(wired.masker.normalizer), names_problem="removed for the test")
    client = TestClient(create_app(parts, Settings()))
    response = client.post("/mask", json={"text": "Hej Kalle"})
    assert (response.status_code, response.headers["content-type"]) == (503, "application/problem+json")
    assert client.get("/readyz").json()["status"] == "degraded"


def run(*args: str, stdin: str | None = None):
    return runner.invoke(app, ["mask", *args], input=stdin, catch_exceptions=False)


def test_lathund_mask_reads_lines_from_standard_input() -> None:
    result = run("-", stdin="Kalle bor på Storgatan 12\nFin bild\n")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["[namn 1] bor på [adress]", "Fin bild"]
    assert "2 texter, maskerat: adress 1 · namn 1." in result.stderr


@pytest.mark.parametrize("fmt", ["csv", "jsonl"])
def test_lathund_mask_keeps_rows_and_columns(tmp_path: Path, fmt: str) -> None:
    source, out = tmp_path / "in.csv", tmp_path / f"ut.{fmt}"
    source.write_text("id;text;svar\n1;ring 070-1740605;Hej Kalle\n2;Tack!;070-1740606\n", encoding="utf-8")
    assert run(str(source), "--out", str(out), "--column", "text,svar").exit_code == 0
    written = out.read_text(encoding="utf-8-sig")
    if fmt == "csv":
        assert written.splitlines() == ["id;text;svar", "1;ring [telefon];Hej [namn 1]", "2;Tack!;[telefon]"]
    else:
        rows = [json.loads(line) for line in written.splitlines()]
        assert [r["svar"] for r in rows] == ["Hej [namn 1]", "[telefon]"]
        assert [r["id"] for r in rows] == ["1", "2"]


def test_a_row_that_cannot_be_read_is_masked_whole(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "hej"}\ninte json 811218-9876\n', encoding="utf-8")
    result = run(str(source))
    assert "811218" not in result.stdout


def test_an_unknown_column_is_named() -> None:
    result = run(str(ROOT / "datasets/examples/kommentarer.csv"), "--column", "nej")
    assert result.exit_code == 1
    assert "nej" in result.output


def test_every_kind_has_a_mask_of_its_own() -> None:
    assert len({info.mask for info in KINDS.values()}) == len(KINDS)
