"""Synced products under their EANs: which of them an article shows, and what becomes of it when they go."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from connectors.article_models import Article, Assortment
from connectors.articles.assortment import VALUES, Row, blank, due, lock, new, read, save
from connectors.ean import is_ean
from connectors.models import Product, Store, Variant

PART = 500
SLICE_S = 30.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A product, or one of its variants, that has an EAN."""

    ean: str
    changed_at: datetime
    product_id: int
    store_id: Any
    supplier_code: str
    title: str
    reference: str
    deactivated: bool


def list_articles(merchant_ids: Iterable[int]) -> None:
    """Bring each merchant's articles in line with what was synced, for a slice of time."""
    until = time.monotonic() + SLICE_S
    for merchant_id in merchant_ids:
        while _list_part(merchant_id) or _mend_orphans(merchant_id):
            if time.monotonic() > until:
                break
        _settle(merchant_id)


@transaction.atomic
def _list_part(merchant_id: int) -> int:
    """List some products that wait for it; gives how many there were."""
    # Products first, then the assortment, as a sync takes them: each the other way round would wait for the other.
    waiting = Product.objects.filter(merchant_id=merchant_id, listed=False).select_for_update(skip_locked=True)
    products = dict(waiting.order_by("pk").values_list("pk", "ean")[:PART])
    if not products:
        return 0
    Product.objects.filter(pk__in=products).update(listed=True)
    variants = Variant.objects.filter(product__in=products).exclude(ean="").values_list("ean", flat=True)
    before = Article.objects.filter(product__in=products).values_list("ean", flat=True)
    _show(merchant_id, {*products.values(), *variants, *before})
    return len(products)


@transaction.atomic
def _mend_orphans(merchant_id: int) -> int:
    """Articles whose store was disconnected show another store's product, or are archived."""
    orphans = Article.objects.filter(merchant_id=merchant_id, store=None).exclude(status=Article.Status.ARCHIVED)
    eans = set(orphans.values_list("ean", flat=True)[:PART])
    _show(merchant_id, eans)
    return len(eans)


def forget(store: Store) -> None:
    """Erase what the articles of a store say, before it is disconnected; other stores' products may take their places."""
    Article.objects.filter(store=store).update(**blank())
    due(store.merchant_id)


@transaction.atomic
def _settle(merchant_id: int) -> None:
    """Nothing more is due once nothing waits; looked up under the lock that a sync takes to say so."""
    lock(merchant_id)
    waits = Product.objects.filter(merchant_id=merchant_id, listed=False).exists()
    Assortment.objects.filter(pk=merchant_id).update(due_at=timezone.now() if waits else None)


def _show(merchant_id: int, eans: Collection[str]) -> None:
    """Let the articles of these EANs show the newest product that has it; what partners wrote stays as it is."""
    eans = {ean for ean in eans if is_ean(ean)}
    if not eans:
        return
    assortment = lock(merchant_id)
    present = read(merchant_id, eans)
    shown = _newest(merchant_id, eans)
    articles = [present.get(ean) or new(ean) for ean in sorted(eans)]
    save(assortment, [article for article in articles if _changes(article, shown.get(article["ean"]))])


def _changes(article: Row, shown: Shown | None) -> bool:
    """Let an article show this product, or nothing any more; gives whether that is anything new."""
    if article["written"] or (shown is None and article["created_at"] is None):
        return False
    before = [article[name] for name in VALUES]
    article |= _values_of(shown) if shown else {"product_id": None, "status": Article.Status.ARCHIVED.value}
    return before != [article[name] for name in VALUES]


def _values_of(shown: Shown) -> Row:
    status = Article.Status.INACTIVE if shown.deactivated else Article.Status.ACTIVE
    return blank() | {
        "store_id": shown.store_id,
        "product_id": shown.product_id,
        "title": shown.title,
        "reference": shown.reference or None,
        "supplier_code": shown.supplier_code,
        "status": status.value,
    }


def _newest(merchant_id: int, eans: Collection[str]) -> dict[str, Shown]:
    """By EAN the product that was changed last, over all stores but the partner catalogue."""
    found: dict[str, Shown] = {}
    for shown in _having(merchant_id, eans):
        held = found.get(shown.ean)
        if held is None or (shown.changed_at, shown.product_id) > (held.changed_at, held.product_id):
            found[shown.ean] = shown
    return found


def _having(merchant_id: int, eans: Collection[str]) -> Iterable[Shown]:
    synced = Q(gone_at=None) & ~Q(store__platform="partner")
    products = Product.objects.filter(synced, merchant_id=merchant_id, ean__in=eans)
    columns = ("ean", "remote_updated_at", "updated_at", "pk", "store_id", "store__slug", "name", "sku", "deactivated")
    for ean, remote_at, at, *rest in products.values_list(*columns):
        yield Shown(ean, remote_at or at, *rest)
    variants = Variant.objects.filter(
        merchant_id=merchant_id, ean__in=eans, product__gone_at=None
    ).exclude(store__platform="partner")  # fmt: skip
    columns = (
        "ean", "product__remote_updated_at", "product__updated_at", "product_id", "store_id", "store__slug",
        "product__name", "sku", "product__deactivated",
    )  # fmt: skip
    for ean, remote_at, at, *rest in variants.values_list(*columns):
        yield Shown(ean, remote_at or at, *rest)
