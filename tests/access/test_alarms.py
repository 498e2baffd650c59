"""Alarms against a real HTTP and a real SMTP server: signed, without text, again until they arrive, same id."""

import dataclasses
import hashlib
import hmac
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from classifier.bootstrap import Wired
from classifier.services.access import access_of
from classifier.services.alarm_channels import Mail, Webhook, channels_of
from classifier.services.alarms import FIRST_PAUSE, LEASE, LONGEST_PAUSE, Alarm, Sender, pause, raise_alarm
from classifier.settings import Settings
from classifier.storage import Database, outbox
from classifier.storage.writing import writing
from classifier.taxonomy import Label, LathundRow
from classifier.web.app import create_app
from tests.access.house import Clock, running
from tests.access.receivers import Postbox, Receiver

SECRET = "hemlighet-för-larm-123"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def sound(database: Database, clock: Clock, case: str = "case-1") -> str:
    kinds = (Label.THREAT, Label.SUICIDE_RISK)
    alarm = Alarm(case, LathundRow.L4, kinds, "lilla-edet", clock.now, clock.now + timedelta(hours=1))
    with writing(database) as session:
        return raise_alarm(session, alarm, public_url="https://lathund.example.se", now=clock.now)


def waiting(database: Database) -> int:
    with database.session() as session:
        return outbox.waiting(session).count


def test_the_webhook_is_signed_and_says_which_case_without_a_word_of_the_comment(
    database: Database, receiver: Receiver
) -> None:
    clock = Clock()
    event_id = sound(database, clock)
    assert Sender(database, [Webhook(receiver.url, SECRET)], clock=clock).round() == 1
    headers, body = receiver.got[0]
    expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-Lathund-Signature"] == f"sha256={expected}"
    assert headers["X-Lathund-Event"] == event_id
    assert json.loads(body) == {
        "id": event_id,
        "type": "case.urgent",
        "at": "2026-11-16T09:00:00.000000+00:00",
        "case": "case-1",
        "row": "L4",
        "kinds": ["threat", "suicide_risk"],
        "policy": "lilla-edet",
        "received_at": "2026-11-16T09:00:00.000000+00:00",
        "deadline_at": "2026-11-16T10:00:00.000000+00:00",
        "url": "https://lathund.example.se/cases/case-1",
    }
    assert waiting(database) == 0


@pytest.mark.parametrize("status", [500, 503, 404, 302, 301])
def test_a_receiver_that_does_not_take_it_is_asked_again_with_longer_pauses(
    database: Database, receiver: Receiver, status: int
) -> None:
    clock = Clock()
    event_id = sound(database, clock)
    sender = Sender(database, [Webhook(receiver.url, SECRET)], clock=clock)
    receiver.answers = [status] * 3
    for attempt in (1, 2, 3):
        assert sender.round() == 0
        clock.forward(seconds=pause(attempt).total_seconds() - 1)
        assert sender.round() == 0, "not before its time"
        assert len(receiver.got) == attempt, "a redirect is not followed"
        clock.forward(seconds=1)
    assert sender.round() == 1
    assert receiver.ids == [event_id] * 4
    assert len({body for _, body in receiver.got}) == 1, "every sending is the same bytes"
    assert (sender.round(), waiting(database)) == (0, 0)


def test_pauses_double_up_to_a_quarter_of_an_hour_and_never_end() -> None:
    pauses = [pause(n) for n in range(1, 200)]
    assert pauses[0] == FIRST_PAUSE
    assert all(b == min(2 * a, LONGEST_PAUSE) for a, b in pairwise(pauses))
    assert pauses[-1] == LONGEST_PAUSE


def test_a_receiver_that_is_not_there_loses_nothing(database: Database, receiver: Receiver) -> None:
    clock = Clock()
    event_id = sound(database, clock)
    assert Sender(database, [Webhook("http://127.0.0.1:9/larm", SECRET)], clock=clock).round() == 0
    assert waiting(database) == 1
    clock.forward(seconds=5)
    assert Sender(database, [Webhook(receiver.url, SECRET)], clock=clock).round() == 1
    assert receiver.ids == [event_id]


def test_an_alarm_is_written_with_its_case_or_not_at_all(database: Database, receiver: Receiver) -> None:
    clock = Clock()
    alarm = Alarm("case-1", LathundRow.L4, (Label.THREAT,), "nybro", clock.now)

    def take_in() -> None:
        with writing(database) as session:
            raise_alarm(session, alarm, public_url="", now=clock.now)
            raise RuntimeError("the case could not be written")

    with pytest.raises(RuntimeError):
        take_in()
    assert Sender(database, [Webhook(receiver.url, SECRET)], clock=clock).round() == 0
    assert receiver.got == []


def test_two_senders_at_once_send_each_alarm_once(database: Database, receiver: Receiver) -> None:
    clock = Clock()
    events = {sound(database, clock, f"case-{n}") for n in range(12)}
    Sender(database, [], clock=clock).round()
    senders = [Sender(database, [Webhook(receiver.url, SECRET)], clock=clock) for _ in range(3)]
    with writing(database) as session:
        outbox.fan_out(session, ["webhook"], clock.now)
    threads = [threading.Thread(target=sender.round) for sender in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(receiver.ids) == sorted(events)


CHILD = """
import sys
from classifier.services.alarm_channels import Webhook
from classifier.services.alarms import Sender
from classifier.storage import Database
from tests.access.house import Clock
Sender(Database(sys.argv[1]), [Webhook(sys.argv[2], sys.argv[3])], clock=Clock()).round()
"""


def test_a_sender_killed_between_sending_and_noting_sends_again_with_the_same_id(
    database: Database, database_url: str, receiver: Receiver
) -> None:
    clock = Clock()
    event_id = sound(database, clock)
    child = subprocess.Popen([sys.executable, "-c", CHILD, database_url, receiver.url, SECRET])
    receiver.kill = child.pid
    assert child.wait(60) == -signal.SIGKILL
    assert receiver.arrived.wait(10)
    assert waiting(database) == 1
    after = Sender(database, [Webhook(receiver.url, SECRET)], clock=clock)
    assert after.round() == 0, "until the lease is over the dead sender might still be alive"
    clock.forward(seconds=LEASE.total_seconds())
    assert after.round() == 1
    assert receiver.ids == [event_id, event_id]
    assert receiver.got[0][1] == receiver.got[1][1]
    assert waiting(database) == 0


def mail(port: int, **more: Any) -> Mail:
    return Mail("127.0.0.1", port, "lathund@example.se", ("anna@example.se", "bo@example.se"), security="none", **more)


def test_the_letter_says_what_to_do_and_nothing_of_what_was_written(
    database: Database, postbox: tuple[Postbox, int]
) -> None:
    clock, (box, port) = Clock(), postbox
    event_id = sound(database, clock)
    assert Sender(database, [mail(port)], clock=clock).round() == 1
    to, letter = box.letters[0]
    assert to == ["anna@example.se", "bo@example.se"]
    assert letter["Subject"] == "Lathund: akut ärende case-1"
    assert letter["Message-ID"] == f"<{event_id}@lathund.invalid>"
    text = letter.get_content()
    assert "hot, uppmaning till våld eller brott, nöddrop, suicidrisk (rad L4)" in text
    assert "ring 112" in text
    assert "https://lathund.example.se/cases/case-1" in text


def test_a_mail_server_that_is_down_is_asked_again_and_webhook_does_not_wait(
    database: Database, postbox: tuple[Postbox, int], receiver: Receiver
) -> None:
    clock, (box, port) = Clock(), postbox
    event_id = sound(database, clock)
    box.down = True
    sender = Sender(database, [mail(port), Webhook(receiver.url, SECRET)], clock=clock)
    assert sender.round() == 1
    assert receiver.ids == [event_id]
    box.down = False
    clock.forward(seconds=5)
    assert sender.round() == 1
    assert [letter["X-Lathund-Event"] for _, letter in box.letters] == [event_id]
    assert receiver.ids == [event_id], "what has arrived is not sent again"


def test_one_refused_address_does_not_send_to_the_other_for_ever(
    database: Database, postbox: tuple[Postbox, int]
) -> None:
    clock, (box, port) = Clock(), postbox
    sound(database, clock)
    box.refuse = {"bo@example.se"}
    assert Sender(database, [mail(port)], clock=clock).round() == 1
    assert [to for to, _ in box.letters] == [["anna@example.se"]]
    assert waiting(database) == 0


def test_an_address_that_nobody_has_keeps_the_alarm_waiting(database: Database, postbox: tuple[Postbox, int]) -> None:
    clock, (box, port) = Clock(), postbox
    sound(database, clock)
    box.refuse = {"anna@example.se", "bo@example.se"}
    assert Sender(database, [mail(port)], clock=clock).round() == 0
    assert waiting(database) == 1


def test_mail_is_not_sent_in_clear_where_starttls_is_asked_for(
    postbox: tuple[Postbox, int], database: Database
) -> None:
    box, port = postbox
    sound(database, Clock())
    secure = dataclasses.replace(mail(port), security="starttls")
    assert Sender(database, [secure], clock=Clock()).round() == 0
    assert box.letters == []


def test_the_service_sends_by_itself_while_it_runs(
    rules_only: Wired, database: Database, receiver: Receiver, database_url: str
) -> None:
    settings = Settings(database_url=database_url, alarm_webhook_url=receiver.url, alarm_webhook_secret=SECRET)
    parts = dataclasses.replace(rules_only, database=database)
    event_id = sound(database, _today())
    with running(create_app(parts, settings, access_of(settings, database))):
        assert receiver.arrived.wait(20)
    assert receiver.ids == [event_id]


def _today() -> Clock:
    from datetime import UTC, datetime

    clock = Clock()
    clock.now = datetime.now(UTC)
    return clock


def test_nothing_is_sent_unless_it_is_set_up_and_half_a_setup_is_refused() -> None:
    assert list(channels_of(Settings())) == []
    with pytest.raises(ValueError, match="LATHUND_ALARM_WEBHOOK_SECRET"):
        Settings(alarm_webhook_url="https://example.se/larm")
    with pytest.raises(ValueError, match="LATHUND_SMTP_HOST"):
        Settings(alarm_email_to="anna@example.se", alarm_email_from="l@example.se")
    both = Settings(
        alarm_webhook_url="https://example.se/larm",
        alarm_webhook_secret=SECRET,
        alarm_email_to="anna@example.se, bo@example.se",
        alarm_email_from="l@example.se",
        smtp_host="mail.example.se",
    )
    assert [channel.name for channel in channels_of(both)] == ["webhook", "email"]
    assert SECRET not in repr(both) + repr(channels_of(both))
