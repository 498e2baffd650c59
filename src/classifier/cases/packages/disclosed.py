"""What an applicant gets: the records with maskings, and the decision. Nothing of what is masked is in any byte.

Made from the masked texts alone: no digest of the originals (a short text could be found from it by guessing), no
link that leads to them unless a person chose to show it, no reason that an officer wrote for the file.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from classifier.cases.codes import Refusal
from classifier.cases.disclosure import occurrences
from classifier.cases.disclosure_parts import Decision, Disclosure, Item, Outcome, Passage, Said, Texts
from classifier.cases.disclosure_texts import APPEAL, DISCLOSED_FIELDS, DISCLOSURE_OUTCOMES, MASK_MARK
from classifier.cases.evidence import Sealed
from classifier.cases.moments import iso, shown
from classifier.cases.packages.files import with_manifest
from classifier.cases.parts import Reply
from classifier.cases.pdf_page import Line, pdf_of, spelled
from classifier.cases.refusal import refuse

REPLY: Final = "svar:"
_FREE: Final = ("text", "parent", "post")
_WHOLE: Final = {"author": "namn", "permalink": "länk", "external_id": "id"}
"""Fields that are proposed whole: the name, and what leads back to the comment as it was written."""

Spans = Callable[[str], list[tuple[int, int, str]]]
"""Finds identifiers and names in a text: start, end, kind."""


def fields_of(sealed: Sealed, replies: tuple[Reply, ...]) -> dict[str, str]:
    """Return what an applicant could read of a comment: its fields and the published replies; empty ones left out."""
    kept = sealed.evidence
    found = {name: str(getattr(kept, name)) for name in (*_FREE, *_WHOLE)}
    found |= {f"{REPLY}{reply.id}": reply.full_text for reply in replies if reply.published_at is not None}
    return {name: text for name, text in found.items() if text.strip()}


def proposed(fields: Mapping[str, str], spans: Spans, *, first: int) -> tuple[Passage, ...]:
    """Return what the machine proposes to mask, numbered from `first`. A person says what becomes of each."""
    found: list[tuple[str, int, int, str]] = []
    for name in sorted(fields):
        text = fields[name]
        found += [(name, 0, len(text), _WHOLE[name])] if name in _WHOLE else [(name, *s) for s in spans(text)]
    return tuple(Passage(f"p{first + i}", *where) for i, where in enumerate(found))


def masked(text: str, passages: list[Passage]) -> str:
    """Return a text with its masked passages replaced by the law that they are masked under."""
    out, position = [], 0
    for passage in sorted((p for p in passages if p.said is Said.MASKED), key=lambda p: p.start):
        out += [text[position : passage.start], MASK_MARK.format(law=passage.law)]
        position = passage.end
    return "".join([*out, text[position:]])


def build(
    of: Disclosure, texts: Texts, received: Mapping[str, tuple[str, str, datetime]], *, now: datetime
) -> dict[str, bytes]:
    """Return the files for the applicant. `received`: platform, account and time of receipt of each comment.

    Refused where anything masked would still stand somewhere: in another field, or in what the decision says.
    """
    decision = of.decision
    if decision is None:
        raise refuse(Refusal.NO_DECISION)
    records = [_record(number, item, texts, received[item.comment]) for number, item in enumerate(of.items, 1)]
    check_traces(of, texts)
    content = {"begaran": of.id, "referens": of.reference, "beslut": _decision(decision), "handlingar": records}
    files = {
        "handlingar.json": json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace"),
        "handlingar.pdf": pdf_of(f"Handlingar {of.id}", _lines(of, records), made=now),
        "beslut.pdf": pdf_of(f"Beslut {of.id}", decision_lines(of, decision), made=now),
    }
    return with_manifest(files)


def decision_lines(of: Disclosure, decision: Decision) -> list[Line]:
    """Return the decision as a letter, with how to appeal where it goes against the applicant."""
    found: list[Line] = [
        (18, "Beslut om utlämnande av allmän handling"),
        (11, f"Begäran {of.id}" + (f", {of.reference}" if of.reference else "")),
        (11, f"Beslutat {shown(decision.at)} av {decision.by.signature}"),
        (12, DISCLOSURE_OUTCOMES[decision.outcome.value]),
    ]
    laws = sorted({p.law for p in of.passages if p.said is Said.MASKED})
    found += [(12, f"Uppgifter är maskade med stöd av: {'; '.join(laws)}.")] if laws else []
    found += [(9, " "), (14, "Skäl"), (12, decision.motivation)] if decision.motivation else []
    if decision.appeal is not None:
        a = decision.appeal
        said = APPEAL.format(court=a.court, authority=a.authority, address=a.address)
        found += [(9, " "), (14, "Så här överklagar du"), (12, said)]
    return [(size, spelled(text)) for size, text in found]


def _record(number: int, item: Item, texts: Texts, received: tuple[str, str, datetime]) -> dict[str, Any]:
    platform, account, at = received
    said = {name: _of(item, name, texts) for name in item.fields}
    laws = [p.law for p in item.passages if p.said is Said.MASKED]
    counted = [{"lagrum": law, "antal": laws.count(law)} for law in sorted(set(laws))]
    return {
        "nr": number,
        "plattform": platform,
        "konto": account,
        "mottaget": iso(at),
        "uppgifter": said,
        "maskat": counted,
    }


def _of(item: Item, name: str, texts: Texts) -> str:
    return masked(texts[item.comment][name], [p for p in item.passages if p.field == name])


def _lines(of: Disclosure, records: list[dict[str, Any]]) -> list[Line]:
    found: list[Line] = [(18, "Utlämnade handlingar"), (11, f"Begäran {of.id}, {len(records)} handlingar")]
    for record in records:
        found += [(9, " "), (14, f"Handling {record['nr']}"), (11, f"Mottaget: {record['mottaget']}")]
        found.append((11, f"Plattform: {record['plattform']}, konto: {record['konto'] or '-'}"))
        for name, text in record["uppgifter"].items():
            heading = DISCLOSED_FIELDS["reply" if name.startswith(REPLY) else name]
            found.append((12, f"{heading}: {text}"))
        found += [(11, f"Maskat: {m['antal']} ställen, {m['lagrum']}") for m in record["maskat"]]
    return [(size, spelled(text)) for size, text in found]


def check_traces(of: Disclosure, texts: Texts) -> None:
    """Refuse where a masked text is left in a field (but where a person chose to show it) or in the decision."""
    secrets = {
        texts[item.comment][p.field][p.start : p.end]
        for item in of.items
        for p in item.passages
        if p.said is Said.MASKED
    }
    appeal = of.decision.appeal if of.decision else None
    laws = {p.law for p in of.passages if p.said is Said.MASKED}
    letter = (appeal.authority, appeal.address, appeal.court) if appeal else ()
    said = [of.decision.motivation if of.decision else "", of.reference, *sorted(laws), *letter]
    places = {"beslutet": "\x00".join(said)}
    for number, item in enumerate(of.items, 1):
        places |= {f"handling {number}, {name}": _hidden(item, name, texts) for name in item.fields}
    left = sorted({place for place, text in places.items() for secret in secrets if occurrences(secret, text)})
    if left:
        raise refuse(Refusal.TRACE_LEFT, where=", ".join(left))


def _hidden(item: Item, name: str, texts: Texts) -> str:
    """Return a field without its passages: what nobody has said anything of."""
    out, position = [], 0
    for passage in sorted((p for p in item.passages if p.field == name), key=lambda p: p.start):
        out.append(texts[item.comment][name][position : passage.start])
        position = passage.end
    return "\x00".join([*out, texts[item.comment][name][position:]])


def _decision(decision: Decision) -> dict[str, str]:
    said = {"utfall": decision.outcome.value, "av": decision.by.signature, "tid": iso(decision.at)}
    return said | ({"skal": decision.motivation} if decision.outcome is not Outcome.FULL else {})
