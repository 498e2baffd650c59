"""What a policy obliges to, read off a case: to answer (R50), not to comment (R24), to register (R66)."""

from typing import Final

from classifier.cases.case import Case
from classifier.cases.parts import ReplyKind, StepStatus
from classifier.lathund.profile import StepCode
from classifier.taxonomy import Label

_DUTIES: Final = frozenset({"all_questions", "questions_and_praise", "addressed_to_authority"})
_FORWARDING_ANSWERS: Final = frozenset({"addressed_to_authority"})
"""NY: "om frågan/synpunkten inte kan besvaras slussa vidare": only there a forwarding with notice is enough."""


def must_answer(case: Case) -> bool:
    """Whether the case may not close unanswered (LE "skyldiga att svara"; SO: "varken behöver eller ska")."""
    if case.may_be_removed or case.policy.answers.duty not in _DUTIES:
        return False
    answer = case.step(StepCode.ANSWER)
    return Label.QUESTION in case.labels or (answer is not None and answer.required)


def answered(case: Case) -> bool:
    """Whether an answer is published; a holding reply is none. In NY a forwarding that the asker knows of is one."""
    if any(r.kind is ReplyKind.ANSWER and r.published_at is not None for r in case.replies):
        return True
    return bool(case.forwarded) and forwarding_answers(case)


def forwarding_answers(case: Case) -> bool:
    """Whether the policy is content when the question is sent on and the asker knows."""
    return case.policy.answers.duty in _FORWARDING_ANSWERS


def promised_answer(case: Case) -> bool:
    """Whether a holding reply promised to come back and nothing has come since (R44)."""
    held = any(r.kind is ReplyKind.HOLDING and r.published_at is not None for r in case.replies)
    return held and not answered(case) and not case.forwarded


def comments_blocked(case: Case) -> bool:
    """Whether the policy forbids to comment on what is removed (SO: "radera omedelbart, utan att kommentera", R24)."""
    return case.policy.removal == "delete" and (case.may_be_removed or not case.publicly_visible)


def waits_for_diarium(case: Case) -> bool:
    """Whether the diarium is still to have the case: it must, or it is a message that nobody has exempted (R63).

    NY: open comments need no registration, what is sent to a person in service is as a rule an incoming record.
    """
    considered = case.step(StepCode.CONSIDER_REGISTER)
    asked = considered is not None and considered.status is StepStatus.OPEN and case.comment.channel == "message"
    return (must_register(case) or asked) and not case.diarium


def must_register(case: Case) -> bool:
    """Whether the row in force is to be registered in the diarium."""
    step = case.step(StepCode.REGISTER)
    return step is not None and step.required and step.status is not StepStatus.NOT_NEEDED
