"""`lathund user`, `lathund key` and the refusal to listen beyond the machine while nobody signs in."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner, Result

from classifier.bootstrap import Wired
from classifier.cli.main import app
from classifier.logs import configure
from classifier.services.access import machine_person
from classifier.storage import Database, journal
from tests.access.house import PASSWORD, open_house

COMMANDS = [["user", c] for c in ("add", "list", "role", "disable", "password")] + [
    ["key", c] for c in ("add", "list", "revoke")
]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    given = f"sqlite:///{tmp_path}/lathund.sqlite"
    monkeypatch.setenv("LATHUND_DATABASE_URL", given)
    return given


def run(*args: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, [*args], input=stdin, catch_exceptions=False)


def add(login: str, *more: str, password: str = PASSWORD) -> Result:
    return run("user", "add", login, "--name", "Anna Ek", "--stdin", *more, stdin=f"{password}\n")


def test_a_user_is_added_listed_disabled_and_let_in_again(url: str) -> None:
    assert "Ingen användare" in run("user", "list").stdout
    done = add("Anna.Ek", "--role", "admin")
    assert (done.exit_code, done.stdout) == (0, "anna.ek är upplagd som administratör.\n")
    assert "släpps in" in run("user", "list").stdout
    assert run("user", "disable", "anna.ek").exit_code == 0
    assert "avstängd" in run("user", "list").stdout
    assert run("user", "disable", "anna.ek", "--undo").exit_code == 0
    assert run("user", "password", "anna.ek", stdin="ett annat lösenord\n").exit_code == 0
    database = Database(url)
    with database.session() as session:
        events = journal.history(session, "user:anna.ek")
    database.close()
    assert [e.action.value for e in events] == ["user_added", "user_disabled", "user_enabled", "password_changed"]
    assert {e.actor.id for e in events} == {f"machine:{machine_person()}"}


@pytest.mark.usefixtures("url")
def test_a_role_is_changed_and_the_last_administrator_keeps_it() -> None:
    add("anna.ek", "--role", "admin")
    refused = run("user", "role", "anna.ek", "reader")
    assert (refused.exit_code, "sista administratören" in refused.output) == (1, True)
    add("bo.lind", "--role", "admin")
    done = run("user", "role", "anna.ek", "registrar")
    assert (done.exit_code, done.stdout) == (0, "anna.ek är nu registrator.\n")
    assert "registrator" in run("user", "list").stdout
    assert run("audit", "verify").exit_code == 0


@pytest.mark.usefixtures("url")
def test_a_key_is_printed_alone_listed_and_revoked() -> None:
    add("anna.ek")
    made = run("key", "add", "Sprinklr", "--owner", "anna.ek", "--scope", "take_in", "--scope", "read")
    secret = made.stdout.strip()
    assert secret.startswith("lathund_")
    assert "bara en gång" in made.stderr
    listed = run("key", "list").stdout
    key_id = listed.split()[0]
    assert secret not in listed
    assert "aldrig använd" in listed
    assert run("key", "revoke", key_id).exit_code == 0
    assert "indragen" in run("key", "list").stdout


@pytest.mark.usefixtures("url")
@pytest.mark.parametrize(
    ("args", "stdin", "code", "says"),
    [
        (["user", "add", "anna.ek", "--name", "A", "--stdin"], f"{PASSWORD}\n", 1, "finns redan"),
        (["user", "add", "å", "--name", "A", "--stdin"], f"{PASSWORD}\n", 1, "a–z"),
        (["user", "add", "local", "--name", "A", "--stdin"], f"{PASSWORD}\n", 1, "a–z"),
        (["user", "add", "bo", "--name", "B", "--stdin"], "kort\n", 1, "minst 12 tecken"),
        (["user", "add", "bo.lind", "--name", "B", "--stdin"], "bo.lind är jag själv\n", 1, "innehålla"),
        (["user", "add", "bo", "--name", "B", "--stdin"], "x" * 300 + "\n", 1, "högst 200"),
        (["user", "add", "bo", "--name", "B", "--stdin"], "", 2, "standard in"),
        (["user", "add", "bo", "--name", " ", "--stdin"], f"{PASSWORD}\n", 1, "Skriv ett namn"),
        (["user", "add", "bo", "--stdin"], f"{PASSWORD}\n", 2, "--name"),
        (["user", "add", "bo", "--name", "B", "--role", "kung", "--stdin"], f"{PASSWORD}\n", 2, "moderator"),
        (["user", "add", "bo", "--name", "B", "--password", PASSWORD], "", 2, "No such option"),
        (["user", "disable", "ingen"], "", 1, "ingen användare"),
        (["user", "role", "ingen", "reader"], "", 1, "ingen användare"),
        (["user", "role", "anna.ek", "kung"], "", 2, "moderator"),
        (["user", "password", "ingen"], f"{PASSWORD}\n", 1, "ingen användare"),
        (["key", "add", "n", "--owner", "anna.ek", "--scope", "decide"], "", 1, "take_in"),
        (["key", "add", "n", "--owner", "ingen", "--scope", "read"], "", 1, "äger nyckeln"),
        (["key", "revoke", "0123456789ab"], "", 1, "ingen sådan"),
    ],
)
def test_what_cannot_be_is_told_in_plain_words(args: list[str], stdin: str, code: int, says: str) -> None:
    add("anna.ek")
    result = run(*args, stdin=stdin)
    assert result.exit_code == code, result.output
    assert says in result.output
    assert PASSWORD not in result.output.replace(" ".join(args), "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Exempel:" in result.output


@pytest.mark.usefixtures("url")
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "lathund.example.se", "0"])
def test_serve_refuses_to_listen_beyond_the_machine_without_users(host: str) -> None:
    result = run("serve", "--host", host)
    assert result.exit_code == 1
    assert "lyssnar inte på" in result.output
    assert "lathund user add" in result.output
    assert "127.0.0.1" in result.output


@pytest.mark.usefixtures("url")
def test_the_setting_is_no_way_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATHUND_HOST", "0.0.0.0")
    assert "lyssnar inte på 0.0.0.0" in run("serve").output


def test_with_a_user_it_listens_and_says_who_may_come_in(url: str, tmp_path: Path) -> None:
    add("anna.ek")
    with httpx2.Client() as client:
        assert '"users_configured": true' in serve_until_ready(client, "0.0.0.0", url, tmp_path)


def serve_until_ready(client: httpx2.Client, host: str, url: str, tmp_path: Path) -> str:
    """Start `lathund serve` for real, ask it, stop it, and return its log."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "lathund"), "serve", "--host", host, "--port", str(port)]
    with (tmp_path / "log").open("w+") as log:
        environment = {**os.environ, "LATHUND_DATABASE_URL": url}
        process = subprocess.Popen(command, env=environment, stderr=log, stdout=log)
        try:
            for _ in range(600):
                try:
                    health = client.get(f"http://127.0.0.1:{port}/healthz").json()
                    break
                except httpx2.ConnectError:
                    assert process.poll() is None, (tmp_path / "log").read_text()
                    time.sleep(0.1)
            assert health["access"] == "sign_in"
            assert client.get(f"http://127.0.0.1:{port}/accounts").status_code == 401
        finally:
            process.terminate()
            process.wait(30)
        return (tmp_path / "log").read_text()


def test_the_start_up_log_says_that_only_this_machine_is_let_in(
    rules_only: Wired, url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    configure("info")
    with open_house(rules_only, url) as house:
        assert house.browser().get("/healthz").json()["access"] == "loopback_only"
    out, err = capfd.readouterr()
    assert "Ingen användare är upplagd" in out + err
