"""Passwords: argon2id with the library's own parameters; a length rule and nothing else (NIST SP 800-63B).

Hashing takes tens of milliseconds and 64 MB: call it in a thread, a few at a time.
"""

import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from classifier.services.denials import Denial, Denied

LEAST: Final = 12
MOST: Final = 200
_HASHER: Final = PasswordHasher()


def hash_password(password: str, *, login: str) -> str:
    """Return the hash to store. Raises Denied for a password that is too short, too long or the login."""
    given = _normal(password)
    if len(given) > MOST:
        raise Denied(Denial.LONG_PASSWORD, most=MOST)
    if len(given) < LEAST or (len(login) >= 4 and login.casefold() in given.casefold()):
        raise Denied(Denial.WEAK_PASSWORD, least=LEAST)
    return _HASHER.hash(given)


def matches(password_hash: str, password: str) -> bool:
    """Whether this is the password. Without a hash it takes as long and is false: nothing tells who exists."""
    given = _normal(password)
    if len(given) > MOST:
        return False
    try:
        return _HASHER.verify(password_hash or _nobody(), given) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def rehash(password: str) -> str:
    """Return a hash with today's parameters, of a password that was just accepted."""
    return _HASHER.hash(_normal(password))


def _normal(password: str) -> str:
    """Make å typed on a Mac equal å typed on Windows; a half surrogate pair cannot be hashed and is replaced."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace").decode("utf-8")


@cache
def _nobody() -> str:
    return _HASHER.hash("the password of nobody")
