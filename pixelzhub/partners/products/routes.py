"""/ext/products: the merchant's products of all stores under their EANs, listed and followed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.article_models import Article, Assortment
from connectors.articles.assortment import Row
from pixelzhub import pipeline
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.asking import moment_asked, time_of
from pixelzhub.partners.frame.body import WrongValue, is_text, shown
from pixelzhub.partners.frame.envelope import envelope
from pixelzhub.partners.frame.keys import merchant_id_of
from pixelzhub.partners.frame.kinds import side_for
from pixelzhub.partners.frame.paging import Asked, as_number, link_to, page_asked
from pixelzhub.partners.frame.route import Route
from pixelzhub.partners.products.rows import COLUMNS, product_bodies, product_body
from pixelzhub.partners.products.writes import ean_in_path, replaced, upserted

# As many rows are counted; beyond that the kept number of all is taken into account.
COUNTED = 1_000


class Products(Route):
    scopes: ClassVar = {"GET": Scope.PRODUCTS_READ, "POST": Scope.PRODUCTS_WRITE}

    def get(self, request: Request) -> Response:
        asked = page_asked(request)
        rows = Article.objects.filter(merchant=merchant_id_of(request))
        supplier = request.query_params.get("supplier_code")
        if supplier is not None:
            rows = rows.filter(supplier_code=_plain("supplier_code", supplier))
        since = moment_asked(request, "updated_since")
        if since is not None:
            return _by_change(request, rows.filter(updated_at__gt=since), asked, since)
        total = _total(request) if supplier is None else asked.counted or rows.count()
        if asked.after is not None:
            rows = rows.filter(pk__gt=as_number(asked.after))
        # In the order in which they came: whoever turns pages while others write misses none.
        found = list(rows.order_by("pk").values_list(*COLUMNS, "pk")[asked.start : asked.start + asked.size])
        following = str(found[-1][-1]) if len(found) == asked.size else None
        return _listed(request, [row[:-1] for row in found], total, asked, following, None)

    def post(self, request: Request) -> Response:
        article, created = upserted(request)
        pipeline.hint()
        body = product_body(merchant_id_of(request), article)
        data = {"created": created, "ean": body["ean"], "id": body["id"], "product": body}
        return Response(envelope(data, updated_at=article["updated_at"]))


class Delta(Route):
    scopes: ClassVar = {"GET": Scope.PRODUCTS_READ}

    def get(self, request: Request) -> Response:
        asked = page_asked(request, size=100)
        since = moment_asked(request, "since")
        if since is None:
            raise WrongValue("“since” is missing; a time as 2026-06-18T00:00:00Z is accepted.")
        rows = Article.objects.filter(merchant=merchant_id_of(request), updated_at__gte=since)
        return _by_change(request, rows, asked, since)


class OneProduct(Route):
    scopes: ClassVar = {"GET": Scope.PRODUCTS_READ, "PUT": Scope.PRODUCTS_WRITE, "PATCH": Scope.PRODUCTS_WRITE}

    def get(self, request: Request, ean: str) -> Response:
        merchant_id = merchant_id_of(request)
        found = Article.objects.filter(merchant=merchant_id, ean=ean_in_path(ean)).values(*COLUMNS).first()
        if found is None:
            raise NotFound(f"There is no product with the EAN {ean}.")
        body = product_body(merchant_id, found, side_for(request))
        return Response(envelope(body, updated_at=found["updated_at"]))

    def put(self, request: Request, ean: str) -> Response:
        return _written(request, replaced(request, ean, how="replace"))

    def patch(self, request: Request, ean: str) -> Response:
        return _written(request, replaced(request, ean, how="patch"))


def _written(request: Request, article: Row) -> Response:
    pipeline.hint()
    return Response(envelope(product_body(merchant_id_of(request), article), updated_at=article["updated_at"]))


def _by_change(request: Request, rows: QuerySet[Article], asked: Asked, since: datetime) -> Response:
    """In the order of their changes. The next question, from the last one sent, misses nothing."""
    total = asked.counted or _count(request, rows, since)
    if asked.after is not None:
        rows = rows.filter(updated_at__gt=time_of(asked.after, "cursor"))
    found = list(rows.order_by("updated_at").values_list(*COLUMNS)[asked.start : asked.start + asked.size])
    newest: datetime = found[-1][-2] if found else since
    following = newest.isoformat() if len(found) == asked.size else None
    return _listed(request, found, total, asked, following, newest)


def _listed(
    request: Request,
    rows: list[tuple[Any, ...]],
    total: int,
    asked: Asked,
    following: str | None,
    newest: datetime | None,
) -> Response:
    """`newest` is the last change that was sent; of all that were, if they are not in that order."""
    at = newest or max((row[-2] for row in rows), default=None)
    bodies = product_bodies(merchant_id_of(request), rows, side_for(request))
    answer = envelope(bodies, total=total, page=asked.number, page_size=asked.size, updated_at=at)
    return Response(answer, headers=link_to(request, following, total))


def _total(request: Request) -> int:
    return next(iter(Assortment.objects.filter(pk=merchant_id_of(request)).values_list("total", flat=True)), 0)


def _count(request: Request, rows: QuerySet[Article], since: datetime) -> int:
    """How many changed since: few are counted, and so are few that did not; only in between are all of them."""
    few = rows.order_by()[: COUNTED + 1].count()
    if few <= COUNTED or "supplier_code" in request.query_params:
        return few if few <= COUNTED else rows.count()
    inclusive = "since" in request.query_params
    compared = {"updated_at__lt" if inclusive else "updated_at__lte": since}
    others = Article.objects.filter(merchant=merchant_id_of(request), **compared).order_by()[: COUNTED + 1].count()
    return _total(request) - others if others <= COUNTED else rows.count()


def _plain(name: str, text: str) -> str:
    if not is_text(text):
        raise WrongValue(f"“{name}” is {shown(text)}; text is accepted.")
    return text
