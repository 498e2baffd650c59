"""The moderators' console: pages rendered here, in the same process as the API, without outside resources.

Every page works as links and forms without script; htmx and `console.js` only make it quicker. How a page is made:

* a module with `router = APIRouter(include_in_schema=False)`, entered in `ROUTERS`; handlers take `visit: CurrentVisit`
  (and `form: CurrentForm`) and call use cases, never storage;
* `visit.page("x.html", …)` shows a page that extends `base.html` (blocks `name`, `content`, `keys`), `visit.part(…)` a
  part for htmx, `visit.to(path, "Det är gjort.")` ends a change (POST, redirect, GET);
* a refusal (`Refused`, `Denied`, HTTPException) may simply be raised: browsers get a page. Where the person has typed
  something, catch `Refused` and show the page again with `refused=…` and what was typed;
* names and texts stand in `words.py`, small parts in `macros.html`, looks in `console.css`. No inline script or style.
"""

from fastapi import FastAPI

from classifier.web.console import (
    about_pages,
    account_pages,
    assets,
    case_pages,
    comment_pages,
    deletion_pages,
    import_pages,
    overview_pages,
    review_pages,
    rule_pages,
    settings_pages,
    sign_in_pages,
    start_pages,
    thinning_pages,
    trail_pages,
    urgent_pages,
    user_pages,
)
from classifier.web.console.browser_errors import BrowserErrors

ROUTERS = (
    assets.router,
    start_pages.router,
    sign_in_pages.router,
    settings_pages.router,
    review_pages.router,
    urgent_pages.router,
    case_pages.router,
    deletion_pages.router,
    comment_pages.router,
    overview_pages.router,
    rule_pages.router,
    account_pages.router,
    user_pages.router,
    thinning_pages.router,
    trail_pages.router,
    import_pages.router,
    about_pages.router,
)


def install(app: FastAPI) -> None:
    """Add the pages to an app."""
    for router in ROUTERS:
        app.include_router(router)


def add_error_pages(app: FastAPI) -> None:
    """Let browsers see pages where the API gives problem documents; outside whatever can refuse."""
    app.add_middleware(BrowserErrors)
