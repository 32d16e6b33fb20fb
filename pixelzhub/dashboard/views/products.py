"""Products: a list by name, and one with its whole gallery, variants and findings."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from connectors.models import Product, Store
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.cards import cards, thumbnail_url
from pixelzhub.dashboard.guards import fragment, member_required, own
from pixelzhub.dashboard.photos import placements_in_order
from pixelzhub.dashboard.product_list import product_page
from pixelzhub.dashboard.product_set import product_set


@require_safe
@member_required
def products(request: HubRequest) -> HttpResponseBase:
    """By name; store, search and page are in the address."""
    stores = list(Store.objects.filter(merchant=request.merchant))
    store = next((row for row in stores if row.slug == request.GET.get("store")), None)
    q = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    page = product_page(request.merchant, store=store, q=q, after=request.GET.get("after", ""))
    kept = {"store": store.slug if store else "", "q": q}
    base = urlencode({name: value for name, value in kept.items() if value})
    context = {
        "rows": page.rows,
        "next": f"?{base}&after={page.next}" if page.next else "",
        "first": f"?{base}" if request.GET.get("after") else "",
        "stores": stores,
        "store": store,
        "q": q,
    }
    return render(request, fragment(request, "products/products.html", "product-list"), context)


@require_safe
@member_required
def product(request: HubRequest, product_id: int) -> HttpResponseBase:
    """One product: every photo in its order, with findings; then what it is, and its variants."""
    found = own(request, Product.objects.select_related("store", "category"), pk=product_id)
    gallery = found.placements.filter(gone_at=None).order_by("position").values_list("pk", flat=True)
    variants = found.variants.select_related("image")
    shown = cards(request.merchant, placements_in_order(list(gallery)))
    as_set = product_set(found, shown)
    context = {
        "product": found,
        "photos": [(card, as_set.marked.get(card.id, "")) for card in shown],
        "set": as_set,
        "variants": [{"variant": row, "src": thumbnail_url(row.image) if row.image else ""} for row in variants],
        "categories": found.categories.all(),
    }
    return render(request, "products/product.html", context)
