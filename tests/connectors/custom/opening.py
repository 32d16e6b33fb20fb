"""Opens a described store as the hub does: token first, then a signed door, then the connector."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from connectors.http import Http
from connectors.platforms.custom.connector import CustomConnector

MINIMAL = """\
version: 1
base_url: {url}/api/
{more}
products:
  request: {{path: products}}
  records: products
  fields: {{id: id, name: name}}
images:
  request: {{path: "products/{{{{product.id}}}}/images"}}
  records: images
  fields: {{id: id, url: url}}
"""


def minimal(url: str = "https://shop.example", more: str = "") -> str:
    """The shortest description there is, and what a test adds to it."""
    return MINIMAL.format(url=url, more=more)


@contextmanager
def opened(settings: dict[str, str], host: str, tries: int = 1) -> Iterator[Any]:
    kind = CustomConnector.for_settings(settings)
    due = kind.renew_at(settings)
    if due is not None and due <= datetime.now(UTC):
        with Http(kind.base_url(settings), allowed_private=[host], tries=tries) as http:
            settings = kind.renewed(settings, http)
    with Http(kind.base_url(settings), auth=kind.auth(settings), allowed_private=[host], tries=tries) as http:
        yield kind(settings, http)
