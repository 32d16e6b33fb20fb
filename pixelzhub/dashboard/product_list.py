"""Products by name, paged by name and id, each with what is to be done about its photos."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors.models import Placement, Product, Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.cards import thumbnail_url

PAGE = 50


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product; its live placements in order are in `product.gallery`."""

    product: Product
    gallery: list[Placement]

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
    """Fifty products after the one with the id `after`, in three queries."""
    rows = Product.objects.filter(merchant=merchant, gone_at=None)
    if store:
        rows = rows.filter(store=store)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(sku__istartswith=q) | Q(ean=q))
    found = list(_after(merchant, rows, after)[: PAGE + 1])
    shown = found[:PAGE]
    return ProductPage(
        rows=[ProductRow(product, product.gallery) for product in shown],  # type: ignore[attr-defined]
        next=str(shown[-1].pk) if len(found) > PAGE else "",
    )


def _after(merchant: Merchant, rows: QuerySet[Product], key: str) -> QuerySet[Product]:
    hanging = Placement.objects.filter(gone_at=None).select_related("image").order_by("position")
    rows = rows.select_related("store", "category").prefetch_related(Prefetch("placements", hanging, to_attr="gallery"))
    known = key.isdecimal() and len(key) < 19
    last = Product.objects.filter(merchant=merchant, pk=key).values_list("name", "pk").first() if known else None
    if last:
        rows = rows.filter(Q(name__gt=last[0]) | Q(name=last[0], pk__gt=last[1]))
    return rows.order_by("name", "pk")
