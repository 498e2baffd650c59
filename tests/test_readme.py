"""Docs that cannot lie: every `$ lathund …` of the README runs and prints what the README shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from classifier.settings import Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    (line[2:], output)
    for block in BLOCKS
    for line, output in re.findall(r"(^\$ .*?$)\n((?:(?!\$ ).*\n?)*)", block, re.MULTILINE)
    if line.startswith("$ lathund") or "| lathund" in line
]


def test_the_readme_has_examples() -> None:
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[c for c, _ in COMMANDS])
def test_commands_of_the_readme_print_what_it_shows(tmp_path: Path, command: str, shown: str) -> None:
    for name in ("datasets", "models", "src", "training"):
        (tmp_path / name).symlink_to(ROOT / name)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{command} 2>&1"],
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "COLUMNS": "130"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    printed = [line.rstrip() for line in done.stdout.rstrip().splitlines()]
    assert printed == [line.rstrip() for line in shown.rstrip().splitlines()]


def test_every_setting_is_documented() -> None:
    missing = [name for name in Settings.model_fields if f"LATHUND_{name.upper()}" not in README]
    assert missing == []
