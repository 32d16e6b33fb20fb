"""What publishing would change in the stores, product by product, before anything is written; and what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _

from connectors.gallery import can_replace
from connectors.models import Placement, Product, Store, Variant
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.models import JobUse, Output

PRODUCTS = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One photo of a product that gets a new one. `other` names the product whose tick decides, if it is not this one's."""

    output: Output
    placement: Placement
    variants: int
    ticked: bool
    other: str


@dataclass(slots=True)
class ProductPlan:
    product: Product
    gallery: list[Placement]
    changes: list[Change] = field(default_factory=list)

    @property
    def replaced(self) -> dict[int, Output]:
        """Placement -> its new photo, for those that are ticked."""
        return {change.placement.pk: change.output for change in self.changes if change.ticked}

    @property
    def after(self) -> list[tuple[str, bool]]:
        """The gallery after publishing: each photo's content, and whether it is new."""
        new = self.replaced
        return [(new[row.pk].sha256, True) if row.pk in new else (row.image.sha256, False) for row in self.gallery]


@dataclass(frozen=True, slots=True)
class Blocked:
    """Products that cannot be published to, with the reason; `store` where something can be done about it."""

    reason: str
    products: list[Product]
    store: Store | None


@dataclass(frozen=True, slots=True)
class Plan:
    products: list[ProductPlan]
    more: int
    blocked: list[Blocked]
    outputs: list[Output]
    shown: list[int]
    photos: int
    covers: int
    stores: list[str]
    product_count: int

    @property
    def upto(self) -> int:
        return max((output.pk for output in self.outputs), default=0)


def plan(merchant: Merchant, outputs: Sequence[Output], *, left_out: set[int], upto: int = PRODUCTS) -> Plan:
    """The plan for these approved outputs without those that the member unticked."""
    uses = list(
        JobUse.objects.filter(merchant=merchant, job__in=[output.job_id for output in outputs])
        .select_related("placement__product__store", "placement__image")
        .order_by("placement__product__name", "placement__product", "placement__position")
    )
    by_job = {output.job_id: output for output in outputs}
    can = [use for use in uses if not reason_against(use.placement)]
    published = {by_job[use.job_id].pk for use in can}
    products = _products(can, by_job, left_out)
    ticked = [use for use in can if by_job[use.job_id].pk not in left_out]
    shown = products[:upto]
    _fill_galleries(shown)
    return Plan(
        products=shown,
        more=len(products) - len(shown),
        blocked=_blocked(uses),
        outputs=[output for output in outputs if output.pk in published],
        shown=[change.output.pk for row in shown for change in row.changes if not change.other],
        photos=len(ticked),
        covers=sum(use.placement.is_main for use in ticked),
        stores=sorted({use.placement.product.store.name for use in ticked}),
        product_count=len({use.placement.product_id for use in ticked}),
    )


def reason_against(placement: Placement) -> str:
    """Why nothing can be published at this place now, or ""."""
    store = placement.product.store
    if not can_replace(store.connector):
        return _("%(platform)s cannot replace photos. Download the new ones and put them in by hand.") % {
            "platform": store.platform_label
        }
    if store.state == Store.State.NEEDS_REAUTH:
        return _("%(store)s no longer accepts its key. Publishing waits.") % {"store": store.name}
    if store.state == Store.State.DISCONNECTED:
        return _("%(store)s is disconnected.") % {"store": store.name}
    if placement.gone_at is not None:
        return _("The photo is no longer in the store.")
    return ""


def _products(uses: list[JobUse], by_job: dict[int, Output], left_out: set[int]) -> list[ProductPlan]:
    """Each output is ticked once, where it comes first; its other places go with it."""
    found: dict[int, ProductPlan] = {}
    first: dict[int, str] = {}
    variants = _variants(uses)
    for use in uses:
        placement, output = use.placement, by_job[use.job_id]
        other = first.get(output.pk, "")
        first.setdefault(output.pk, placement.product.name)
        row = found.setdefault(placement.product_id, ProductPlan(placement.product, []))
        ticked = output.pk not in left_out
        row.changes.append(Change(output, placement, variants.get(placement.image_id, 0), ticked, other))
    return list(found.values())


def _variants(uses: list[JobUse]) -> dict[int, int]:
    """Image -> how many variants show it."""
    rows = Variant.objects.filter(image__in={use.placement.image_id for use in uses}).order_by()
    return dict(rows.values_list("image").annotate(n=Count("pk")))


def _fill_galleries(rows: list[ProductPlan]) -> None:
    """The photos of each product as they were last seen in the store, in one query."""
    by_product = {row.product.pk: row for row in rows}
    placements = Placement.objects.filter(product__in=by_product, gone_at=None).select_related("image")
    for placement in placements.order_by("position", "pk"):
        by_product[placement.product_id].gallery.append(placement)


def _blocked(uses: list[JobUse]) -> list[Blocked]:
    found: dict[str, Blocked] = {}
    for use in uses:
        reason = reason_against(use.placement)
        if reason:
            store = use.placement.product.store
            mendable = store.state in {Store.State.NEEDS_REAUTH, Store.State.DISCONNECTED}
            found.setdefault(reason, Blocked(reason, [], store if mendable else None)).products.append(
                use.placement.product
            )
    return list(found.values())
