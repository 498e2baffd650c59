"""What people write stays text: payloads as comment, author, account, post, link and query run nowhere."""

import httpx2
import pytest
from playwright.sync_api import Browser, Page

from classifier.cases.case import Case
from classifier.cases.decide import proposal
from classifier.services import queue
from tests.console.town import Town

PAYLOADS = (
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1 data-hacked>",
    '"><svg onload=window.hacked=1 data-hacked>',
    "' autofocus onfocus=window.hacked=1 data-hacked='",
    "</textarea><iframe srcdoc='<script>parent.hacked=1</script>' data-hacked>",
    "<a href='javascript:window.hacked=1' data-hacked>klicka</a>",
    "{{ 7*7 }}{% raw %}${7*7}<%= 7*7 %>",
    "<details open ontoggle=window.hacked=1 data-hacked>",
    "<div hx-get='/akut/lage' hx-trigger='load' hx-on:load='window.hacked=1' data-hacked>",
    "<style>body{display:none}</style><base href='https://ond.example/'>",
    "<math><mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=window.hacked=1&gt;'>",
    "\u202e\u0000<ScRiPt/x>window.hacked=1</sCrIpT>",
)
LINKS = ("javascript:window.hacked=1", "data:text/html,<script>window.hacked=1</script>", " JaVaScRiPt:alert(1)")
SOUGHT = "[data-hacked], main script, main iframe, main style, main base, main object, body > script"


def inert(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.hacked") is None, address
    assert page.locator(SOUGHT).count() == 0, address
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.protocol)")
    assert set(links) <= {"http:", "https:", "tel:"}, address


@pytest.fixture(scope="module")
def hostile(sqlite_town: Town) -> list[Case]:
    """Three cases that hold every payload in every place, each with another kind of link."""
    every = " ".join(PAYLOADS)
    said = {"author": every, "account": every[:190], "post": every, "parent": every}
    return [sqlite_town.take_in(f"Jag vet var du bor {every} vänta bara", permalink=link, **said) for link in LINKS]


def test_hostile_comments_stay_inert_on_every_page(browser: Browser, sqlite_town: Town, hostile: list[Case]) -> None:
    ada = sqlite_town.person("ada")
    page = sqlite_town.visitor(browser, "ada")
    broken: list[str] = []
    page.on("dialog", lambda dialog: broken.append(dialog.message))
    page.on("console", lambda told: broken.append(told.text) if "Content Security Policy" in told.text else None)
    for case in hostile:
        inert(page, f"/arende/{case.id}?visa=1")
    held = queue.take(sqlite_town.desk, hostile[0].id, actor=ada)
    inert(page, f"/granska?arende={held.id}")
    held = queue.take(sqlite_town.desk, hostile[0].id, actor=ada)
    assert held.lock is not None
    queue.settle(sqlite_town.desk, held.id, proposal, version=held.version, token=held.lock.token, actor=ada)
    for address in ("/akut", "/steg", "/radering", f"/radering/{held.id}", f"/arende/{hostile[1].id}/liknande"):
        inert(page, address)
    every = " ".join(PAYLOADS)
    for address in ("/kommentarer", "/oversikt", "/regler/granser?etikett=insult", "/granskningslogg"):
        inert(page, address)
    for address in ("/granska", "/steg", "/akut", "/installningar", "/finns-inte", "/kommentarer", "/granskningslogg"):
        inert(page, f"{address}?{httpx2.QueryParams({'arende': every, 'visa': every, 'q': every})}")
    assert broken == []
    page.context.close()


def test_what_was_typed_comes_back_as_text(browser: Browser, sqlite_town: Town, hostile: list[Case]) -> None:
    case = sqlite_town.take_in("Jag vet var du bor, vänta bara")
    assert case.id not in {c.id for c in hostile}
    page = sqlite_town.visitor(browser, "bo")
    page.goto(f"/arende/{case.id}")
    page.get_by_role("button", name="Ta ärendet").click()
    page.get_by_text("Fråga en kollega").click()
    page.locator("#ask-other").fill(PAYLOADS[3])
    page.locator("#ask-question").fill(PAYLOADS[4])
    page.get_by_role("button", name="Fråga och lämna över").click()
    inert(page, f"/arende/{case.id}")
    assert PAYLOADS[4] in page.locator("main").inner_text()
    page.context.close()


TARGETS = ("https://ond.example/", "//ond.example", "/\\ond.example", "javascript:alert(1)", "/\t/ond.example", "ond")


@pytest.mark.parametrize("target", TARGETS)
def test_signing_in_leads_only_to_own_pages(sqlite_town: Town, target: str) -> None:
    with sqlite_town.client("anna") as client:
        again = client.get("/logga-in", params={"till": target})
        assert (again.status_code, again.headers["location"]) == (303, "/")
    with sqlite_town.client() as client:
        refused = client.post(
            "/logga-in", data={"login": f"ingen{TARGETS.index(target)}", "password": "-", "till": target}
        )
        assert (refused.status_code, 'name="till" value="/"' in refused.text) == (401, True)
