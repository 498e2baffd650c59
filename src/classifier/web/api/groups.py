"""Similar comments decided together: what one decision would cover, and the decision for exactly that."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from classifier.services import groups
from classifier.services.groups import MOST, Group
from classifier.taxonomy import Flag, Label, LathundRow
from classifier.web.api.case_answers import CaseOut, case_out
from classifier.web.api.case_schemas import Name, Said, Version, verdict_of
from classifier.web.api.dependencies import PROBLEMS, CurrentActor, CurrentDesk
from classifier.web.api.schemas import Request

router = APIRouter(tags=["cases"], responses=PROBLEMS)


class ShownIn(Request):
    """A case that the person saw, and the version of it."""

    case: Name
    version: Version


class GroupDecisionIn(Said):
    """One decision for all: `included` as the preview gave it, the case of the path among them."""

    included: Annotated[list[ShownIn], Field(min_length=1, max_length=MOST)]


class MemberOut(BaseModel):
    """A case that the decision would cover, its text masked."""

    case: str
    version: int
    text: str
    row: LathundRow
    labels: list[Label]
    flags: list[Flag]


class LeftOutOut(BaseModel):
    """A similar case that is looked at by itself, and why."""

    case: str
    text: str
    why: str


class GroupOut(BaseModel):
    """What one decision would cover. `more` similar cases are not shown; decide these first."""

    group_key: str
    included: list[MemberOut]
    left_out: list[LeftOutOut]
    more: int


class GroupDecided(BaseModel):
    """The cases that the decision was taken for."""

    cases: list[CaseOut]


@router.get("/cases/{case_id}/group")
def get_group(case_id: str, desk: CurrentDesk, actor: CurrentActor) -> GroupOut:
    """Preview: the cases with the same text, numbers and links apart, that one decision would cover.

    Alarms, suspected child abuse material, what others work on or have decided, and what was classified or is handled
    otherwise are left out, each with the reason.
    """
    return _out(groups.show(desk, case_id, actor=actor))


@router.post("/cases/{case_id}/group/decision")
def post_group_decision(case_id: str, body: GroupDecisionIn, desk: CurrentDesk, actor: CurrentActor) -> GroupDecided:
    """Decide for all that were shown, each through the same checks as a decision by itself.

    409 for all of them, with what differs in `errors`, where one was taken, decided or changed since the preview.
    """
    shown = [(one.case, one.version) for one in body.included]
    decided = groups.settle_all(desk, case_id, shown, lambda case: verdict_of(case, body), actor=actor)
    return GroupDecided(cases=[case_out(case) for case in decided])


def _out(group: Group) -> GroupOut:
    included = {case_id for case_id, _ in group.preview.included}
    texts = {member.case.id: member.text for member in group.members}
    members = [
        MemberOut(
            case=m.case.id,
            version=m.case.version,
            text=m.text,
            row=m.case.row,
            labels=list(m.case.labels),
            flags=list(m.case.flags),
        )
        for m in group.members
        if m.case.id in included
    ]
    left_out = [LeftOutOut(case=p.code, text=texts[p.code], why=p.text) for p in group.preview.left_out]
    return GroupOut(group_key=group.preview.key, included=members, left_out=left_out, more=group.more)
