"""One new content searched for among a million others against one look-up by primary key; copies found."""

from __future__ import annotations

import numpy as np
from django.core.management import call_command

from analytics.models import Fingerprint
from analytics.twins.bands import cut
from analytics.twins.links import Prints
from analytics.twins.search import near_ids
from pixelzhub.accounts.models import Merchant
from tests import builders
from tests.analytics.twins.photos import real_photos, score
from tests.bench.said import median, say


def twins(stored: int = 1_000_000) -> None:
    """One content at a time and 64 at once, as the worker has them; then the copies of real photos, where there are any."""
    call_command("migrate", verbosity=0)
    merchant = builders.make_merchant("Million")
    newest = _fingerprints(merchant, stored)
    by_key = median(lambda: Fingerprint.objects.get(pk=newest[0]))
    say(f"\n{'twins':24}{'ratio':>8}{'search':>12}{'by key':>12}   (ms a content, among {stored:,})")
    for n in (1, 64):
        prints = Prints.read(newest[:n])
        search = median(lambda prints=prints: near_ids(merchant.pk, prints)) / n
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
