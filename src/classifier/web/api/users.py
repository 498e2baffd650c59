"""GET /users and PUT /users/{login}/role: for administrators. Users are added by `lathund user add`."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from classifier.cases.actors import Role
from classifier.services import users
from classifier.storage.users import User
from classifier.web.api import schemas
from classifier.web.security.actor import CurrentAccess, CurrentActor
from classifier.web.security.refusals import documented

router = APIRouter(tags=["users"])


class RoleIn(schemas.Request):
    """The role to give."""

    role: Role


class UserOut(BaseModel):
    """A user, without anything that could be used to sign in."""

    login: str
    name: str
    title: str
    role: Role
    active: bool
    created_at: datetime
    password: bool
    """Whether the user can sign in with a password."""
    oidc: bool
    """Whether the user has signed in by the organisation."""


class Users(BaseModel):
    """All users, those kept out too."""

    users: list[UserOut]


@router.get("/users", responses=documented(401, 403, 503))
def get_users(actor: CurrentActor, access: CurrentAccess) -> Users:
    """List the users."""
    return Users(users=[_out(user) for user in users.list_users(access.database, actor=actor)])


@router.put("/users/{login}/role", responses=documented(401, 403, 404, 409, 413, 422, 503))
def put_role(
    login: Annotated[str, Path(max_length=120)], given: RoleIn, actor: CurrentActor, access: CurrentAccess
) -> UserOut:
    """Give a user another role, from the next call on; 409 for the last administrator."""
    return _out(users.set_role(access.database, login, given.role, actor=actor, now=access.clock()))


def _out(user: User) -> UserOut:
    return UserOut(
        login=user.login,
        name=user.name,
        title=user.title,
        role=user.role,
        active=user.active,
        created_at=user.created_at,
        password=bool(user.password_hash),
        oidc=bool(user.oidc_subject),
    )
