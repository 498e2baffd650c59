"""Settings from the environment (`LATHUND_…`). Everything has a default that works on one machine, offline."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """How this process runs. Unknown LATHUND_ variables are left alone; wrong values are refused at start."""

    model_config = SettingsConfigDict(env_prefix="LATHUND_", frozen=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    database_url: str = "sqlite:///var/lathund.sqlite"
    models_dir: Path = Path("models")
    """Holds one folder a version and the file `current` that names the live one."""
    model_check_seconds: Annotated[float, Field(gt=0, le=3_600)] = 2.0
    """How often each process looks whether another model was promoted."""
    gates_file: Path | None = None
    """What a model must hold to be promoted (TOML); without it the shipped gates."""
    rules_dir: Path | None = None
    """A municipality's own rules, read after the shipped ones."""
    profiles_dir: Path | None = None
    """A municipality's own profiles; a profile with a shipped code replaces it."""
    public_contacts: Path | None = None
    """A municipality's own public numbers, mail domains and addresses: never reported as personal data."""
    policy: str = "lilla-edet"
    """The policy used where a request names none."""
    max_body_bytes: Annotated[int, Field(ge=1_000)] = 8_000_000
    max_upload_bytes: Annotated[int, Field(ge=1_000)] = 50_000_000
    """Largest file that the console's import takes."""
    audit_key: SecretStr | None = None
    """The key of the audit chain, at least 16 characters; without it a file beside the database holds one."""
    audit_heads_file: Path | None = None
    """Where every new head of the audit chain is published; without it a file beside the database."""
    gallring_file: Path | None = None
    """The authority's decisions on gallring (TOML)."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    public_url: Annotated[str, Field(pattern=r"^(https?://[^/?#\s]+)?$")] = ""
    """Where browsers reach the service, such as https://lathund.kommun.se; https makes cookies Secure."""
    secret: SecretStr = SecretStr("")
    """Signs cookies and page codes. Empty: the service makes one and keeps it in the database."""
    local_person: str = ""
    """Who sits at the machine while no user is added. Empty: the name of the machine's own account."""
    session_idle_minutes: Annotated[int, Field(ge=1, le=1_440)] = 60
    session_hours: Annotated[int, Field(ge=1, le=168)] = 10

    oidc_issuer: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_claim: Literal["email", "preferred_username"] = "email"
    """Which claim is the login at the first sign-in; afterwards issuer and subject decide."""

    alarm_webhook_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    alarm_webhook_secret: SecretStr = SecretStr("")
    alarm_email_to: str = ""
    """Addresses with commas between them."""
    alarm_email_from: str = ""
    smtp_host: str = ""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Refuse half a configuration: an alarm that cannot be sent must be known at the start."""
        secret, webhook = self.secret.get_secret_value(), self.alarm_webhook_secret.get_secret_value()
        lacks = {
            "LATHUND_SECRET needs at least 32 characters": 0 < len(secret) < 32,
            "LATHUND_OIDC_ISSUER needs LATHUND_OIDC_CLIENT_ID and LATHUND_PUBLIC_URL": bool(self.oidc_issuer)
            and not (self.oidc_client_id and self.public_url),
            "LATHUND_ALARM_WEBHOOK_URL needs LATHUND_ALARM_WEBHOOK_SECRET of at least 16 characters": bool(
                self.alarm_webhook_url
            )
            and len(webhook) < 16,
            "LATHUND_ALARM_EMAIL_TO needs LATHUND_ALARM_EMAIL_FROM and LATHUND_SMTP_HOST": bool(self.alarm_email_to)
            and not (self.alarm_email_from and self.smtp_host),
        }
        problems = [text for text, wrong in lacks.items() if wrong]
        if problems:
            raise ValueError("; ".join(problems))
        return self
