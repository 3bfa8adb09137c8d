"""What every application is told about being watched, under the same names whichever it is."""

from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class WatchSettings(BaseSettings):
    """Nobody watches unless these say so."""

    model_config = SettingsConfigDict(
        frozen=True, hide_input_in_errors=True, populate_by_name=True, env_ignore_empty=True
    )

    metrics_token: Annotated[
        Annotated[SecretStr, Field(min_length=32)] | None, Field(validation_alias="NEXUS_METRICS_TOKEN")
    ] = None
    """What whoever reads `/metrics` proves themselves with; unset, there is no such path."""
    traces_endpoint: Annotated[
        Annotated[str, Field(pattern=r"^https?://[^\s@]+$")] | None,
        Field(validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT"),
    ] = None
    """Where traces are sent with OTLP over HTTP, `/v1/traces` being added; unset, none are made."""
