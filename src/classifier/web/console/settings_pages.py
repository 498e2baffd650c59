"""Mina inställningar: how the console looks and how much harm it shows at once."""

from fastapi import APIRouter, Response

from classifier.services import preferences
from classifier.services.preferences import MOST_BEFORE_REMINDER, Reading, Theme
from classifier.web.console.forms import CurrentForm
from classifier.web.console.visit import CurrentVisit

router = APIRouter(include_in_schema=False)


@router.get("/installningar")
def get_settings(visit: CurrentVisit) -> Response:
    """Show the person's choices."""
    return visit.page("settings.html", most=MOST_BEFORE_REMINDER)


@router.post("/installningar")
def post_settings(visit: CurrentVisit, form: CurrentForm) -> Response:
    """Keep the person's choices."""
    now = visit.preferences
    preferences.choose(
        visit.access.database,
        visit.actor,
        theme=form.code("theme", Theme) or now.theme,
        reading=form.code("reading", Reading) or now.reading,
        grey_images=form.on("grey_images"),
        sound=form.on("sound"),
        shortcuts=form.on("shortcuts"),
        remind_after=min(form.number("remind_after", now.remind_after), MOST_BEFORE_REMINDER),
    )
    return visit.to("/installningar", "Dina inställningar är sparade.")
