"""Structured logs: `noun.verb` events with merchant, store and job ids, and no secret in any of them."""

from __future__ import annotations

import re
from typing import Any

import structlog

# Keys whose values never reach a log, and query strings, in which Pixelz's API wants e-mail and key.
_SECRET_KEYS = re.compile(r"key|token|secret|password|authorization|signature|email|cookie", re.IGNORECASE)
_QUERY = re.compile(r"(https?://[^\s?\"']+)\?[^\s\"']*")
_HIDDEN = "(hidden)"


def redact(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace secrets by name, and cut the query off every address."""
    return {
        key: _HIDDEN if _SECRET_KEYS.search(key) else _QUERY.sub(r"\1", value) if isinstance(value, str) else value
        for key, value in event.items()
    }


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    redact,
]


def configure_structlog() -> None:
    """Send structlog's events through the standard library's handlers."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": _SHARED,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # httpx logs whole addresses at INFO, and with them the e-mail and key that Pixelz wants in the query.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "django-q": {"level": "WARNING"},
    },
}
