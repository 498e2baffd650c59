"""The app factory. `create_app(wired)` for tests; `app_from_environment` for the server."""

from typing import Any

from fastapi import FastAPI

from classifier import __version__
from classifier.bootstrap import Wired, wire_service
from classifier.settings import Settings
from classifier.web import problems
from classifier.web.api import classify, mask, service
from classifier.web.middleware import BodyLimit, RequestLog


def create_app(parts: Wired, settings: Settings) -> FastAPI:
    """Return an app that serves the given parts."""
    app = FastAPI(
        title="Lathund",
        version=__version__,
        summary="Comment moderation for Swedish municipalities and schools",
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        docs_url=None,
        redoc_url=None,
    )
    app.state.wired = parts
    app.include_router(classify.router)
    app.include_router(mask.router)
    app.include_router(service.router)
    problems.install(app)
    _name_policies(app, sorted(parts.profiles))
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(RequestLog)
    return app


def _name_policies(app: FastAPI, policies: list[str]) -> None:
    """Let the OpenAPI document say which policies this service has."""
    plain = app.openapi

    def with_policies() -> dict[str, Any]:
        document = plain()
        for model in ("CommentIn", "BatchIn"):
            options = document["components"]["schemas"][model]["properties"]["policy"]["anyOf"]
            options[0]["enum"] = policies
        return document

    app.openapi = with_policies  # type: ignore[method-assign]


def app_from_environment() -> FastAPI:
    """Wire from the environment: the factory that uvicorn calls in each worker."""
    settings = Settings()
    return create_app(wire_service(settings), settings)
