"""What publishing would change in the stores, product by product, before anything is written; and what cannot be."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from connectors.models import Placement, Product, Store, Variant
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.publish_notes import out_of_sight, platform_notes
from pixelzhub.dashboard.shared_files import also_changed
from pixelzhub.retouch.models import Output
from pixelzhub.retouch.runs import Against, Place, places_of, writes

PRODUCTS, NAMED = 20, 5


@dataclass(slots=True)
class Choice:
    """What a member ticked: all but `marked`, or with `some` nothing but `marked`. Kept in the session."""

    some: bool = False
    marked: list[int] = field(default_factory=list)

    @classmethod
    def read(cls, session: SessionBase, merchant: Merchant) -> Choice:
        return cls(**session.get(_key(merchant), {}))

    def keep(self, session: SessionBase, merchant: Merchant) -> None:
        session[_key(merchant)] = {"some": self.some, "marked": self.marked}

    def take(self, *, shown: Iterable[int], ticked: Iterable[int]) -> None:
        """What stood on a page, and what of it came back with a tick."""
        shown, ticked = set(shown), set(ticked)
        changed = shown & ticked if self.some else shown - ticked
        self.marked = sorted((set(self.marked) - shown) | changed)

    def narrow(self, outputs: QuerySet[Output]) -> QuerySet[Output]:
        """Those of `outputs` that are ticked."""
        return outputs.filter(pk__in=self.marked) if self.some else outputs.exclude(pk__in=self.marked)


def drop_choice(session: SessionBase, merchant: Merchant) -> None:
    """Everything is ticked again."""
    session.pop(_key(merchant), None)


def _key(merchant: Merchant) -> str:
    return f"publish-{merchant.pk}"


@dataclass(frozen=True, slots=True)
class Change:
    """A place on a product that gets a new photo. `other`: the product whose tick decides, if it is not this one's.

    `beaten`: another finished file of the same photo is ticked, and is the one that is published. `also` are the names
    of other products that show the same file of the store.
    """

    place: Place
    placement: Placement
    variants: int
    ticked: bool
    beaten: bool
    other: str
    also: list[str]


@dataclass(slots=True)
class ProductPlan:
    product: Product
    gallery: list[Placement]
    changes: list[Change] = field(default_factory=list)

    @property
    def replaced(self) -> dict[int, str]:
        """Placement -> its new content, for those that are ticked."""
        return {one.placement.pk: one.place.sha256 for one in self.changes if one.ticked and not one.beaten}

    @property
    def after(self) -> list[tuple[str, bool]]:
        """The gallery after publishing: each photo's content, and whether it is new."""
        new = self.replaced
        return [(new.get(row.pk, row.image.sha256), row.pk in new) for row in self.gallery]


@dataclass(frozen=True, slots=True)
class Blocked:
    """Places that cannot be published to for one reason. `stuck` are those of photos that can go nowhere."""

    reason: str
    against: Against
    store: Store
    places: list[Place]
    stuck: list[Place]

    @property
    def products(self) -> dict[int, str]:
        return {place.product_id: place.product_name for place in self.places}

    @property
    def first(self) -> list[tuple[int, str]]:
        """The first few products, id and name."""
        return list(self.products.items())[:NAMED]

    @property
    def more(self) -> int:
        return len(self.products) - NAMED

    @property
    def upto(self) -> int:
        return max((place.output_id for place in self.stuck), default=0)

    @property
    def photos(self) -> int:
        return len({place.output_id for place in self.stuck})

    @property
    def needs_key(self) -> bool:
        return self.against in {Against.NEEDS_KEY, Against.DISCONNECTED}


@dataclass(frozen=True, slots=True)
class Plan:
    """`waiting` photos can be published, `photos` places are ticked; `next` is the key of the following products.

    `notes` are what merchants should know of their platforms before, `out_of_sight` why stores would not get the photos.
    """

    products: list[ProductPlan]
    next: int | None
    blocked: list[Blocked]
    shown: list[int]
    waiting: int
    photos: int
    covers: int
    stores: list[str]
    notes: dict[str, str]
    out_of_sight: list[str]
    product_count: int
    upto: int
    token: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def blocked_photos(self) -> int:
        return sum(blocked.photos for blocked in self.blocked)


def plan(merchant: Merchant, outputs: QuerySet[Output], *, choice: Choice, after: int | None = None) -> Plan:
    """The plan for these approved photos of which `choice` ticks some; the products that follow `after`."""
    places = places_of(merchant, outputs)
    can = [place for place in places if place.against is None]
    marked = set(choice.marked)
    ticked = {place.output_id for place in can if (place.output_id in marked) == choice.some}
    written = writes(place for place in can if place.output_id in ticked)
    ids = list(dict.fromkeys(place.product_id for place in can))
    start = ids.index(after) + 1 if after in ids else 0
    shown = _products(can, ids[start : start + PRODUCTS], ticked, written)
    return Plan(
        products=shown,
        next=ids[start + PRODUCTS - 1] if len(ids) > start + PRODUCTS else None,
        blocked=_blocked(places),
        shown=[change.place.output_id for row in shown for change in row.changes if not change.other],
        waiting=len({place.output_id for place in can}),
        photos=len(written),
        covers=sum(place.position == 0 for place in written),
        stores=sorted({place.store.name for place in written}),
        notes=platform_notes(place.store for place in written),
        out_of_sight=out_of_sight(place.store for place in written),
        product_count=len({place.product_id for place in written}),
        upto=max((place.output_id for place in can), default=0),
    )


def _products(
    can: Sequence[Place], ids: Sequence[int], ticked: set[int], written: Sequence[Place]
) -> list[ProductPlan]:
    """These products. Each photo is ticked once, where it comes first; its other places go with it."""
    galleries, variants = _galleries(ids), _variants(can, ids)
    also = also_changed(place for place in can if place.product_id in ids)
    products = Product.objects.in_bulk(ids)
    found = {pk: ProductPlan(products[pk], list(galleries.get(pk, {}).values())) for pk in ids if pk in products}
    new = {(place.output_id, place.image_id) for place in written}
    first: dict[int, Place] = {}
    for place in can:
        leader = first.setdefault(place.output_id, place)
        placement = galleries.get(place.product_id, {}).get(place.placement_id)
        if place.product_id not in found or placement is None:
            continue
        found[place.product_id].changes.append(
            Change(
                place,
                placement,
                variants.get(place.image_id, 0),
                ticked=place.output_id in ticked,
                beaten=(place.output_id, place.image_id) not in new,
                other=leader.product_name if leader is not place else "",
                also=also.get(place.image_id, []),
            )
        )
    return list(found.values())


def _variants(can: Sequence[Place], ids: Sequence[int]) -> dict[int, int]:
    """Image -> how many variants show it."""
    images = {place.image_id for place in can if place.product_id in ids}
    rows = Variant.objects.filter(image__in=images).order_by()
    return dict(rows.values_list("image").annotate(n=Count("pk")))


def _galleries(ids: Sequence[int]) -> dict[int, dict[int, Placement]]:
    """The photos of each product as they were last seen in the store, in one query."""
    found: dict[int, dict[int, Placement]] = {}
    placements = Placement.objects.filter(product__in=ids, gone_at=None).select_related("image")
    for placement in placements.order_by("position", "pk"):
        found.setdefault(placement.product_id, {})[placement.pk] = placement
    return found


def _blocked(places: Sequence[Place]) -> list[Blocked]:
    free = {place.output_id for place in places if place.against is None}
    groups: dict[tuple[Any, Any], list[Place]] = {}
    for place in places:
        if place.against is not None:
            groups.setdefault((place.against, place.store.pk), []).append(place)
    return [
        Blocked(
            reason=reason_against(rows[0]),
            against=against,
            store=rows[0].store,
            places=rows,
            stuck=[]
            if against in {Against.ON_ITS_WAY, Against.THERE}
            else [row for row in rows if row.output_id not in free],
        )
        for (against, _store), rows in groups.items()
    ]


def reason_against(place: Place) -> str:
    """Why nothing can be published at this place now, or ""."""
    store = {"store": place.store.name}
    match place.against:
        case Against.CANNOT_REPLACE:
            text = _("%(platform)s cannot replace photos. Download the new ones and put them in by hand.")
            return text % {"platform": place.store.platform_label}
        case Against.NEEDS_KEY:
            return _("%(store)s no longer accepts its key. Publishing waits.") % store
        case Against.DISCONNECTED:
            return _("%(store)s is disconnected.") % store
        case Against.GONE:
            return _("The photo is no longer in %(store)s.") % store
        case Against.ON_ITS_WAY:
            return _("Another photo is on its way to the same place in %(store)s.") % store
        case Against.THERE:
            return _("This photo is in %(store)s already, or waits for your decision.") % store
    return ""
