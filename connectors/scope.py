"""Which of a store's photos are looked at: its categories, live products, main photos. What is outside is not fetched."""

from __future__ import annotations

import time
from collections import defaultdict

from django.db.models import Exists, Max, Min, OuterRef, QuerySet

from connectors.models import Category, Image, Placement, Product, Store

PART = 2000
# As for the sync: SQLite's lock is not fair to others while one bulk write follows the other.
PAUSE_S = 0.02


def sort_all(store: Store, until: float) -> bool:
    """Sort all photos of a store by its scope, part by part; False if `until` (monotonic seconds) came first.

    Only photos that change sides are written, so that a second try passes quickly over what the first one did.
    """
    images = Image.objects.filter(store=store, gone_at=None)
    ends = images.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is not None:
        for start in range(ends["first"], ends["last"] + 1, PART):
            if sort_some(store, images.filter(pk__range=(start, start + PART - 1))):
                time.sleep(PAUSE_S)
            if time.monotonic() > until:
                return False
    Store.objects.filter(pk=store.pk).update(scope_changed=False)
    return True


def sort_some(store: Store, images: QuerySet[Image]) -> int:
    """Mark which of these photos are outside the scope, out of line for the time being; gives how many changed."""
    if not is_narrow(store):
        return images.filter(outside=True).update(outside=False)
    inside = Exists(_inside(store))
    came = images.filter(inside, outside=True).update(outside=False)
    left = images.filter(~inside, outside=False).update(outside=True, due_at=None)
    return came + left


def is_narrow(store: Store) -> bool:
    """False if every photo is looked at."""
    return store.live_only or store.main_only or store.scope_categories.exists()


def _inside(store: Store) -> QuerySet[Placement]:
    """The places of a photo by which it is in the scope."""
    places = Placement.objects.filter(image=OuterRef("pk"), gone_at=None)
    if store.main_only:
        places = places.filter(position=0)
    if store.live_only:
        places = places.filter(product__deactivated=False)
    if categories := with_descendants(store):
        link = Product.categories.through
        places = places.filter(Exists(link.objects.filter(product=OuterRef("product"), category__in=categories)))
    return places


def with_descendants(store: Store) -> set[int]:
    """The categories of the scope and everything below them; empty for all."""
    chosen = set(store.scope_categories.values_list("pk", flat=True))
    if not chosen:
        return chosen
    children: dict[str, list[tuple[int, str]]] = defaultdict(list)
    remote: dict[int, str] = {}
    for pk, own, parent in Category.objects.filter(store=store).values_list("pk", "remote_id", "parent_remote_id"):
        remote[pk] = own
        children[parent].append((pk, own))
    open_ones = [remote[pk] for pk in chosen if pk in remote]
    while open_ones:
        for pk, own in children.get(open_ones.pop(), ()):
            if pk not in chosen:
                chosen.add(pk)
                open_ones.append(own)
    return chosen
