"""Writes a page of product records into the catalogue with bulk statements: what is new, what changed, what has gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from connectors.bulk_rows import upsert
from connectors.categories import link_categories
from connectors.contract import Gallery, ImageRecord, ProductRecord
from connectors.models import Category, Image, ImageVersion, Placement, Product, Store, SyncRun, Variant

BATCH = 500
MOST_TAG, MOST_TAGS = 100, 250


@dataclass(frozen=True, slots=True)
class Changed:
    """Ids of the products and placements that a page created or changed, and how many products were not there before."""

    products: list[int]
    placements: list[int]
    came: int = 0


def keep_products(run: SyncRun, records: Sequence[ProductRecord]) -> Changed:
    """Upsert the products and everything that hangs on them. A record that comes twice counts once."""
    unique = {record.id: record for record in records}
    known = Product.objects.filter(store_id=run.store_id, remote_id__in=list(unique))
    before = {row[0]: row[1:] for row in known.values_list("remote_id", "gone_at", "remote_updated_at", "image_count")}
    fresh = [record for record in unique.values() if _has_changed(before.get(record.id), record)]
    products = _upsert_products(run, unique.values())
    link_categories(run.store, products, fresh)
    galleries = [(products[record.id], _unique_images(record.images)) for record in fresh]
    images = _upsert_images(run.store, galleries)
    _upsert_variants(run.store, [(products[record.id], record) for record in fresh], images)
    placements = _replace_placements(run.store, galleries, images)
    _unlist(products[record.id] for record in fresh if record.id in before)
    came = sum(remote_id not in before or before[remote_id][0] is not None for remote_id in unique)
    return Changed([product for product, _ in galleries], placements, came)


def keep_galleries(store: Store, galleries: Sequence[Gallery]) -> list[int]:
    """Write galleries that were read one by one; gives the ids of their placements."""
    wanted = [gallery.product_id for gallery in galleries]
    products = dict(Product.objects.filter(store=store, remote_id__in=wanted).values_list("remote_id", "pk"))
    known = [(products[g.product_id], _unique_images(g.images)) for g in galleries if g.product_id in products]
    images = _upsert_images(store, known)
    for gallery in (one for one in galleries if one.product_id in products):
        links = {v.id: images.get(v.image_id or "") for v in gallery.variants}
        for variant in Variant.objects.filter(product=products[gallery.product_id], remote_id__in=list(links)):
            if variant.image_id != links[variant.remote_id]:
                variant.image_id = links[variant.remote_id]
                variant.save(update_fields=["image"])
    return _replace_placements(store, known, images)


def mark_gone(run: SyncRun) -> Changed:
    """After a full run: what it did not list is no longer in the store."""
    gone = Product.objects.filter(store_id=run.store_id, gone_at=None).exclude(seen_at__gte=run.started_at)
    ids = list(gone.values_list("pk", flat=True))
    return Changed(ids, take_away(run.store, ids))


def take_away(store: Store, product_ids: Sequence[int]) -> list[int]:
    """These products are no longer in the store; gives the ids of the placements that went with them."""
    now = timezone.now()
    placements: list[int] = []
    for start in range(0, len(product_ids), BATCH):
        part = product_ids[start : start + BATCH]
        count_products(store.pk, -Product.objects.filter(pk__in=part, gone_at=None).update(gone_at=now, listed=False))
        hanging = Placement.objects.filter(product__in=part, gone_at=None)
        placements += hanging.values_list("pk", flat=True)
        hanging.update(gone_at=now)
    _mark_images_gone(store)
    return placements


def count_products(store_id: UUID, change: int) -> None:
    """Keep the store's number of products, so that pages count none. Last in a transaction: others wait for the row."""
    if change:
        Store.objects.filter(pk=store_id).update(product_count=F("product_count") + change)


def mark_seen(run: SyncRun, remote_ids: Sequence[str]) -> None:
    """Products that the store lists but that could not be read: they are not gone."""
    Product.objects.filter(store_id=run.store_id, remote_id__in=remote_ids).update(seen_at=run.started_at)


def _unlist(product_ids: Iterable[int]) -> None:
    """These products changed, so that their articles are to be looked at again. New ones wait for it anyway."""
    if ids := list(product_ids):
        Product.objects.filter(pk__in=ids, listed=True).update(listed=False)


def _has_changed(before: tuple[datetime | None, datetime | None, int] | None, record: ProductRecord) -> bool:
    """Without a time of change nothing can be told from the record alone: read it again."""
    if before is None or record.updated_at is None:
        return True
    gone_at, updated_at, image_count = before
    return gone_at is not None or updated_at != record.updated_at or image_count != len(_unique_images(record.images))


def _upsert_products(run: SyncRun, records: Collection[ProductRecord]) -> dict[str, int]:
    """Ids of the products by remote id."""
    wanted = {record.category_ids[0] for record in records if record.category_ids}
    categories = Category.objects.filter(store_id=run.store_id, remote_id__in=wanted)
    first = dict(categories.values_list("remote_id", "pk"))
    rows = [
        {
            "remote_id": record.id,
            "name": record.name[:500] or record.sku or record.id,
            "sku": record.sku[:200],
            "ean": record.ean[:32],
            "url": record.url[:1000],
            "language": record.language,
            "deactivated": record.deactivated,
            "image_count": len(_unique_images(record.images)),
            "category_id": first.get(record.category_ids[0]) if record.category_ids else None,
            "tags": _tags(record),
            "remote_updated_at": record.updated_at,
        }
        for record in records
    ]
    same = {"merchant_id": run.merchant_id, "store_id": run.store_id}
    now = {"seen_at": run.started_at, "gone_at": None, "updated_at": timezone.now()}
    update = [name for name in rows[0] if name != "remote_id"] if rows else []
    found = upsert(Product, rows, unique=["store_id", "remote_id"], update=[*update, *now], **same, **now)
    return {remote_id: pk for pk, _, remote_id in found}


def _tags(record: ProductRecord) -> list[str]:
    """Each tag once, as the store writes it."""
    return list(dict.fromkeys(tag.strip()[:MOST_TAG] for tag in record.tags if tag.strip()))[:MOST_TAGS]


def _unique_images(images: Iterable[ImageRecord] | None) -> list[ImageRecord]:
    """A store may list the same image twice on one product: its first place counts, positions stay without gaps."""
    unique: dict[str, ImageRecord] = {}
    for image in sorted(images or (), key=lambda record: record.position):
        unique.setdefault(image.id, image)
    return [
        image if image.position == index else replace(image, position=index)
        for index, image in enumerate(unique.values())
    ]


Galleries = Sequence[tuple[int, Sequence[ImageRecord]]]
"""Ids of products, each with its pictures in order."""


def _upsert_images(store: Store, galleries: Galleries) -> dict[str, int]:
    """Ids of the images by remote id. All are due for download: only its bytes tell whether a picture changed."""
    records = {image.id: image for _, pictures in galleries for image in pictures}
    rows = [
        {
            "remote_id": record.id,
            "url": record.url[:2000],
            "thumbnail_url": record.thumbnail_url[:2000],
            "width": record.width,
            "height": record.height,
            "remote_created_at": record.created_at,
        }
        for record in records.values()
    ]
    due = {"due_at": timezone.now(), "attempts": 0, "last_error": "", "gone_at": None}
    found = upsert(
        Image, rows, unique=["store_id", "remote_id"], update=["url", "thumbnail_url", "remote_created_at", *due],
        merchant_id=store.merchant_id, store_id=store.pk, **due,
    )  # fmt: skip
    return {remote_id: pk for pk, _, remote_id in found}


def _upsert_variants(store: Store, pairs: Sequence[tuple[int, ProductRecord]], images: dict[str, int]) -> None:
    rows = [
        {
            "product_id": product,
            "image_id": images.get(variant.image_id or ""),
            "remote_id": variant.id,
            "name": variant.name[:500],
            "sku": variant.sku[:200],
            "ean": variant.ean[:32],
        }
        for product, record in pairs
        for variant in {variant.id: variant for variant in record.variants}.values()
    ]
    found = upsert(
        Variant, rows, unique=["product_id", "remote_id"], update=["image_id", "name", "sku", "ean"],
        merchant_id=store.merchant_id, store_id=store.pk,
    )  # fmt: skip
    kept = {pk for pk, _, _ in found}
    present = Variant.objects.filter(product__in=[product for product, _ in pairs]).values_list("pk", flat=True)
    if left := set(present) - kept:
        Variant.objects.filter(pk__in=left).delete()


def _replace_placements(store: Store, galleries: Galleries, images: dict[str, int]) -> list[int]:
    """Give each product exactly the placements of its gallery; gives the ids of all that it touched."""
    rows = [
        {
            "product_id": product,
            "image_id": images[record.id],
            "position": record.position,
            "alt": record.alt[:1000],
        }
        for product, pictures in galleries
        for record in pictures
    ]
    found = upsert(
        Placement, rows, unique=["product_id", "image_id"], update=["position", "alt", "gone_at"],
        merchant_id=store.merchant_id, store_id=store.pk,
    )  # fmt: skip
    kept = {pk for pk, _, _ in found}
    hanging = Placement.objects.filter(product__in=[product for product, _ in galleries], gone_at=None)
    left = set(hanging.values_list("pk", flat=True)) - kept
    if left:
        Placement.objects.filter(pk__in=left).update(gone_at=timezone.now())
        _mark_images_gone(store)
    return [*kept, *left]


def _mark_images_gone(store: Store) -> None:
    """An image that hangs nowhere any more has gone; its current version ends."""
    now = timezone.now()
    hangs = Placement.objects.filter(image=OuterRef("pk"), gone_at=None)
    loose = Image.objects.filter(~Exists(hangs), store=store, gone_at=None)
    ids = list(loose.values_list("pk", flat=True))
    Image.objects.filter(pk__in=ids).update(gone_at=now, due_at=None)
    ImageVersion.objects.filter(image__in=ids, until=None).update(until=now)
