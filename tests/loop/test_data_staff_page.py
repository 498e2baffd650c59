"""The README's page for data staff, followed from start to end on the example data by its text alone."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from classifier.cli.main import app
from classifier.model import current_version
from tests.conftest import ROOT
from tests.loop import workshop
from tests.loop.small import models_folder

PAGE = (ROOT / "README.md").read_text(encoding="utf-8").split("### Month by month")[1].split("```")[1]
LINES = [line for line in PAGE.splitlines()[1:] if line.strip() and not line.startswith("#")]


def run(line: str) -> tuple[int, str]:
    """Run a line of the page; where it says `||`, the second part only if the first one fails."""
    output = ""
    for part in line.split(" || "):
        words = shlex.split(part)
        assert words[0] == "lathund"
        done = CliRunner().invoke(app, words[1:], catch_exceptions=False)
        output += done.output
        if done.exit_code == 0:
            break
    return done.exit_code, output


def test_the_page_for_data_staff_is_followed_from_start_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = workshop.make(tmp_path / "lathund", every=90)
    shutil.copytree(ROOT / "datasets/examples", shop / "datasets/examples")
    models_folder(shop / "models", "2026.11.2")
    monkeypatch.chdir(shop)
    monkeypatch.delenv("LATHUND_DATABASE_URL", raising=False)
    told = {}
    for line in LINES:
        code, output = run(line)
        assert code == 0, f"{line}\n{output}"
        told[line.split("lathund ")[1]] = output
    everything = "\n".join(told.values())
    assert re.search(r"ovning jämförd med 2026\.11\.2: (bättre|inte bättre|oklart), därför att", everything)
    assert "Egna etiketter:" in everything
    assert "ovning är i drift" in everything
    assert "2026.11.2 är i drift igen." in everything
    assert current_version(shop / "models") == "2026.11.2"
    for made in ("var/etiketter.jsonl", "models/ovning/comparison.html", "var/granser.html"):
        assert (shop / made).exists()
    assert "inget är ändrat" in everything
