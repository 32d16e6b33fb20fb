"""The hub's addresses, and beside them the barest view of the same products that Django can have."""

from __future__ import annotations

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import path

from connectors.article_models import Article
from pixelzhub.partners.products.rows import COLUMNS
from pixelzhub.urls import urlpatterns as hub


def plain(request: HttpRequest) -> HttpResponse:
    """No key, no scope, no limit: the query, and the rows as they are."""
    rows = Article.objects.filter(merchant=int(request.GET["merchant"])).order_by("pk").values(*COLUMNS)[:100]
    return HttpResponse(orjson.dumps(list(rows)), content_type="application/json")


urlpatterns = [path("plain", plain), *hub]
