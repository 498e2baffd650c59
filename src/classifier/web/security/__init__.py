"""Who is calling, and what browsers are told and held to."""

from anyio import CapacityLimiter
from fastapi import FastAPI

from classifier.services.access import Access
from classifier.settings import Settings
from classifier.web.security import refusals
from classifier.web.security.middleware import OwnPages, SecurityHeaders
from classifier.web.security.oidc import Provider

PASSWORDS_AT_ONCE = 2
"""Each takes 64 MB and tens of milliseconds: a flood of sign-ins waits in line."""


def install(app: FastAPI, access: Access, settings: Settings) -> None:
    """Give the app its access rules, its refusals and its guard against foreign pages."""
    app.state.access = access
    app.state.oidc = Provider(settings, access) if access.oidc else None
    app.state.password_limiter = CapacityLimiter(PASSWORDS_AT_ONCE)
    refusals.install(app)
    app.add_middleware(OwnPages, access=access)


def add_headers(app: FastAPI, access: Access) -> None:
    """Add the security headers; outermost, so that every answer has them."""
    app.add_middleware(SecurityHeaders, access=access)
