"""Products in: one, or up to 500 of which each stands on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.judging import list_default_channels
from connectors.articles.assortment import Row
from connectors.articles.writing import Change, Outcome, write_articles
from connectors.ean import is_ean
from pixelzhub import pipeline
from pixelzhub.accounts.models import Merchant
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.body import WrongValue, fields_of, shown
from pixelzhub.partners.frame.envelope import envelope
from pixelzhub.partners.frame.keys import merchant_of
from pixelzhub.partners.frame.route import Route
from pixelzhub.partners.products.fields import FIELDS, read_fields
from pixelzhub.partners.products.photos import public_address
from pixelzhub.partners.products.rows import article_id

MOST_PRODUCTS = 500
NAMELESS = "“name” is missing; a product that is new needs one."
NO_EAN = f"“ean” is missing; {FIELDS['ean'].accepts} is accepted."


def ean_in_path(ean: str) -> str:
    """The EAN that the address names. Raises `WrongValue`."""
    if not is_ean(ean):
        raise WrongValue(f"“ean” is {shown(ean)}; {FIELDS['ean'].accepts} is accepted.")
    return ean


def upserted(request: Request) -> tuple[Row, bool]:
    """The article of the body's EAN, and whether it was made just now. Raises `WrongValue`."""
    change = _change(fields_of(request))
    [outcome] = _written(merchant_of(request), [change])
    if outcome.article is None:
        raise WrongValue(NAMELESS)
    return outcome.article, outcome.created


def replaced(request: Request, ean: str, *, how: Literal["replace", "patch"]) -> Row:
    """The article of the address with the body's values. Raises `WrongValue`, or `NotFound`."""
    values = read_fields(fields_of(request))
    told = values.pop("ean", ean_in_path(ean))
    if told != ean:
        raise WrongValue(f"“ean” is “{told}”, but the address names {ean}; an EAN cannot be changed.")
    [outcome] = _written(merchant_of(request), [Change(ean, values, how)])
    if outcome.article is None:
        raise NotFound(f"There is no product with the EAN {ean}.")
    return outcome.article


def _written(merchant: Merchant, changes: Sequence[Change]) -> list[Outcome]:
    """The changes made; a partner store that comes with them is judged by channels like any other."""
    return write_articles(merchant, changes, public_address, made=list_default_channels)


class Batch(Route):
    scopes: ClassVar = {"POST": Scope.PRODUCTS_WRITE}

    def post(self, request: Request) -> Response:
        products = _products(fields_of(request, {"products"}))
        read = [_read(product, number) for number, product in enumerate(products, start=1)]
        merchant = merchant_of(request)
        outcomes = iter(_written(merchant, [one for one in read if isinstance(one, Change)]))
        results = [
            _result(merchant.pk, number, one, next(outcomes)) if isinstance(one, Change) else one
            for number, one in enumerate(read, start=1)
        ]
        pipeline.hint()
        states = [result["status"] for result in results]
        data = {
            "total": len(results),
            "created": states.count("created"),
            "updated": states.count("updated"),
            "errors": states.count("error"),
            "results": results,
        }
        answer = envelope(data, total=len(results), page_size=len(results))
        return Response({**answer, "errors": [result["error"] for result in results if "error" in result]})


def _products(fields: Mapping[str, Any]) -> list[Any]:
    products = fields.get("products")
    if not isinstance(products, list) or len(products) > MOST_PRODUCTS:
        told = f"has {len(products)} products" if isinstance(products, list) else f"is {shown(products)}"
        raise WrongValue(f"“products” {told}; a list of up to {MOST_PRODUCTS} is accepted.")
    return products


def _change(product: Any) -> Change:
    """An upsert out of a product of the body. Raises `WrongValue`."""
    if not isinstance(product, dict):
        raise WrongValue(f"A product is {shown(product)}; a JSON object is accepted.")
    values = read_fields(product)
    if "ean" not in values:
        raise WrongValue(NO_EAN)
    return Change(values.pop("ean"), values)


def _read(product: Any, number: int) -> Change | dict[str, Any]:
    """The change, or what is answered for a product that cannot be read."""
    try:
        return _change(product)
    except WrongValue as error:
        sentences = error.detail if isinstance(error.detail, list) else [error.detail]
        ean = product.get("ean") if isinstance(product, dict) else None
        return _refused(ean if isinstance(ean, str) and is_ean(ean) else None, number, " ".join(map(str, sentences)))


def _result(merchant_id: int, number: int, change: Change, outcome: Outcome) -> dict[str, Any]:
    if outcome.article is None:
        return _refused(change.ean, number, NAMELESS)
    status = "created" if outcome.created else "updated"
    return {"ean": change.ean, "status": status, "id": article_id(merchant_id, change.ean)}


def _refused(ean: str | None, number: int, sentence: str) -> dict[str, Any]:
    return {"ean": ean, "status": "error", "id": None, "error": f"Product {number}: {sentence}"}
