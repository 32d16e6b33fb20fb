"""Products: a list by name, and one with its whole gallery, variants and findings."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from connectors.models import Placement, Product, Store
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard import photos
from pixelzhub.dashboard.guards import fragment, member_required, own

PAGE = 50


@require_safe
@member_required
def products(request: HubRequest) -> HttpResponseBase:
    """By name, paged by the key name + id."""
    store, q = request.GET.get("store", ""), request.GET.get("q", "").strip()[:100]
    rows = Product.objects.filter(merchant=request.merchant, gone_at=None)
    store_row = Store.objects.filter(merchant=request.merchant, slug=store).first()
    if store_row:
        rows = rows.filter(store=store_row)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(sku__istartswith=q) | Q(ean=q))
    found = list(_after(rows, request.GET.get("after", ""))[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    context = {
        "products": found,
        "next": f"{found[-1].pk}" if more else "",
        "paged": bool(request.GET.get("after")),
        "stores": Store.objects.filter(merchant=request.merchant),
        "store": store_row,
        "q": q,
    }
    return render(request, fragment(request, "products/products.html", "product-list"), context)


def _after(rows: QuerySet[Product], key: str) -> QuerySet[Product]:
    main = Placement.objects.filter(gone_at=None).select_related("image").order_by("position")
    rows = rows.select_related("store", "category").prefetch_related(Prefetch("placements", main, to_attr="gallery"))
    last = Product.objects.filter(pk=key).values_list("name", "pk").first() if key.isdigit() else None
    if last:
        rows = rows.filter(Q(name__gt=last[0]) | Q(name=last[0], pk__gt=last[1]))
    return rows.order_by("name", "pk")


@require_safe
@member_required
def product(request: HubRequest, product_id: int) -> HttpResponseBase:
    found = own(request, Product.objects.select_related("store", "category"), pk=product_id)
    gallery = found.placements.filter(gone_at=None).order_by("position").values_list("pk", flat=True)
    context = {
        "product": found,
        "cards": photos.cards(request.merchant, photos.placements_in_order(list(gallery))),
        "variants": found.variants.select_related("image"),
        "categories": found.categories.all(),
    }
    return render(request, "products/product.html", context)
