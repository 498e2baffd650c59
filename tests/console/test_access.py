"""Who gets in, and that everybody can read and use what they get: WCAG 2.1 AA by axe, narrow screens, no script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from classifier.services.preferences import Reading
from tests.access.house import PASSWORD
from tests.conftest import ROOT
from tests.console.screenshots import PAGES, furnish
from tests.console.town import Town

AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN = "async (more) => (await axe.run(document, {resultTypes: ['violations'], ...more})).violations.map(v => [v.id, v.nodes.map(n => n.html + ' ' + n.failureSummary).slice(0, 3)])"  # noqa: E501
HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def ids(sqlite_town: Town) -> dict[str, str]:
    return furnish(sqlite_town, comments=36)


@pytest.fixture
def ada(browser: Browser, sqlite_town: Town) -> Iterator[Page]:
    page = sqlite_town.visitor(browser, "ada")
    yield page
    page.context.close()


def opened(page: Page, address: str) -> bool:
    answer = page.goto(address)
    assert answer is not None
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    return answer.status == 200


@pytest.mark.parametrize("name", [*PAGES, "logga-in", "fel"])
def test_axe_finds_nothing_in_light_and_dark_and_nothing_is_lost_at_320_pixels(
    ada: Page, ids: dict[str, str], name: str
) -> None:
    address = {"logga-in": "/logga-in", "fel": "/finns-inte"} | PAGES
    if name == "logga-in":
        ada.context.clear_cookies()
    assert opened(ada, address[name].format(**ids)) == (name != "fel")
    ada.evaluate(AXE)
    found = []
    # Only colours differ between the two, so every rule is tried in the light and those of contrast in the dark.
    for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
        ada.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found += [(scheme, *violation) for violation in ada.evaluate(RUN, rules)]
    assert found == []
    ada.set_viewport_size({"width": 320, "height": 640})
    assert ada.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_core_path_works_without_script(browser: Browser, sqlite_town: Town, ids: dict[str, str]) -> None:
    assert ids
    page = sqlite_town.visitor(browser, "", java_script_enabled=False)
    page.goto("/granska")
    page.get_by_label("Användarnamn").fill("anna")
    page.get_by_label("Lösenord").fill("fel lösenord")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("alert")).to_contain_text("Fel användarnamn eller lösenord")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page).to_have_url(f"{sqlite_town.address}/granska")
    page.get_by_role("button", name="Bekräfta och nästa").click()
    expect(page.locator(".said")).to_contain_text("Bekräftat")
    page.get_by_role("link", name="Visa liknande beslut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidigare beslut om liknande")
    page.goto("/granska")
    page.locator("summary", has_text="Hoppa över").click()
    page.get_by_label("Jag är jävig").check()
    page.get_by_role("button", name="Hoppa över").click()
    expect(page.locator(".said")).to_contain_text("Du hoppade över")
    page.get_by_role("button", name="Logga ut").click()
    expect(page.locator(".said")).to_contain_text("utloggad")
    page.context.close()


def test_harm_is_masked_or_covered_until_asked_for_and_names_until_logged(ada: Page, sqlite_town: Town) -> None:
    case = sqlite_town.take_in("Kalle på Storgatan 12 är en jävla idiot, ring 070-1740605", author="Nils Ek")
    sqlite_town.choose("ada", reading=Reading.WORDS)
    ada.goto(f"/arende/{case.id}")
    text = ada.locator(".comment").first
    assert "idiot" not in text.inner_text()
    assert "[telefon]" in text.inner_text()
    ada.get_by_role("link", name="Visa de maskerade orden").click()
    assert "idiot" in text.inner_text()
    assert "070-1740605" not in ada.content()
    ada.get_by_role("button", name="Visa namn och nummer").click()
    assert "070-1740605" in text.inner_text()
    assert "Nils Ek" in ada.content()
    expect(ada.get_by_text("Namn och nummer visades omaskerade.")).to_be_visible()
    sqlite_town.choose("ada", reading=Reading.COVERED)
    ada.goto(f"/arende/{case.id}")
    expect(ada.locator(".covered")).to_be_visible()
    assert "jävla" not in ada.content()


def test_a_pause_is_offered_after_the_set_number_of_harmful_cases(ada: Page, sqlite_town: Town) -> None:
    sqlite_town.choose("ada", reading=Reading.OPEN, remind_after=1, harmful_seen=0)
    case = sqlite_town.take_in("Jag vet var du bor, vänta bara")
    ada.goto(f"/arende/{case.id}")
    ada.get_by_role("button", name="Ta ärendet").click()
    ada.get_by_role("button", name="Bekräfta och nästa").click()
    ada.goto("/granska")
    if ada.get_by_role("heading", name="Förslag").count():
        ada.get_by_role("button", name="Lämna tillbaka utan beslut").click()
        ada.goto("/granska")
    expect(ada.get_by_role("heading", name="Dags för en paus")).to_be_visible()
    ada.get_by_role("button", name="Fortsätt granska").click()
    expect(ada.get_by_role("heading", name="Dags för en paus")).to_have_count(0)


@pytest.mark.parametrize("login", ["lars", "rut"])
def test_roles_see_only_their_places_and_the_rest_is_refused_in_swedish(sqlite_town: Town, login: str) -> None:
    with sqlite_town.client(login, **HTML) as client:
        page = client.get("/akut")
        assert page.status_code == 200
        assert "Att granska" not in page.text
        assert ("Gallring" in page.text) is (login == "rut")
        refused = client.get("/granska")
        assert (refused.status_code, refused.headers["content-type"]) == (403, "text/html; charset=utf-8")
        assert "får inte granska ärenden" in refused.text


def test_browsers_get_pages_and_programs_get_problem_documents(sqlite_town: Town) -> None:
    with sqlite_town.client() as client:
        assert client.get("/granska").headers["content-type"] == "application/problem+json"
        sent = client.get("/radering/x?a=1", headers=HTML)
        assert (sent.status_code, sent.headers["location"]) == (303, "/logga-in?till=/radering/x%3Fa%3D1")
        page = client.get("/finns-inte", headers=HTML)
        assert (page.status_code, "Sidan finns inte" in page.text) == (404, True)
        part = client.get("/granska", headers={"hx-request": "true"})
        assert (part.status_code, part.headers["hx-redirect"]) == (401, "/logga-in?till=/granska")


def test_a_form_without_the_pages_code_is_refused_and_watching_keeps_no_session_alive(sqlite_town: Town) -> None:
    with sqlite_town.client("bo", **HTML) as client:
        refused = client.post("/installningar", data={"theme": "dark"})
        assert (refused.status_code, "Ladda om sidan" in refused.text) == (403, True)
        for _ in range(7):
            sqlite_town.clock.forward(minutes=10)
            watched = client.get("/akut/lage")
        assert "Du är utloggad" in watched.text


def test_own_files_are_kept_a_year_and_nothing_else_is_served(sqlite_town: Town) -> None:
    with sqlite_town.client() as client:
        page = client.get("/logga-in", headers=HTML).text
        style = page.split('rel="stylesheet" href="')[1].split('"')[0]
        answer = client.get(style)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert client.get("/static/x/console.css").headers["cache-control"] == "no-cache"
        for path in ("/static/x/htmx.LICENSE", "/static/x/..%2f__init__.py", "/static/x/console.js.map"):
            assert client.get(path).status_code == 404
        assert "unsafe-inline" not in answer.headers["content-security-policy"]
        assert " style=" not in page
