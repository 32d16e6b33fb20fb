"""Every page with 100,000 photos against the same page with 100 (aim: at most 3)."""

from __future__ import annotations

import random
import statistics
import sys
import time
from dataclasses import replace

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from analytics.models import StoredMeasurement
from analytics.pixels import VERSION, Measurement
from analytics.twins.check import settle
from connectors.models import Category, Image, Placement, Product
from pixelzhub.accounts.models import Merchant
from tests import builders
from tests.analytics.twins import contents
from tests.bench.said import say

LARGE, SMALL = 100_000, 100
# Contents that hang in two or three places; the other photos have three hundred contents in all.
TWINNED = 2_000
ROUNDS = 20
PAGES = {
    "image health": "/",
    "inbox": "/inbox/",
    "images, all": "/images/",
    "images to mend": "/images/?view=mend",
    "images, one finding": "/images/?channel=amazon&finding=non_white_background",
    "images, page 2": "/images/?after=110-900000000",
    "images, newest": "/images/?sort=newest",
    "one image": "/images/{image}/",
    "products": "/products/",
    "one product": "/products/{product}/",
    "duplicates": "/duplicates/",
    "cart": "/orders/new/",
    "orders": "/orders/",
    "review": "/review/",
    "publications": "/publications/",
    "stores": "/stores/",
    "templates": "/templates/",
    "invoices": "/invoices/",
    "spending": "/invoices/spend/",
    "rules": "/settings/rules/",
    "to publish": "/publications/new/",
    "channels": "/settings/channels/",
}


def pages(photos: int = LARGE) -> None:
    """p95 of the server's time for each page, large merchant against small, request by request in turn."""
    call_command("migrate", verbosity=0)
    large, small = _catalogue("Large", photos), _catalogue("Small", SMALL)
    say(f"\n{'page':24}{'ratio':>8}{'p95 large':>12}{'p95 small':>12}   (ms, {photos:,} photos against {SMALL})")
    for name, path in PAGES.items():
        times: dict[str, list[float]] = {"large": [], "small": []}
        for turn in range(ROUNDS + 2):
            for size, merchant in (("large", large), ("small", small)):
                taken = _seconds(_visitor(merchant), path.format(**_ids(merchant)))
                if turn >= 2:
                    times[size].append(taken)
        p95 = {size: statistics.quantiles(values, n=20)[18] * 1000 for size, values in times.items()}
        say(f"{name:24}{p95['large'] / p95['small']:8.2f}{p95['large']:12.1f}{p95['small']:12.1f}")


def _seconds(client: Client, path: str) -> float:
    start = time.perf_counter()
    response = client.get(path)
    taken = time.perf_counter() - start
    if response.status_code != 200:
        sys.exit(f"{path} answered {response.status_code}")
    return taken


def _catalogue(name: str, photos: int) -> Merchant:
    """A merchant with so many photos, two and a half a product, a third of them not on white."""
    merchant = builders.make_merchant(name)
    builders.make_pixelz(merchant)
    builders.make_template(merchant)
    store = builders.make_store(merchant)
    categories = [builders.make_category(store, f"Category {n}") for n in range(20)]
    values = {f"{n:064x}": _looks(n) for n in range(TWINNED + 300)}
    StoredMeasurement.objects.bulk_create(
        StoredMeasurement(merchant=merchant, sha256=sha, version=VERSION, values=found.to_json())
        for sha, found in values.items()
    )
    for start in range(0, photos, 5000):
        _part(merchant, store, categories, list(values), range(start, min(start + 5000, photos)))
        say(f"\r{name}: {min(start + 5000, photos):,} photos", end="")
    contents.check(merchant)
    say("")
    return merchant


def _looks(n: int) -> Measurement:
    """A third on grey; every seventh a copy of the one before in another file, every eleventh its other colour."""
    near = n % 7 == 0 or n % 11 == 0
    chance = random.Random(n - 1 if near else n)
    hashes = [contents.signed(chance.getrandbits(64)) for _ in range(3)]
    return replace(
        builders.grey_ground() if n % 3 == 0 else builders.WHITE_GROUND,
        phash=hashes[0] ^ near, content_phash=hashes[1], mirror_phash=hashes[2],
        subject_lab=contents.RED if n % 11 == 0 else contents.BLUE,
    )  # fmt: skip


def _part(merchant: Merchant, store: object, categories: list[Category], digests: list[str], numbers: range) -> None:
    products = Product.objects.bulk_create(
        Product(
            merchant=merchant, store=store, remote_id=f"p{n}", name=f"Product {n}", sku=f"SKU-{n}",
            category=categories[n % len(categories)],
        )
        for n in numbers[::2]
    )  # fmt: skip
    now = timezone.now()
    images = Image.objects.bulk_create(
        Image(
            merchant=merchant, store=store, remote_id=f"i{n}", url=f"http://127.0.0.1:1/{n}.jpg",
            sha256=digests[n * 2 // 5 if n < TWINNED * 5 // 2 else TWINNED + n % 300], measured_at=now, width=1600, height=1600,
        )
        for n in numbers
    )  # fmt: skip
    placements = Placement.objects.bulk_create(
        Placement(merchant=merchant, store=store, product=products[n // 2], image=image, position=n % 2, alt="A photo")
        for n, image in enumerate(images)
    )
    settle([placement.pk for placement in placements])


_clients: dict[int, Client] = {}


def _visitor(merchant: Merchant) -> Client:
    if merchant.pk not in _clients:
        _clients[merchant.pk] = Client()
        _clients[merchant.pk].force_login(merchant.memberships.get().user)
    return _clients[merchant.pk]


def _ids(merchant: Merchant) -> dict[str, int]:
    placement = Placement.objects.filter(merchant=merchant).order_by("-pk").first()
    assert placement is not None
    return {"image": placement.image_id, "product": placement.product_id}
