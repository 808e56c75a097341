"""Settings from the environment (prefix BLOESEM_) or a .env file, and the secrets that are made once and kept."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set. Secrets left empty are made once and kept in `data_dir`."""

    model_config = SettingsConfigDict(env_prefix="BLOESEM_", env_file=".env", extra="ignore")

    database_url: str = ""
    bus_url: str = ""
    data_dir: Path = Path("data")
    public_url: str = ""
    secret_key: str = ""
    organiser_token: str = ""
    retention_days: int = 90
    unlink_days: int = 14
    device_rate: str = "10/1"
    room_rate: float = 200
    theming: Literal["default", "core", "folder", "endpoint"] = "default"
    theming_folder: Path | None = None
    theming_url: str = ""
    theming_model: str = ""
    theming_key: str = ""

    @field_validator("public_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _whole(self) -> Settings:
        if self.theming == "folder" and self.theming_folder is None:
            raise ValueError("THEMING=folder needs THEMING_FOLDER")
        if self.theming == "endpoint" and not (self.theming_url and self.theming_model):
            raise ValueError("THEMING=endpoint needs THEMING_URL and THEMING_MODEL")
        if self.theming == "endpoint" and urlsplit(self.theming_url).scheme not in ("http", "https"):
            raise ValueError("THEMING_URL must begin with http:// or https://")
        return self

    @property
    def outside_host(self) -> str:
        """Where every statement is sent to be placed; empty while nothing leaves this server."""
        return urlsplit(self.theming_url).hostname or "" if self.theming == "endpoint" else ""

    @property
    def device_burst(self) -> tuple[float, float]:
        """(burst, refill a second) of writes a device; (0, 0) is off."""
        burst, _, refill = self.device_rate.partition("/")
        return float(burst or 0), float(refill or burst or 0)

    @property
    def secret_keys(self) -> list[str]:
        """The keys that verify; the first one signs."""
        return [key.strip() for key in self.secret_key.split(",") if key.strip()]


def load_settings(**overrides: object) -> Settings:
    """The settings with their data folder and secrets in place."""
    settings = Settings(**overrides)  # type: ignore[arg-type]
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.secret_key:
        settings.secret_key = _kept(settings.data_dir / "secret_key")
    if not settings.organiser_token:
        settings.organiser_token = _kept(settings.data_dir / "organiser_token")
    return settings


def _kept(path: Path) -> str:
    """A secret from its file, made on first use; of two processes that start at once, one makes it."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    value = secrets.token_urlsafe(32)
    with os.fdopen(fd, "w", encoding="ascii") as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(file.fileno())
    return value
