"""A run of many publications and its undo, while the workers are killed: what the shop saw, and what it shows."""

from __future__ import annotations

import hashlib
import http.client
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.kill.photos import catalogue
from tests.kill.shop_and_hub import ShopAndHub

# Longer than a task takes, short enough for a test to wait for what a killed worker held.
LEASE_S = "5"


@dataclass(frozen=True, slots=True)
class Leg:
    """The run, or its undo. `writes`: pictures that the shop took; `doubles`: those that it was sent again.

    `lost`: photos that the shop does not show as wanted; `moved`: whose place or alt text is not as before.
    """

    seconds: float
    kills: int
    states: Counter[str]
    writes: int
    doubles: int
    lost: int
    moved: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One photo as the shop shows it."""

    product: str
    position: int
    alt: str
    sha256: str

    @property
    def place(self) -> tuple[str, int, str]:
        return self.product, self.position, self.alt


def publishing(
    folder: Path,
    photos: int,
    *,
    kills: Sequence[float],
    undo_kills: Sequence[float] = (),
    queue: str = "",
    patience_s: float,
) -> tuple[Leg, Leg]:
    """Publish `photos` and take all back; the workers are killed when these shares of them are done."""
    sold = catalogue(folder / "catalogue", photos)
    card = folder / "sandbox" / "sandbox.json"
    with ShopAndHub(folder, sold, LEASE_S=LEASE_S, FAST_WORKERS="2") as both:
        both.do("-m", "tests.kill.publish_many", "start", str(card), str(sold))
        before = _shown(both)
        both.serve()
        both.work(*(["--queue", queue] if queue else []))
        run = _leg(both, photos, "published", kills, patience_s, before, _wanted(folder, "after_sha256"), 0)
        both.do("-m", "tests.kill.publish_many", "undo")
        back = {image: shown.sha256 for image, shown in before.items()}
        return run, _leg(both, photos, "undone", undo_kills, patience_s, before, back, 1)


def _leg(
    both: ShopAndHub,
    photos: int,
    goal: str,
    kills: Sequence[float],
    patience_s: float,
    before: dict[str, Shown],
    wanted: dict[str, str],
    earlier: int,
) -> Leg:
    """Wait until all are `goal`; each picture may have been written `earlier` times and once more."""
    began, waiting = time.monotonic(), sorted(kills)
    while (done := _states(both.folder)[goal]) < photos and time.monotonic() - began < patience_s:
        if waiting and done >= waiting[0] * photos:
            waiting.pop(0)
            both.kill_workers()
        time.sleep(0.1)
    seconds = time.monotonic() - began
    written = Counter(row["path"] for row in both.sandbox.control()["shop_writes"])
    after = _shown(both)
    return Leg(
        seconds=seconds,
        kills=len(kills) - len(waiting),
        states=_states(both.folder),
        writes=written.total() - earlier * photos,
        doubles=sum(n - earlier - 1 for n in written.values() if n > earlier + 1),
        lost=sum(image not in after or after[image].sha256 != sha256 for image, sha256 in wanted.items()),
        moved=len(before.keys() ^ after.keys()) + sum(after[i].place != before[i].place for i in before if i in after),
    )


def _shown(both: ShopAndHub) -> dict[str, Shown]:
    """Image id -> what the shop shows, the bytes as a browser loads them."""
    images = [image for product in both.gallery_pages() for image in product["images"]]
    with closing(http.client.HTTPConnection(both.sandbox.host, timeout=30)) as connection:
        return {image["id"]: _look(connection, image) for image in images}


def _look(connection: http.client.HTTPConnection, image: dict[str, Any]) -> Shown:
    connection.request("GET", urlsplit(image["url"]).path)
    data = connection.getresponse().read()
    return Shown(image["product_id"], image["position"], image["alt"], hashlib.sha256(data).hexdigest())


def _wanted(folder: Path, column: str) -> dict[str, str]:
    """Image id in the shop -> the digest that its publication names."""
    sql = f"SELECT i.remote_id, p.{column} FROM retouch_publication p JOIN connectors_image i ON i.id = p.image_id"
    return dict(_rows(folder, sql))


def _states(folder: Path) -> Counter[str]:
    return Counter(dict(_rows(folder, "SELECT state, count(*) FROM retouch_publication GROUP BY state")))


def _rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{folder / 'hub.sqlite3'}?mode=ro", uri=True, timeout=30)) as database:
        return database.execute(sql).fetchall()
