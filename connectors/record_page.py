"""Writes a page of product records into the catalogue with bulk statements: what is new, what changed, what has gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.utils import timezone

from connectors.contract import Gallery, ImageRecord, ProductRecord
from connectors.models import Category, Image, ImageVersion, Placement, Product, Store, SyncRun, Variant

BATCH = 500
MOST_TAG, MOST_TAGS = 100, 250


@dataclass(frozen=True, slots=True)
class Changed:
    """Ids of the products and placements that a page created or changed."""

    products: list[int]
    placements: list[int]


def keep_products(run: SyncRun, records: Sequence[ProductRecord]) -> Changed:
    """Upsert the products and everything that hangs on them. A record that comes twice counts once."""
    unique = {record.id: record for record in records}
    before = {p.remote_id: p for p in Product.objects.filter(store_id=run.store_id, remote_id__in=list(unique))}
    fresh = [record for record in unique.values() if _has_changed(before.get(record.id), record)]
    _upsert_products(run, unique.values())
    products = {p.remote_id: p for p in Product.objects.filter(store_id=run.store_id, remote_id__in=list(unique))}
    _link_categories(products, fresh)
    galleries = [(products[record.id], record.images or (), record) for record in fresh]
    images = _upsert_images(run.store, [(product, pictures) for product, pictures, _ in galleries])
    _upsert_variants(run.store, [(product, record) for product, _, record in galleries], images)
    placements = _replace_placements(run.store, [(product, pictures) for product, pictures, _ in galleries], images)
    return Changed([product.pk for product, _, _ in galleries], placements)


def keep_galleries(store: Store, galleries: Sequence[Gallery]) -> list[int]:
    """Write galleries that were read one by one; gives the ids of their placements."""
    products = {
        p.remote_id: p for p in Product.objects.filter(store=store, remote_id__in=[g.product_id for g in galleries])
    }
    known = [(products[g.product_id], g.images) for g in galleries if g.product_id in products]
    images = _upsert_images(store, known)
    for gallery in (one for one in galleries if one.product_id in products):
        links = {v.id: images.get(v.image_id or "") for v in gallery.variants}
        for variant in Variant.objects.filter(product=products[gallery.product_id], remote_id__in=list(links)):
            image = links[variant.remote_id]
            if variant.image_id != (image.pk if image else None):
                variant.image = image
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
        Product.objects.filter(pk__in=part).update(gone_at=now)
        hanging = Placement.objects.filter(product__in=part, gone_at=None)
        placements += hanging.values_list("pk", flat=True)
        hanging.update(gone_at=now)
    _mark_images_gone(store)
    return placements


def mark_seen(run: SyncRun, remote_ids: Sequence[str]) -> None:
    """Products that the store lists but that could not be read: they are not gone."""
    Product.objects.filter(store_id=run.store_id, remote_id__in=remote_ids).update(seen_at=run.started_at)


def _has_changed(product: Product | None, record: ProductRecord) -> bool:
    """Without a time of change nothing can be told from the record alone: read it again."""
    if product is None or product.gone_at is not None or record.updated_at is None:
        return True
    return product.remote_updated_at != record.updated_at or product.image_count != len(_unique_images(record.images))


def _upsert_products(run: SyncRun, records: Iterable[ProductRecord]) -> None:
    first = {
        c.remote_id: c
        for c in Category.objects.filter(
            store_id=run.store_id, remote_id__in=[r.category_ids[0] for r in records if r.category_ids]
        )
    }
    rows = [
        Product(
            merchant_id=run.merchant_id,
            store_id=run.store_id,
            remote_id=record.id,
            name=record.name[:500] or record.sku or record.id,
            sku=record.sku[:200],
            ean=record.ean[:32],
            url=record.url[:1000],
            language=record.language,
            deactivated=record.deactivated,
            image_count=len(_unique_images(record.images)),
            category=first.get(record.category_ids[0]) if record.category_ids else None,
            tags=_tags(record),
            remote_updated_at=record.updated_at,
            seen_at=run.started_at,
            gone_at=None,
        )
        for record in records
    ]
    fields = [f.name for f in Product._meta.concrete_fields if f.name not in {"id", "merchant", "store", "remote_id"}]
    Product.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["store", "remote_id"], update_fields=fields, batch_size=BATCH
    )


def _tags(record: ProductRecord) -> list[str]:
    """Each tag once, as the store writes it."""
    return list(dict.fromkeys(tag.strip()[:MOST_TAG] for tag in record.tags if tag.strip()))[:MOST_TAGS]


def _link_categories(products: dict[str, Product], records: Sequence[ProductRecord]) -> None:
    wanted = {category for record in records for category in record.category_ids}
    if not wanted:
        return
    store_id = next(iter(products.values())).store_id
    found = dict(Category.objects.filter(store_id=store_id, remote_id__in=wanted).values_list("remote_id", "pk"))
    link = Product.categories.through
    ids = [products[record.id].pk for record in records]
    target = {
        (products[record.id].pk, found[category])
        for record in records
        for category in record.category_ids
        if category in found
    }
    present = set(link.objects.filter(product_id__in=ids).values_list("product_id", "category_id"))
    for product, category in present - target:
        link.objects.filter(product_id=product, category_id=category).delete()
    link.objects.bulk_create([link(product_id=p, category_id=c) for p, c in target - present], ignore_conflicts=True)


def _unique_images(images: Iterable[ImageRecord] | None) -> list[ImageRecord]:
    """A store may list the same image twice on one product: its first place counts, positions stay without gaps."""
    unique: dict[str, ImageRecord] = {}
    for image in sorted(images or (), key=lambda record: record.position):
        unique.setdefault(image.id, image)
    return [replace(image, position=index) for index, image in enumerate(unique.values())]


Galleries = Sequence[tuple[Product, Iterable[ImageRecord]]]


def _upsert_images(store: Store, galleries: Galleries) -> dict[str, Image]:
    """The images by remote id. All are due for download: only its bytes tell whether a picture changed."""
    now = timezone.now()
    records = {image.id: image for _, pictures in galleries for image in _unique_images(pictures)}
    rows = [
        Image(
            merchant_id=store.merchant_id,
            store=store,
            remote_id=record.id,
            url=record.url[:2000],
            thumbnail_url=record.thumbnail_url[:2000],
            width=record.width,
            height=record.height,
            remote_created_at=record.created_at,
            due_at=now,
            attempts=0,
            last_error="",
            gone_at=None,
        )
        for record in records.values()
    ]
    fields = ["url", "thumbnail_url", "remote_created_at", "due_at", "attempts", "last_error", "gone_at"]
    Image.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["store", "remote_id"], update_fields=fields, batch_size=BATCH
    )
    return {image.remote_id: image for image in Image.objects.filter(store=store, remote_id__in=list(records))}


def _upsert_variants(store: Store, pairs: Sequence[tuple[Product, ProductRecord]], images: dict[str, Image]) -> None:
    rows = [
        Variant(
            merchant_id=store.merchant_id,
            store=store,
            product=product,
            image=images.get(variant.image_id or ""),
            remote_id=variant.id,
            name=variant.name[:500],
            sku=variant.sku[:200],
            ean=variant.ean[:32],
        )
        for product, record in pairs
        for variant in {variant.id: variant for variant in record.variants}.values()
    ]
    Variant.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["product", "remote_id"],
        update_fields=["image", "name", "sku", "ean"],
        batch_size=BATCH,
    )
    kept = {(row.product_id, row.remote_id) for row in rows}
    for variant in Variant.objects.filter(product__in=[product for product, _ in pairs]):
        if (variant.product_id, variant.remote_id) not in kept:
            variant.delete()


def _replace_placements(store: Store, galleries: Galleries, images: dict[str, Image]) -> list[int]:
    """Give each product exactly the placements of its gallery; gives the ids of all that it touched."""
    products = [product for product, _ in galleries]
    rows = [
        Placement(
            merchant_id=store.merchant_id,
            store=store,
            product=product,
            image=images[record.id],
            position=record.position,
            alt=record.alt[:1000],
            gone_at=None,
        )
        for product, pictures in galleries
        for record in _unique_images(pictures)
    ]
    Placement.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["product", "image"],
        update_fields=["position", "alt", "gone_at"],
        batch_size=BATCH,
    )
    kept = {(row.product_id, row.image_id) for row in rows}
    touched, left = [], []
    for placement in Placement.objects.filter(product__in=products).only("pk", "product_id", "image_id", "gone_at"):
        here = (placement.product_id, placement.image_id) in kept
        if here or placement.gone_at is None:
            touched.append(placement.pk)
        if not here and placement.gone_at is None:
            left.append(placement.pk)
    if left:
        Placement.objects.filter(pk__in=left).update(gone_at=timezone.now())
        _mark_images_gone(store)
    return touched


def _mark_images_gone(store: Store) -> None:
    """An image that hangs nowhere any more has gone; its current version ends."""
    now = timezone.now()
    hangs = Placement.objects.filter(image=OuterRef("pk"), gone_at=None)
    loose = Image.objects.filter(~Exists(hangs), store=store, gone_at=None)
    ids = list(loose.values_list("pk", flat=True))
    Image.objects.filter(pk__in=ids).update(gone_at=now, due_at=None)
    ImageVersion.objects.filter(image__in=ids, until=None).update(until=now)
