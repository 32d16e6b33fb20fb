"""The storefront that gives a shop its name, its currency and the addresses of its products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.answers import Raw
from connectors.platforms.shopware.fields import read
from connectors.web_address import host_of


@dataclass(frozen=True, slots=True)
class Storefront:
    """All empty for a shop that has no storefront of Shopware's own."""

    url: str = ""
    name: str = ""
    currency: str = ""

    @property
    def page_url(self) -> str:
        """Where each product is shown by its id, whatever its SEO address (ProductController.php)."""
        return f"{self.url}/detail/" if self.url else ""


def chosen(domains: Sequence[Any], shop_url: str) -> Storefront:
    """The first domain at the address that was entered, else at its host, else the first of all."""
    found = [one for one in domains if isinstance(one, Mapping) and read.text(one, "url").startswith("http")]
    wanted = shop_url.rstrip("/")
    ranked = sorted(found, key=lambda one: (_address(one) != wanted, host_of(_address(one)) != host_of(wanted)))
    return _storefront(ranked[0]) if ranked else Storefront()


def _storefront(raw: Raw) -> Storefront:
    channel, currency = raw.get("salesChannel"), raw.get("currency")
    return Storefront(
        url=_address(raw),
        name=read.text(channel, "name") if isinstance(channel, Mapping) else "",
        currency=read.text(currency, "isoCode") if isinstance(currency, Mapping) else "",
    )


def _address(raw: Raw) -> str:
    return read.text(raw, "url").rstrip("/")
