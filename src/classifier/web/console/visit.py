"""One request of a person to the console: who they are, what they chose, and how an answer is given."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from itsdangerous import BadData, URLSafeSerializer

from classifier.cases.actors import Action, Actor, ActorKind, allowed
from classifier.cases.refusal import Refused
from classifier.services import Desk, lanes
from classifier.services.access import Access
from classifier.services.care import softened
from classifier.services.denials import Denial, Denied
from classifier.services.preferences import Preferences, Reading, preferences_of
from classifier.web.api.dependencies import CurrentDesk
from classifier.web.console import words
from classifier.web.console.templating import render
from classifier.web.security.actor import Caller, CurrentAccess, CurrentCaller
from classifier.web.security.cookies import is_https, page_code

SAID: Final = "lathund_said"
_KINDS: Final = ("ok", "note", "wrong")
_MOST_SAID: Final = 1_500
"""A cookie holds four thousand bytes."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the next page tells: that it was done (`ok`), that what is left cannot wait (`note`), or why not (`wrong`).

    `undo` is the case whose decision can be redone; `left`, whether it has steps that somebody has to do.
    """

    text: str
    kind: str = "ok"
    undo: str = ""
    left: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """A request to the console."""

    request: Request
    caller: Caller
    access: Access
    desk: Desk
    preferences: Preferences

    @property
    def actor(self) -> Actor:
        """The person."""
        return self.caller.actor

    @property
    def csrf_token(self) -> str:
        """The page's code, which every form carries; empty for who sits at the machine, who has no session."""
        return page_code(self.access, self.caller.session) if self.caller.session else ""

    def may(self, action: Action) -> bool:
        """Whether the person may do this."""
        return allowed(self.actor, action)

    def gently(self, text: str, codes: Collection[str] = ()) -> str:
        """Return a text of a list as a case would show it to this person; `codes` are its labels and flags."""
        return text if self.preferences.reading is Reading.OPEN else softened(self.desk, text, codes)

    @property
    def is_part(self) -> bool:
        """Whether htmx asks for a part of a page."""
        return self.request.headers.get("hx-request") == "true"

    def page(self, template: str, *, status: int = 200, refused: Refused | None = None, **values: Any) -> Response:
        """Return a page, with what the one before left to say; a refusal gives its own status and sentence."""
        said = Said(refused.message, "wrong") if refused else read_said(self.request, self.access)
        html = render(
            template,
            visit=self,
            standing=lanes.standing(self.desk, actor=self.actor),
            navigation=navigation(self.actor),
            said=said,
            now=self.desk.clock(),
            **values,
        )
        response = HTMLResponse(html, status_code=refused.status_hint if refused else status)
        if SAID in self.request.cookies:
            response.delete_cookie(SAID, path="/")
        return response

    def part(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Return a part of a page."""
        html = render(template, visit=self, now=self.desk.clock(), **values)
        return HTMLResponse(html, status_code=status)

    def to(self, path: str, text: str = "", *, kind: str = "ok", undo: str = "", left: bool = False) -> Response:
        """Send the browser on after a change (POST, redirect, GET), with something to say there."""
        response = RedirectResponse(path, status_code=303)
        if text:
            say(response, self.request, self.access, Said(text[:_MOST_SAID], kind, undo, left))
        return response


def say(response: Response, request: Request, access: Access, said: Said) -> None:
    """Leave something for the next page to say: signed, so that nobody puts words into the console's mouth."""
    value = _signer(access).dumps([said.text, said.kind, said.undo, said.left])
    secure = is_https(request.scope, access)
    response.set_cookie(SAID, str(value), max_age=60, path="/", httponly=True, samesite="lax", secure=secure)


def read_said(request: Request, access: Access) -> Said | None:
    """Return what the page before left to say."""
    value = request.cookies.get(SAID, "")
    if not value:
        return None
    try:
        text, kind, undo, left = _signer(access).loads(value)
    except (BadData, ValueError, TypeError):
        return None
    return Said(str(text), kind if kind in _KINDS else "ok", str(undo), bool(left))


def navigation(actor: Actor) -> list[tuple[str, list[words.Place]]]:
    """Return the places that the person may go to, by section."""
    shown = [
        (section, [p for p in places if p.action is None or allowed(actor, p.action)])
        for section, places in words.NAVIGATION
    ]
    return [(section, places) for section, places in shown if places]


def current_visit(request: Request, caller: CurrentCaller, access: CurrentAccess, desk: CurrentDesk) -> Visit:
    """Return the visit of a person; API keys have no pages."""
    if caller.actor.kind is not ActorKind.PERSON:
        raise Denied(Denial.NOT_SIGNED_IN)
    return Visit(request, caller, access, desk, preferences_of(access.database, caller.actor))


def _signer(access: Access) -> URLSafeSerializer:
    return URLSafeSerializer(access.secret, salt="lathund.said")


CurrentVisit = Annotated[Visit, Depends(current_visit)]
