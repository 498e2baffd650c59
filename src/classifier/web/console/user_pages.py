"""Användare: who may sign in and as what, and the API keys of integrations."""

from functools import partial

from anyio import to_thread
from fastapi import APIRouter, HTTPException, Request, Response

from classifier.cases.actors import Action, Role, require
from classifier.services import api_keys, users
from classifier.services.denials import Denial, Denied
from classifier.web.console.forms import CurrentForm, Form
from classifier.web.console.visit import CurrentVisit, Visit

router = APIRouter(include_in_schema=False)
HERE = "/anvandare"


@router.get("/anvandare")
def get_users(visit: CurrentVisit) -> Response:
    """Show users and keys."""
    return _page(visit, Form())


@router.post("/anvandare")
async def post_user(request: Request, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Add a user. Hashing a password is slow on purpose: few at a time, outside the event loop."""
    password = form.text("losenord")

    def add() -> str:
        user = users.add_user(
            visit.access.database,
            form.text("login"),
            name=form.text("namn"),
            title=form.text("titel"),
            role=_role(form),
            password=password or None,
            actor=visit.actor,
            now=visit.desk.clock(),
        )
        return user.name

    try:
        name = await to_thread.run_sync(add, limiter=request.app.state.password_limiter)
    except Denied as denied:
        return await to_thread.run_sync(partial(_page, visit, form, denied))
    return visit.to(HERE, f"{name} är upplagd.")


@router.post("/anvandare/{login}")
def post_change(login: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Change name, title and role; or let in and keep out."""
    now, database = visit.desk.clock(), visit.access.database
    what = form.text("gor")
    try:
        if what in {"stang_av", "slapp_in"}:
            if what == "stang_av" and login == visit.actor.id:
                raise Denied(Denial.OWN_RIGHTS)
            users.set_active(database, login, active=what == "slapp_in", actor=visit.actor, now=now)
            told = "släpps in igen" if what == "slapp_in" else "är avstängd och utloggad överallt"
            return visit.to(HERE, f"{login} {told}.")
        names = {"name": form.text("namn"), "title": form.text("titel")}
        users.change_user(database, login, role=_role(form), actor=visit.actor, now=now, **names)
    except Denied as denied:
        return _page(visit, Form(), denied)
    return visit.to(HERE, f"{login} är ändrad.")


@router.post("/anvandare/{login}/losenord")
async def post_password(login: str, request: Request, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Give a user another password; every session of that user ends."""

    def change() -> None:
        users.set_password(
            visit.access.database, login, form.text("losenord"), actor=visit.actor, now=visit.desk.clock()
        )

    try:
        await to_thread.run_sync(change, limiter=request.app.state.password_limiter)
    except Denied as denied:
        return await to_thread.run_sync(partial(_page, visit, Form(), denied))
    return visit.to(HERE, f"{login} har fått ett nytt lösenord.")


@router.post("/anvandare/nycklar/ny")
def post_key(visit: CurrentVisit, form: CurrentForm) -> Response:
    """Make an API key and show it: the only time its secret is seen, so the answer is the page itself."""
    try:
        made = api_keys.create_key(
            visit.access.database,
            name=form.text("namn"),
            scopes=form.many("ratt"),
            owner=form.text("agare"),
            actor=visit.actor,
            now=visit.desk.clock(),
        )
    except Denied as denied:
        return _page(visit, form, denied)
    return _page(visit, Form(), made=made.secret)


@router.post("/anvandare/nycklar/{key_id}/dra-in")
def post_revoke(key_id: str, visit: CurrentVisit) -> Response:
    """Make a key worthless."""
    api_keys.revoke_key(visit.access.database, key_id, actor=visit.actor, now=visit.desk.clock())
    return visit.to(HERE, "Nyckeln är indragen.")


def _page(visit: Visit, typed: Form, denied: Denied | None = None, made: str = "") -> Response:
    require(visit.actor, Action.MANAGE_USERS)
    return visit.page(
        "users.html",
        users=users.list_users(visit.access.database, actor=visit.actor),
        keys=api_keys.list_keys(visit.access.database, actor=visit.actor),
        scopes=api_keys.SCOPES,
        roles=tuple(Role),
        typed=typed,
        made=made,
        problem=denied.message if denied else "",
        status=denied.status if denied else 200,
    )


def _role(form: Form) -> Role:
    role = form.code("roll", Role)
    if role is None:
        raise HTTPException(422, "roll: välj en roll")
    return role
