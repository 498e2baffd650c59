"""Import: a file is handed over, its columns are named, what would be taken in is shown, then it is taken in."""

from dataclasses import fields

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool

from classifier.cases.accounts import Capability
from classifier.cases.actors import Action, require
from classifier.cases.refusal import Refused
from classifier.services import importing
from classifier.services.import_rows import FROM_FILE, Columns, Target
from classifier.services.importing import ImportStatus
from classifier.web.console.forms import CurrentForm, Form
from classifier.web.console.visit import CurrentVisit, Visit
from classifier.web.uploads import parts_of

router = APIRouter(include_in_schema=False)
HERE = "/import"


@router.get("/import")
def get_imports(visit: CurrentVisit) -> Response:
    """Show the box for a file, and the imports so far."""
    return _start(visit)


@router.post("/import")
async def post_file(request: Request, visit: CurrentVisit) -> Response:
    """Keep the file and ask which column is what."""
    body = await request.body()
    file = next((p for p in parts_of(request.headers.get("content-type", ""), body) if p.name == "fil"), None)
    if file is None or not file.content:
        return visit.to(HERE, "Välj en fil.", kind="wrong")
    try:
        job = await run_in_threadpool(importing.hand_over, visit.desk, file.file_name, file.content, actor=visit.actor)
    except Refused as refused:
        return await run_in_threadpool(_start, visit, refused)
    return visit.to(f"{HERE}/{job.id}")


@router.get("/import/{job_id}")
def get_import(job_id: str, visit: CurrentVisit) -> Response:
    """Show a draft with its columns, or how far an import has come."""
    job, problems = importing.show(visit.desk, job_id, actor=visit.actor)
    if job.status is ImportStatus.DRAFT:
        return _draft(visit, job_id, Form(visit.request.query_params.multi_items()))
    return visit.page("import_job.html", job=job, problems=problems, most=importing.MOST_PROBLEMS)


@router.get("/import/{job_id}/lage")
def get_progress(job_id: str, visit: CurrentVisit) -> Response:
    """Give how far an import has come, for the page that waits."""
    job, problems = importing.show(visit.desk, job_id, actor=visit.actor)
    return visit.part("import_progress.html", job=job, problems=problems, most=importing.MOST_PROBLEMS)


@router.post("/import/{job_id}")
def post_begin(job_id: str, visit: CurrentVisit, form: CurrentForm) -> Response:
    """Take the file in with these columns, show the preview anew, or throw it away."""
    if form.text("gor") == "kasta":
        importing.cancel(visit.desk, job_id, actor=visit.actor)
        return visit.to(HERE, "Importen är avbruten. Det som hann tas in finns kvar.")
    if form.text("gor") == "visa":
        return _draft(visit, job_id, form)
    try:
        importing.begin(visit.desk, job_id, _columns(form), _target(visit, form), actor=visit.actor)
    except Refused as refused:
        return _draft(visit, job_id, form, refused)
    return visit.to(f"{HERE}/{job_id}", "Importen är igång. Du kan lämna sidan.")


def _start(visit: Visit, refused: Refused | None = None) -> Response:
    require(visit.actor, Action.TAKE_IN)
    limit = visit.request.app.state.settings.max_upload_bytes // 1_000_000
    return visit.page("import.html", jobs=importing.jobs(visit.desk, actor=visit.actor), limit=limit, refused=refused)


def _draft(visit: Visit, job_id: str, form: Form, refused: Refused | None = None) -> Response:
    said = "text" in form
    columns, target = (_columns(form), _target(visit, form)) if said else (None, None)
    shown = importing.preview(visit.desk, job_id, columns, target, actor=visit.actor)
    return visit.page(
        "import_draft.html", shown=shown, policies=visit.desk.profiles, names=fields(Columns), refused=refused
    )


def _columns(form: Form) -> Columns:
    return Columns(**{f.name: form.text(f.name) for f in fields(Columns)})


def _target(visit: Visit, form: Form) -> Target:
    policy = form.text("policy") or visit.desk.default_policy
    if policy not in visit.desk.profiles:
        raise HTTPException(422, "policy: okänd policy")
    platform = form.text("plattform")[:60].casefold() or FROM_FILE
    channel = "message" if form.text("kanal") == "message" else "comment"
    return Target(policy, platform, form.text("konto")[:200], channel, form.codes("far", Capability))
