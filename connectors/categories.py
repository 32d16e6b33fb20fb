"""A store's categories as it lists them, and which products stand in which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from connectors.contract import CategoryRecord, ProductRecord
from connectors.models import Category, Product, Store, SyncRun


def keep_categories(run: SyncRun, records: Sequence[CategoryRecord]) -> None:
    """Upsert them; those that are not listed any more are gone."""
    rows = [
        Category(
            merchant_id=run.merchant_id,
            store_id=run.store_id,
            remote_id=record.id,
            name=record.name[:300],
            parent_remote_id=record.parent_id or "",
            language=record.language,
            deactivated=record.deactivated,
            product_count=record.product_count,
            gone_at=None,
        )
        for record in {record.id: record for record in records}.values()
    ]
    fields = ["name", "parent_remote_id", "language", "deactivated", "product_count", "gone_at"]
    Category.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["store", "remote_id"], update_fields=fields, batch_size=500
    )
    Category.objects.filter(store_id=run.store_id, gone_at=None).exclude(
        remote_id__in=[row.remote_id for row in rows]
    ).update(gone_at=timezone.now())


def link_categories(store: Store, products: Mapping[str, int], records: Sequence[ProductRecord]) -> None:
    """Have each product, given by its id under its remote id, stand in the categories of its record and no others."""
    wanted = {category for record in records for category in record.category_ids}
    found = dict(Category.objects.filter(store=store, remote_id__in=wanted).values_list("remote_id", "pk"))
    target = {
        (products[record.id], found[category])
        for record in records
        for category in record.category_ids
        if category in found
    }
    link = Product.categories.through
    there = link.objects.filter(product_id__in=[products[record.id] for record in records])
    present = {(product, category): pk for pk, product, category in there.values_list("pk", "product", "category")}
    if left := [pk for pair, pk in present.items() if pair not in target]:
        link.objects.filter(pk__in=left).delete()
    fresh = [link(product_id=product, category_id=category) for product, category in target - present.keys()]
    link.objects.bulk_create(fresh, ignore_conflicts=True)
