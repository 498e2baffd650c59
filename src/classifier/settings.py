"""Settings from the environment (`LATHUND_…`). Everything has a default that works on one machine, offline."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
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
    public_contacts: Path | None = None
    """A municipality's own public numbers, mail domains and addresses: never reported as personal data."""
    policy: str = "lilla-edet"
    """The policy used where a request names none."""
    max_body_bytes: Annotated[int, Field(ge=1_000)] = 8_000_000
    log_level: Literal["debug", "info", "warning", "error"] = "info"
