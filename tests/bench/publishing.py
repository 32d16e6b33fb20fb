"""A run of 2,000 publications and its undo while workers are killed; the pages of an order of 20,000 photos."""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.bench.said import say
from tests.kill.photos import catalogue
from tests.kill.publishing import Leg, publishing
from tests.kill.shop_and_hub import ShopAndHub

PHOTOS = 2_000
PATIENCE_S = 2_400.0
LARGE = 20_000
ROUNDS = 20
PAGES = {
    "order, approved": ("approved", "/orders/{order}/"),
    "order, to review": ("waiting", "/orders/{order}/"),
    "order, its last photos": ("waiting", "/orders/{order}/?after={last}"),
    "review, all approved": ("approved", "/review/"),
    "review, all waiting": ("waiting", "/review/"),
    "to publish": ("approved", "/publications/new/"),
}


def publishes() -> None:
    """The pages first: they want a quiet machine."""
    large_orders()
    many_publications()


def many_publications(photos: int = PHOTOS) -> None:
    """Workers are killed at the half, at a random point, and at the half of the undo."""
    kills = [0.5, random.uniform(0.1, 0.9)]
    with tempfile.TemporaryDirectory() as folder:
        run, undo = publishing(Path(folder) / "hub", photos, kills=kills, undo_kills=[0.5], patience_s=PATIENCE_S)
    say("")
    _say_leg("publishing", run, "published", photos)
    _say_leg("undo of the run", undo, "undone", photos)


def _say_leg(name: str, leg: Leg, goal: str, photos: int) -> None:
    say(f"{name:24}{leg.states[goal]:8,} of {photos:,} {goal} in {leg.seconds:.0f} s, {leg.kills} kills; ", end="")
    say(f"{leg.writes:,} writes at the shop, {leg.doubles} doubles, {leg.lost} lost, {leg.moved} moved")


def large_orders(photos: int = LARGE) -> None:
    """Each page through the product's web server on SQLite, large and small merchant in turn (aim: under a second)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with ShopAndHub(folder / "hub", catalogue(folder / "photos", 1)) as both:
            both.do("-m", "tests.kill.large_order", str(photos), str(folder / "visitors.json"))
            visitors = json.loads((folder / "visitors.json").read_text())
            both.serve()
            head = f"{'cold':>10}{'p50':>10}{'p95':>10}{'p95 small':>12}"
            say(f"\n{'page':24}{'ratio':>8}{head}   (ms, {photos:,} photos against 60, through Granian)")
            for page, (review, path) in PAGES.items():
                _say_page(both, page, path, visitors[f"large {review}"], visitors[f"small {review}"])


def _say_page(both: ShopAndHub, page: str, path: str, large: dict[str, Any], small: dict[str, Any]) -> None:
    cold = _ms(both, path, large)
    _ms(both, path, small)
    turns = [(_ms(both, path, large), _ms(both, path, small)) for _turn in range(ROUNDS)]
    times, against = ([turn[place] for turn in turns] for place in (0, 1))
    p95, p95_small = (statistics.quantiles(values, n=20)[18] for values in (times, against))
    figures = f"{cold:10.1f}{statistics.median(times):10.1f}{p95:10.1f}{p95_small:12.1f}"
    say(f"{page:24}{p95 / p95_small:8.2f}{figures}")


def _ms(both: ShopAndHub, path: str, visitor: dict[str, Any]) -> float:
    address = path.format(**visitor)
    with closing(both.connect()) as connection:
        began = time.perf_counter()
        connection.request("GET", address, headers={"Cookie": f"sessionid={visitor['session']}"})
        answer = connection.getresponse()
        answer.read()
        taken = time.perf_counter() - began
    if answer.status != 200:
        sys.exit(f"{address} answered {answer.status}")
    return taken * 1000
