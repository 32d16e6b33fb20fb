"""A large store made quickly: every photo with a measurement of its own, listed on three channels, not judged yet."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from analytics.models import StoredMeasurement
from analytics.pixels import VERSION, Measurement
from connectors.models import Category, Image, Placement, Product, Store
from tests import builders

PART = 10_000


def large_store(photos: int) -> Store:
    """Two photos a product, in twenty categories; a quarter not on white, fills from 30 to 95 %."""
    call_command("migrate", verbosity=0)
    merchant = builders.make_merchant("Large")
    store = builders.make_store(merchant, channels=("amazon", "google", "own"))
    categories = [builders.make_category(store, f"Category {n}") for n in range(20)]
    for start in range(0, photos, PART):
        _part(store, categories, range(start, min(start + PART, photos)))
    return store


def _part(store: Store, categories: list[Category], numbers: range) -> None:
    owner: dict[str, Any] = {"merchant_id": store.merchant_id, "store": store}
    now = timezone.now()
    products = Product.objects.bulk_create(
        Product(**owner, remote_id=f"p{n}", name=f"Product {n}", category=categories[n % 20]) for n in numbers[::2]
    )
    images = Image.objects.bulk_create(
        Image(**owner, remote_id=f"i{n}", url=f"http://127.0.0.1:1/{n}.jpg", sha256=f"{n:064x}", measured_at=now)
        for n in numbers
    )
    StoredMeasurement.objects.bulk_create(
        StoredMeasurement(
            merchant_id=store.merchant_id, sha256=f"{n:064x}", version=VERSION, values=_looks(n).to_json()
        )
        for n in numbers
    )
    Placement.objects.bulk_create(
        Placement(**owner, product=products[n // 2], image=image, position=n % 2, alt="A photo")
        for n, image in enumerate(images)
    )


def _looks(n: int) -> Measurement:
    chance = random.Random(n)
    base = builders.grey_ground() if chance.random() < 0.25 else builders.WHITE_GROUND
    fill, side = chance.uniform(0.3, 0.95), chance.choice([400, 800, 1200, 1600, 2000])
    return replace(base, fill=fill, box=((1 - fill) / 2, 0.05, (1 + fill) / 2, 0.95), width=side, height=side)
