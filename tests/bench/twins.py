"""One new content searched for among a million others, on SQLite and PostgreSQL; all pairs of many; copies found.

In a database of its own: on PostgreSQL, of the server of DATABASE_URL or TEST_DATABASE_URL, where one answers.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import dj_database_url
import numpy as np
from django.core.management import call_command
from django.db import connection, connections, transaction

from analytics.models import Fingerprint
from analytics.twins.bands import Ints, cut
from analytics.twins.batch import near_pairs
from analytics.twins.links import Prints
from analytics.twins.search import near_ids
from pixelzhub.accounts.models import Merchant
from tests import builders
from tests.analytics.twins.photos import COPIES, grouped, measured, real_photos, score
from tests.bench.said import median, say
from tests.postgresql import own_database, reachable

BANDED = {"phash": "whole", "content_phash": "subject", "centre_phash": "centre"}
OTHERS = ("mirror_phash", "content_mirror_phash")
SEARCHES = 300


def twins(stored: int = 1_000_000) -> None:
    """The batch search, the search by index on both databases, then copies of real photos, where there are any."""
    say(f"\n{'twins, all pairs':24}{'hashes':>12}{'pairs':>12}{'s of a core':>12}")
    for n in (100_000, 1_000_000):
        _all_pairs(n)
    call_command("migrate", verbosity=0)
    say(f"{'twins, one by one':24}{'ratio':>8}{'p50':>8}{'p95':>8}{'by key':>8}   (ms a content, among {stored:,})")
    _searches(stored)
    with _on_postgresql() as there:
        if there:
            _searches(stored)
    _copies()


def _all_pairs(n: int) -> None:
    for name, hashes in (("uniform", _uniform(n)), ("clustered", _clustered(n))):
        began = time.process_time()
        pairs = sum(one.size for one, _ in near_pairs(hashes))
        say(f"{name:24}{n:12,}{pairs:12,}{time.process_time() - began:12.2f}")


def _searches(stored: int) -> None:
    merchant = builders.make_merchant("Million")
    newest = _fingerprints(merchant, stored)
    by_key = median(lambda: Fingerprint.objects.get(pk=newest[0]))
    prints = [Prints.read([pk]) for pk in newest]
    near_ids(merchant.pk, prints[0])
    times = []
    for one in prints:
        began = time.perf_counter()
        near_ids(merchant.pk, one)
        times.append(time.perf_counter() - began)
    p50, p95 = np.percentile(times, (50, 95))
    name = connection.vendor
    say(f"\r{name:24}{p50 / by_key:8.1f}{p50 * 1000:8.2f}{p95 * 1000:8.2f}{by_key * 1000:8.2f}")


def _copies() -> None:
    paths = real_photos(half=1)
    if not paths:
        say("copies of real photos: not measured, ../shared/photos is not there")
        return
    known = measured(paths)
    for name, found in (("judged", score(known)), ("grouped", grouped(builders.make_merchant("Copies"), known))):
        say(f"copies of {len(paths)} real photos, {name}: precision {found.precision:.3f}, recall", end="")
        say("".join(f" · {kind} {found.recall[kind]:.3f}" for kind in COPIES))
        if name == "judged":
            say(f"other colours taken for copies {found.recoloured_as_copies:.3f}, similar pairs {found.similar}")


@contextmanager
def _on_postgresql() -> Iterator[bool]:
    """Django's default connection on a fresh database of the server; False where none answers."""
    if not reachable():
        say("postgresql: not measured, no server answers (TEST_DATABASE_URL)")
        yield False
        return
    before = connections.databases["default"]
    with own_database() as address:
        try:
            _use(before | dj_database_url.parse(address) | {"OPTIONS": {}})
            call_command("migrate", verbosity=0)
            yield True
        finally:
            _use(before)


def _use(database: dict[str, object]) -> None:
    connection.close()
    connections.databases["default"] = database
    del connections["default"]


def _fingerprints(merchant: Merchant, stored: int) -> list[int]:
    """So many contents, their indexes made afterwards; gives the ids of the last few."""
    with connection.schema_editor() as editor:
        for index in Fingerprint._meta.indexes:
            editor.remove_index(Fingerprint, index)
    chance = np.random.default_rng(2)
    for start in range(0, stored, 10_000):
        columns: dict[str, list[int]] = {}
        for field in (*BANDED, *OTHERS):
            hashes = _clustered(10_000, chance)
            columns[field] = hashes.tolist()
            if field in BANDED:
                columns |= {f"{BANDED[field]}_{n}": keys.tolist() for n, keys in enumerate(cut(hashes))}
        rows = zip(*columns.values(), strict=True)
        _insert(merchant, list(columns), [(f"{start + n:064x}", *row) for n, row in enumerate(rows)])
        say(f"\r{start + 10_000:,} contents", end="")
    with connection.schema_editor() as editor:
        for index in Fingerprint._meta.indexes:
            editor.add_index(Fingerprint, index)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE analytics_fingerprint")
    rows_of = Fingerprint.objects.filter(merchant=merchant).order_by("-pk")
    return list(rows_of.values_list("pk", flat=True)[:SEARCHES])


def _insert(merchant: Merchant, names: list[str], rows: list[tuple[object, ...]]) -> None:
    columns = ", ".join(("merchant_id", "sha256", *names))
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY analytics_fingerprint ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((merchant.pk, *row))
            return
        marks = ", ".join(["%s"] * (len(names) + 2))
        cursor.executemany(
            f"INSERT INTO analytics_fingerprint ({columns}) VALUES ({marks})",
            [(merchant.pk, *row) for row in rows],
        )


def _uniform(n: int) -> Ints:
    """Chance hashes, one in fifty of them a copy of another but for four bits."""
    chance = np.random.default_rng(1)
    hashes = chance.integers(0, 2**64, n, dtype=np.uint64)
    copies = chance.permutation(n)[: n // 50]
    turned = np.bitwise_or.reduce(np.uint64(1) << chance.integers(0, 64, (4, copies.size), dtype=np.uint64))
    hashes[copies] = hashes[chance.integers(0, n, copies.size)] ^ turned
    return hashes.view(np.int64)


SEEDS = np.random.default_rng(3).integers(0, 2**64, 5000, dtype=np.uint64)


def _clustered(n: int, chance: np.random.Generator | None = None) -> Ints:
    """Hashes in clusters as those of real photos are."""
    chance = chance or np.random.default_rng(4)
    turned = np.packbits(chance.random((n, 64)) < 0.18, axis=1).view(np.uint64).ravel()
    return (SEEDS[chance.integers(0, SEEDS.size, n)] ^ turned).view(np.int64)
