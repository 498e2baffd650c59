"""Regler och policy: the lathund, house rules, rules, thresholds tried on history, a text through every stage."""

import math
from typing import Any

from fastapi import APIRouter, HTTPException, Response

from classifier.cases.refusal import Refused
from classifier.lathund.profile import Profile
from classifier.lathund.render import house_rules
from classifier.services import thresholds, trying
from classifier.taxonomy import Label
from classifier.web.console.forms import CurrentForm, Form
from classifier.web.console.visit import CurrentVisit, Visit

router = APIRouter(include_in_schema=False)


@router.get("/regler")
def get_rules(visit: CurrentVisit) -> Response:
    """Show the lathund of a policy as a table, and the rules to publish."""
    profile = _profile(visit)
    return visit.page("rules.html", house_rules=house_rules(profile), **_common(visit, profile))


@router.get("/regler/regler.txt")
def get_house_rules(visit: CurrentVisit) -> Response:
    """Give the rules to publish as text."""
    profile = _profile(visit)
    named = {"content-disposition": f'attachment; filename="regler-{profile.code}.txt"'}
    return Response(house_rules(profile), media_type="text/plain; charset=utf-8", headers=named)


@router.get("/regler/prova")
def get_try(visit: CurrentVisit) -> Response:
    """Show the box to try a text in."""
    profile = _profile(visit)
    return visit.page("rules_try.html", tried=None, typed=Form(), **_common(visit, profile))


@router.post("/regler/prova")
def post_try(visit: CurrentVisit, form: CurrentForm) -> Response:
    """Show what every stage makes of a text. Nothing is stored, so the answer is the page itself."""
    profile = visit.desk.profiles.get(form.text("policy")) or _profile(visit)
    tried, refused = None, None
    try:
        tried = trying.attempt(
            visit.desk,
            form.text("text"),
            policy=profile.code,
            post=form.text("inlagg"),
            parent=form.text("svar_pa"),
            actor=visit.actor,
        )
    except Refused as error:
        refused = error
    return visit.page("rules_try.html", tried=tried, typed=form, refused=refused, **_common(visit, profile))


@router.get("/regler/filer")
def get_files(visit: CurrentVisit) -> Response:
    """Show the rules that are read, by label."""
    rules = visit.desk.pipeline.matcher.rules
    return visit.page("rules_files.html", rules=rules, **_common(visit, _profile(visit)))


@router.get("/regler/granser")
def get_thresholds(visit: CurrentVisit) -> Response:
    """Show the thresholds, and what others would have meant where some are tried."""
    profile = _profile(visit)
    params = visit.request.query_params
    tried = Form([(name, value) for name, value in params.multi_items()])
    label = params.get("etikett", "")
    if not label:
        return _thresholds(visit, profile, None, tried)
    return _thresholds(visit, profile, _label(label), tried)


@router.post("/regler/granser")
def post_threshold(visit: CurrentVisit, form: CurrentForm) -> Response:
    """Save or drop the municipality's own threshold of a label."""
    profile, label = visit.desk.profile(form.text("policy")), _label(form.text("etikett"))
    here = f"/regler/granser?policy={profile.code}"
    try:
        if form.text("gor") == "ta_bort":
            thresholds.drop(visit.desk, profile.code, label, reason=form.text("skal"), actor=visit.actor)
            return visit.to(here, "Kommunens eget värde är borttaget. Modellens gäller igen för nya inlägg.")
        review, act = _share(form, "granska", math.nan), _share(form, "galler", math.nan)
        reason = form.text("skal")
        thresholds.choose(visit.desk, profile.code, label, review=review, act=act, reason=reason, actor=visit.actor)
    except Refused as refused:
        return _thresholds(visit, profile, label, form, refused)
    return visit.to(here, "Tröskelvärdet är sparat och gäller för nya inlägg.")


def _thresholds(
    visit: Visit, profile: Profile, label: Label | None, typed: Form, refused: Refused | None = None
) -> Response:
    lines = thresholds.in_force(visit.desk, profile.code, actor=visit.actor)
    chosen = next((line for line in lines if line.label is label), None)
    trial = None
    if chosen is not None:
        review = _share(typed, "granska", chosen.present.review)
        act = _share(typed, "galler", chosen.present.act)
        try:
            trial = thresholds.attempt(
                visit.desk, profile.code, chosen.label, review=review, act=act, actor=visit.actor
            )
        except Refused as error:
            refused = refused or error
    return visit.page(
        "rules_thresholds.html",
        lines=lines,
        chosen=chosen,
        trial=trial,
        typed=typed,
        most=thresholds.MOST_HISTORY,
        refused=refused,
        **_common(visit, profile),
    )


def _common(visit: Visit, profile: Profile) -> dict[str, Any]:
    return {"profile": profile, "policies": visit.desk.profiles}


def _profile(visit: Visit) -> Profile:
    code = visit.request.query_params.get("policy", "") or visit.desk.default_policy
    if code not in visit.desk.profiles:
        raise HTTPException(404)
    return visit.desk.profiles[code]


def _label(said: str) -> Label:
    try:
        return Label(said)
    except ValueError as error:
        raise HTTPException(422, "etikett") from error


def _share(form: Form, name: str, default: float) -> float:
    """Return a share as it was typed, with comma or point; the default where none was."""
    said = form.text(name).replace(",", ".")
    if not said:
        return default
    try:
        return float(said)
    except ValueError:
        return math.nan
