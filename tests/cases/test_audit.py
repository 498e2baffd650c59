"""The hash chain: any change, any removed or moved row, and a rewritten head are found, and where."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.cases.audit import AuditEvent, BreakCode, Head, Link, append, empty_head, verify
from classifier.cases.codec import event_from_json, event_to_json
from classifier.cases.codes import EventCode
from classifier.cases.visibility import hide
from classifier.taxonomy import Label
from tests.cases.world import ANNA, BO, NOW, filed

KEY = b"0123456789abcdef0123456789abcdef"


def chain(count: int = 5, key: bytes = KEY) -> tuple[list[Link], Head]:
    head, links = empty_head(key), []
    for i in range(count):
        event = AuditEvent(NOW, ANNA, EventCode.HIDDEN, f"case-{i}", "skäl", {"state": "a"}, {"state": "b"})
        link, head = append(head, event, key)
        links.append(link)
    return links, head


def codes(links: list[Link], head: Head, key: bytes = KEY) -> list[tuple[int, str]]:
    return [(b.sequence, b.code.value) for b in verify(links, head, key)]


def test_an_untouched_chain_has_no_break() -> None:
    assert codes(*chain()) == []
    assert codes([], empty_head(KEY)) == []


@pytest.mark.parametrize(
    "touched",
    [
        {"reason": "annat"},
        {"case": "case-9"},
        {"actor": BO},
        {"actor": replace(ANNA, title="")},
        {"at": NOW + timedelta(microseconds=1)},
        {"action": EventCode.RESTORED},
        {"before": {}},
        {"after": {"state": "c"}},
    ],
)
def test_every_changed_field_is_found_where_it_is(touched: dict) -> None:
    links, head = chain()
    links[2] = replace(links[2], event=replace(links[2].event, **touched))
    assert codes(links, head) == [(3, "content")]


def test_removing_rows_is_found_in_the_middle_and_at_the_end() -> None:
    links, head = chain()
    assert codes(links[:2] + links[3:], head) == [(4, "sequence"), (4, "previous"), (0, "missing_end")]
    assert codes(links[:-1], head) == [(0, "missing_end"), (0, "head_digest")]
    assert codes([], head) == [(0, "missing_end"), (0, "head_digest")]
    assert "3 finns av 5" in verify(links[:3], head, KEY)[0].text


def test_added_and_moved_rows_are_found() -> None:
    links, head = chain()
    more, _ = append(head, links[0].event, KEY)
    assert codes([*links, more], head) == [(0, "extra_end"), (0, "head_digest")]
    assert (3, "sequence") in codes([links[0], links[2], links[1], *links[3:]], head)


def test_rows_and_head_rewritten_without_the_key_are_found() -> None:
    forged_links, forged_head = chain(3, b"somebody else's key!")
    assert codes(forged_links, forged_head) == [(0, BreakCode.HEAD_MAC.value)]
    links, head = chain()
    shorter = Head(4, links[3].digest, head.mac)
    assert codes(links[:4], shorter) == [(0, "head_mac")]
    with pytest.raises(ValueError, match="not written with this key"):
        append(forged_head, links[0].event, KEY)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        empty_head(b"kort")


def test_the_same_moment_in_another_zone_is_the_same_event() -> None:
    links, head = chain()
    other = NOW.astimezone(timezone(timedelta(hours=5)))
    links[0] = replace(links[0], event=replace(links[0].event, at=other))
    assert codes(links, head) == []


@given(st.text(min_size=1), st.dictionaries(st.text(), st.text(), max_size=4))
def test_any_text_can_stand_in_an_event(reason: str, facts: dict[str, str]) -> None:
    event = AuditEvent(NOW, ANNA, EventCode.SKIPPED, "c", reason, {}, facts)
    link, head = append(empty_head(KEY), event, KEY)
    assert verify([link], head, KEY) == []


def test_events_survive_storage_with_their_digest() -> None:
    events = filed("lilla-edet", Label.HATE_SPEECH).decide().do(hide).events
    head, links = empty_head(KEY), []
    for event in events:
        link, head = append(head, event, KEY)
        links.append(replace(link, event=event_from_json(event_to_json(event))))
    assert verify(links, head, KEY) == []
    assert all(e.reason and e.actor.name and e.after for e in events)
