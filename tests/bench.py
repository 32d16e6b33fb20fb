"""make bench: how much slower things get, as ratios measured in one run on one machine. Never a test: a machine has moods.

pages      every page with 100,000 photos against the same page with 100 (aim: at most 3)
twins      one new content searched for among a million others against one look-up by primary key; copies found
measuring  a whole measurement against the pure scaled decode of the same picture
start      seconds from the demo's start to its ready line (aim: under 20, once the packages are there)
"""

from __future__ import annotations

import argparse
import io
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="hub-bench-")

import django
import numpy as np

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from PIL import Image as Pillow  # noqa: E402

from analytics.models import Fingerprint, StoredMeasurement  # noqa: E402
from analytics.pixels import VERSION, Measurement, measure  # noqa: E402
from analytics.twins.bands import cut  # noqa: E402
from analytics.twins.check import settle  # noqa: E402
from analytics.twins.links import Prints  # noqa: E402
from analytics.twins.search import near_ids  # noqa: E402
from connectors.models import Category, Image, Placement, Product  # noqa: E402
from pixelzhub.accounts.models import Merchant  # noqa: E402
from tests import builders  # noqa: E402
from tests.analytics.twins import contents  # noqa: E402
from tests.analytics.twins.photos import real_photos, score  # noqa: E402

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
    "channels": "/settings/channels/",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=LARGE)
    parser.add_argument("--only", choices=["pages", "twins", "measuring", "start"])
    chosen = parser.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    benches = {"measuring": measuring, "pages": lambda: pages(chosen.photos), "twins": twins, "start": start}
    for name, bench in benches.items():
        if chosen.only in {None, name}:
            bench()


def pages(photos: int) -> None:
    """p95 of the server's time for each page, large merchant against small, request by request in turn."""
    settings.DATABASES["default"]["NAME"] = str(settings.DATA_DIR / "hub.sqlite3")
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
    now = django.utils.timezone.now()
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


def twins(stored: int = 1_000_000) -> None:
    """One content at a time and 64 at once, as the worker has them; then the copies of real photos, where there are any."""
    settings.DATABASES["default"]["NAME"] = str(settings.DATA_DIR / "hub.sqlite3")
    call_command("migrate", verbosity=0)
    merchant = builders.make_merchant("Million")
    newest = _fingerprints(merchant, stored)
    by_key = _median(lambda: Fingerprint.objects.get(pk=newest[0]))
    say(f"\n{'twins':24}{'ratio':>8}{'search':>12}{'by key':>12}   (ms a content, among {stored:,})")
    for n in (1, 64):
        prints = Prints.read(newest[:n])
        search = _median(lambda prints=prints: near_ids(merchant.pk, prints)) / n
        say(f"{f'{n} at once':24}{search / by_key:8.1f}{search * 1000:12.2f}{by_key * 1000:12.2f}")
    paths = real_photos(60)
    if not paths:
        say("copies of real photos: not measured, ../shared/photos is not there")
        return
    found = score(builders.make_merchant("Copies"), paths)
    say(f"copies of {len(paths)} real photos: precision {found.precision:.2f}, recall", end="")
    say("".join(f" · {kind} {share:.2f}" for kind, share in found.recall.items()))


def _fingerprints(merchant: Merchant, stored: int) -> list[int]:
    """So many contents, their hashes in clusters as those of real photos are; gives the ids of the last few."""
    chance = np.random.default_rng(2)
    seeds = chance.integers(0, 2**64, 5000, dtype=np.uint64)
    for start in range(0, stored, 10_000):
        columns: dict[str, list[int]] = {}
        for field, band in (("phash", "whole"), ("content_phash", "subject"), ("mirror_phash", "")):
            turned = np.packbits(chance.random((10_000, 64)) < 0.18, axis=1).view(np.uint64).ravel()
            hashes = (seeds[chance.integers(0, seeds.size, 10_000)] ^ turned).view(np.int64)
            columns[field] = hashes.tolist()
            columns |= {f"{band}_{n}": keys.tolist() for n, keys in enumerate(cut(hashes)) if band}
        Fingerprint.objects.bulk_create(
            Fingerprint(merchant=merchant, sha256=f"{start + n:064x}", **{name: of[n] for name, of in columns.items()})
            for n in range(10_000)
        )
        say(f"\r{start + 10_000:,} contents", end="")
    return list(Fingerprint.objects.filter(merchant=merchant).order_by("-pk").values_list("pk", flat=True)[:64])


def measuring() -> None:
    """A drawn photograph with grain, as JPEG of 1,000, 2,000 and 3,000 px."""
    say(f"{'measuring':24}{'ratio':>8}{'measure':>12}{'decode':>12}   (ms, whole measurement against scaled decode)")
    for side in (1000, 2000, 3000):
        data = _photograph(side)
        whole, decode = _median(lambda data=data: measure(data)), _median(lambda data=data: _scaled(data))
        say(f"{f'{side} px':24}{whole / decode:8.2f}{whole * 1000:12.1f}{decode * 1000:12.1f}")


def _photograph(side: int) -> bytes:
    grain = Pillow.effect_noise((side, side), 24).convert("RGB")
    ground = Pillow.new("RGB", (side, side), "white")
    ground.paste(grain.resize((side * 8 // 10,) * 2), (side // 10, side // 10))
    file = io.BytesIO()
    ground.save(file, "JPEG", quality=90)
    return file.getvalue()


def _scaled(data: bytes) -> None:
    image = Pillow.open(io.BytesIO(data))
    image.draft("YCbCr", (512, 512))
    image.load()


def _median(call: Callable[[], object], rounds: int = 15) -> float:
    call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def start() -> None:
    """From the command to the file that says that everything answers, on an empty folder."""
    from tests.kill.demo_process import Demo

    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Demo(Path(folder) / "demo", size=160):
        say(f"\n{'start':24}{time.monotonic() - began:8.1f} s from the demo's start until it is ready")


def say(line: str, end: str = "\n") -> None:
    sys.stdout.write(line + end)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
