"""The console's own files (style, script, htmx), under addresses that change with their content: cached for a year."""

import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import Final

from fastapi import APIRouter, HTTPException, Response

router = APIRouter(include_in_schema=False)

_TYPES: Final[dict[str, str]] = {
    "console.css": "text/css; charset=utf-8",
    "pages.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""Every file that is served; no other can be asked for."""
_FOREVER: Final = "public, max-age=31536000, immutable"


@lru_cache(maxsize=1)
def _contents() -> dict[str, tuple[bytes, str]]:
    folder = files("classifier.web.console").joinpath("static")
    found = {name: folder.joinpath(name).read_bytes() for name in _TYPES}
    return {name: (content, hashlib.sha256(content).hexdigest()[:16]) for name, content in found.items()}


def asset(name: str) -> str:
    """Return the address of a file in its present content."""
    return f"/static/{_contents()[name][1]}/{name}"


@router.get("/static/{digest}/{name}")
async def get_asset(digest: str, name: str) -> Response:
    """Return a file. Under the address of another content it is returned too, but not to be kept."""
    if name not in _TYPES:
        raise HTTPException(404)
    content, present = _contents()[name]
    kept = _FOREVER if digest == present else "no-cache"
    return Response(content, headers={"content-type": _TYPES[name], "cache-control": kept})
