"""The five clocks around Midsummer, Easter, Christmas, New Year and the change of the clocks. Local Swedish time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from classifier.cases.actors import SYSTEM
from classifier.cases.deadlines import Calendar, Due, DueKind, Standing, answer_due, dues, next_due
from classifier.cases.intake import note_report
from classifier.cases.locking import claim
from classifier.cases.moments import STOCKHOLM
from classifier.cases.parts import ReplyKind
from classifier.cases.visibility import hide
from classifier.taxonomy import Label
from tests.cases.world import ALL, BO, NOW, PROFILES, filed, later


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=STOCKHOLM)


def due(policy: str, received: str) -> str:
    return answer_due(local(received), PROFILES[policy].clock).at.strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-16 10:00", "2026-11-17 10:00"),  # Monday
        ("2026-11-20 15:00", "2026-11-23 15:00"),  # Friday
        ("2026-11-21 10:00", "2026-11-24 00:00"),  # Saturday: before Monday ends
        ("2026-11-22 23:59", "2026-11-24 00:00"),  # Sunday
        ("2026-06-18 15:00", "2026-06-22 15:00"),  # the day before Midsummer Eve
        ("2026-06-19 09:00", "2026-06-23 00:00"),  # Midsummer Eve is free de facto
        ("2026-04-02 12:00", "2026-04-07 12:00"),  # Maundy Thursday: Good Friday to Easter Monday are free
        ("2026-04-06 12:00", "2026-04-08 00:00"),  # Easter Monday
        ("2026-05-13 09:00", "2026-05-15 09:00"),  # the day before Ascension Day
        ("2026-12-23 16:00", "2026-12-28 16:00"),  # Christmas Eve Thursday, Christmas Day Friday, then a weekend
        ("2026-12-24 18:00", "2026-12-29 00:00"),  # Christmas Eve
        ("2026-12-30 12:00", "2027-01-04 12:00"),  # New Year's Eve Thursday, New Year's Day Friday
        ("2027-01-05 10:00", "2027-01-07 10:00"),  # the day before Epiphany
        ("2026-03-27 15:00", "2026-03-30 15:00"),  # summer time begins on the Sunday between
        ("2026-10-23 15:00", "2026-10-26 15:00"),  # and ends
    ],
)
def test_R40_liljeholmen_24_hours_but_not_weekends_and_holidays(received: str, expected: str) -> None:
    assert due("liljeholmen", received) == expected
    assert answer_due(local(received), PROFILES["liljeholmen"].clock).hard


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-16 10:00", "2026-11-17 10:00"),
        ("2026-11-16 06:00", "2026-11-16 17:00"),
        ("2026-11-16 20:00", "2026-11-17 17:00"),
        ("2026-11-20 15:00", "2026-11-23 15:00"),
        ("2026-11-21 10:00", "2026-11-23 17:00"),
        ("2026-06-18 16:00", "2026-06-22 16:00"),
        ("2026-12-23 12:00", "2026-12-28 12:00"),
    ],
)
def test_R41_sollentuna_one_office_day_and_only_a_warning(received: str, expected: str) -> None:
    assert due("sollentuna", received) == expected
    found = answer_due(local(received), PROFILES["sollentuna"].clock)
    assert not found.hard
    assert found.standing(found.at + timedelta(days=30)) is Standing.WARNING


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-12-24 18:00", "2026-12-25 18:00"),
        ("2026-11-21 23:30", "2026-11-22 23:30"),
        ("2026-03-28 12:00", "2026-03-29 13:00"),  # a day of 23 hours
        ("2026-10-24 12:00", "2026-10-25 11:00"),  # a day of 25 hours
    ],
)
def test_R42_kommunmanual_evenings_and_weekends_count(received: str, expected: str) -> None:
    assert due("kommunmanual", received) == expected


@pytest.mark.parametrize("policy", ["lilla-edet", "nybro"])
@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-16 10:00", "2026-11-17 17:00"),
        ("2026-11-20 10:00", "2026-11-23 17:00"),
        ("2026-11-21 10:00", "2026-11-23 17:00"),
        ("2026-12-23 10:00", "2026-12-28 17:00"),
        ("2026-04-02 10:00", "2026-04-07 17:00"),
    ],
)
def test_promptly_means_before_the_next_working_day_closes(policy: str, received: str, expected: str) -> None:
    assert due(policy, received) == expected


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize("minutes", range(0, 60 * 24 * 21, 331))
def test_no_clock_runs_backwards(policy: str, minutes: int) -> None:
    first = datetime(2026, 12, 15, tzinfo=UTC) + timedelta(minutes=minutes)
    clock = PROFILES[policy].clock
    assert first < answer_due(first, clock).at <= answer_due(first + timedelta(minutes=331), clock).at


def test_the_day_is_the_swedish_one_whatever_zone_the_time_comes_in() -> None:
    clock = PROFILES["liljeholmen"].clock
    received = local("2026-11-21 00:30")  # still Friday in UTC
    assert answer_due(received.astimezone(UTC), clock).at == answer_due(received, clock).at == local("2026-11-24 00:00")


def test_own_closed_days_and_hours_count() -> None:
    calendar = Calendar(closed=frozenset({date(2026, 11, 17)}))
    assert answer_due(local("2026-11-16 10:00"), PROFILES["lilla-edet"].clock, calendar).at == local("2026-11-18 17:00")


def test_standing_just_before_at_and_after() -> None:
    hard = Due(DueKind.ANSWER, NOW, hard=True)
    assert hard.standing(NOW - timedelta(microseconds=1)) is Standing.IN_TIME
    assert hard.standing(NOW) is Standing.IN_TIME
    assert hard.standing(NOW + timedelta(microseconds=1)) is Standing.LATE


def kinds(case: object) -> list[str]:
    return [d.kind.value for d in dues(case)]  # type: ignore[arg-type]


@pytest.mark.parametrize("policy", ALL)
def test_an_alarm_is_due_at_once_also_on_christmas_eve(policy: str) -> None:
    received = local("2026-12-24 22:00")
    world = filed(policy, Label.SUICIDE_RISK, received_at=received)
    first = next_due(world.case)
    assert first == Due(DueKind.URGENT, received + timedelta(minutes=15), hard=True)
    assert DueKind.URGENT.value not in kinds(world.decide(now=received).case)


def test_the_bbs_clock_runs_from_the_first_view_or_report_until_the_comment_is_gone() -> None:
    world = filed("lilla-edet", Label.THREAT, scores={Label.THREAT: 0.99})
    assert kinds(world.case) == ["urgent"], "nobody knows of it yet"
    world.do(note_report, reported_at=later(30), reason="anmäld av läsare", actor=SYSTEM, now=later(31))
    world.do(claim, token="t", actor=BO, now=later(40))
    bbs = next(d for d in dues(world.case) if d.kind is DueKind.BBS)
    assert bbs == Due(DueKind.BBS, later(30 + 24 * 60), hard=True)
    assert "bbs" not in kinds(world.do(hide, actor=BO, now=later(41)).case)


def test_the_answer_clock_stops_at_the_answer_and_a_holding_reply_starts_its_own() -> None:
    world = filed("lilla-edet", Label.QUESTION).decide()
    assert kinds(world.case) == ["answer"]
    world.reply(ReplyKind.HOLDING, "Vi kollar", follow_up_at=later(30))
    assert kinds(world.case) == ["follow_up", "answer"]
    assert kinds(world.reply(ReplyKind.ANSWER, "Måndag").case) == []
