"""`make screenshots`: every page in light, dark and at 360 pixels, from the invented week of the examples."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from classifier.bootstrap import wire
from classifier.cases.decide import Verdict, proposal
from classifier.services import queue, removal
from classifier.settings import Settings
from classifier.taxonomy import Label, LathundRow, LegalBasis
from tests.conftest import ROOT
from tests.console.town import Town, open_browser, open_town

OUT = ROOT / "var" / "screenshots"
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
    "konton": "/konton",
    "anvandare": "/anvandare",
    "gallring": "/gallring",
    "granskningslogg": "/granskningslogg",
    "import": "/import",
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
    town.clock.forward(minutes=21)
    return {"decided": decided[2].id, "requested": case.id, "late": late.id}


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


def main() -> None:
    """Write every picture, or those of the pages named on the command line."""
    with tempfile.TemporaryDirectory() as folder:
        wired = wire(Settings(models_dir=ROOT / "models"))
        with open_town(wired, f"sqlite:///{folder}/town.sqlite", Path(folder)) as town, open_browser() as browser:
            absent = shoot(browser, town, furnish(town), sys.argv[1:])
    sys.stdout.write(f"{OUT}: {len(list(OUT.glob('*.png')))} pictures. Not installed: {', '.join(absent) or '-'}\n")


if __name__ == "__main__":
    main()
