"""The pages that look across cases, as a browser without script uses them: real HTTP, one town, many small jobs."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx2
import pytest

from classifier.cases.actors import Role
from classifier.cases.drift import Drift, Figure, Shift
from classifier.services import importing, picking, queue, thresholds
from classifier.storage.loop import ShadowResult
from classifier.taxonomy import Label
from tests.console.screenshots import furnish
from tests.console.test_hostile import PAYLOADS
from tests.console.town import Town

EVERY = " ".join(PAYLOADS)
LISTS = (
    "/kommentarer", "/oversikt", "/regler", "/regler/prova", "/regler/granser", "/regler/filer", "/konton",
    "/anvandare", "/gallring", "/granskningslogg", "/granskningslogg/behorigheter", "/import", "/tillganglighet",
)  # fmt: skip


@pytest.fixture(scope="module")
def ids(sqlite_town: Town) -> dict[str, str]:
    return furnish(sqlite_town, comments=30)


class Person:
    """A browser without script: opens pages, sends forms with the page's code."""

    def __init__(self, town: Town, login: str) -> None:
        self.client = httpx2.Client(
            base_url=town.address, headers={"accept": "text/html"}, follow_redirects=True, timeout=60
        )
        if login:
            self.client.cookies.set("lathund_session", town.cookie(login))

    def get(self, address: str, status: int = 200) -> str:
        answer = self.client.get(address)
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, address: str, form: dict[str, object], status: int = 200, **more: object) -> str:
        code = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/installningar"))
        assert code is not None
        answer = self.client.post(address, data={"csrf_token": code[1]} | form, **more)  # type: ignore[arg-type]
        assert answer.status_code == status, answer.text
        return answer.text


@pytest.fixture
def ada(sqlite_town: Town, ids: dict[str, str]) -> Iterator[Person]:
    assert ids
    person = Person(sqlite_town, "ada")
    yield person
    person.client.close()


class _Seen(HTMLParser):
    """Collects what no page of ours may hold inside its content."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forbidden elements, handlers, styles and links."""
        bad = [
            n for n, v in attrs if n.startswith(("on", "data-hacked")) or n == "style" or "javascript:" in str(v)[:20]
        ]
        if tag in {"script", "iframe", "img", "base", "style", "math", "object"} or bad:
            self.wrong.append(f"{tag} {bad}")


def hits(page: str) -> int:
    return page.count('<time datetime="') if '<ul class="hits">' in page else 0


def test_comments_are_searched_filtered_kept_and_fetched(ada: Person) -> None:
    assert hits(ada.get("/kommentarer")) == 25
    older = re.search(r'rel="next" href="([^"]+)"', ada.get("/kommentarer"))
    assert older is not None
    assert 0 < hits(ada.get(older[1].replace("&amp;", "&"))) < 25
    assert "Inga träffar" in ada.get("/kommentarer?q=finnsintealls")
    assert "Okänt värde i rad: L9" in ada.get("/kommentarer?rad=L9")
    assert "Inget att söka på" in ada.get("/kommentarer?q=!!!")
    found = ada.get("/kommentarer?etikett=threat&akut=ja")
    assert hits(found) >= 1
    assert "Spara filtret som" in found
    assert "”Mina hot” är sparat" in ada.post("/kommentarer/filter", {"namn": "Mina hot", "fraga": "etikett=threat"})
    assert "borttaget" in ada.post("/kommentarer/filter/1/ta-bort", {})
    lines = ada.get("/kommentarer/hamta?form=csv&etikett=threat")
    assert lines.startswith("\ufeffinlagg;")
    ada.get("/kommentarer/hamta?form=xml", 422)


def test_many_are_decided_after_a_preview_and_each_refusal_is_told(ada: Person, sqlite_town: Town) -> None:
    first, second = (sqlite_town.take_in(f"När öppnar badhuset i {place}?") for place in ("Lödöse", "Nygård"))
    alarm = sqlite_town.take_in("Jag vet var du bor, vänta bara")
    shown = ada.post("/kommentarer/samlat", {"arende": [first.id, second.id, alarm.id]})
    assert "2 ärenden omfattas" in shown
    assert "larm ses alltid vart och ett" in shown
    pairs = re.findall(r'name="arende" value="([^"]+)"', shown)
    assert "Skriv varför" in ada.post("/kommentarer/samlat/besluta", {"arende": pairs, "skal": " "}, 422)
    told = ada.post("/kommentarer/samlat/besluta", {"arende": pairs, "skal": "samma fråga", "fraga": "rad=L1"})
    assert "2 ärenden beslutades." in told
    again = ada.post("/kommentarer/samlat/besluta", {"arende": pairs, "skal": "samma fråga"}, 409)
    assert "2 kunde inte beslutas" in again
    assert "Välj minst ett" in ada.post("/kommentarer/samlat", {})
    assert "ärenden omfattas" in ada.post("/kommentarer/samlat", {"alla": "1", "fraga": "rad=L1"})


def test_what_is_left_after_a_decision_is_told_with_the_way_there(ada: Person, sqlite_town: Town) -> None:
    case = sqlite_town.take_in("Inga svartskallar på Kvarngatan tack")
    page = ada.post(f"/arende/{case.id}/ta", {"till": "/granska"})
    form = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in ("token", "version")}
    told = ada.post(f"/arende/{case.id}/beslut", {name: found[1] for name, found in form.items() if found})
    assert "Bekräftat: L5. Inlägget är inte dolt än: alla kan läsa det. Kvar att göra: Dölj genast" in told
    assert '<div class="said said-note"' in told
    assert f'href="/arende/{case.id}#steps-name" data-key="d"' in told
    assert "svartskallar" not in ada.get("/kommentarer?q=kvarngatan"), "masked as in the case"
    assert "Inga s•••••• på Kvarngatan tack" in ada.get("/kommentarer?q=kvarngatan")
    assert "Inga s•••••• på Kvarngatan tack" in ada.get("/steg")


def test_a_comment_that_nobody_was_shown_can_be_given_a_case(ada: Person) -> None:
    page = ada.get("/kommentarer?lage=none")
    target = re.search(r'form="pick" formaction="([^"]+)"', page)
    assert target is not None
    opened = ada.post(target[1], {})
    assert "Ärendet är öppnat, och du har det." in opened
    assert "En person öppnade ärendet." in opened
    assert target[1] not in ada.get("/kommentarer?lage=none")
    ada.post("/kommentarer/finns-inte/oppna", {}, 404)


def test_a_case_that_somebody_else_opened_or_holds_is_told_as_such(ada: Person, sqlite_town: Town) -> None:
    anna, desk = sqlite_town.person("anna"), sqlite_town.desk
    found = re.findall(r'formaction="/kommentarer/([^"/]+)/oppna"', ada.get("/kommentarer?lage=none"))
    opened, held = [picking.pick(desk, comment, actor=anna) for comment in found[:2]]
    queue.take(desk, held.id, actor=anna)
    told = [ada.post(f"/kommentarer/{case.comment.id}/oppna", {}) for case in (opened, held)]
    assert "Inlägget har redan ett ärende, och du har det." in told[0]
    assert "Inlägget har redan ett ärende. Anna Ek arbetar med ärendet till" in told[1]


def test_a_message_that_is_to_be_hidden_is_not_said_to_be_read_by_all(ada: Person, sqlite_town: Town) -> None:
    case = sqlite_town.take_in("Inga svartskallar på Kvarngatan, tack", channel="message")
    page = ada.post(f"/arende/{case.id}/ta", {"till": "/granska"})
    form = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in ("token", "version")}
    told = ada.post(f"/arende/{case.id}/beslut", {name: found[1] for name, found in form.items() if found})
    assert "Bekräftat: L5." in told
    assert "Kvar att göra" in told
    assert "alla kan läsa det" not in told


def test_the_overview_shows_what_the_tables_say_and_gives_a_report(ada: Person) -> None:
    assert "per vecka" in ada.get("/oversikt?fran=2026-01-01&till=2026-12-01")
    page = ada.get("/oversikt?fran=2026-11-01&till=2026-11-30")
    assert page.count('class="fill-L') >= 5
    assert "sv-comments@" in page
    assert ada.get("/oversikt?fran=2026-12-01&till=2026-11-01")
    assert ada.get("/oversikt?fran=igår")
    report = ada.client.get("/oversikt/rapport.pdf?manad=2026-11")
    assert (report.headers["content-type"], report.content[:5]) == ("application/pdf", b"%PDF-")
    ada.get("/oversikt/rapport.pdf?manad=nov", 422)


def test_the_overview_tells_of_drift_and_of_a_candidate_in_shadow(ada: Person, sqlite_town: Town) -> None:
    case, now = sqlite_town.take_in("När öppnar badhuset i Göta?"), sqlite_town.clock.now
    said = {"row": "L1", "labels": ["question"], "review_reasons": [], "scores": {}}
    told = {"live": said, "candidate": said | {"row": "L5", "labels": ["insult"]}}
    with sqlite_town.desk.storage.write(now) as unit:
        unit.loop.shadow(ShadowResult(case.comment.id, "prov-1", "sv-comments", now, "graver", told))
    rise = Shift("corrected", Figure(200, 0.05, 0.01), Figure(90, 0.31, 0.02), drifted=True)
    sqlite_town.app.state.drift.latest = Drift({}, "2026-10", (rise,), due=True)
    page = ada.get("/oversikt")
    assert "Dags att träna en ny modell" in page
    assert "Rättade av en moderator" in page
    assert "prov-1" in page
    assert "strängare rad 1" in page
    assert f"/arende/{case.id}" in page


def test_a_text_is_tried_and_thresholds_are_tried_then_saved(ada: Person, sqlite_town: Town) -> None:
    tried = ada.post("/regler/prova", {"text": "J a g vet var du b o r", "policy": "nybro"})
    assert "jag vet var du bor" in tried
    assert "Larm" in tried
    assert ada.post("/regler/prova", {"text": " "}, 422)
    page = ada.get("/regler/granser?etikett=spam&granska=0,2&galler=0.9")
    assert "0,200</strong> och <strong>0,900" in page
    assert "högst på gränsen" in ada.get("/regler/granser?etikett=spam&granska=0.9&galler=0.2", 422)
    assert "bara göras känsligare" in ada.get("/regler/granser?etikett=threat&granska=0.9&galler=0.95", 422)
    form = {"policy": "lilla-edet", "etikett": "spam", "granska": "0.2", "galler": "0.9", "skal": "lugnare"}
    assert "sparat" in ada.post("/regler/granser", form | {"gor": "spara"})
    line = next(
        x for x in thresholds.in_force(sqlite_town.desk, "lilla-edet", actor=sqlite_town.person("ada")) if x.own
    )
    assert (line.label, line.present.review) == (Label.SPAM, 0.2)
    assert "borttaget" in ada.post("/regler/granser", form | {"gor": "ta_bort"})
    ada.get("/regler?policy=finns-inte", 404)
    ada.get("/regler/granser?etikett=fel", 422)
    assert "Regler för kommentarer" in ada.get("/regler/regler.txt")


def test_accounts_users_and_keys_are_kept(ada: Person) -> None:
    account = {"id": "insta", "namn": "Edet på Insta", "plattform": "instagram", "far": ["hide"]}
    assert "Edet på Insta" in ada.post("/konton", account)
    assert "finns redan" in ada.post("/konton", account, 409)
    assert "namngiven ansvarig" in ada.post("/konton/insta/bruk", {"gor": "ta_i_bruk"}, 422)
    ada.post("/konton/insta", {"ansvarig": "Anna Ek", "ersattare": "Bo Ström", "far": ["hide", "delete"]})
    assert "Kontot är i bruk" in ada.post("/konton/insta/bruk", {"gor": "ta_i_bruk"})
    ada.get("/konton/finns-inte", 404)
    new = {"login": "Kim.Ny", "namn": "Kim Ny", "titel": "", "roll": "reader", "losenord": ""}
    assert "Kim Ny är upplagd" in ada.post("/anvandare", new)
    assert "finns redan" in ada.post("/anvandare", new, 409)
    assert "är ändrad" in ada.post("/anvandare/kim.ny", {"namn": "Kim Ny", "titel": "ekonom", "roll": "moderator"})
    assert "avstängd" in ada.post("/anvandare/kim.ny", {"gor": "stang_av"})
    assert "minst" in ada.post("/anvandare/kim.ny/losenord", {"losenord": "kort"}, 422)
    for form in ({"gor": "stang_av"}, {"namn": "Ada Holm", "roll": "reader"}):
        assert "din egen roll" in ada.post("/anvandare/ada", form, 409)
    shown = ada.post("/anvandare/nycklar/ny", {"namn": "Integration", "agare": "ada", "ratt": ["take_in"]})
    secret = re.search(r'class="secret">(lathund_(\w{12})_[^<]+)<', shown)
    assert secret is not None
    assert secret[1] not in ada.get("/anvandare"), "a secret is shown once"
    assert "indragen" in ada.post(f"/anvandare/nycklar/{secret[2]}/dra-in", {})
    rights = ada.get("/granskningslogg/behorigheter")
    for what in ("Användarens namn, titel eller roll ändrades", "API-nyckeln drogs in", "Kontot togs i bruk"):
        assert what in rights


def test_the_trail_is_browsed_newest_first(ada: Person, ids: dict[str, str]) -> None:
    page = ada.get("/granskningslogg")
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older is not None
    assert ada.get(older[1].replace("&amp;", "&")) != page
    assert ids["decided"] in ada.get(f"/granskningslogg?vad={ids['decided']}&handelse=confirmed")
    assert "Inga händelser" in ada.get("/granskningslogg?till=1999-01-01")
    assert "Inga händelser" in ada.get("/granskningslogg?vad=%00x&handelse=claimed&fore=-1")


def test_a_file_is_handed_over_without_script_and_taken_in(ada: Person, sqlite_town: Town, ids: dict[str, str]) -> None:
    content = b'id;tid;text\nu1;2026-11-03;Bra jobbat!\nu2;;"<script>window.hacked=1</script>"\nu3;;\n'
    page = ada.post("/import", {}, files={"fil": ("<b>fil.csv", content, "text/csv")})
    assert "&lt;b&gt;fil.csv" in page
    assert "1 av 3 rader kan inte tas in" in page
    job = re.search(r'action="/import/(import-\w+)"', page)
    assert job is not None
    chosen = {"text": "text", "id": "id", "time": "tid", "policy": "lilla-edet", "plattform": "facebook"}
    assert "3 rader" in ada.post(f"/import/{job[1]}", chosen | {"gor": "visa"})
    assert "finns inte i filen" in ada.post(f"/import/{job[1]}", chosen | {"text": "fel", "gor": "ta_in"}, 422)
    assert "Importen är igång" in ada.post(f"/import/{job[1]}", chosen | {"gor": "ta_in"})
    first = ada.get(f"/import/{job[1]}")
    assert "Filen står på tur" in first or "Börjar läsa" in first or "rader är genomgångna" in first
    assert "0 av 3" not in first
    importing.work(sqlite_town.desk)
    done = ada.get(f"/import/{job[1]}")
    assert "<script>window" not in done
    assert "Välj en fil" in ada.post("/import", {}, files={"fil": ("", b"", "text/csv")})
    assert "Filen kan inte läsas" in ada.post("/import", {}, 422, files={"fil": ("x.parquet", b"PAR1", "x/y")})
    assert "avbruten" in ada.post(f"/import/{ids['draft']}", {"gor": "kasta"})
    ada.get("/import/finns-inte", 404)


def test_what_people_write_stays_text_in_lists_and_fields(ada: Person, sqlite_town: Town) -> None:
    sqlite_town.take_in(f"Jag vet var du bor {EVERY}", account=EVERY[:190])
    query = httpx2.QueryParams(dict.fromkeys(("q", "konto", "av", "fran", "rad", "policy", "vad", "etikett"), EVERY))
    pages = [ada.get("/kommentarer"), ada.get(f"/kommentarer?{query}"), ada.get(f"/granskningslogg?{query}")]
    pages += [ada.post("/regler/prova", {"text": EVERY, "inlagg": EVERY, "svar_pa": EVERY})]
    pages += [ada.post("/konton", {"id": "x", "namn": EVERY, "plattform": EVERY}, 422)]
    pages += [ada.post("/anvandare", {"login": EVERY, "namn": EVERY, "roll": "reader"}, 422)]
    for page in pages:
        seen = _Seen()
        seen.feed(page[page.index("<main") :])
        assert seen.wrong == []


@pytest.mark.parametrize("address", LISTS)
def test_who_may_not_is_told_so_and_who_is_not_signed_in_signs_in(
    sqlite_town: Town, ids: dict[str, str], address: str
) -> None:
    assert ids
    allowed = {
        "/anvandare": {Role.ADMIN},
        "/gallring": {Role.REGISTRAR, Role.ADMIN},
        "/import": {Role.MODERATOR, Role.ADMIN},
        "/granskningslogg": {Role.REGISTRAR, Role.ADMIN},
        "/granskningslogg/behorigheter": {Role.REGISTRAR, Role.ADMIN},
    }
    for login in ("anna", "rut", "lars", "ada"):
        role = sqlite_town.person(login).role
        Person(sqlite_town, login).get(address, 200 if role in allowed.get(address, set(Role)) else 403)
    stranger = Person(sqlite_town, "").get(address)
    assert ("Tillgänglighet" if address == "/tillganglighet" else "Logga in") in stranger
