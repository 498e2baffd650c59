"""Settings from the environment (`LATHUND_…`). Everything has a default that works on one machine, offline."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """How this process runs. Unknown LATHUND_ variables are left alone; wrong values are refused at start."""

    model_config = SettingsConfigDict(env_prefix="LATHUND_", frozen=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    database_url: str = "sqlite:///var/lathund.sqlite"
    models_dir: Path = Path("models")
    """Holds one folder a version and the file `current` that names the live one."""
    rules_dir: Path | None = None
    """A municipality's own rules, read after the shipped ones."""
    profiles_dir: Path | None = None
    """A municipality's own profiles; a profile with a shipped code replaces it."""
    policy: str = "lilla-edet"
    """The policy used where a request names none."""
    max_body_bytes: Annotated[int, Field(ge=1_000)] = 8_000_000
    local_person: Annotated[str, Field(min_length=1, max_length=100)] = "Lokal användare"
    """Who acts on this machine as long as no users are entered."""
    audit_key: SecretStr | None = None
    """The key of the audit chain, at least 16 characters; without it a file beside the database holds one."""
    audit_heads_file: Path | None = None
    """Where every new head of the audit chain is published; without it a file beside the database."""
    gallring_file: Path | None = None
    """The authority's decisions on gallring (TOML)."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
