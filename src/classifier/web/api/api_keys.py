"""GET and POST /api-keys, DELETE /api-keys/{id}: for administrators."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel, Field

from classifier.cases.actors import Action
from classifier.services import api_keys
from classifier.storage.api_keys import StoredKey
from classifier.web.api import schemas
from classifier.web.security.actor import CurrentAccess, CurrentActor
from classifier.web.security.refusals import documented

router = APIRouter(tags=["api keys"])

Scope = Annotated[str, Field(json_schema_extra={"enum": [scope.value for scope in api_keys.SCOPES]})]


class KeyIn(schemas.Request):
    """A key to make. Without an owner it is the caller's."""

    name: Annotated[str, schemas.Whole, Field(min_length=1, max_length=200, examples=["Sprinklr"])]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=20, examples=[["take_in", "read"]])]
    owner: Annotated[str, schemas.Whole, Field(max_length=200)] = ""


class KeyOut(BaseModel):
    """A key without its secret."""

    id: str
    name: str
    scopes: list[Action]
    owner: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class KeyMade(KeyOut):
    """A key with its secret, which is shown this once and not kept."""

    secret: str


class Keys(BaseModel):
    """All keys, revoked ones too."""

    keys: list[KeyOut]


@router.get("/api-keys", responses=documented(401, 403, 503))
def get_keys(actor: CurrentActor, access: CurrentAccess) -> Keys:
    """List the keys."""
    return Keys(keys=[_out(key) for key in api_keys.list_keys(access.database, actor=actor)])


@router.post("/api-keys", status_code=201, responses=documented(401, 403, 413, 422, 503))
def post_key(given: KeyIn, actor: CurrentActor, access: CurrentAccess) -> KeyMade:
    """Make a key."""
    made = api_keys.create_key(
        access.database,
        name=given.name,
        scopes=given.scopes,
        owner=given.owner or actor.id,
        actor=actor,
        now=access.clock(),
    )
    return KeyMade(**_out(made.key).model_dump(), secret=made.secret)


@router.delete("/api-keys/{key_id}", status_code=204, responses=documented(401, 403, 404, 422, 503))
def delete_key(
    key_id: Annotated[str, Path(pattern="^[0-9a-f]{12}$")], actor: CurrentActor, access: CurrentAccess
) -> Response:
    """Revoke a key."""
    api_keys.revoke_key(access.database, key_id, actor=actor, now=access.clock())
    return Response(status_code=204)


def _out(key: StoredKey) -> KeyOut:
    return KeyOut(
        id=key.id,
        name=key.name,
        scopes=list(key.scopes),
        owner=key.owner,
        created_at=key.created_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
    )
