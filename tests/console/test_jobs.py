"""The jobs of the console in a real browser, on both databases: by keyboard, from alarm to closed, with two persons."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from classifier.cases.case import Case
from classifier.cases.decide import proposal
from classifier.cases.letters import support_draft
from classifier.cases.parts import ReplyKind
from classifier.cases.states import State, Visibility
from classifier.services import queue, reading
from classifier.taxonomy import Label, LathundRow
from tests.console.town import Town

THREAT = "Jag vet var du bor, vänta bara"
SUICIDE = "alla får det bättre utan mig, jag har bestämt mig"
HATE = "De där råttorna ska bort härifrån"
ORDINARY = (
    "Skandal att vägen aldrig plogas!",
    "När öppnar badhuset?",
    "Varför är det aldrig någon som svarar i telefon?",
    "Vilka öppettider har biblioteket i jul?",
    "Hur länge ska vi vänta på den nya cykelbanan?",
    "Usel snöröjning i år igen, skäms!",
    "Var lämnar man in grovsopor?",
    "Låna pengar på 24 h, skriv till mig på WhatsApp +234 803 123 4567",
    "Du är en jävla idiot som sitter i nämnden",
    "När kommer svaret på mitt bygglov?",
)


@pytest.fixture(autouse=True)
def nothing_waits(town: Town) -> Iterator[None]:
    """Begin each job with an empty queue: what an earlier one left is decided by somebody else."""
    yield
    while (case := queue.take_next(town.desk, actor=town.person("ada"))) is not None:
        assert case.lock is not None
        queue.settle(
            town.desk, case.id, proposal, version=case.version, token=case.lock.token, actor=town.person("ada")
        )


def present(town: Town, case: Case) -> Case:
    return reading.case(town.desk, case.id, actor=town.person("ada")).shown.case


def says(page: Page, text: str) -> None:
    expect(page.locator(".said").first).to_contain_text(text)


def go(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_ten_cases_are_reviewed_by_keyboard_alone_and_one_is_undone(browser: Browser, town: Town) -> None:
    cases = [town.take_in(text) for text in ORDINARY]
    page = town.visitor(browser, "anna")
    page.goto("/")
    expect(page).to_have_url(f"{town.address}/granska")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Kortkommandon")).to_be_visible()
    page.keyboard.press("Escape")
    for _ in range(8):
        go(page, "b")
        says(page, "Bekräftat")
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    while (ticked := page.locator("input[name=label]:checked")).count():
        ticked.first.press("Space")
    page.keyboard.press("i")
    page.keyboard.press("1")
    page.keyboard.press("Tab")
    page.keyboard.type("Kritik mot verksamheten, inte mot en person")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.textContent.trim()") != "Spara rättelsen och nästa":
        page.keyboard.press("Tab")
    go(page, "Enter")
    says(page, "L1")
    go(page, "b")
    says(page, "Bekräftat")
    go(page, "u")
    expect(page.get_by_role("heading", name="Gör om beslutet")).to_be_visible()
    go(page, "b")
    says(page, "Bekräftat")
    expect(page.get_by_role("heading", name="Inget väntar på dig")).to_be_visible()
    decided = [present(town, case) for case in cases]
    assert all(case.decision and case.decision.by.id == "anna" for case in decided)
    corrected = [c for c in decided if c.decision and c.decision.corrected]
    assert [(c.row, c.labels) for c in corrected] in ([], [(LathundRow.L1, (Label.CRITICISM,))])
    page.context.close()


def test_an_urgent_suicide_case_from_alarm_to_closed(browser: Browser, town: Town) -> None:
    page = town.visitor(browser, "anna")
    page.goto("/akut")
    expect(page.get_by_role("heading", name="Inget akut just nu")).to_be_visible()
    case = town.take_in(SUICIDE)
    page.evaluate("htmx.trigger('#live', 'look')")
    expect(page).to_have_title("(1 akut) Akut · Lathund")
    expect(page.locator("#count-urgent")).to_have_text("1")
    page.reload()
    expect(page.get_by_role("link", name="90101")).to_be_visible()
    go(page, "b")
    go(page, "b")
    says(page, "Beslutat. Här är stegen.")
    page.get_by_role("radio", name="Ja").check()
    page.get_by_label("Skäl").fill("Ringde 112, ärende 4711")
    page.get_by_role("button", name="Klart").click()
    page.get_by_role("button", name="Jag har dolt inlägget").click()
    page.get_by_label("Ärendets nummer hos SOS Alarm eller polisen").fill("112-4711")
    page.locator("#steg-contact_police").get_by_role("button", name="Klart").click()
    reply = page.locator("#steg-support_reply")
    expect(reply.get_by_label("Svaret")).to_have_value(support_draft())
    reply.get_by_label("Svaret").fill("Hej! Ditt inlägg bröt mot våra regler.")
    reply.get_by_role("button", name="Anteckna som skickat").click()
    says(page, "90101")
    expect(reply.get_by_label("Svaret")).to_have_value("Hej! Ditt inlägg bröt mot våra regler.")
    page.reload()
    page.goto(f"/arende/{case.id}")
    reply.get_by_role("button", name="Anteckna som skickat").click()
    follow = page.locator("#steg-follow_up")
    follow.get_by_role("button", name="Spara").click()
    says(page, "Steget står kvar tills ni har följt upp")
    follow.get_by_label("Vad gjordes?").fill("Socialjouren har fått kontakt")
    follow.get_by_role("button", name="Spara").click()
    register = page.locator("#steg-register")
    register.get_by_label("Diarienumret").fill("KS 2026:77")
    register.get_by_role("button", name="Klart").click()
    expect(page.get_by_role("button", name="Stäng ärendet")).to_be_visible()
    go(page, "c")
    says(page, "stängt")
    closed = present(town, case)
    assert (closed.state, closed.visibility, closed.diarium) == (State.CLOSED, Visibility.HIDDEN, "KS 2026:77")
    assert [r.kind for r in closed.replies if r.published_at] == [ReplyKind.SUPPORT]
    expect(page).to_have_title("Ärende · Lathund")
    page.context.close()


def test_a_deletion_takes_two_persons_and_the_typed_word(browser: Browser, town: Town) -> None:
    case = town.take_in(HATE, policy="sollentuna")
    anna, bo = town.visitor(browser, "anna"), town.visitor(browser, "bo")
    anna.goto(f"/arende/{case.id}")
    go(anna, "t")
    anna.get_by_text("Rätta förslaget").click()
    correct = anna.locator("details", has_text="Rätta förslaget")
    while (ticked := correct.locator("input[name=label]:checked")).count():
        ticked.first.uncheck()
    correct.get_by_label("hets mot folkgrupp").check()
    correct.get_by_label("L5").check()
    correct.get_by_label("Varför?").fill("Hets mot en grupp")
    basis = correct.locator("details", has_text="Laglig grund och regel")
    if basis.get_attribute("open") is None:
        basis.locator("summary").click()
    correct.get_by_label("Den publicerade policyn").check()
    correct.get_by_label("Regel som inlägget bryter mot").select_option(index=1)
    correct.get_by_role("button", name="Spara och gör stegen").click()
    anna.get_by_role("link", name="Till radering").click()
    anna.get_by_label("Skäl").fill("Hets mot en grupp människor")
    anna.get_by_label("Gallringsbeslut").fill("UN 2026:4")
    button = anna.get_by_role("button", name="Begär radering")
    expect(button).to_be_disabled()
    anna.get_by_label("Skriv RADERA").fill("radera")
    button.click()
    says(anna, "begärd")
    if present(town, case).policy.two_persons_for_deletion:
        expect(anna.get_by_role("button", name="Bekräfta raderingen")).to_have_count(0)
    bo.goto("/radering")
    bo.get_by_role("link", name="Hets mot en grupp människor").click()
    bo.get_by_label("Skäl").fill("Stämmer med policyn")
    bo.get_by_label("Skriv RADERA").fill("RADERA")
    bo.get_by_role("button", name="Bekräfta raderingen").click()
    says(bo, "bekräftad")
    assert present(town, case).visibility is Visibility.DELETION_CONFIRMED
    bo.get_by_label("Skriv RADERA").fill("RADERA")
    bo.get_by_role("button", name="Inlägget är raderat").click()
    says(bo, "Antecknat")
    deletion = present(town, case).deletion
    assert deletion is not None
    assert deletion.confirmed_by is not None
    assert (deletion.requested_by.id, deletion.confirmed_by.id) == ("anna", "bo")
    for page in (anna, bo):
        page.context.close()


def test_of_two_moderators_at_the_same_case_one_decides_and_the_other_loses_nothing(
    browser: Browser, town: Town
) -> None:
    case = town.take_in(THREAT)
    anna, bo = town.visitor(browser, "anna"), town.visitor(browser, "bo")
    anna.goto(f"/arende/{case.id}")
    bo.goto(f"/arende/{case.id}")
    anna.get_by_role("button", name="Ta ärendet").click()
    expect(anna.get_by_role("heading", name="Förslag")).to_be_visible()
    bo.get_by_role("button", name="Ta ärendet").click()
    expect(bo.get_by_text("Anna Ek arbetar med ärendet")).to_be_visible()
    town.clock.forward(minutes=16)
    bo.goto(f"/arende/{case.id}")
    bo.get_by_role("button", name="Ta ärendet").click()
    bo.get_by_role("button", name="Bekräfta och nästa").click()
    says(bo, "Bekräftat")
    anna.get_by_text("Rätta förslaget").click()
    anna.get_by_label("Varför?").fill("Min långa motivering")
    anna.get_by_role("button", name="Spara rättelsen och nästa").click()
    expect(anna.get_by_role("alert").first).to_contain_text("ändrats sedan du öppnade det")
    expect(anna.get_by_text("redan beslutat av Bo Ström")).to_be_visible()
    decision = present(town, case).decision
    assert decision is not None
    assert decision.by.id == "bo"
    for page in (anna, bo):
        page.context.close()
