"""GET /policies, /healthz, /readyz, /metrics."""

from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from classifier.lathund import Profile
from classifier.lathund.render import house_rules
from classifier.services.access import LOOPBACK_ONLY, SIGN_IN
from classifier.taxonomy import SWEDISH
from classifier.web.api.classify import Parts
from classifier.web.security.actor import CurrentAccess

router = APIRouter(tags=["service"])


class Health(BaseModel):
    """The process answers, and who is let in."""

    status: str
    access: Literal["loopback_only", "sign_in", "unknown"]
    note: str
    model: str
    model_problem: str
    """Why a newly promoted model was not taken into service; the one named in `model` serves meanwhile."""
    shadow: str


class Ready(BaseModel):
    """What is loaded, and what is not."""

    status: str
    model: str
    model_problem: str
    names: str
    names_problem: str
    rules: str
    policies: list[str]
    database: str


class PolicyOut(BaseModel):
    """A policy: where it comes from, its rows with their steps, what it forbids, its public house rules."""

    code: str
    name: str
    version: str
    default: bool
    source: dict[str, str]
    removal: str
    clock: dict[str, Any]
    answers: dict[str, Any]
    forbidden: list[dict[str, Any]]
    rows: dict[str, Any]
    house_rules: str


class Policies(BaseModel):
    """All policies of this service."""

    policies: list[PolicyOut]


@router.get("/healthz")
def healthz(access: CurrentAccess, parts: Parts) -> Health:
    """Say that the process answers, which model serves, and whether people sign in or only this machine is let in."""
    model, problem = parts.serving
    told = {"status": "ok", "model": model, "model_problem": problem}
    told["shadow"] = parts.live.shadow_version if parts.live else ""
    try:
        users = access.users_configured
    except SQLAlchemyError:
        return Health(**told, access="unknown", note="Databasen svarar inte: ingen släpps in.")
    return Health(**told, access="sign_in" if users else "loopback_only", note=SIGN_IN if users else LOOPBACK_ONLY)


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready}})
async def readyz(parts: Parts) -> Response:
    """Say what is loaded. `degraded` (200) when rules work but the model does not; 503 when the database fails."""
    problem = parts.check_database()
    recogniser = parts.masker.recogniser
    model, model_problem = parts.serving
    status = "unavailable" if problem else "degraded" if model_problem or parts.names_problem else "ok"
    ready = Ready(
        status=status,
        model=model,
        model_problem=model_problem,
        names=f"names-{recogniser.manifest.version}" if recogniser else "none",
        names_problem=parts.names_problem,
        rules=parts.pipeline.rules_version,
        policies=sorted(parts.profiles),
        database=problem or "ok",
    )
    return JSONResponse(ready.model_dump(), status_code=503 if problem else 200)


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics() -> Response:
    """Counters for Prometheus; no comment text, no persons."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@router.get("/policies")
async def policies(parts: Parts) -> Policies:
    """List the policies with rows, steps, forbidden content and house rules."""
    return Policies(policies=[_policy(p, default=p.code == parts.default_policy) for p in parts.profiles.values()])


def _policy(profile: Profile, *, default: bool) -> PolicyOut:
    rows = {
        name.value: {"title": SWEDISH[name], **row.model_dump(mode="json")}
        for name, row in sorted(profile.rows.items())
    }
    return PolicyOut(
        code=profile.code,
        name=profile.name,
        version=profile.version,
        default=default,
        source=profile.source.model_dump(),
        removal=profile.removal,
        clock=profile.clock.model_dump(),
        answers=profile.answers.model_dump(),
        forbidden=[f.model_dump(mode="json") for f in profile.forbidden],
        rows=rows,
        house_rules=house_rules(profile),
    )
