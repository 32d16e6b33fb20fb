"""Products by name, paged by name and id, each with what is to be done about its photos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.channels.shapes import Channel
from analytics.findings import measurements_for
from analytics.listed import listed_channels
from analytics.pixels import Measurement
from connectors.models import Placement, Product, Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.cards import thumbnail_url
from pixelzhub.dashboard.product_set import COMPARED, quiet_words

PAGE = 50


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product; its live placements in order are in `product.gallery`."""

    product: Product
    gallery: list[Placement]
    #: in what the photos differ from each other, or ""
    differs: str = ""
    #: how many photos a channel advises where there are fewer
    advised: int | None = None

    @property
    def src(self) -> str:
        return thumbnail_url(self.gallery[0].image) if self.gallery and not self.broken else ""

    @property
    def broken(self) -> bool:
        return bool(self.gallery) and bool(self.gallery[0].image.last_error)

    @property
    def verdicts(self) -> Counter[str]:
        return Counter(placement.verdict for placement in self.gallery)

    @property
    def mark(self) -> str:
        """fail where some photo misses a required rule."""
        if not self.gallery:
            return "no"
        if self.verdicts.keys() & {"mend", "reshoot", "fix"}:
            return "fail"
        return "waiting" if "unmeasured" in self.verdicts else "pass"

    @property
    def words(self) -> str:
        """What to do, by number of photos: "2 to mend, 1 to reshoot"."""
        if self.mark == "no":
            return _("No photos")
        parts = [text % {"n": n} for text, n in self._parts() if n]
        return ", ".join(parts) or _("Meets every rule")

    def _parts(self) -> list[tuple[str, int]]:
        n = self.verdicts
        return [
            (_("%(n)s to mend"), n["mend"]),
            (_("%(n)s to reshoot"), n["reshoot"]),
            (_("%(n)s to fix in the store"), n["fix"]),
            (ngettext("%(n)s not measured yet", "%(n)s not measured yet", n["unmeasured"]), n["unmeasured"]),
        ]


@dataclass(frozen=True, slots=True)
class ProductPage:
    rows: list[ProductRow]
    next: str


def product_page(merchant: Merchant, *, store: Store | None, q: str, after: str) -> ProductPage:
    """Fifty products after the one with the id `after`, in seven queries, however many photos they have."""
    rows = Product.objects.filter(merchant=merchant, gone_at=None)
    if store:
        rows = rows.filter(store=store)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(sku__istartswith=q) | Q(ean=q))
    found = list(_after(merchant, rows, after)[: PAGE + 1])
    shown = found[:PAGE]
    return ProductPage(rows=_rows(merchant, shown), next=str(shown[-1].pk) if len(found) > PAGE else "")


def _rows(merchant: Merchant, products: Sequence[Product]) -> list[ProductRow]:
    galleries: list[list[Placement]] = [product.gallery for product in products]  # type: ignore[attr-defined]
    digests = {placement.image.sha256 for gallery in galleries for placement in gallery[:COMPARED]}
    measured = measurements_for(merchant.pk, digests - {""})
    channels = listed_channels(product.store_id for product in products)
    return [
        _row(product, gallery, measured, channels.get(product.store_id, []))
        for product, gallery in zip(products, galleries, strict=True)
    ]


def _row(
    product: Product, gallery: list[Placement], measured: Mapping[str, Measurement], channels: Sequence[Channel]
) -> ProductRow:
    photos = [measured.get(placement.image.sha256) for placement in gallery[:COMPARED]]
    differs, advised = quiet_words(photos, len(gallery), channels)
    return ProductRow(product, gallery, differs, advised)


def _after(merchant: Merchant, rows: QuerySet[Product], key: str) -> QuerySet[Product]:
    hanging = Placement.objects.filter(gone_at=None).select_related("image").order_by("position")
    rows = rows.select_related("store", "category").prefetch_related(Prefetch("placements", hanging, to_attr="gallery"))
    known = key.isdecimal() and len(key) < 19
    last = Product.objects.filter(merchant=merchant, pk=key).values_list("name", "pk").first() if known else None
    if last:
        rows = rows.filter(Q(name__gt=last[0]) | Q(name=last[0], pk__gt=last[1]))
    return rows.order_by("name", "pk")
