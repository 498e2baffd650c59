"""The audit trail: reading it, and checking that nothing of the record was changed, removed or put back.

What is checked: the chain and its head; the heads published outside the database; every package and image against its
digest, both ways against the trail; every case against what its events say it is; every row against its seal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from classifier.cases import audit
from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import Link
from classifier.cases.canonical import document_digest, sha256
from classifier.cases.codec import case_from_json
from classifier.cases.disclosure_codec import disclosure_from_json
from classifier.cases.evidence import from_bytes, verify_bytes
from classifier.cases.facts import DESTROYED, facts_of
from classifier.services.desk import Desk
from classifier.services.sealed_rows import Seals, check_rows
from classifier.storage import Storage, Unit
from classifier.storage.audit import link_of
from classifier.storage.gallring import tombstone

_COMMENT: Final = "comment:"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, and where: an event, a package, a case, or the head."""

    where: str
    text: str


@dataclass(slots=True)
class Verified:
    """What was gone through, and what is wrong. Nothing wrong: an empty list."""

    events: int = 0
    packages: int = 0
    cases: int = 0
    rows: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Told:
    """What the trail says: the present facts of every case, the packages it names, the present one of a comment."""

    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    packages: set[str] = field(default_factory=set)
    present: dict[str, str] = field(default_factory=dict)
    digests: dict[int, str] = field(default_factory=dict)
    of_case: dict[str, str] = field(default_factory=dict)
    seals: Seals = field(default_factory=Seals)
    destroyed: dict[str, str] = field(default_factory=dict)
    """What is gallrat: the protocol of every destroyed package by its digest."""
    reduced: set[str] = field(default_factory=set)
    """Packages that cases had without a copy (R10)."""

    def hear(self, link: Link) -> None:
        """Take in one event."""
        subject, event = link.event.case, link.event
        self.digests[link.sequence] = link.digest
        self.seals.hear(link)
        if "evidence" in event.after:
            self.packages.add(event.after["evidence"])
        self.destroyed |= {k.removeprefix(DESTROYED): v for k, v in event.after.items() if k.startswith(DESTROYED)}
        if subject.startswith(_COMMENT):
            self.present[subject.removeprefix(_COMMENT)] = event.after.get("evidence", "")
            return
        facts = self.facts.setdefault(subject, {})
        for key in event.before.keys() - event.after.keys():
            facts.pop(key, None)
        facts.update(event.after)
        if facts.get("evidence_reduced") == "true":
            self.reduced.add(facts.get("evidence", ""))


def events(desk: Desk, *, actor: Actor, subject: str = "", after: int = 0, limit: int = 100) -> Sequence[Link]:
    """Return links of the chain in order, of one case where one is named."""
    require(actor, Action.READ_AUDIT)
    with desk.storage.read() as unit:
        return [link_of(row) for row in unit.audit.rows(subject=subject, after=after, limit=limit)]


def verify(storage: Storage) -> Verified:
    """Go through the whole record. Anybody with the key may; nothing is changed and no text is shown."""
    found, told = Verified(), _Told()
    published = storage.heads.read()
    # Read before the database: what is written meanwhile is in the database first.
    with storage.read() as unit:
        _chain(unit, storage, told, found)
        _published(storage, published, told, found)
        _cases(unit, told, found)
        _packages(unit, told, found)
        found.rows, wrong = check_rows(unit, told.seals)
        found.findings += [Finding(where, text) for where, text in wrong]
        _handed_over(unit, told, found)
    return found


def _chain(unit: Unit, storage: Storage, told: _Told, found: Verified) -> None:
    def readable() -> Iterator[Link]:
        for row in unit.audit.rows():
            found.events += 1
            try:
                link = link_of(row)
            except ValueError:
                found.findings.append(
                    Finding(f"händelse {row.sequence}", "Händelsen går inte att läsa som den skrevs.")
                )
                continue
            told.hear(link)
            yield link

    head = unit.audit.head()
    if head is None:
        found.findings.append(Finding("kedjans slut", "Kedjans slut saknas."))
        list(readable())
        return
    breaks = audit.verify(readable(), head, storage.key)
    found.findings += [Finding(f"händelse {b.sequence}" if b.sequence else "kedjans slut", b.text) for b in breaks]


def _published(storage: Storage, published: dict[int, str], told: _Told, found: Verified) -> None:
    for count, digest in published.items():
        if told.digests.get(count) != digest:
            text = f"Kedjan stämmer inte med det slut som skrevs till {storage.heads.path}: {count} händelser."
            found.findings.append(Finding(f"händelse {count}", text))


def _packages(unit: Unit, told: _Told, found: Verified) -> None:
    stored: dict[str, str] = {}
    images: dict[tuple[str, str], tuple[str, int]] = {}
    reduced: set[str] = set()
    for row in unit.evidence.every():
        found.packages += 1
        where = f"bevis {row.digest[:12]}"
        stored[row.digest] = row.comment_id
        if row.content == tombstone(row.digest):
            if row.digest not in told.destroyed:
                found.findings.append(Finding(where, "Beviset är förstört utan stöd i loggen."))
            said = (unit.gallring.comment_of(row.digest), row.digest in told.reduced)
            if said != (row.comment_id, row.reduced):
                found.findings.append(Finding(where, "Uppgifterna om det gallrade beviset har ändrats."))
            if row.reduced:
                reduced.add(row.digest)
            continue
        if row.digest in told.destroyed:
            found.findings.append(Finding(where, "Beviset är gallrat enligt loggen men finns kvar."))
        try:
            package = from_bytes(row.content)
        except ValueError:
            found.findings.append(Finding(where, "Beviset har ändrats: det går inte att läsa som det skrevs."))
            continue
        if not verify_bytes(row.content, row.digest):
            found.findings.append(Finding(where, "Beviset har ändrats: det stämmer inte med sin kontrollsumma."))
        if (package.comment, package.reduced) != (row.comment_id, row.reduced):
            found.findings.append(Finding(where, "Bevisets uppgifter stämmer inte med innehållet."))
        if row.digest not in told.packages:
            found.findings.append(Finding(where, "Beviset finns inte i loggen."))
        if package.screenshot is not None:
            shown = package.screenshot
            images[package.comment, shown.sha256] = (shown.media_type, shown.size)
        if package.reduced:
            reduced.add(row.digest)
    _destroyed(unit, told, found)
    removed = unit.evidence.removed()
    for digest in sorted(d for d, by in removed.items() if by not in reduced & told.packages):
        found.findings.append(Finding(f"bevis {digest[:12]}", "Beviset är borttaget utan stöd i loggen."))
    for digest in sorted(told.packages - stored.keys() - removed.keys()):
        found.findings.append(Finding(f"bevis {digest[:12]}", "Beviset saknas."))
    for comment, digest in unit.comments.current().items():
        known = {told.present.get(comment), told.of_case.get(comment)}
        if digest not in known or stored.get(digest) != comment:
            found.findings.append(Finding(f"inlägg {comment}", "Inlägget saknar bevis eller händelse."))
    _images(unit, images, found)
    gone = sorted(told.present.keys() - unit.comments.current().keys())
    found.findings += [Finding(f"inlägg {c}", "Inlägget saknas.") for c in gone]


def _images(unit: Unit, named: dict[tuple[str, str], tuple[str, int]], found: Verified) -> None:
    """Compare the images with what the packages say of them: whose, which, of what type and size."""
    seen = set()
    for shot in unit.evidence.every_screenshot():
        key = (shot.comment_id, shot.digest)
        seen.add(key)
        where = f"bild {shot.digest[:12]}"
        if key not in named:
            found.findings.append(Finding(where, "Bilden hör inte till något bevis."))
        elif sha256(shot.content) != shot.digest or named[key] != (shot.media_type, len(shot.content)):
            found.findings.append(Finding(where, "Bilden har ändrats."))
    found.findings += [Finding(f"bild {d[:12]}", "Bilden saknas.") for _, d in sorted(named.keys() - seen)]


def _handed_over(unit: Unit, told: _Told, found: Verified) -> None:
    """Every export and every request for disclosure is the one that the trail knows."""
    stored = {f"export:{key}": text for key, text in unit.exports.documents().items()}
    stored |= {f"disclosure:{key}": text for key, text in unit.disclosures.documents().items()}
    known = {s: facts["document"] for s, facts in told.facts.items() if s.startswith(("export:", "disclosure:"))}
    for subject in sorted(stored.keys() | known.keys()):
        if subject not in stored:
            found.findings.append(Finding(subject, "Handlingen saknas."))
        elif document_digest(stored[subject]) != known.get(subject):
            found.findings.append(Finding(subject, "Handlingen stämmer inte med vad loggen säger om den."))
    asked = unit.disclosures.asked()
    for key, document in unit.disclosures.documents().items():
        try:
            items = sorted(item.comment for item in disclosure_from_json(document).items)
        except ValueError:
            found.findings.append(Finding(f"disclosure:{key}", "Begäran går inte att läsa som den skrevs."))
            asked.pop(key, None)
            continue
        if items != asked.pop(key, []):
            found.findings.append(Finding(f"disclosure:{key}", "Inläggen som begäran gäller har ändrats."))
    found.findings += [Finding(f"disclosure:{key}", "Handlingen saknas.") for key in sorted(asked)]


def _destroyed(unit: Unit, told: _Told, found: Verified) -> None:
    """The notes of what was destroyed say what the trail says: the same packages under the same protocols."""
    noted, protocols = unit.gallring.destroyed(), unit.parts.protocol_ids()
    for digest in sorted(noted.keys() | told.destroyed.keys()):
        if noted.get(digest) != told.destroyed.get(digest) or noted[digest] not in protocols:
            found.findings.append(
                Finding(f"bevis {digest[:12]}", "Gallringen stämmer inte med loggen eller protokollet.")
            )


def _cases(unit: Unit, told: _Told, found: Verified) -> None:
    seen = set()
    for row in unit.cases.stored():
        found.cases += 1
        seen.add(row.id)
        where = f"ärende {row.id}"
        try:
            case = case_from_json(row.document)
        except ValueError:
            found.findings.append(Finding(where, "Ärendet går inte att läsa som det skrevs."))
            continue
        told.of_case[case.comment.id] = told.facts.get(row.id, {}).get("evidence", "")
        if facts_of(case) != told.facts.get(row.id):
            found.findings.append(Finding(where, "Ärendet stämmer inte med vad loggen säger om det."))
    gone = sorted(s for s in told.facts.keys() - seen if ":" not in s)
    found.findings += [Finding(f"ärende {case_id}", "Ärendet saknas.") for case_id in gone]
