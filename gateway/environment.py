"""Where the platform runs: what is only for development refuses to be in production."""

from enum import StrEnum


class Environment(StrEnum):
    """What `NEXUS_ENV` says."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"
