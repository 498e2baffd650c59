"""The app factory. `create_app(wired)` for tests; `app_from_environment` for the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI

from classifier import __version__
from classifier.bootstrap import Wired, wire_service
from classifier.services.access import Access, access_of
from classifier.services.alarm_channels import channels_of
from classifier.services.alarms import Sender
from classifier.services.background import Housekeeper
from classifier.services.drift import Watch
from classifier.settings import Settings
from classifier.web import console, problems, security
from classifier.web.api import (
    accounts,
    api_keys,
    cases,
    classify,
    comments,
    disclosures,
    drafts,
    exports,
    groups,
    loop,
    mask,
    records,
    service,
    session,
    steps,
    users,
)
from classifier.web.middleware import BodyLimit, RequestLog

_log = structlog.get_logger("lathund.start")


def create_app(parts: Wired, settings: Settings, access: Access | None = None) -> FastAPI:
    """Return an app that serves the given parts; `access` lets a test bring its own clock."""
    access = access or access_of(settings, parts.database)
    app = FastAPI(
        lifespan=_lifespan(parts, settings, access),
        title="Lathund",
        version=__version__,
        summary="Comment moderation for Swedish municipalities and schools",
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        docs_url=None,
        redoc_url=None,
    )
    app.state.wired = parts
    app.state.settings = settings
    app.include_router(classify.router)
    for part in (
        *(mask, comments, cases, groups, drafts, steps, records, exports, disclosures, loop, service),
        *(session, users, api_keys, accounts),
    ):
        app.include_router(part.router)
    console.install(app)
    problems.install(app)
    security.install(app, access, settings)
    _name_policies(app, sorted(parts.profiles))
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes, uploads={"/import": settings.max_upload_bytes})
    app.add_middleware(RequestLog)
    console.add_error_pages(app)
    security.add_headers(app, access)
    return app


def _lifespan(parts: Wired, settings: Settings, access: Access) -> Any:
    """Say at the start who may come in; send alarms and take newly promoted models while the service runs."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        _log.info("access", users_configured=access.users_configured, note=access.note)
        sender = Sender(parts.database, channels_of(settings)) if parts.database else None
        keeper = Housekeeper(parts.desk) if parts.desk else None
        watch = Watch(parts.desk.storage) if parts.desk else None
        app.state.drift = watch
        workers = [worker for worker in (sender, keeper, watch) if worker is not None]
        for worker in workers:
            worker.start()
        if parts.live:
            parts.live.start(settings.model_check_seconds)
        yield
        if parts.live:
            parts.live.stop()
        for worker in workers:
            worker.stop()

    return lifespan


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
