"""Photos of every kind judged by SQL and photo by photo; prints whatever differs.

Run as a process of its own, on the database of DATABASE_URL: only PostgreSQL judges many photos in one statement.
"""

from __future__ import annotations

import json
import os
import random
import sys
from dataclasses import replace
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixelzhub.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from analytics.channels import CHANNELS  # noqa: E402
from analytics.channels.rules import heaviest  # noqa: E402
from analytics.channels.shapes import Channel  # noqa: E402
from analytics.derive import derive  # noqa: E402
from analytics.judging import judge_stores  # noqa: E402
from analytics.models import Acceptance, FindingCount, FindingRow, ListedChannel, OwnLimits, StoreJudging  # noqa: E402
from analytics.pixels import Measurement  # noqa: E402
from connectors.models import Placement, Store  # noqa: E402
from tests import builders  # noqa: E402

PHOTOS = 150
ENDS = ("/1.jpg", "/1.PNG", "/1.", "/1", "", "/", "/.jpg", "/a.b/1", "/1.jpg/", "/1.jpg?w=1.5", "?a/b.jpg", "/1.jpeg#x.y",
        "/1.jpg#", "/a.jpg?b=/c.d", f"/{'a' * 250}.jpg", f"/{'a' * 1960}.jpg", "/1.php", "/1.tar.jpe")  # fmt: skip
# Every limit of "my shop" that is usually off.
MORE_LIMITS = {
    "largest_fill_percent": 90, "largest_px": 999, "off_centre_percent": 10, "uncut": True, "bright": True,
    "clean": True, "screen_colours": True, "named": True, "still": True,
}  # fmt: skip


def main() -> None:
    call_command("migrate", verbosity=0)
    chance = random.Random(7)
    merchant = builders.make_merchant()
    store = builders.make_store(merchant, channels=())
    categories = [builders.make_category(store, name) for name in ("Shoes", "Shirts")]
    for n in range(PHOTOS):
        product = builders.make_product(store, category=chance.choice([*categories, None]))
        builders.make_photo(product, any_looks(chance), position=n % 2, url=any_address(chance, n))
    found = {"first": _compare(store, CHANNELS)}
    OwnLimits.objects.create(merchant=merchant, values={"fill_percent": 35, "ground": None, **MORE_LIMITS})
    found["own limits"] = _compare(store, CHANNELS)
    usual = dict(CHANNELS)
    CHANNELS.update({code: with_other_limits(channel, 1) for code, channel in usual.items()})
    found["a rule of each channel"] = _compare(store, CHANNELS)
    CHANNELS.update(usual)
    found["and back"] = _compare(store, CHANNELS)
    CHANNELS.update({code: with_other_limits(channel, 99) for code, channel in usual.items()})
    found["a heavier rule of each code"] = _compare(store, CHANNELS)
    CHANNELS.update(usual)
    found["and that back"] = _compare(store, CHANNELS)
    OwnLimits.objects.filter(merchant=merchant).update(values={"fill_percent": 75, "ground": None, **MORE_LIMITS})
    found["a rule of main photos"] = _compare(store, CHANNELS)
    Acceptance.objects.create(merchant=merchant, channel="amazon", code="small_subject", category=categories[0])
    Acceptance.objects.create(merchant=merchant, channel="google", code="low_resolution")
    found["accepted"] = _compare(store, CHANNELS)
    OwnLimits.objects.filter(merchant=merchant).update(values={"fill_percent": 75})
    found["own limits beside accepted"] = _compare(store, CHANNELS)
    Acceptance.objects.create(merchant=merchant, channel="own", code="small_subject")
    found["own finding accepted"] = _compare(store, CHANNELS)
    OwnLimits.objects.filter(merchant=merchant).update(values={"fill_percent": None})
    found["accepted finding no longer there"] = _compare(store, CHANNELS)
    found["fewer channels"] = _compare(store, ["google"])
    found["none"] = _compare(store, [])
    FindingRow.objects.filter(code__startswith="=main").delete()
    FindingCount.objects.filter(code__startswith="=main").delete()
    StoreJudging.objects.update(judged=None)
    found["judged by an older release"] = _compare(store, [])
    sys.stdout.write(json.dumps(found))


def with_other_limits(channel: Channel, most: int) -> Channel:
    """The channel with half the limit in so many of its rules that ask for a number, of each code the heaviest one."""
    numbers = [rule for rule in channel.rules if isinstance(rule.limit, int | float) and rule.limit]
    chosen = {rule.bit for rule in heaviest(numbers)[-most:]}
    return replace(
        channel,
        rules=tuple(replace(r, limit=r.limit / 2) if r.bit in chosen else r for r in channel.rules),  # type: ignore[operator]
    )


def any_address(chance: random.Random, n: int) -> str:
    """An address that ends in any way, now and then none at all."""
    return chance.choice([f"http://127.0.0.1:{1000 + n}{end}" for end in ENDS] + [""])


def any_looks(chance: random.Random) -> Measurement:
    """Any values that a measurement can have, many of them at a limit."""
    if chance.random() < 0.1:
        return Measurement(error=chance.choice(["corrupt", "unsupported_format"]), reason="broken", bytes=10)
    side = chance.choice([99, 100, 250, 499, 500, 762, 799, 999, 1000, 1600, 2200, 4999, 5001, 10_001])
    box = (0.1, 0.1, chance.choice([0.4, 0.85, 0.9, 0.95]), 0.9) if chance.random() < 0.8 else None
    ground = chance.choice([255, 254, 250, 247, 244, 240, 229, 30])
    return replace(
        builders.WHITE_GROUND,
        format=chance.choice(["JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF"]),
        extension=chance.choice(["jpg", "png", "webp", ""]),
        bytes=chance.choice([1000, 30_720, 6_000_000, 11_000_000, 17_000_000, 21_000_000]),
        width=side,
        height=chance.choice([side, side, side * 2, round(side * 1.44)]),
        mode=chance.choice(["RGB", "L", "CMYK", ""]),
        jpeg_quality=chance.choice([None, 39, 40, 90]),
        animated=chance.random() < 0.1,
        ground_rgb=(ground, 255, 255),
        ground_min=ground,
        ground_white_share=chance.choice([0.0, 0.55, 0.6, 1.0]),
        ground_grey_share=chance.choice([0.0, 0.2, 0.5]),
        box=box,
        box_measurable=box is not None,
        fill=None if box is None else chance.choice([0.3, 0.7, 0.745, 0.845, 0.85, 0.92]),
        offset=None if box is None else chance.choice([0.0, 0.1, 0.11]),
        cut_sides=chance.choice([None, 0, 1, 2, 4]),
        touches=() if box is None else chance.choice([(), ("left",), ("left", "top")]),
        frame_sides=chance.choice([None, 0, 2, 3, 4]),
        sharpness=chance.choice([None, 0.2, 0.315, 0.4]),
        sharpness_small=chance.choice([None, 0.2, 0.33, 0.4]),
        entropy=chance.choice([None, 0.5, 1.0, 5.0]),
        subject_entropy=chance.choice([None, 3.9, 4.0]),
        blockiness=chance.choice([None, 1.0, 1.65, 1.66]),
        luma_p99=chance.choice([None, 139, 140, 255]),
        chroma_p95=chance.choice([None, 7, 8, 60]),
        marks=chance.choice([None, 0, 2, 3]),
        letters=chance.choice([None, 0, 2, 3]),
    )


def _compare(store: Store, codes: Any) -> list[str]:
    """Judge by SQL what changed since the last time, then all photo by photo: what the second changes is a difference."""
    ListedChannel.objects.filter(store=store).delete()
    ListedChannel.objects.bulk_create(
        ListedChannel(merchant_id=store.merchant_id, store=store, code=code) for code in codes
    )
    row, _new = StoreJudging.objects.get_or_create(store=store, defaults={"merchant_id": store.merchant_id})
    judge_stores([row.pk])
    row.refresh_from_db()
    by_sql = _state(store)
    derive(list(Placement.objects.filter(store=store).values_list("pk", flat=True)))
    by_photo = _state(store)
    different = [f"{key}: {by_sql.get(key)} by SQL, {by_photo.get(key)} by photo" for key in by_sql.keys() | by_photo.keys()
                 if by_sql.get(key) != by_photo.get(key)]  # fmt: skip
    return different if row.cursor == 0 and row.judged is not None else [*different, "not done"]


def _state(store: Store) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for placement in Placement.objects.filter(store=store):
        state[f"placement {placement.pk}"] = [placement.verdict, placement.weight, placement.failing]
    for row in FindingRow.objects.filter(store=store):
        state[f"row {row.placement_id} {row.code}"] = [row.weight, row.category_id, row.image_id]
    for count in FindingCount.objects.filter(store=store).exclude(n=0):
        state[f"count {count.category_key} {count.code}"] = count.n
    return state


if __name__ == "__main__":
    main()
