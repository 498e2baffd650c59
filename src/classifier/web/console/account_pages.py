"""Konton: the register of the municipality's accounts, each with a responsible person and a deputy."""

from fastapi import APIRouter, Response

from classifier.cases.accounts import Capability
from classifier.cases.actors import Action, require
from classifier.cases.refusal import Refused
from classifier.services import accounts
from classifier.services.denials import Denied
from classifier.web.console.forms import CurrentForm, Form
from classifier.web.console.visit import CurrentVisit, Visit

router = APIRouter(include_in_schema=False)
HERE = "/konton"


@router.get("/konton")
def get_accounts(visit: CurrentVisit) -> Response:
    """Show all accounts."""
    return _list(visit, Form())


@router.post("/konton")
def post_account(visit: CurrentVisit, form: CurrentForm) -> Response:
    """Enter an account; it is not in use yet."""
    try:
        made = accounts.enter_account(
            visit.access.database,
            form.text("id").casefold(),
            platform=form.text("plattform"),
            name=form.text("namn"),
            capabilities=form.codes("far", Capability),
            owner=form.text("ansvarig"),
            deputy=form.text("ersattare"),
            actor=visit.actor,
            now=visit.desk.clock(),
        )
    except (Refused, Denied) as error:
        return _list(visit, form, error)
    return visit.to(f"{HERE}/{made.id}", f"Kontot {made.name} är inlagt. Ta det i bruk när två personer är utsedda.")


@router.get("/konton/{account_id}")
def get_account(account_id: str, visit: CurrentVisit) -> Response:
    """Show one account and what has happened to it."""
    return _one(visit, account_id)


@router.post("/konton/{account_id}")
def post_change(account_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Change who is responsible and what the platform allows."""
    try:
        accounts.alter_account(
            visit.access.database,
            account_id,
            owner=form.text("ansvarig"),
            deputy=form.text("ersattare"),
            capabilities=form.codes("far", Capability),
            actor=visit.actor,
            now=visit.desk.clock(),
        )
    except (Refused, Denied) as error:
        return _one(visit, account_id, error)
    return visit.to(f"{HERE}/{account_id}", "Kontot är ändrat.")


@router.post("/konton/{account_id}/bruk")
def post_use(account_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Take the account into use, or out of use."""
    into = form.text("gor") == "ta_i_bruk"
    change = accounts.take_into_use if into else accounts.take_out_of_use
    try:
        change(visit.access.database, account_id, actor=visit.actor, now=visit.desk.clock())
    except (Refused, Denied) as error:
        return _one(visit, account_id, error)
    return visit.to(f"{HERE}/{account_id}", "Kontot är i bruk." if into else "Kontot är taget ur bruk.")


def _list(visit: Visit, typed: Form, wrong: Refused | Denied | None = None) -> Response:
    require(visit.actor, Action.READ)
    found = accounts.list_accounts(visit.access.database, actor=visit.actor)
    return visit.page("accounts.html", accounts=found, typed=typed, problem=_text(wrong), status=_status(wrong))


def _one(visit: Visit, account_id: str, wrong: Refused | Denied | None = None) -> Response:
    account, history = accounts.show_account(visit.access.database, account_id, actor=visit.actor)
    return visit.page("account.html", account=account, history=history, problem=_text(wrong), status=_status(wrong))


def _text(wrong: Refused | Denied | None) -> str:
    return wrong.message if wrong else ""


def _status(wrong: Refused | Denied | None) -> int:
    if wrong is None:
        return 200
    return wrong.status if isinstance(wrong, Denied) else wrong.status_hint
