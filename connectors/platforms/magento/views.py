"""The store view that gives a shop its address of pictures, its currency and its language (store/storeConfigs)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from connectors.errors import BadReply
from connectors.web_address import host_of


@dataclass(frozen=True, slots=True)
class View:
    """Addresses end with a slash."""

    name: str
    link_url: str
    media_url: str
    currency: str
    language: str

    def picture_url(self, file: str) -> str:
        """The uploaded file itself, not one of the smaller copies below catalog/product/cache."""
        # Core keeps paths; extensions that leave pictures on another server put the whole address here.
        if file.startswith(("https://", "http://")):
            return file
        return f"{self.media_url}catalog/product/{quote(file.lstrip('/'))}"

    def product_url(self, number: int) -> str:
        """The address that every product has, whatever the shop's rewriting."""
        return f"{self.link_url}catalog/product/view/id/{number}"


def chosen(found: Any, shop_url: str) -> View:
    """The first view at the address that was entered, else the first of all. Raises `BadReply`."""
    if not isinstance(found, list) or not found or not all(isinstance(raw, Mapping) for raw in found):
        raise BadReply("Magento did not list its store views.")
    here = [raw for raw in found if host_of(_address(raw, "base_link_url", shop_url)) == host_of(shop_url)]
    return _view((here or found)[0], shop_url)


def _view(raw: Mapping[str, Any], shop_url: str) -> View:
    link_url, code = _address(raw, "base_link_url", shop_url), str(raw.get("code") or "")
    return View(
        name=host_of(link_url) + (f" ({code})" if code not in {"", "default"} else ""),
        link_url=link_url,
        media_url=_address(raw, "base_media_url", shop_url),
        currency=str(raw.get("base_currency_code") or ""),
        language=str(raw.get("locale") or "").replace("_", "-"),
    )


def _address(raw: Mapping[str, Any], name: str, shop_url: str) -> str:
    """The secure one for a shop that was entered with https."""
    secure = urlsplit(shop_url).scheme == "https"
    found = (raw.get(f"secure_{name}") if secure else None) or raw.get(name)
    if not isinstance(found, str) or not found.startswith("http"):
        raise BadReply(f"A store view in Magento's answer lacks its {name}.")
    return found if found.endswith("/") else f"{found}/"
