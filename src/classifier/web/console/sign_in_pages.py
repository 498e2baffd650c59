"""Signing in and out, over the same sessions as the API."""

from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from classifier.services import sessions
from classifier.services.denials import Denied
from classifier.services.sign_in import Attempt, sign_in
from classifier.web.console.forms import CurrentForm
from classifier.web.console.templating import render
from classifier.web.console.visit import Said, read_said, say
from classifier.web.security import cookies
from classifier.web.security.actor import CurrentAccess, current_caller
from classifier.web.security.places import own_page

router = APIRouter(include_in_schema=False)
Target = Annotated[str, Query(alias="till", max_length=2_000)]


@router.get("/logga-in")
def get_sign_in(request: Request, access: CurrentAccess, target: Target = "/") -> Response:
    """Show the page; who is signed in already, or needs no sign-in, goes on."""
    try:
        current_caller(request)
    except Denied:
        return _page(request, target=own_page(target), said=read_said(request, access))
    return RedirectResponse(own_page(target), status_code=303)


@router.post("/logga-in")
async def post_sign_in(request: Request, access: CurrentAccess, form: CurrentForm) -> Response:
    """Sign in and go to the page that was asked for."""
    target = own_page(form.text("till") or "/")
    address = request.client.host if request.client else ""
    login, password = form.text("login")[:200], form.many("password")
    attempt = Attempt(login, password[0] if password else "", address, cookies.session_id(request.scope, access))
    call = partial(
        sign_in, access.database, attempt, secret=access.secret, lifetime=access.lifetime, now=access.clock()
    )
    try:
        issued = await to_thread.run_sync(call, limiter=request.app.state.password_limiter)
    except Denied as denied:
        answer = _page(request, target=target, said=Said(denied.message, "wrong"), login=login)
        answer.status_code = denied.status
        return answer
    response = RedirectResponse(target, status_code=303)
    cookies.set_session(response, request.scope, access, issued)
    return response


@router.post("/logga-ut")
def post_sign_out(request: Request, access: CurrentAccess) -> Response:
    """Sign out."""
    given = cookies.session_id(request.scope, access)
    if given:
        sessions.end(access.database, given)
    response = RedirectResponse("/logga-in", status_code=303)
    cookies.drop_session(response, request.scope, access)
    say(response, request, access, Said("Du är utloggad."))
    return response


def _page(request: Request, *, target: str, said: Said | None, login: str = "") -> Response:
    oidc = request.app.state.oidc is not None
    return HTMLResponse(render("sign_in.html", target=target, said=said, login=login, oidc=oidc))
