"""POST /comments: taking in, one comment or a batch, idempotent."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from pydantic import Discriminator, Tag, TypeAdapter, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from classifier.bootstrap import Wired
from classifier.cases.actors import Action, Actor, require
from classifier.cases.canonical import sha256
from classifier.cases.codes import Refusal
from classifier.cases.refusal import Refused, refuse
from classifier.services import Desk
from classifier.services.intake import Incoming, Taken, check_key, take_in
from classifier.web.api.case_answers import TakenBatch, TakenError, TakenOut, case_out
from classifier.web.api.case_schemas import TakeIn, TakeInBatch
from classifier.web.api.classify import Parts, profile_of
from classifier.web.api.dependencies import PROBLEMS, CurrentActor, CurrentDesk
from classifier.web.api.schemas import Problem
from classifier.web.problems import UnknownPolicy, policy_problem, refusal_problem, validation_problem

router = APIRouter(tags=["comments"], responses=PROBLEMS)
_ONE = TypeAdapter(TakeIn)


def _kind(body: Any) -> str:
    batch = isinstance(body, TakeInBatch) or (isinstance(body, dict) and "comments" in body)
    return "batch" if batch else "one"


Body = Annotated[Annotated[TakeIn, Tag("one")] | Annotated[TakeInBatch, Tag("batch")], Discriminator(_kind)]
Key = Annotated[str, Header(max_length=200, pattern=r"^[\x21-\x7e]*$")]


@router.post("/comments", response_model=TakenOut | TakenBatch, responses={201: {"model": TakenOut}})
def post_comments(
    body: Body,
    response: Response,
    parts: Parts,
    desk: CurrentDesk,
    actor: CurrentActor,
    idempotency_key: Key = "",
) -> TakenOut | TakenBatch:
    """Take in one comment or up to 1,000: seal, classify, open a case where a person is to see it.

    201 for a comment that is new; 200 with what became of it for one that was taken in before, and for a batch.
    """
    require(actor, Action.TAKE_IN)
    if idempotency_key:
        check_key(desk, idempotency_key, [body.model_dump(mode="json")], actor=actor)
    if isinstance(body, TakeInBatch):
        keyed = enumerate(body.comments)
        return TakenBatch(
            results=[_each(item, parts, desk, actor, _key(idempotency_key, actor, n)) for n, item in keyed]
        )
    taken = _take(body, parts, desk, actor, _key(idempotency_key, actor, 0))
    response.status_code = 201 if taken.created else 200
    return taken


def _key(key: str, actor: Actor, number: int) -> str:
    """Return the external id of a comment that has none of its own: its place under the caller's key."""
    return f"nyckel:{sha256(f'{actor.id} {key}'.encode())[:32]}:{number}" if key else ""


def _each(item: Any, parts: Wired, desk: Desk, actor: Actor, key: str) -> TakenOut | TakenError:
    given = item.get("external_id") if isinstance(item, dict) else None
    identity = given if isinstance(given, str) else None
    try:
        return _take(_ONE.validate_python(item), parts, desk, actor, key)
    except ValidationError as error:
        problem = validation_problem(error.errors())
    except UnknownPolicy as error:
        problem = policy_problem(error)
    except Refused as error:
        problem = refusal_problem(error)
    except SQLAlchemyError:
        detail = "The comment could not be stored. Send it again."
        problem = Problem(title="Unavailable", status=503, detail=detail)
    return TakenError(external_id=identity, error=problem)


def _take(body: TakeIn, parts: Wired, desk: Desk, actor: Actor, key: str) -> TakenOut:
    external_id = body.external_id or key
    if not external_id:
        raise refuse(Refusal.EXTERNAL_ID_MISSING)
    incoming = Incoming(
        platform=body.platform,
        external_id=external_id,
        text=body.text,
        policy=profile_of(parts, body.policy).code,
        author=body.author,
        account=body.account,
        permalink=body.permalink,
        channel=body.channel,
        post=body.context.post,
        parent=body.context.parent,
        published_at=body.published_at,
        capabilities=tuple(dict.fromkeys(body.capabilities)),
        screenshot=body.screenshot,
    )
    return _out(take_in(desk, incoming, actor=actor))


def _out(taken: Taken) -> TakenOut:
    return TakenOut(
        comment_id=taken.comment_id,
        external_id=taken.external_id,
        created=taken.created,
        evidence=taken.evidence_digest,
        case=case_out(taken.case) if taken.case else None,
        note=taken.note,
    )
