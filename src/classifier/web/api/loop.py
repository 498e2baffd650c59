"""GET /models, /shadow, /drift: what the loop shows; read only, changes are made by `lathund` on the machine."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from classifier.cases.actors import Action, allowed, require
from classifier.cases.drift import Drift, Figure
from classifier.model import ArtefactError
from classifier.model.comparison import Comparison, read_comparison
from classifier.model.registry import entries
from classifier.services import drift, shadow
from classifier.web.api.dependencies import PROBLEMS, CurrentActor, CurrentDesk

router = APIRouter(tags=["loop"], responses=PROBLEMS)


class ModelOut(BaseModel):
    """A model folder; `problem` says why it cannot be used, `comparison` what was measured beside the live model."""

    version: str
    live: bool
    shadow: bool
    problem: str
    rows: int
    own_labels: dict[str, Any]
    comparison: Comparison | None


class ModelsOut(BaseModel):
    """All models, by name."""

    models: list[ModelOut]


class DifferingOut(BaseModel):
    """A comment that the candidate judged otherwise; `text` is masked, empty where it holds personal data."""

    comment: str
    case: str
    kind: str
    text: str
    live: dict[str, Any]
    candidate: dict[str, Any]


class ShadowOut(BaseModel):
    """How a candidate in shadow compares with the live model."""

    candidate: str
    live: str
    compared: int
    kinds: dict[str, int]
    differences: list[DifferingOut]


class FigureOut(BaseModel):
    """A mean over n comments or decisions with its 95 % interval."""

    n: int
    mean: float
    low: float
    high: float


class ShiftOut(BaseModel):
    """A figure of the latest month beside the months before; `low`, `high`: the 95 % interval of the change."""

    figure: str
    name: str
    before: FigureOut
    now: FigureOut
    change: float
    low: float
    high: float
    drifted: bool


class DriftOut(BaseModel):
    """Drift by month. `retraining_due` when outcomes, or several figures of the comments, have drifted."""

    latest: str
    retraining_due: bool
    shifts: list[ShiftOut]
    months: dict[str, dict[str, FigureOut]]


@router.get("/models")
def get_models(request: Request, actor: CurrentActor) -> ModelsOut:
    """List the models of this service: which is live, which runs in shadow, how each was judged."""
    if not allowed(actor, Action.READ):
        require(actor, Action.MANAGE_MODELS)
    folder = request.app.state.settings.models_dir
    found = []
    for entry in entries(folder):
        problem, comparison = entry.problem, None
        try:
            comparison = read_comparison(folder / entry.version)
        except ArtefactError as error:
            problem = problem or str(error)
        data = entry.manifest.data if entry.manifest else {}
        found.append(
            ModelOut(
                version=entry.version,
                live=entry.live,
                shadow=entry.shadow,
                problem=problem,
                rows=sum(int(d.get("rows", 0)) for d in data.values()),
                own_labels=data.get("own_labels", {}),
                comparison=comparison,
            )
        )
    return ModelsOut(models=found)


@router.get("/shadow")
def get_shadow(
    desk: CurrentDesk,
    actor: CurrentActor,
    candidate: Annotated[str, Query(max_length=120, pattern=r"^[^\x00]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> ShadowOut:
    """Return how a candidate (the latest, where none is named) judged comments beside the live model."""
    found = shadow.report(desk, actor=actor, candidate=candidate, limit=limit, offset=offset)
    differences = [
        DifferingOut(
            comment=d.result.comment_id,
            case=d.case,
            kind=d.result.kind,
            text=d.text,
            live=d.result.said["live"],
            candidate=d.result.said["candidate"],
        )
        for d in found.differences
    ]
    return ShadowOut(
        candidate=found.candidate,
        live=found.live,
        compared=found.compared,
        kinds=found.kinds,
        differences=differences,
    )


@router.get("/drift")
def get_drift(desk: CurrentDesk, actor: CurrentActor) -> DriftOut:
    """Return how comments and corrections have changed by month, and whether retraining is due."""
    return drift_out(drift.read(desk, actor=actor))


def drift_out(found: Drift) -> DriftOut:
    """Return drift as it is answered."""
    shifts = [
        ShiftOut(
            figure=s.name,
            name=drift.name_of(s.name),
            before=_figure(s.before),
            now=_figure(s.now),
            change=s.change,
            low=s.interval[0],
            high=s.interval[1],
            drifted=s.drifted,
        )
        for s in found.shifts
    ]
    months = {month: {name: _figure(f) for name, f in of.items()} for month, of in found.months.items()}
    return DriftOut(latest=found.latest, retraining_due=found.due, shifts=shifts, months=months)


def _figure(figure: Figure) -> FigureOut:
    return FigureOut(n=figure.n, mean=figure.mean, low=figure.low, high=figure.high)
