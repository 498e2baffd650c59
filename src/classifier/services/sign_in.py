"""Signing in with a password: slow to guess, silent about who exists, and locked after failures.

Attempts are counted before the password is tried and taken back on success, so that a thousand guesses at the same
moment are not a thousand tries.
"""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from classifier.cases.codes import EventCode
from classifier.services import sessions
from classifier.services.denials import Denial, Denied
from classifier.services.passwords import matches, outdated, rehash
from classifier.services.sessions import Issued, Lifetime
from classifier.services.users import folded_login, note_user
from classifier.storage import Database, attempts
from classifier.storage import users as store
from classifier.storage.users import User
from classifier.storage.writing import writing

WINDOW: Final = timedelta(minutes=15)
PER_ACCOUNT: Final = 5
PER_ADDRESS: Final = 20
"""Higher than for an account: a whole town hall may have one address."""

_log = structlog.get_logger("lathund.sign_in")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to sign in. `session_id` is the session that the browser already had."""

    login: str
    password: str
    address: str
    session_id: str = ""


def sign_in(database: Database, attempt: Attempt, *, secret: str, lifetime: Lifetime, now: datetime) -> Issued:
    """Return a new session, or raise Denied. Takes as long for a login that does not exist."""
    account, address = _keys(attempt, secret)
    _count(database, account, address, now)
    user = _find(database, attempt.login)
    accepted = matches(user.password_hash if user and user.active else "", attempt.password)
    if user is None or not accepted:
        _log.warning("sign_in_failed")
        raise Denied(Denial.SIGN_IN_FAILED)
    renewed = rehash(attempt.password) if outdated(user.password_hash) else ""
    with writing(database) as session:
        current = store.find_user(session, user.login)
        if current is None or not current.active or current.password_hash != user.password_hash:
            raise Denied(Denial.SIGN_IN_FAILED)
        attempts.forget(session, account)
        attempts.take_back(session, address)
        if renewed:
            store.set_password_hash(session, user.login, renewed)
            note_user(session, EventCode.PASSWORD_REHASHED, current.login, actor=current.actor, now=now)
        return sessions.issue(session, current, lifetime=lifetime, now=now, replaces=attempt.session_id)


def _count(database: Database, account: str, address: str, now: datetime) -> None:
    with writing(database) as session:
        attempts.prune(session, now - WINDOW)
        by_account = attempts.count(session, account, now=now, window=WINDOW)
        by_address = attempts.count(session, address, now=now, window=WINDOW)
    counts = ((*by_account, PER_ACCOUNT), (*by_address, PER_ADDRESS))
    over = [since + WINDOW - now for failures, since, limit in counts if failures > limit]
    if over:
        seconds = max(1, int(max(over).total_seconds()))
        _log.warning("sign_in_locked", seconds=seconds)
        raise Denied(Denial.TOO_MANY_ATTEMPTS, retry_after=seconds, minutes=-(-seconds // 60))


def _find(database: Database, login: str) -> User | None:
    try:
        folded = folded_login(login)
    except Denied:
        return None
    with database.session() as session:
        return store.find_user(session, folded)


def _keys(attempt: Attempt, secret: str) -> tuple[str, str]:
    """Return the keys that failures are counted under: keyed digests, so that no address is stored (GDPR)."""
    login = attempt.login.strip().lower()[:200]
    return _keyed(f"account:{login}", secret), _keyed(f"address:{_network(attempt.address)}", secret)


def _keyed(text: str, secret: str) -> str:
    return hmac.new(secret.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    """Return the address, or the /64 of an IPv6 one: a single household has 2^64 of them."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
