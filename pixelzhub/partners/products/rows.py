"""Articles as the partner API shows them: out of the table's columns straight into the answer."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from connectors.article_models import Article
from connectors.ean import fitting_check_digit
from pixelzhub.partners.products.photos import public_address

OF_ARTICLES = uuid.UUID("0d0c8e1b-3c39-5f3a-9a6e-2f6f0b6f5d11")
COLUMNS = (
    "ean", "title", "brand_name", "description", "short_description", "reference", "supplier_code", "category_id",
    "asin", "upc", "gtin", "status", "weight", "width", "height", "depth", "unit_of_measure", "external_id", "url_slug",
    "created_at", "updated_at", "pictures",
)  # fmt: skip
# Photos, the last column, are shown as their addresses.
_SHOWN = ("id", *COLUMNS[:-1])
_STATUS = COLUMNS.index("status")
_ACTIVE = Article.Status.ACTIVE.value
_NAMESPACE = OF_ARTICLES.bytes
_values = itemgetter(*COLUMNS)


def product_bodies(merchant_id: int, rows: Iterable[tuple[Any, ...]], side: int | None = None) -> list[dict[str, Any]]:
    """Each row of `COLUMNS` as the API shows it; times are in UTC. Photos fit into `side` px, if it is given."""
    return [_body(merchant_id, row, side) for row in rows]


def product_body(merchant_id: int, article: Mapping[str, Any], side: int | None = None) -> dict[str, Any]:
    """One article, by the names of its columns, as the API shows it."""
    return _body(merchant_id, _values(article), side)


def article_id(merchant_id: int, ean: str) -> str:
    """The same for ever for one EAN of one merchant, so that no row has to hold it."""
    # As uuid.uuid5 makes it (RFC 9562, section 5.5), in half the time: a page has five hundred.
    digest = bytearray(hashlib.sha1(_NAMESPACE + f"{merchant_id}/{ean}".encode(), usedforsecurity=False).digest()[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x50, digest[8] & 0x3F | 0x80
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _body(merchant_id: int, row: tuple[Any, ...], side: int | None) -> dict[str, Any]:
    ean, status, pictures = row[0], row[_STATUS], row[-1]
    body = dict(zip(_SHOWN, (article_id(merchant_id, ean), *row), strict=False))
    body["is_active"] = None if status is None else status == _ACTIVE
    body["image_urls"] = [public_address(picture["address"], side) for picture in pictures]
    body["warnings"] = _warnings(ean)
    return body


def _warnings(ean: str) -> list[str]:
    digit = fitting_check_digit(ean)
    return [] if digit is None else [f"The check digit of the EAN {ean} is wrong: it would be {digit}."]
