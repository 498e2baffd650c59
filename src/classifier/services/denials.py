"""Why somebody is not let in, or what they asked for about users and keys cannot be: code, status, plain Swedish."""

from enum import StrEnum
from typing import Final


class Denial(StrEnum):
    """Stable codes."""

    SIGN_IN_FAILED = "sign_in_failed"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    NOT_SIGNED_IN = "not_signed_in"
    BAD_KEY = "bad_key"
    LOCAL_ONLY = "local_only"
    CSRF = "csrf"
    FOREIGN_ORIGIN = "foreign_origin"
    NO_DATABASE = "no_database"
    NO_SUCH_USER = "no_such_user"
    USER_EXISTS = "user_exists"
    BAD_LOGIN = "bad_login"
    NAME_MISSING = "name_missing"
    BAD_TEXT = "bad_text"
    WEAK_PASSWORD = "weak_password"  # noqa: S105 (a code)
    LONG_PASSWORD = "long_password"  # noqa: S105 (a code)
    LAST_ADMIN = "last_admin"
    OWN_RIGHTS = "own_rights"
    NO_SUCH_KEY = "no_such_key"
    BAD_SCOPE = "bad_scope"
    OWNER_NOT_ACTIVE = "owner_not_active"
    OIDC_OFF = "oidc_off"
    OIDC_FAILED = "oidc_failed"
    OIDC_UNREACHABLE = "oidc_unreachable"
    OIDC_UNKNOWN = "oidc_unknown"
    NO_SUCH_ACCOUNT = "no_such_account"
    ACCOUNT_EXISTS = "account_exists"


DENIALS: Final[dict[Denial, tuple[int, str]]] = {
    Denial.SIGN_IN_FAILED: (401, "Fel användarnamn eller lösenord."),
    Denial.TOO_MANY_ATTEMPTS: (429, "För många misslyckade försök. Försök igen om {minutes} min."),
    Denial.NOT_SIGNED_IN: (401, "Logga in först."),
    Denial.BAD_KEY: (401, "API-nyckeln gäller inte."),
    Denial.LOCAL_ONLY: (
        401,
        "Ingen användare är upplagd, och då svarar tjänsten bara den som sitter vid samma maskin. "
        "Lägg upp en med `lathund user add`.",
    ),
    Denial.CSRF: (403, "Begäran saknar sidans kod. Ladda om sidan och gör om det."),
    Denial.FOREIGN_ORIGIN: (403, "Begäran kom från en annan webbplats och togs inte emot."),
    Denial.NO_DATABASE: (503, "Tjänsten är startad utan databas."),
    Denial.NO_SUCH_USER: (404, "Det finns ingen användare {login}."),
    Denial.USER_EXISTS: (409, "Användaren {login} finns redan."),
    Denial.BAD_LOGIN: (422, "Användarnamnet ska ha 2–120 tecken ur a–z, 0–9, punkt, streck, understreck, @ och plus."),
    Denial.NAME_MISSING: (422, "Skriv ett namn."),
    Denial.BAD_TEXT: (422, "Namn och titel får ha högst 200 tecken och inga styrtecken."),
    Denial.WEAK_PASSWORD: (422, "Lösenordet ska ha minst {least} tecken och inte innehålla användarnamnet."),
    Denial.LONG_PASSWORD: (422, "Lösenordet får ha högst {most} tecken."),
    Denial.LAST_ADMIN: (409, "{login} är den sista administratören. Ge först någon annan den rollen."),
    Denial.OWN_RIGHTS: (409, "Du kan inte ändra din egen roll eller stänga av dig själv. Be en annan administratör."),
    Denial.NO_SUCH_KEY: (404, "Det finns ingen sådan API-nyckel."),
    Denial.BAD_SCOPE: (422, "En API-nyckel kan bara ha rättigheterna {known}, minst en."),
    Denial.OWNER_NOT_ACTIVE: (422, "Den som äger nyckeln ska vara en användare som släpps in."),
    Denial.OIDC_OFF: (404, "Inloggning genom organisationen är inte inställd."),
    Denial.OIDC_FAILED: (401, "Inloggningen genom organisationen gick inte igenom. Börja om."),
    Denial.OIDC_UNREACHABLE: (502, "Organisationens inloggning svarar inte. Försök igen om en stund."),
    Denial.OIDC_UNKNOWN: (403, "Du är inloggad hos organisationen men är inte upplagd här. Be en administratör."),
    Denial.NO_SUCH_ACCOUNT: (404, "Det finns inget sådant konto."),
    Denial.ACCOUNT_EXISTS: (409, "Kontot {id} finns redan."),
}
"""Code → (HTTP status, sentence)."""


class Denied(Exception):
    """Not let in, or not possible. `retry_after` seconds where waiting helps, else 0."""

    def __init__(self, code: Denial, *, retry_after: int = 0, **values: object) -> None:
        self.status, sentence = DENIALS[code]
        self.code = code
        self.message = sentence.format(**values)
        self.retry_after = retry_after
        super().__init__(self.message)
