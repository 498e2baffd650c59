"""`make screenshots`: every page in light, dark and at 360 pixels, from the invented week of the examples."""

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from classifier.bootstrap import wire
from classifier.cases.decide import Verdict, proposal
from classifier.services import accounts, importing, queue, removal, searching
from classifier.services.searching import Sought
from classifier.settings import Settings
from classifier.taxonomy import Label, LathundRow, LegalBasis
from tests.conftest import ROOT
from tests.console.town import BOTH, EXAMPLES, Town, open_browser, open_town

OUT = ROOT / "var" / "screenshots"
SHOWN = ROOT / "docs" / "screenshots"
README = ("granska", "akut", "oversikt")
"""What the README shows: the part of the page that a screen holds, in light, with few colours."""
FORMS = {
    "light": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "dark"},
    "360": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
}
PAGES = {
    "granska": "/granska",
    "akut": "/akut",
    "steg": "/steg",
    "arende": "/arende/{decided}",
    "radering": "/radering",
    "radera": "/radering/{requested}",
    "kommentarer": "/kommentarer",
    "oversikt": "/oversikt",
    "regler": "/regler",
    "prova": "/regler/prova",
    "granser": "/regler/granser?etikett=insult",
    "regelfiler": "/regler/filer",
    "konton": "/konton",
    "konto": "/konton/kommunen",
    "anvandare": "/anvandare",
    "gallring": "/gallring",
    "granskningslogg": "/granskningslogg",
    "behorigheter": "/granskningslogg/behorigheter",
    "import": "/import",
    "import-kolumner": "/import/{draft}",
    "import-klar": "/import/{imported}",
    "installningar": "/installningar",
    "tillganglighet": "/tillganglighet",
}
"""File name → address. Pages of this service that are not installed are left out."""


def furnish(town: Town, comments: int = 1_000) -> dict[str, str]:
    """Let the week have come in, some of it decided, one deletion asked for. Returns the ids that addresses name."""
    town.take_in_examples(comments)
    anna = town.person("anna")
    town.clock.forward(minutes=9)
    decided = []
    for _ in range(12):
        case = queue.take_next(town.desk, actor=anna)
        assert case is not None
        assert case.lock is not None
        decided.append(
            queue.settle(town.desk, case.id, proposal, version=case.version, token=case.lock.token, actor=anna)
        )
    late = town.take_in("Jag vet var du bor, vänta bara")
    case = town.take_in("De där råttorna ska bort härifrån", policy="sollentuna")
    case = queue.take(town.desk, case.id, actor=anna)
    assert case.lock is not None
    verdict = Verdict(
        (Label.HATE_SPEECH,), (), LathundRow.L5, (LegalBasis.POLICY,), "R5: hets mot folkgrupp", "Hets mot en grupp"
    )
    queue.settle(town.desk, case.id, lambda _: verdict, version=case.version, token=case.lock.token, actor=anna)
    removal.request(town.desk, case.id, reason="Hets mot en grupp människor", legal_basis=(LegalBasis.POLICY,),
                    gallring_decision="UN 2026:4", actor=anna)  # fmt: skip
    looked_across = _registers(town)
    town.clock.forward(minutes=21)
    return looked_across | {"decided": decided[2].id, "requested": case.id, "late": late.id}


def _registers(town: Town) -> dict[str, str]:
    """Enter an account, keep a filter, and read in two files: one waits for its columns, one is done with bad rows."""
    ada, database = town.person("ada"), town.access.database
    accounts.enter_account(
        database, "kommunen", platform="facebook", name="Lilla Edets kommun", capabilities=BOTH, owner="Anna Ek",
        deputy="Bo Ström", actor=ada, now=town.clock.now,
    )  # fmt: skip
    searching.save(town.desk, "Hot i kommentarer", Sought(labels=(Label.THREAT,)), actor=ada)
    draft = importing.hand_over(town.desk, "november.csv", EXAMPLES.read_bytes(), actor=ada)
    rows = b"id;tid;text\nr1;2026-11-02 08:15;Tack till alla i hemtj\xc3\xa4nsten!\nr2;;\nr3;ig\xc3\xa5r;Hej\n"
    done = importing.hand_over(town.desk, "oktober.csv", rows, actor=ada)
    shown = importing.preview(town.desk, done.id, None, None, actor=ada)
    importing.begin(town.desk, done.id, shown.chosen, shown.target, actor=ada)
    importing.work(town.desk)
    return {"draft": draft.id, "imported": done.id}


def shoot(browser: Browser, town: Town, ids: dict[str, str], wanted: list[str]) -> list[str]:
    """Write the pictures; returns the pages that are not there."""
    OUT.mkdir(parents=True, exist_ok=True)
    absent = []
    for form, options in FORMS.items():
        page = town.visitor(browser, "ada", **options)
        for name, address in PAGES.items():
            if wanted and name not in wanted:
                continue
            answer = page.goto(address.format(**ids))
            if answer is None or answer.status == 404:
                absent.append(name)
                continue
            page.wait_for_load_state("networkidle")
            page.screenshot(path=OUT / f"{name}-{form}.png", full_page=True)
        page.context.close()
        stranger = town.visitor(browser, "", **options)
        stranger.goto("/logga-in")
        stranger.screenshot(path=OUT / f"logga-in-{form}.png", full_page=True)
        stranger.context.close()
    return sorted(set(absent))


def show(browser: Browser, town: Town) -> None:
    """Write the pictures of the README."""
    page = town.visitor(browser, "ada", **FORMS["light"])
    for name in README:
        page.goto(PAGES[name])
        page.wait_for_load_state("networkidle")
        path = SHOWN / f"{name}.png"
        page.screenshot(path=path)
        compress(path)
    page.context.close()


def compress(path: Path) -> None:
    """Write a picture again with a palette: a third of the size."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(160, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            path, optimize=True
        )


def main() -> None:
    """Write every picture, or those of the pages named on the command line; `readme` writes the README's."""
    with tempfile.TemporaryDirectory() as folder:
        wired = wire(Settings(models_dir=ROOT / "models"))
        with open_town(wired, f"sqlite:///{folder}/town.sqlite", Path(folder)) as town, open_browser() as browser:
            ids = furnish(town)
            if sys.argv[1:] == ["readme"]:
                show(browser, town)
                return
            absent = shoot(browser, town, ids, sys.argv[1:])
    sys.stdout.write(f"{OUT}: {len(list(OUT.glob('*.png')))} pictures. Not installed: {', '.join(absent) or '-'}\n")


if __name__ == "__main__":
    main()
