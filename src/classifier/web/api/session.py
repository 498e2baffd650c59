"""POST, GET, DELETE /session, and signing in by OIDC."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from classifier.cases.actors import Action, ActorKind, Role, allowed
from classifier.cases.texts import ROLE_NAMES
from classifier.services import sessions
from classifier.services.access import Access
from classifier.services.denials import Denial, Denied
from classifier.services.sign_in import Attempt, sign_in
from classifier.services.sign_in_oidc import sign_in_by_oidc
from classifier.web.api import schemas
from classifier.web.security import cookies
from classifier.web.security.actor import Caller, CurrentAccess, CurrentCaller
from classifier.web.security.oidc import Provider, drop_flow
from classifier.web.security.refusals import documented

router = APIRouter(tags=["session"])


class SignInIn(schemas.Request):
    """Login and password."""

    login: Annotated[str, schemas.Whole, Field(min_length=1, max_length=200, examples=["anna.ek"])]
    password: Annotated[
        str, schemas.Whole, Field(min_length=1, max_length=1_000, json_schema_extra={"format": "password"})
    ]


class WhoAmI(BaseModel):
    """Who is calling and what they may do. `csrf_token` goes with every change as the header X-CSRF-Token."""

    kind: ActorKind
    id: str
    name: str
    title: str
    role: Role
    role_name: str
    may: list[Action]
    csrf_token: str
    expires_at: datetime | None


def provider(request: Request) -> Provider:
    """Return the OIDC provider, or Denied where none is set."""
    found: Provider | None = request.app.state.oidc
    if found is None:
        raise Denied(Denial.OIDC_OFF)
    return found


@router.post("/session", response_model=WhoAmI, responses=documented(401, 403, 413, 422, 429, 503))
async def post_session(given: SignInIn, request: Request, access: CurrentAccess) -> Response:
    """Sign in with login and password. A new session replaces the one the browser had."""
    address = request.client.host if request.client else ""
    attempt = Attempt(given.login, given.password, address, cookies.session_id(request.scope, access))
    call = partial(
        sign_in, access.database, attempt, secret=access.secret, lifetime=access.lifetime, now=access.clock()
    )
    issued = await to_thread.run_sync(call, limiter=request.app.state.password_limiter)
    answer = who(access, Caller(issued.user.actor, issued.id, issued.expires_at))
    response = JSONResponse(answer.model_dump(mode="json"))
    cookies.set_session(response, request.scope, access, issued)
    return response


@router.get("/session", responses=documented(401, 503))
def get_session(caller: CurrentCaller, access: CurrentAccess) -> WhoAmI:
    """Say who is calling and what they may do."""
    return who(access, caller)


@router.delete("/session", status_code=204, responses=documented(403, 503))
def delete_session(request: Request, access: CurrentAccess) -> Response:
    """Sign out. Without a session it changes nothing."""
    given = cookies.session_id(request.scope, access)
    if given:
        sessions.end(access.database, given)
    response = Response(status_code=204)
    cookies.drop_session(response, request.scope, access)
    return response


_OIDC: dict[str, Any] = {"include_in_schema": False}


@router.get("/session/oidc", **_OIDC)
async def begin_oidc(
    request: Request, oidc: Annotated[Provider, Depends(provider)], target: Annotated[str, schemas.Whole] = "/"
) -> Response:
    """Send the browser to the organisation's sign-in."""
    return await oidc.begin(request, target)


@router.get("/session/oidc/callback", **_OIDC)
async def finish_oidc(
    request: Request, oidc: Annotated[Provider, Depends(provider)], access: CurrentAccess
) -> Response:
    """Take the browser back from the organisation's sign-in and open a session."""
    identity, target = await oidc.finish(request)
    replaces = cookies.session_id(request.scope, access)
    call = partial(
        sign_in_by_oidc, access.database, identity, lifetime=access.lifetime, now=access.clock(), replaces=replaces
    )
    issued = await to_thread.run_sync(call)
    response = RedirectResponse(target, status_code=303)
    cookies.set_session(response, request.scope, access, issued)
    drop_flow(response)
    return response


def who(access: Access, caller: Caller) -> WhoAmI:
    """Return the public shape of a caller."""
    actor = caller.actor
    return WhoAmI(
        kind=actor.kind,
        id=actor.id,
        name=actor.name,
        title=actor.title,
        role=actor.role,
        role_name=ROLE_NAMES[actor.role],
        may=[action for action in Action if allowed(actor, action)],
        csrf_token=cookies.page_code(access, caller.session) if caller.session else "",
        expires_at=caller.expires_at,
    )
